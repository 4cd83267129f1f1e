//! Measures the throughput of one client with many concurrent calls, and compares it with reqwest alone.

use crate::clock::median;
use crate::contenders::{Caller, Way};
use crate::report::{Report, Target};
use crate::server::Server;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;
use tokio::task::JoinSet;

const CALLS: u32 = 10_000;
const AT_ONCE: usize = 256;
const ROUNDS: usize = 5;

/// The compared ways. The last is this crate, and the one before does the same work.
const WAYS: [Way; 3] = [Way::Bytes, Way::GraphqlClient, Way::Ours];

/// Measures the throughput of each way on a small page and on a usual one.
pub(crate) async fn run(report: &mut Report, server: &Server) {
    report.section(
        "Concurrency",
        "10,000 calls, 256 at once, from one client, on as many threads as the machine has cores, which the server \
         shares. Calls per second; each ratio is the middle one of the rounds' ratios to `graphql_client` with \
         reqwest's `.json()`.",
    );
    let mut rows = WAYS.map(|way| vec![way.name().to_owned()]);
    for size in [1, 100] {
        let caller = Caller::new(server.url(&format!("canned/{size}")));
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            let mut round = [0.0; WAYS.len()];
            for (index, way) in WAYS.into_iter().enumerate() {
                round[index] = calls_per_second(&caller, way).await;
            }
            rounds.push(round);
        }
        let same = WAYS.len() - 2;
        for (index, way) in WAYS.into_iter().enumerate() {
            let throughput = median(rounds.iter().map(|round| round[index]).collect());
            let ratio = median(rounds.iter().map(|round| round[index] / round[same]).collect());
            rows[index].extend([format!("{throughput:.0}"), format!("{ratio:.2}")]);
            if way == Way::Ours {
                report.target(&format!("concurrency.page_of_{size}"), ratio, Target::AtLeast(0.9));
            }
        }
    }
    report.table(&["way", "1 item", "ratio", "100 items", "ratio"], &rows);
}

async fn calls_per_second(caller: &Caller, way: Way) -> f64 {
    let left = Arc::new(AtomicU32::new(CALLS));
    let began = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (caller, left) = (caller.clone(), left.clone());
        callers.spawn(async move {
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
            {
                caller.call(way).await;
            }
        });
    }
    while let Some(ended) = callers.join_next().await {
        ended.expect("no call fails");
    }
    f64::from(CALLS) / began.elapsed().as_secs_f64()
}
