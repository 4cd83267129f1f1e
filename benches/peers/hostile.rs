//! Measures the cost of reading responses of the maximum size. No response may keep the caller's thread busy for much
//! longer than a plain parser.

use crate::clock::{median, thread_cpu};
use crate::report::{Report, Target};
use bcrumbs::{ApiKey, Client, DEFAULT_RESPONSE_LIMIT, RetryPolicy, Transport, TransportFuture};
use bytes::Bytes;
use serde_json::Value;
use std::hint::black_box;
use tokio::runtime::{Builder, Runtime};

/// The target ratio to the time of a plain parser.
const TARGET: Target = Target::AtMost(5.0);

/// The number of rounds. Each round measures the parser and this crate; the first round is a warm-up.
const ROUNDS: usize = 3;

/// The sizes of a response, as fractions of the maximum. A case continues with the next size only if its ratio was at
/// most [`TOO_MUCH`]: a cost that grows with the square of the size would take hours.
const PARTS: [usize; 3] = [64, 8, 1];

/// The ratio at which a case ends.
const TOO_MUCH: f64 = 50.0;

/// A response of any size.
struct Case {
    name: &'static str,
    begin: String,
    piece: String,
    end: String,
}

impl Case {
    fn new(name: &'static str, begin: &str, piece: &str, end: &str) -> Self {
        Self { name, begin: begin.to_owned(), piece: piece.to_owned(), end: end.to_owned() }
    }

    /// Repeats the piece between the beginning and the end, up to that size.
    fn body(&self, size: usize) -> Bytes {
        let room = size - self.begin.len() - self.end.len();
        let mut body = String::with_capacity(size);
        body.push_str(&self.begin);
        (0..room / self.piece.len()).for_each(|_| body.push_str(&self.piece));
        // The last piece is followed by no comma.
        if self.piece.ends_with(',') {
            body.pop();
        }
        body.push_str(&self.end);
        body.into()
    }
}

/// Responses with an escaped text of a wrong type, which becomes part of an error.
const ROW: &str = r#"{"data":{"convs":{"nodes":[{"id":"c","createdAt":"2026-03-16T00:00:00.000Z","ended":"#;

