//! Ctrl-C and SIGTERM, and the sandbox that is ended by them.
#![cfg(unix)]

mod common;

use bcrumbs_sandbox::Sandbox;
use common::{Gateway, Run, bcrumbs, distinct, signal, until};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

#[test]
fn ctrl_c_ends_a_list_whose_reader_is_slow_and_what_came_is_whole_lines() {
    let gateway = Gateway::of(100_000);
    let mut child = gateway.command(&["convs", "list", "--all", "--page-size", "50"]).spawn().unwrap();
    let mut seen = (0, 0);
    until("the pipe is full", || {
        sleep(Duration::from_millis(20));
        let requests = gateway.journal().len();
        seen = if requests == seen.0 { (requests, seen.1 + 1) } else { (requests, 0) };
        requests > 0 && seen.1 > 10
    });
    signal(&child, "INT");
    let start = Instant::now();
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(130), "{status:?}");
    assert!(start.elapsed() < Duration::from_secs(5));
    let mut output = String::new();
    child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    assert!(output.ends_with("}\n") && output.lines().count() > 50, "{}", output.len());
    for line in output.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    }
}

#[test]
fn ctrl_c_ends_a_list_whose_gateway_is_slow() {
    let gateway = Gateway::start(Sandbox::builder().conversations(5).latency(Duration::from_secs(60)));
    let child = gateway.command(&["convs", "list"]).spawn().unwrap();
    until("a request", || !gateway.journal().is_empty());
    signal(&child, "INT");
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (Some(130), "", ""));
}

#[test]
fn ctrl_c_on_a_change_says_that_it_may_have_been_carried_out() {
    let gateway = Gateway::start(Sandbox::builder().conversations(5).latency(Duration::from_secs(60)));
    let arguments =
        ["convs", "start", "--channel", &gateway.channel(), "--phone", "+12025550123", "--template", "t"];
    let child = gateway.command(&arguments).spawn().unwrap();
    until("a request", || !gateway.journal().is_empty());
    signal(&child, "INT");
    Run::of(child.wait_with_output().unwrap()).refused(130, "look before sending it again");
}

/// Starts `bcrumbs sandbox` and reads what it prints, as names and values.
fn serve(arguments: &[&str]) -> (Child, Vec<(String, String)>) {
    let mut child = bcrumbs(&[&["sandbox"], arguments].concat()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().take(3);
    let exports = lines
        .map(|line| {
            let line = line.unwrap();
            let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect();
    (child, exports)
}

#[test]
fn the_sandbox_command_serves_exactly_what_was_seeded_and_ends_quietly() {
    for (cursor, name) in [("strict", "INT"), ("inclusive", "TERM")] {
        let (child, exports) =
            serve(&["--conversations", "317", "--messages", "2", "--seed", "7", "--cursor", cursor]);
        let list = |arguments: &[&str]| {
            let mut command = bcrumbs(arguments);
            command.envs(exports.clone());
            Run::of(command.output().unwrap()).done()
        };
        let convs = list(&["convs", "list", "--all", "--output", "ndjson", "--page-size", "30"]);
        assert_eq!((convs.stdout.lines().count(), distinct(convs.ids()).len()), (317, 317), "{cursor}");
        assert_eq!(list(&["messages", "list", "--all"]).stdout.lines().count(), 634, "{cursor}");
        signal(&child, name);
        let run = Run::of(child.wait_with_output().unwrap()).done();
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    }
}

#[test]
fn a_taken_port_is_a_clear_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = Run::of(bcrumbs(&["sandbox", "--port", &port]).output().unwrap());
    let run = run.refused(1, &format!("port {port} is taken"));
    assert_eq!((run.stdout.as_str(), run.stderr.lines().count()), ("", 1));
}
