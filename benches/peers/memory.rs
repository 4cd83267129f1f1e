//! Measures the memory of streams, which must not grow with the list. Each stream runs in its own process.

use crate::again::run_again;
use crate::clock::peak_megabytes;
use crate::report::{Report, Target};
use crate::rows::{OLDEST, SPAN};
use crate::server::{Server, workspace};
use bcrumbs::Items;
use chrono::DateTime;

/// The argument that starts this program as a measured consumer.
pub(crate) const ROLE: &str = "stream";

const ROWS: u64 = 1_000_000;

/// The number of items before the first measurement.
const EARLY: u64 = 100_000;

/// How a list is streamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stream {
    Conversations,
    ReadFarAhead,
    TimeSlices,
}

impl Stream {
    const ALL: [Self; 3] = [Self::Conversations, Self::ReadFarAhead, Self::TimeSlices];

    fn word(self) -> &'static str {
        match self {
            Self::Conversations => "conversations",
            Self::ReadFarAhead => "read_far_ahead",
            Self::TimeSlices => "time_slices",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Conversations => "conversations, `.items()`",
            Self::ReadFarAhead => "conversations, `.stream().read_ahead(32)`",
            Self::TimeSlices => "messages, `.stream().concurrency(8)`",
        }
    }

    fn path(self) -> String {
        match self {
            Self::Conversations | Self::ReadFarAhead => format!("convs/{ROWS}/0"),
            Self::TimeSlices => format!("messages/even/{ROWS}/0"),
        }
    }
}

/// The maximum memory in MB, at two points of a stream.
struct Peaks {
    early: f64,
    late: f64,
}

/// Streams a million items in each way.
pub(crate) fn run(report: &mut Report, server: &Server) {
    report.section(
        "Memory",
        "The most memory that a process which streams 1,000,000 items has held, in MB: until the 100,000th item, and \
         until the last.",
    );
    let mut rows = Vec::new();
    for stream in Stream::ALL {
        let Peaks { early, late } = measured(stream, server);
        let growth = late / early;
        rows.push(vec![
            stream.name().to_owned(),
            format!("{early:.1}"),
            format!("{late:.1}"),
            format!("{growth:.2}"),
        ]);
        report.target(&format!("memory.{}.growth", stream.word()), growth, Target::AtMost(1.10));
        if stream == Stream::Conversations {
            report.target("memory.conversations.megabytes", late, Target::AtMost(40.0));
        }
    }
    report.table(&["stream", "100,000th", "last", "growth"], &rows);
}

fn measured(stream: Stream, server: &Server) -> Peaks {
    let text = run_again(&[ROLE, stream.word(), &server.url(&stream.path())]);
    let mut figures = text.split_whitespace().map(|figure| figure.parse().expect("a figure"));
    let mut next = || figures.next().expect("two figures");
    Peaks { early: next(), late: next() }
}

/// Streams with the given arguments, and prints the two maxima.
pub(crate) async fn consume(stream: &str, url: &str) {
    let stream = Stream::ALL.into_iter().find(|known| known.word() == stream).expect("a stream that exists");
    let workspace = workspace(url);
    match stream {
        Stream::Conversations => drain(workspace.conversations().with_contact().items()).await,
        Stream::ReadFarAhead => {
            drain(workspace.conversations().with_contact().stream().read_ahead(32).items()).await;
        }
        Stream::TimeSlices => {
            let at = |millis| DateTime::from_timestamp_millis(millis).expect("a time of this century");
            let messages = workspace.messages().since(at(OLDEST)).until(at(OLDEST + SPAN));
            drain(messages.stream().concurrency(8).items()).await;
        }
    }
}

async fn drain<T: Send + 'static>(mut items: Items<T>) {
    let mut count = 0;
    while items.try_next().await.expect("an item").is_some() {
        count += 1;
        if count == EARLY {
            println!("{}", peak_megabytes());
        }
    }
    assert_eq!(count, ROWS, "every item came");
    println!("{}", peak_megabytes());
}
