//! `bcrumbs sandbox` with its options, and the commands that steer it.

#![cfg(unix)]

mod common;

use common::{Gateway, Run, bcrumbs, until};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command};

/// A sandbox that the command serves, ended with this.
struct Served {
    child: Child,
    exports: Vec<(String, String)>,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        let mut child = bcrumbs(&[&["sandbox"], arguments].concat()).spawn().unwrap();
        let mut printed = String::new();
        // To its end: the command closes its output and runs on.
        child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
        assert_eq!(child.try_wait().unwrap(), None, "it runs on");
        let exports = printed.lines().map(|line| {
            let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        });
        Self { exports: exports.collect(), child }
    }

    fn value(&self, name: &str) -> &str {
        &self.exports.iter().find(|(known, _)| known == name).unwrap().1
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(bcrumbs(arguments).envs(self.exports.clone()).output().unwrap())
    }

    /// Ends the sandbox and returns what it wrote to standard error.
    fn end(mut self) -> String {
        self.child.kill().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have been ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Answers requests one after the other, and hands out the body of each.
struct Receiver {
    url: String,
    listener: TcpListener,
}

impl Receiver {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self { url: format!("http://{}/secret-path", listener.local_addr().unwrap()), listener }
    }

    fn next(&self) -> Value {
        let mut accepted = None;
        until("a delivery", || {
            accepted = self.listener.accept().ok();
            accepted.is_some()
        });
        let (stream, _) = accepted.unwrap();
        stream.set_nonblocking(false).unwrap();
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        reader
            .get_mut()
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .unwrap();
        serde_json::from_slice(&body).unwrap()
    }
}

#[test]
fn every_event_that_is_triggered_is_posted() {
    let receiver = Receiver::new();
    let served = Served::start(&["--empty", "--log", "--webhook", &receiver.url]);
    for (event, name) in [
        ("incoming-message", "INCOMING_MESSAGE"),
        ("outgoing-message", "OUTGOING_MESSAGE"),
        ("message-updated", "MESSAGE_UPDATED"),
        ("ending-conv", "ENDING_CONV"),
        ("new-client", "NEW_CLIENT"),
        ("new-conv", "NEW_CONV"),
        ("client-updated", "CLIENT_UPDATED"),
    ] {
        let done = served.run(&["sandbox", "trigger", event]).done();
        assert_eq!(done.stdout.lines().count(), 1, "{done:?}");
        while receiver.next()["event"] != name {}
    }
    let log = served.end();
    assert!(log.contains("webhook INCOMING_MESSAGE to 127.0.0.1:"), "{log}");
    assert!(!log.contains("secret-path") && !log.contains("Hello"), "{log}");
}

#[test]
fn a_trigger_says_whom_where_and_what() {
    let receiver = Receiver::new();
    let served = Served::start(&["--webhook", &format!("incoming-message={}", receiver.url)]);
    let (contact, channel) = ("67d7f55f7a9b000000000001", "67d7f55f7a9f000000000002");
    let arguments = [
        "sandbox",
        "trigger",
        "incoming-message",
        "--contact",
        contact,
        "--channel",
        channel,
        "--text",
        "Merhaba",
    ];
    let printed = served.run(&arguments).done().stdout;
    let body = receiver.next();
    assert_eq!(
        ["clientId", "integrationId", "content", "messageId"].map(|field| body[field].as_str().unwrap()),
        [contact, channel, "Merhaba", printed.trim()]
    );
    served
        .run(&["sandbox", "trigger", "new-conv", "--contact", "id_123"])
        .refused(1, "no contact \"id_123\"");
    served.run(&["sandbox", "trigger", "news"]).refused(2, "news");
    served.end();
}

