//! Measures how long it takes to read a list whose consumer works on each page, and compares it with the expected
//! time.

use crate::report::{Report, Target};
use crate::server::{Server, workspace};
use bcrumbs::Workspace;
use std::time::{Duration, Instant};

const PAGES: u32 = 1000;
const ITEMS_PER_PAGE: u32 = 100;
const ROUND_TRIP_MILLIS: u64 = 20;
const WORK: Duration = Duration::from_millis(20);

/// The time that the consumer waited and worked.
struct Timing {
    waited: Duration,
    worked: Duration,
}

impl Timing {
    fn total(&self) -> Duration {
        self.waited + self.worked
    }
}

/// Reads the list with and without reading ahead, and counts the requests of an early stop.
pub(crate) async fn run(report: &mut Report, server: &Server) {
    report.section(
        "Draining",
        "1,000 pages of 100 conversations at a round trip of 20 ms, with a consumer that works 20 ms on each page. The \
         expected time is the number of pages times the larger of the fetch and the work, both measured in this run.",
    );
    let rows = PAGES * ITEMS_PER_PAGE;
    let workspace = workspace(&server.url(&format!("convs/{rows}/{ROUND_TRIP_MILLIS}")));
    let one_by_one = drain(&workspace, 0).await;
    let ahead = drain(&workspace, 1).await;
    let expected = one_by_one.waited.max(one_by_one.worked).max(ahead.worked);
    let row = |name: &str, taken: Duration| {
        vec![
            name.to_owned(),
            format!("{:.1}", taken.as_secs_f64()),
            format!("{:.2}", taken.div_duration_f64(expected)),
        ]
    };
    report.table(
        &["way", "seconds", "of the expected time"],
        &[
            row("the expected time", expected),
            row("`.read_ahead(0)`", one_by_one.total()),
            row("`.read_ahead(1)`, the default", ahead.total()),
        ],
    );
    report.target("draining.read_ahead", ahead.total().div_duration_f64(expected), Target::AtMost(1.05));

    server.requests().await;
    let mut items = workspace.conversations().page_size(ITEMS_PER_PAGE).items();
    items.try_next().await.expect("a first page").expect("an item");
    tokio::time::sleep(2 * WORK).await;
    drop(items);
    #[expect(clippy::cast_precision_loss, reason = "a small count")]
    let requests = server.requests().await as f64;
    report.note(&format!("A consumer that stops within the first page causes {requests} request."));
    report.target("draining.requests_of_an_early_stop", requests, Target::AtMost(1.0));
}

async fn drain(workspace: &Workspace, read_ahead: usize) -> Timing {
    let list = workspace.conversations().page_size(ITEMS_PER_PAGE);
    let mut pages = list.stream().read_ahead(read_ahead).pages();
    let mut timing = Timing { waited: Duration::ZERO, worked: Duration::ZERO };
    let mut items = 0;
    loop {
        let began = Instant::now();
        let page = pages.try_next().await.expect("a page");
        let fetched = Instant::now();
        timing.waited += fetched - began;
        let Some(page) = page else { break };
        items += page.items.len();
        tokio::time::sleep(WORK).await;
        timing.worked += fetched.elapsed();
    }
    assert_eq!(items, (PAGES * ITEMS_PER_PAGE) as usize, "every conversation came once");
    timing
}
