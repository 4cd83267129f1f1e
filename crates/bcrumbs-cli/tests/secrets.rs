//! The key, phone numbers and the texts of messages are in nothing that is logged.

mod common;

use bcrumbs_sandbox::Fault;
use common::folder::Folder;
use common::{Gateway, Run};
use serde_json::Value;

const PHONE: &str = "+12025550123";

#[test]
fn the_most_talkative_log_tells_what_is_done_and_holds_nothing_personal() {
    let gateway = Gateway::of(20);
    let channel = gateway.channel();
    let key = gateway.sandbox.api_key();
    let messages: Vec<Value> = gateway.run(&["messages", "list"]).done().objects();
    let texts: Vec<&str> = messages
        .iter()
        .filter_map(|message| message["content"].as_str()?.lines().next())
        .filter(|text| text.len() > 10)
        .collect();
    assert!(texts.len() > 10);
    for arguments in [
        vec!["messages", "list", "-vvv"],
        vec!["-vvv", "convs", "list", "--all", "--page-size", "3", "--with-contact", "--with-messages"],
        vec!["convs", "list", "--name-or-phone", PHONE, "-vvv"],
        vec![
            "convs",
            "start",
            "--channel",
            &channel,
            "--phone",
            PHONE,
            "--template",
            "hello",
            "--yes",
            "-vvv",
        ],
        vec!["convs", "start", "--channel", &channel, "--phone", PHONE, "--template", "", "-vvv"],
        vec![
            "convs",
            "start",
            "--channel",
            "nowhere",
            "--phone",
            PHONE,
            "--template",
            "hello",
            "--yes",
            "-vvv",
        ],
    ] {
        let run = gateway.run(&arguments);
        let log = &run.stderr;
        assert!(!log.contains(key) && !run.stdout.contains(key), "{arguments:?}: {run:?}");
        assert!(!log.contains("2025550"), "{arguments:?}: {log}");
        for text in &texts {
            assert!(!log.contains(text), "{arguments:?}: {text} in {log}");
        }
        assert!(run.status == Some(2) || log.contains("TRACE"), "{arguments:?}: {log}");
    }
}

#[test]
fn each_v_says_more_and_without_it_nothing_is_said() {
    let gateway = Gateway::of(5);
    let lines = |arguments: &[&str]| gateway.run(arguments).done().stderr.lines().count();
    let counts =
        [lines(&["convs", "list"]), lines(&["convs", "list", "-v"]), lines(&["convs", "list", "-vv"])];
    assert!(counts[0] == 0 && counts[0] < counts[1] && counts[1] < counts[2], "{counts:?}");
}

#[test]
fn a_server_that_echoes_the_key_or_the_phone_does_not_get_them_shown() {
    let gateway = Gateway::of(5);
    let key = gateway.sandbox.api_key().to_owned();
    let echo = || Fault::Body(format!(r#"{{"errors":[{{"message":"bad key \"{key}\" for {PHONE}"}}]}}"#));
    let channel = gateway.channel();
    let start =
        ["convs", "start", "--channel", &channel, "--phone", PHONE, "--template", "hello", "--yes", "-vvv"];
    for arguments in [&["convs", "list", "-vvv"][..], &start] {
        gateway.sandbox.fail_next(echo());
        let run: Run = gateway.run(arguments);
        assert_eq!(run.status, Some(1));
        assert!(run.stderr.contains("error: ") && !run.stderr.contains(&key), "{run:?}");
        assert!(!run.stderr.contains("2025550123"), "{run:?}");
    }
}

#[test]
fn the_most_talkative_log_of_an_export_holds_nothing_personal() {
    let (gateway, folder) = (Gateway::of(20), Folder::new("export-log"));
    let convs = ["convs", "export", "--out", "c", "-vvv", "--with-contact", "--with-messages"];
    let run = folder.run(&gateway, &convs).done();
    let search = ["convs", "export", "--out", "s", "-vvv", "--name-or-phone", "+12025550001"];
    let log = run.stderr + &folder.run(&gateway, &search).done().stderr;
    assert!(log.contains("fetched a page") && !log.contains(gateway.sandbox.api_key()));
    assert!(!log.contains("2025550"), "{log}");
    for line in gateway.run(&["messages", "list"]).done().objects() {
        let text = line["content"].as_str().and_then(|text| text.lines().next()).unwrap_or_default();
        assert!(text.len() < 11 || !log.contains(text), "{text}");
    }
}
