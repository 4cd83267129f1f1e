//! Decodes responses without a socket, for a profiler: `cargo bench --bench decode`.

#[path = "peers/rows.rs"]
#[expect(dead_code, reason = "shared with the comparison, which serves more of it")]
mod rows;

use bcrumbs::{ApiKey, Client, Transport, TransportFuture, Workspace};
use bytes::Bytes;
use divan::Bencher;

fn main() {
    divan::main();
}

/// Returns the same page for every request.
#[derive(Clone, Debug)]
struct Canned(Bytes);

impl Transport for Canned {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        let answer = http::Response::new(self.0.clone());
        Box::pin(async { Ok(answer) })
    }
}

fn workspace(items: u64) -> Workspace {
    let whole = rows::Asked { limit: items, after: None, from: None, to: None };
    let canned = Canned(rows::conversations(items, whole).into());
    let client = Client::builder(ApiKey::new("bench")).transport(canned).build().expect("a client");
    client.workspace(12)
}

#[divan::bench(args = [1, 100, 1000])]
fn a_page_of_conversations(bencher: Bencher<'_, '_>, items: u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let workspace = workspace(items);
    bencher.bench_local(|| {
        runtime.block_on(async { workspace.conversations().with_contact().page().await }).expect("a page")
    });
}
