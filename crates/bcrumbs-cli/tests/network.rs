//! What the gateway and the network may refuse, each a status of 1 and one line with what to do next.

mod common;

use bcrumbs_sandbox::{Fault, Sandbox};
use common::{Gateway, Run};
use std::time::{Duration, Instant};

#[test]
fn a_wrong_key_names_where_it_is_read_from() {
    let gateway = Gateway::of(5);
    let mut command = gateway.command(&["convs", "list"]);
    let run = Run::of(command.env("BCRUMBS_API_KEY", "bck_wrong_7421").output().unwrap());
    let run = run.refused(1, "BCRUMBS_API_KEY or --api-key-file");
    assert!(!run.stderr.contains("bck_wrong_7421"), "{run:?}");
    assert_eq!((run.stdout.as_str(), run.stderr.lines().count()), ("", 1));
}

#[test]
fn a_foreign_workspace_names_where_it_is_set() {
    let gateway = Gateway::of(5);
    let run = gateway.run(&["convs", "list", "--workspace", "13"]).refused(1, "BCRUMBS_WORKSPACE_ID");
    assert_eq!(run.stderr.lines().count(), 1);
}

#[test]
fn nobody_at_the_endpoint_is_status_1() {
    let gateway = Gateway::of(5);
    let run = gateway.run(&["convs", "list", "--endpoint", "http://127.0.0.1:1/core/gq"]);
    let run = run.refused(1, "check the endpoint and the network");
    assert!(run.stderr.contains("127.0.0.1:1"), "the host: {run:?}");
    assert!(run.stderr.contains("refused"), "the cause: {run:?}");
}

#[test]
fn a_time_limit_ends_a_call() {
    let gateway = Gateway::start(Sandbox::builder().conversations(5).latency(Duration::from_secs(20)));
    let start = Instant::now();
    gateway.run(&["--timeout", "0.2", "convs", "list"]).refused(1, "--timeout");
    gateway
        .run(&["convs", "assign", "c", "--channel", "ch", "--ai", "a", "--timeout", "0.2"])
        .refused(3, "0.2 s");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_time_limit_is_for_each_call_and_not_for_the_list() {
    let gateway = Gateway::start(Sandbox::builder().conversations(30).latency(Duration::from_millis(40)));
    let run = gateway.run(&["--timeout", "1", "convs", "list", "--all", "--page-size", "1"]).done();
    assert_eq!(run.objects().len(), 30);
}

#[test]
fn an_answer_that_is_no_gateways_is_one_line() {
    let gateway = Gateway::of(5);
    gateway.sandbox.fail_next(Fault::Status {
        status: 200,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body: Some("<html>\u{1b}[2J sign in</html>".to_owned()),
    });
    let run = gateway.run(&["convs", "list"]).refused(1, "check that the endpoint is the gateway's");
    assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
}