fn cases() -> Vec<Case> {
    let errors = r#"{"errors":["#;
    let nodes = r#"{"data":{"convs":{"nodes":["#;
    let deep = format!("{}{},", "[".repeat(100), "]".repeat(100));
    let deep_objects = format!("{}1{},", r#"{"a":"#.repeat(60), "}".repeat(60));
    let message = r#"{"errors":[{"message":""#;
    let reported = r#"{"message":"no \"Ana\"","path":["convs","nodes",1],"extensions":{"code":"X"}},"#;
    vec![
        Case::new("nulls", nodes, "null,", "]}}}"),
        Case::new(
            "nulls_reported",
            &format!(r#"{{"errors":[{reported}{reported}null],{}"#, &nodes[1..]),
            "null,",
            "]}}}",
        ),
        Case::new("errors", errors, reported, "]}"),
        Case::new(
            "errors_beside_data",
            &format!(r#"{},"pageInfo":null}}}},"errors":["#, &format!("{nodes}]")),
            reported,
            "]}",
        ),
        Case::new("errors_empty", errors, "{},", "]}"),
        Case::new("errors_of_numbers", errors, "0,", "]}"),
        Case::new("errors_of_short_texts", errors, r#""a","#, "]}"),
        Case::new("errors_with_short_messages", errors, r#"{"message":"a"},"#, "]}"),
        Case::new("message_plain", message, "no contact ", r#""}]}"#),
        Case::new("message_of_quotes", message, r#"'a\"b\" "#, r#""}]}"#),
        Case::new("message_of_backslashes", message, r"\\", r#""}]}"#),
        Case::new("message_of_digits", message, "1 ", r#""}]}"#),
        Case::new("message_of_halves", message, r"\ud83d", r#""}]}"#),
        Case::new("message_without_errors", r#"{"message":""#, "a@b ", r#""}"#),
        Case::new("nesting_beside", r#"{"data":null,"a":["#, &deep, "]}"),
        Case::new("nesting_in_data", r#"{"data":{"convs":["#, &deep, "]}}"),
        Case::new("nesting_of_objects", r#"{"data":{"convs":["#, &deep_objects, "]}}"),
        Case::new("nesting_in_extensions", r#"{"errors":[{"extensions":{"a":["#, &deep, "]}}]}"),
        Case::new("long_path", r#"{"errors":[{"path":["#, "1,", "]}]}"),
        Case::new("long_path_of_names", r#"{"errors":[{"path":["#, r#""convs","#, "]}]}"),
        Case::new("long_key", r#"{"data":{"convs":{""#, "abcdefgh", r#"":1}}}"#),
        Case::new("long_value_of_a_wrong_type", &format!("{ROW}\""), "abcdefgh", r#""}]}}}"#),
        Case::new("escaped_value_of_a_wrong_type", &format!("{ROW}\""), r"\u0001é\n", r#""}]}}}"#),
        Case::new("numbers_of_a_wrong_type", r#"{"data":{"convs":{"nodes":["#, "1,", "]}}}"),
        Case::new("cut_off", nodes, "null,", ""),
        Case::new("cut_off_in_a_text", message, "abcdefgh", ""),
    ]
}

/// Returns the same bytes for every request.
#[derive(Clone, Debug)]
struct Canned(Bytes);

impl Transport for Canned {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        let answer = http::Response::new(self.0.clone());
        Box::pin(async { Ok(answer) })
    }
}

/// Measures every response.
pub(crate) fn run(report: &mut Report) {
    report.section(
        "Hostile answers",
        "CPU time for reading an answer of 16 MiB, the largest that is accepted, and for printing what comes of it, in \
         milliseconds, beside parsing the same bytes as `serde_json::Value`; for halves of characters, which it refuses, as many \
         whole ones. Each ratio is the middle one of the rounds'.",
    );
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    report.heads(&["answer", "`serde_json::Value`", "bcrumbs", "ratio"]);
    for case in cases() {
        let mut found = [0.0; 3];
        for part in PARTS {
            found = measure(&runtime, &case.body(DEFAULT_RESPONSE_LIMIT / part));
            if found[2] > TOO_MUCH {
                break;
            }
        }
        let [parsed, read, ratio] = found;
        let figures = [format!("{parsed:.0}"), format!("{read:.0}"), format!("{ratio:.2}")];
        report.row(&[vec![format!("`{}`", case.name)], figures.to_vec()].concat());
        report.target(&format!("hostile.{}", case.name), ratio, TARGET);
    }
}

/// Returns the milliseconds of a parser, ours, and their ratio.
fn measure(runtime: &Runtime, body: &Bytes) -> [f64; 3] {
    let client =
        Client::builder(ApiKey::new("bench")).transport(Canned(body.clone())).retry(RetryPolicy::none());
    let list = client.build().expect("a client").workspace(12).conversations();
    // The parser refuses halves of characters at once; it reads whole ones.
    let parsable = String::from_utf8_lossy(body).replace(r"\ud83d", r"\u263a");
    let parsable = parsable.as_bytes();
    let rounds = (0..=ROUNDS).map(|_| {
        let parsed = time(|| drop(black_box(serde_json::from_slice::<Value>(parsable))));
        let read = time(|| read(runtime, &list));
        [parsed, read, read / parsed]
    });
    let rounds: Vec<[f64; 3]> = rounds.skip(1).collect();
    [0, 1, 2].map(|index| median(rounds.iter().map(|round| round[index]).collect()))
}

/// Requests a page, and prints the result.
fn read(runtime: &Runtime, list: &bcrumbs::Conversations) {
    let printed = match runtime.block_on(list.clone().page()) {
        Ok(page) => page.errors().first().map(|error| format!("{error} {error:?}")).unwrap_or_default(),
        Err(error) => format!("{error} {error:?}"),
    };
    assert!(printed.len() < 5_000, "what is printed is short");
    black_box(printed);
}

/// Returns the CPU time of this thread, in milliseconds.
fn time(work: impl FnOnce()) -> f64 {
    let before = thread_cpu();
    work();
    (thread_cpu() - before).as_secs_f64() * 1e3
}
