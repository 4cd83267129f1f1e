//! What one call costs the caller's processor, beside what it costs by other libraries.

use crate::clock::{median, thread_cpu};
use crate::contenders::{Caller, Way};
use crate::report::{Report, Target};
use crate::server::Server;

/// The sizes of the pages, with the calls of one round and the share of the peer's time that ours may take.
const PAGES: [(usize, usize, f64); 3] = [(1, 300, 1.05), (100, 100, 0.80), (1000, 20, 0.80)];

/// Rounds in which every way has its turn; the middle one of the ratios counts.
const ROUNDS: usize = 25;

/// Measures every way on every size of page.
pub(crate) fn run(report: &mut Report, server: &Server) {
    report.section(
        "One call",
        "CPU time of the calling thread for one call over loopback, its answer a page of conversations with all \
         scalars and the contact, in microseconds. The ways take turns, and each ratio is the middle one of the \
         rounds' ratios to `graphql_client` with reqwest's `.json()`.",
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut rows = Way::ALL.map(|way| vec![way.name().to_owned()]);
    for (size, calls, limit) in PAGES {
        let caller = Caller::new(server.url(&format!("canned/{size}")));
        let rounds: Vec<[f64; Way::ALL.len()]> = (0..=ROUNDS)
            .map(|_| Way::ALL.map(|way| runtime.block_on(micros_per_call(&caller, way, calls, size))))
            .skip(1)
            .collect();
        let peer = Way::ALL.iter().position(|way| *way == Way::GraphqlClient).expect("it is one of them");
        for (place, way) in Way::ALL.into_iter().enumerate() {
            let micros = median(rounds.iter().map(|round| round[place]).collect());
            let ratio = median(rounds.iter().map(|round| round[place] / round[peer]).collect());
            rows[place].extend([format!("{micros:.0}"), format!("{ratio:.2}")]);
            if way == Way::Ours {
                report.target(&format!("per_call.page_of_{size}"), ratio, Target::AtMost(limit));
            }
        }
    }
    report.table(&["way", "1 item", "ratio", "100 items", "ratio", "1,000 items", "ratio"], &rows);
}

async fn micros_per_call(caller: &Caller, way: Way, calls: usize, size: usize) -> f64 {
    let before = thread_cpu();
    for _ in 0..calls {
        let items = caller.call(way).await;
        assert!(way == Way::Bytes || items == size, "{} read {items} of {size} items", way.name());
    }
    #[expect(clippy::cast_precision_loss, reason = "a small count")]
    let calls = calls as f64;
    (thread_cpu() - before).as_secs_f64() * 1e6 / calls
}