#[test]
fn the_clock_is_moved() {
    let served = Served::start(&["--conversations", "40"]);
    let open = |served: &Served| {
        served.run(&["convs", "list", "--ended", "false", "--output", "ndjson"]).done().stdout.lines().count()
    };
    assert!(open(&served) > 5);
    let printed = served.run(&["sandbox", "advance", "25h"]).done().stdout;
    assert!(printed.trim().ends_with('Z'), "{printed}");
    assert_eq!(open(&served), 0);
    served.run(&["sandbox", "advance", "25"]).refused(1, "a number and a unit");
    served.end();
}

#[test]
fn faults_are_scripted_at_the_start() {
    let served = Served::start(&["--fault", "convs=graphql-error(FORBIDDEN):2", "--log"]);
    for _ in 0..2 {
        served.run(&["convs", "list"]).refused(1, "FORBIDDEN");
    }
    served.run(&["convs", "list"]).done();
    let key = served.value("BCRUMBS_API_KEY").to_owned();
    let log = served.end();
    assert_eq!(log.lines().filter(|line| line.contains("graphql-error(FORBIDDEN)")).count(), 2, "{log}");
    assert!(log.lines().any(|line| line.ends_with("convs -> 200, executed")), "{log}");
    assert!(!log.contains(&key));
}

#[test]
fn an_own_schema_is_executed() {
    let folder = common::folder::Folder::new("sandbox-schema");
    let file = folder.path().join("own.graphql");
    std::fs::write(&file, format!("{}\nextend type Conv {{ mood: String }}\n", bcrumbs::SDL)).unwrap();
    let served = Served::start(&["--schema", file.to_str().unwrap()]);
    let pulled = folder.path().join("pulled.graphql");
    served.run(&["schema", "pull", "--out", pulled.to_str().unwrap()]).done();
    assert!(std::fs::read_to_string(pulled).unwrap().contains("mood: String"));
    served.end();
    std::fs::write(&file, "type Query { convs: Int }").unwrap();
    let refused = Run::of(bcrumbs(&["sandbox", "--schema", file.to_str().unwrap()]).output().unwrap());
    refused.refused(2, "`convs` has no argument `input`");
    let missing = Run::of(bcrumbs(&["sandbox", "--schema", "nowhere.graphql"]).output().unwrap());
    missing.refused(2, "nowhere.graphql cannot be read");
}

#[test]
fn what_it_prints_is_evaluated_by_a_shell_while_it_runs_on() {
    let line = r#"
        eval "$("$BCRUMBS" sandbox --conversations 3 2> /dev/null &)"
        "$BCRUMBS" convs list --output ndjson | wc -l
        kill "$BCRUMBS_SANDBOX_PID"
    "#;
    let output =
        Command::new("sh").args(["-c", line]).env("BCRUMBS", env!("CARGO_BIN_EXE_bcrumbs")).output().unwrap();
    let run = Run::of(output);
    assert_eq!((run.status, run.stdout.trim()), (Some(0), "3"), "{run:?}");
}

#[test]
fn what_cannot_be_done_is_one_clear_line() {
    for (arguments, words) in [
        (["sandbox", "--webhook", "http://example.com/"], "loopback"),
        (["sandbox", "--webhook", "news=http://127.0.0.1/"], "INCOMING_MESSAGE"),
        (["sandbox", "--fault", "convs"], "OPERATION=FAULT"),
        (["sandbox", "--fault", "convs=nonsense"], "nonsense"),
        (["sandbox", "advance", "25h"], "BCRUMBS_ENDPOINT"),
    ] {
        Run::of(bcrumbs(&arguments).output().unwrap()).refused(2, words);
    }
    let far = Run::of(
        bcrumbs(&["sandbox", "advance", "1h", "--endpoint", "https://gateway.example/core/gq"])
            .output()
            .unwrap(),
    );
    far.refused(2, "no sandbox");
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = format!("http://127.0.0.1:{port}/core/gq");
    let nobody = Run::of(bcrumbs(&["sandbox", "advance", "1h", "--endpoint", &nobody]).output().unwrap());
    nobody.refused(1, "refused");
    let gateway = Gateway::of(1);
    gateway.run(&["sandbox", "advance", "1h"]).done();
}
