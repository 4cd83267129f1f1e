//! `--follow`: new items as they come, how it ends, and how it continues.
#![cfg(unix)]

mod common;

use bcrumbs_sandbox::{Fault, NewContact, NewConversation, Sandbox};
use common::{Gateway, Run, ending_signals, signal, until};
use serde_json::Value;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout};
use std::time::Duration;

/// A gateway with a contact and without messages.
struct Bench {
    gateway: Gateway,
    contact: String,
}

impl Bench {
    fn new() -> Self {
        let gateway = Gateway::start(Sandbox::builder().empty().now("2026-03-16T12:00:00Z".parse().unwrap()));
        let contact = gateway.sandbox.add_contact(NewContact::named("Ada").phone("+905301749170"));
        Self { gateway, contact }
    }

    /// Has the contact write, a second later.
    fn write(&self, text: &str) {
        self.gateway.sandbox.advance(Duration::from_secs(1));
        self.gateway.sandbox.receive(&self.contact, &self.gateway.channel(), text).unwrap();
    }

    fn open(&self) -> String {
        self.gateway.sandbox.advance(Duration::from_secs(1));
        let new = NewConversation::with(&self.contact, self.gateway.channel());
        self.gateway.sandbox.add_conversation(new).unwrap()
    }

    /// Follows the messages of the contact.
    fn messages(&self, more: &[&str]) -> Follower {
        let list = ["messages", "list", "--contact", &self.contact, "--follow", "--interval", "0.01"];
        self.follow(&[&list[..], more].concat())
    }

    /// Starts a command that follows, and waits until it has read the list.
    fn follow(&self, arguments: &[&str]) -> Follower {
        let before = self.gateway.journal().len();
        let mut child = self.gateway.command(arguments).spawn().unwrap();
        // The second request is sent when the answer to the first one was read.
        until("the list is read", || self.gateway.journal().len() > before + 1);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Follower { child, lines }
    }
}

struct Follower {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Follower {
    fn line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    fn content(&mut self) -> String {
        serde_json::from_str::<Value>(&self.line()).unwrap()["content"].as_str().unwrap().to_owned()
    }

    /// Ends it by a signal, and returns the lines that were not yet read and standard error.
    fn ended(self, name: &str) -> Run {
        let Self { child, lines } = self;
        signal(&child, name);
        let rest: Vec<String> = lines.map(Result::unwrap).collect();
        Run { stdout: rest.join("\n"), ..Run::of(child.wait_with_output().unwrap()) }
    }
}

/// Returns the position that a command printed as an option.
fn position(run: &Run) -> String {
    let (_, position) = run.stderr.trim_end().rsplit_once("to continue, add --after ").unwrap();
    position.trim_matches('\'').to_owned()
}

#[test]
fn new_messages_are_printed_as_they_come_and_a_signal_is_the_usual_end() {
    for (name, _) in ending_signals() {
        let bench = Bench::new();
        bench.write("before");
        let mut follower = bench.messages(&[]);
        for text in ["one", "two", "three"] {
            bench.write(text);
            assert_eq!(follower.content(), text);
        }
        let run = follower.ended(name).done();
        assert_eq!((run.stdout.as_str(), run.stderr.lines().count()), ("", 1), "{run:?}");
        // Nothing is lost, and nothing repeats.
        bench.write("four");
        let mut resumed = bench.messages(&["--after", &position(&run)]);
        assert_eq!(resumed.content(), "four");
        let run = resumed.ended(name).done();
        assert_eq!(run.stdout, "", "{run:?}");
    }
}

#[test]
fn a_follower_that_printed_nothing_prints_where_it_began() {
    let bench = Bench::new();
    bench.write("before");
    let run = bench.messages(&[]).ended("INT").done();
    bench.write("one");
    let after = position(&run);
    let resume =
        ["messages", "list", "--contact", &bench.contact, "--follow", "--after", &after, "--max", "1"];
    assert_eq!(bench.gateway.run(&resume).done().objects()[0]["content"], "one");
}

#[test]
fn new_conversations_are_printed_in_every_form_that_has_lines() {
    for output in ["ndjson", "csv", "table"] {
        let bench = Bench::new();
        let arguments = ["convs", "list", "--follow", "--interval", "0.01", "--output", output, "--max", "2"];
        let mut follower = bench.follow(&arguments);
        let first = bench.open();
        if output != "ndjson" {
            assert!(!follower.line().contains(&first));
        }
        assert!(follower.line().contains(&first), "{output}");
        let second = bench.open();
        assert!(follower.line().contains(&second), "{output}");
        let run = Run { stdout: String::new(), ..Run::of(follower.child.wait_with_output().unwrap()) };
        let run = run.done();
        let next = if output == "ndjson" { "{\"next\":\"" } else { "to continue, add --after " };
        assert!(run.stderr.starts_with(next), "{run:?}");
    }
}

#[test]
fn it_begins_at_an_instant_where_one_is_given() {
    let bench = Bench::new();
    for text in ["one", "two", "three"] {
        bench.gateway.sandbox.advance(Duration::from_secs(60));
        bench.write(text);
    }
    let follow = ["messages", "list", "--contact", &bench.contact, "--follow", "--max", "2"];
    let run = bench.gateway.run(&[&follow[..], &["--from", "2026-03-16T12:01:30Z"]].concat()).done();
    let texts: Vec<_> = run.objects().iter().map(|message| message["content"].clone()).collect();
    assert_eq!(texts, ["two", "three"]);
}

#[test]
fn a_failure_that_may_pass_is_a_warning_and_a_final_one_ends_it_with_the_position() {
    let bench = Bench::new();
    let mut follower = bench.messages(&["--output", "ndjson"]);
    bench.write("one");
    assert_eq!(follower.content(), "one");
    bench.gateway.sandbox.script((0..3).map(|_| Fault::status(503)));
    bench.write("two");
    assert_eq!(follower.content(), "two");
    bench.gateway.sandbox.script([Fault::status(403)]);
    let run = Run { stdout: String::new(), ..Run::of(follower.child.wait_with_output().unwrap()) };
    assert_eq!(run.status, Some(1), "{run:?}");
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert!(
        lines[0].starts_with("warning: messages: ") && lines[0].ends_with("; the list is read again"),
        "{run:?}"
    );
    let report =
        lines.iter().find(|line| line.starts_with("{\"error\"")).unwrap_or_else(|| panic!("{run:?}"));
    let report: Value = serde_json::from_str(report).unwrap();
    assert_eq!(report["error"]["kind"], "forbidden", "{run:?}");
    assert!(report["error"]["remedy"].as_str().unwrap().contains("--after '2026-03-16T"), "{run:?}");
}

#[test]
fn what_a_followed_list_cannot_have_is_wrong_usage() {
    let bench = Bench::new();
    for (more, words) in [
        (&["--follow", "--all"][..], "--all"),
        (&["--follow", "--to", "now"], "--to"),
        (&["--follow", "--output", "json"], "ndjson"),
        (&["--interval", "1"], "--follow"),
        (&["--follow", "--interval", "0"], "--interval"),
    ] {
        let run = bench.gateway.run(&[&["convs", "list"], more].concat());
        assert_eq!(run.status, Some(2), "{run:?}");
        assert!(run.stderr.contains(words), "{run:?}");
    }
    let run = bench.gateway.run(&["convs", "list", "--follow", "--after", "cursor_123"]);
    assert_eq!(run.status, Some(2), "{run:?}");
    assert_eq!(
        run.stderr,
        "error: convs: the position has no timestamp, so the list cannot be followed from there\n"
    );
    assert!(bench.gateway.journal().is_empty());
}
