//! The exit status of a command, and its error as JSON: whether something was changed can be told by both.

mod common;

use bcrumbs_sandbox::Fault;
use common::{Gateway, Run, bcrumbs};
use serde_json::{Value, json};

fn start(gateway: &Gateway, more: &[&str]) -> Vec<String> {
    let channel = gateway.channel();
    let start =
        ["convs", "start", "--channel", &channel, "--phone", "+12025550123", "--template", "t", "--yes"];
    start.iter().chain(more).map(|word| (*word).to_owned()).collect()
}

fn run(gateway: &Gateway, arguments: &[String]) -> Run {
    gateway.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Faults of a change: what came of it, and the exit status and outcome that follow.
fn faults() -> [(Fault, i32, &'static str); 5] {
    let refusal = json!({"errors": [{"message": "no", "path": ["startConv"], "extensions": {"code": "BAD_USER_INPUT"}}],
        "data": null});
    [
        (Fault::ResetAfterExecuting, 3, "unknown"),
        (Fault::Body(r#"{"data": {"startConv": {"id": [], "ended": false}}}"#.to_owned()), 3, "executed"),
        (Fault::Body(refusal.to_string()), 1, "not_executed"),
        (Fault::Body(r#"{"errors": [{"message": "no"}]}"#.to_owned()), 1, "not_executed"),
        (Fault::Body("{\"da".to_owned()), 3, "unknown"),
    ]
}

#[test]
fn the_exit_status_and_the_outcome_say_whether_a_change_may_have_been_made() {
    let gateway = Gateway::of(5);
    for (fault, status, outcome) in faults() {
        for format in ["json", "ndjson"] {
            gateway.sandbox.fail_next(fault.clone());
            let run = run(&gateway, &start(&gateway, &["--output", format]));
            assert_eq!(run.status, Some(status), "{fault:?}: {run:?}");
            assert_eq!(run.error()["outcome"], outcome, "{fault:?}: {run:?}");
            assert_eq!((run.stderr.lines().count(), run.stdout.as_str()), (1, ""), "{run:?}");
        }
        gateway.sandbox.fail_next(fault);
        assert_eq!(run(&gateway, &start(&gateway, &[])).status, Some(status));
    }
}

#[test]
fn a_read_changes_nothing_whatever_becomes_of_it() {
    let gateway = Gateway::of(5);
    for fault in [Fault::Body("{\"da".to_owned()), Fault::Body("[]".to_owned())] {
        gateway.sandbox.fail_next(fault);
        let run = gateway.run(&["convs", "list", "--output", "json"]);
        assert_eq!((run.status, &run.error()["outcome"]), (Some(1), &json!("not_executed")), "{run:?}");
    }
}

#[test]
fn an_error_as_json_has_all_that_is_known() {
    let gateway = Gateway::of(5);
    let status = Fault::Status {
        status: 429,
        headers: vec![("retry-after".to_owned(), "7".to_owned())],
        body: Some(
            json!({"errors": [{"message": "slower", "extensions": {"code": "THROTTLED"}}]}).to_string(),
        ),
    };
    gateway.sandbox.fail_next(status);
    let run = gateway.run(&["convs", "list", "--output", "json", "--timeout", "2"]);
    let mut error = run.error();
    let message = error["message"].take();
    assert!(message.as_str().unwrap().starts_with("convs: "), "{run:?}");
    assert_eq!(
        error,
        json!({
            "kind": "rate_limited", "outcome": "not_executed", "message": null, "operation": "convs", "status": 429,
            "code": "THROTTLED", "requestId": "sandbox-00000001", "retryAfter": 7.0, "attempts": 1, "remedy": null,
        })
    );
}

#[test]
fn wrong_usage_is_told_as_json_too_by_the_parser_and_by_the_command() {
    for (arguments, words) in [
        (&["convs", "list", "--nope"][..], "--nope"),
        (&["convs", "list"], "no workspace"),
        (&["convs", "list", "--page-size", "0"], "--page-size"),
    ] {
        let run = Run::of(bcrumbs(&[arguments, &["--output", "json"]].concat()).output().unwrap());
        let error = run.error();
        assert_eq!((run.status, &error["kind"]), (Some(2), &json!("usage")), "{run:?}");
        assert!(error["message"].as_str().unwrap().contains(words), "{run:?}");
        assert_eq!((run.stderr.lines().count(), run.stdout.as_str()), (1, ""), "{run:?}");
    }
}

#[test]
fn an_error_is_text_where_json_was_not_asked_for() {
    let gateway = Gateway::of(5);
    gateway.answer([json!({"errors": [{"message": "not today"}]})]);
    gateway.run(&["convs", "list"]).refused(1, "not today");
}

#[test]
fn the_exit_statuses_are_explained_by_the_help() {
    let help = Run::of(bcrumbs(&["help", "exit-codes"]).output().unwrap()).done().stdout;
    let printed = Run::of(bcrumbs(&["exit-codes"]).output().unwrap()).done().stdout;
    for status in ["0  done", "1  failed", "2  wrong usage", "3  a change"] {
        assert!(help.contains(status) && printed.contains(status), "{status}: {help}");
    }
    let gateway = Gateway::of(0);
    gateway.answer([json!({"errors": [{"message": "no"}]})]);
    let error = gateway.run(&["convs", "list", "--output", "json"]).error();
    let Value::Object(keys) = error else { panic!("no object") };
    for key in keys.keys() {
        assert!(help.contains(key.as_str()), "{key} is in no help");
    }
}
