//! Measures how much faster several requests at once read a span of time, and the cost of lossless lists.

use crate::report::{Report, Target};
use crate::rows::{CROWD, OLDEST, SPAN, Shape};
use crate::server::{Server, workspace};
use bcrumbs::{Items, Message};
use chrono::{DateTime, Utc};
use std::time::{Duration, Instant};

const MESSAGES: u64 = 100_000;
const ROUND_TRIP_MILLIS: u64 = 20;
const CONCURRENCY: usize = 8;

/// The number of messages for the count of requests.
const COUNTED: u64 = 10_000;

/// The default page size.
const PAGE_SIZE: u64 = bcrumbs::DEFAULT_PAGE_SIZE as u64;

/// Reads even and uneven data one by one and by slices of time, then counts requests.
pub(crate) async fn run(report: &mut Report, server: &Server) {
    report.section(
        "Time slices",
        "100,000 messages at a round trip of 20 ms, 100 a page: one request after the other, and by \
         `.stream().concurrency(8)`. Every message came exactly once and in order, or the run would have \
         failed; instants tie on the edges of the slices of time.",
    );
    let mut rows = Vec::new();
    for (shape, name, least) in
        [(Shape::Even, "evenly spread", 7.0), (Shape::Uneven, "90 % within 10 % of the time", 5.0)]
    {
        let messages = || {
            let path = format!("messages/{}/{MESSAGES}/{ROUND_TRIP_MILLIS}", shape.word());
            let (since, until) = span();
            workspace(&server.url(&path)).messages().since(since).until(until).stream()
        };
        let one_by_one = read_all(messages().read_ahead(0).items()).await;
        server.requests().await;
        let slices = read_all(messages().concurrency(CONCURRENCY).items()).await;
        let requests = server.requests().await;
        let faster = one_by_one.div_duration_f64(slices);
        rows.push(vec![
            name.to_owned(),
            format!("{:.1}", one_by_one.as_secs_f64()),
            format!("{:.1}", slices.as_secs_f64()),
            format!("{faster:.1}"),
            requests.to_string(),
        ]);
        report.target(&format!("time_slices.{}", shape.word()), faster, Target::AtLeast(least));
    }
    report.table(
        &["messages", "one by one, s", "8 at once, s", "times faster", "requests of 8 at once"],
        &rows,
    );

    report.note(&format!(
        "How many requests {COUNTED} messages take, {PAGE_SIZE} a page, of a gateway that resumes strictly below its \
         cursor:\n",
    ));
    let mut rows = Vec::new();
    for (shape, name) in [
        (Shape::Thirds, "every third row shares its millisecond".to_owned()),
        (Shape::Crowd, format!("{CROWD} rows share one millisecond")),
    ] {
        let messages = workspace(&server.url(&format!("messages/{}/{COUNTED}/0", shape.word()))).messages();
        server.requests().await;
        let all = messages.items().all::<Vec<_>>().await.expect("a list");
        assert_eq!(all.items.len() as u64, COUNTED, "nothing is lost");
        let requests = server.requests().await;
        rows.push(vec![name, COUNTED.div_ceil(PAGE_SIZE).to_string(), requests.to_string()]);
    }
    report.table(&["messages", "full pages", "requests"], &rows);
}

fn span() -> (DateTime<Utc>, DateTime<Utc>) {
    let at = |millis| DateTime::from_timestamp_millis(millis).expect("a time of this century");
    (at(OLDEST), at(OLDEST + SPAN))
}

async fn read_all(mut items: Items<Message>) -> Duration {
    let began = Instant::now();
    let mut index = 0;
    while let Some(message) = items.try_next().await.expect("a message") {
        assert_eq!(message.id.as_str(), index.to_string(), "each message once, and in order");
        index += 1;
    }
    assert_eq!(index, MESSAGES, "every message came");
    began.elapsed()
}
