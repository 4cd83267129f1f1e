//! What reading the largest answer that is accepted costs, however it is made: nobody who answers may keep the caller's
//! thread busy for longer than a plain parser would.

use crate::clock::{median, thread_cpu};
use crate::report::{Report, Target};
use bcrumbs::{ApiKey, Client, DEFAULT_RESPONSE_LIMIT, RetryPolicy, Transport, TransportFuture};
use bytes::Bytes;
use serde_json::Value;
use std::hint::black_box;
use tokio::runtime::{Builder, Runtime};

/// How often the time of a plain parser that reading an answer may take.
const TARGET: Target = Target::AtMost(5.0);

/// Rounds, each with a turn for the parser and for us; the first warms up.
const ROUNDS: usize = 3;

/// An answer of the largest size.
struct Case {
    name: &'static str,
    body: Bytes,
}

impl Case {
    /// Repeats a piece between a beginning and an end until the answer is as large as it may be.
    fn new(name: &'static str, begin: &str, piece: &str, end: &str) -> Self {
        let room = DEFAULT_RESPONSE_LIMIT - begin.len() - end.len();
        let mut body = String::with_capacity(DEFAULT_RESPONSE_LIMIT);
        body.push_str(begin);
        (0..room / piece.len()).for_each(|_| body.push_str(piece));
        // The last piece is followed by no comma.
        if piece.ends_with(',') {
            body.pop();
        }
        body.push_str(end);
        Self { name, body: body.into() }
    }
}

/// Answers with an escaped text, which a value of a type that it does not have makes part of an error.
const ROW: &str = r#"{"data":{"convs":{"nodes":[{"id":"c","createdAt":"2026-03-16T00:00:00.000Z","ended":"#;

fn cases() -> Vec<Case> {
    let errors = r#"{"errors":["#;
    let nodes = r#"{"data":{"convs":{"nodes":["#;
    let deep = format!("{}{},", "[".repeat(100), "]".repeat(100));
    let deep_objects = format!("{}1{},", r#"{"a":"#.repeat(60), "}".repeat(60));
    let message = r#"{"errors":[{"message":""#;
    let told = r#"{"message":"no \"Ana\"","path":["convs","nodes",1],"extensions":{"code":"X"}},"#;
    vec![
        Case::new("nulls", nodes, "null,", "]}}}"),
        Case::new(
            "nulls_reported",
            &format!(r#"{{"errors":[{told}{told}null],{}"#, &nodes[1..]),
            "null,",
            "]}}}",
        ),
        Case::new("errors", errors, told, "]}"),
        Case::new(
            "errors_beside_data",
            &format!(r#"{},"pageInfo":null}}}},"errors":["#, &format!("{nodes}]")),
            told,
            "]}",
        ),
        Case::new("errors_empty", errors, "{},", "]}"),
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

/// Answers every request with the same bytes.
#[derive(Clone, Debug)]
struct Canned(Bytes);

impl Transport for Canned {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        let answer = http::Response::new(self.0.clone());
        Box::pin(async { Ok(answer) })
    }
}

/// Measures every answer.
pub(crate) fn run(report: &mut Report) {
    report.section(
        "Hostile answers",
        "CPU time for reading an answer of 16 MiB, the largest that is accepted, and for printing what comes of it, in \
         milliseconds, beside parsing the same bytes as `serde_json::Value`. Each ratio is the middle one of the rounds'.",
    );
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let mut rows = Vec::new();
    for Case { name, body } in cases() {
        let client =
            Client::builder(ApiKey::new("bench")).transport(Canned(body.clone())).retry(RetryPolicy::none());
        let list = client.build().expect("a client").workspace(12).conversations();
        let rounds = (0..=ROUNDS).map(|_| {
            let parsed = time(|| drop(black_box(serde_json::from_slice::<Value>(&body))));
            let read = time(|| read(&runtime, &list));
            [parsed, read, read / parsed]
        });
        let rounds: Vec<[f64; 3]> = rounds.skip(1).collect();
        let [parsed, read, ratio] =
            [0, 1, 2].map(|place| median(rounds.iter().map(|round| round[place]).collect()));
        rows.push(vec![
            format!("`{name}`"),
            format!("{parsed:.0}"),
            format!("{read:.0}"),
            format!("{ratio:.2}"),
        ]);
        report.target(&format!("hostile.{name}"), ratio, TARGET);
    }
    report.table(&["answer", "`serde_json::Value`", "bcrumbs", "ratio"], &rows);
}

/// Calls for a page, and prints what came of it.
fn read(runtime: &Runtime, list: &bcrumbs::ListConversations) {
    let printed = match runtime.block_on(list.clone().send()) {
        Ok(page) => page.errors().first().map(|error| format!("{error} {error:?}")).unwrap_or_default(),
        Err(error) => format!("{error} {error:?}"),
    };
    assert!(printed.len() < 5_000, "what is printed is short");
    black_box(printed);
}

/// Returns the milliseconds for which this thread computed.
fn time(work: impl FnOnce()) -> f64 {
    let before = thread_cpu();
    work();
    (thread_cpu() - before).as_secs_f64() * 1e3
}
