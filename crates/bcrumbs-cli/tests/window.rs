//! What `bcrumbs window` answers: the documented rule, and word of what is not documented.

mod common;

use bcrumbs_sandbox::Fault;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use common::{Gateway, Run};
use serde_json::{Value, json};

fn ago(hours: i64) -> String {
    (Utc::now() - TimeDelta::hours(hours)).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A list of conversations on these channels.
fn conversations(channels: &[(&str, &str)]) -> Value {
    let node = |(index, (id, kind)): (usize, &(&str, &str))| {
        let created = format!("2026-03-16T00:00:00.{:03}Z", 999 - index);
        json!({"id": format!("c{index}"), "ended": false, "createdAt": created, "integrationId": id, "integrationType": kind})
    };
    let nodes: Vec<Value> = channels.iter().enumerate().map(node).collect();
    json!({"data": {"convs": {"nodes": nodes, "pageInfo": {"hasNextPage": false}}}})
}

/// A list of messages, each by the contact or by us, so many hours ago.
fn messages(written: &[(bool, i64)]) -> Value {
    let node = |(index, (is_agent, hours)): (usize, &(bool, i64))| json!({"messageId": format!("m{index}"), "isAgent": is_agent, "createdAt": ago(*hours)});
    let nodes: Vec<Value> = written.iter().enumerate().map(node).collect();
    json!({"data": {"messages": {"nodes": nodes, "pageInfo": {"hasNextPage": false}}}})
}

fn window(gateway: &Gateway, arguments: &[&str]) -> Run {
    gateway.run(&[&["window", "--contact", "ann"], arguments].concat()).done()
}

fn part<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer[name].as_str().unwrap_or_else(|| panic!("no {name} in {answer}"))
}

#[test]
fn it_is_open_until_24_hours_after_the_contacts_last_message() {
    let gateway = Gateway::of(0);
    gateway.answer([conversations(&[("ch", "WHATSAPP")]), messages(&[(true, 1), (false, 2), (false, 20)])]);
    let answer = &window(&gateway, &[]).objects()[0];
    assert_eq!((part(answer, "window"), part(answer, "maySend")), ("open", "freeText"));
    assert_eq!((part(answer, "clientId"), part(answer, "integrationId")), ("ann", "ch"));
    let until: DateTime<Utc> = part(answer, "until").parse().unwrap();
    let left = until - Utc::now();
    assert!(left > TimeDelta::hours(21) && left <= TimeDelta::hours(22), "{left}");
    assert_eq!(answer["next"], Value::Null);
}

#[test]
fn a_table_tells_the_end_in_both_times() {
    let gateway = Gateway::of(0);
    let wrote = ago(2);
    let mut list = messages(&[(false, 0)]);
    list["data"]["messages"]["nodes"][0]["createdAt"] = wrote.clone().into();
    gateway.answer([conversations(&[("ch", "INSTAGRAM")]), list]);
    let mut command = gateway.command(&["window", "--contact", "ann", "--output", "table"]);
    let run = Run::of(command.env("TZ", "XXX-3").output().unwrap()).done();
    let until = wrote.parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(24);
    let written = |instant: DateTime<Utc>| instant.format("%Y-%m-%d %H:%M:%S").to_string();
    let times = format!("{}  {}", written(until + TimeDelta::hours(3)), written(until));
    assert!(run.stdout.contains(&times) && run.stdout.contains("INSTAGRAM  open"), "{run:?}");
    assert!(run.stdout.starts_with("CHANNEL") && run.stdout.contains("UNTIL (LOCAL)"), "{run:?}");
}

#[test]
fn a_closed_one_says_what_may_be_sent_and_by_which_command() {
    let gateway = Gateway::of(0);
    for form in ["ndjson", "table"] {
        gateway.answer([conversations(&[("it's", "WHATSAPP")]), messages(&[(true, 3)])]);
        let run = window(&gateway, &["--channel", "it's", "--output", form]);
        let next = r"bcrumbs convs start --channel='it'\''s' --contact=ann --template NAME";
        if form == "table" {
            assert_eq!(run.stderr, format!("next: {next}\n"));
            assert!(run.stdout.contains("closed  template  the contact has written nothing"), "{run:?}");
        } else {
            let answer = &run.objects()[0];
            assert_eq!((part(answer, "window"), part(answer, "maySend")), ("closed", "template"));
            assert_eq!((part(answer, "next"), &answer["until"]), (next, &Value::Null));
            assert_eq!(run.stderr, "");
        }
    }
    let asked = gateway.journal();
    assert_eq!(asked[0].variables["input"]["integrationId"], "it's");
    assert_eq!(asked[1].variables["input"]["clientId"], "ann");
}

#[test]
fn what_is_not_documented_is_not_guessed() {
    let gateway = Gateway::of(0);
    gateway.answer([
        conversations(&[
            ("i", "INSTAGRAM"),
            ("t", "TELEGRAM"),
            ("own", "CUSTOM"),
            ("web", "BCWEBCHAT"),
            ("t", "TELEGRAM"),
        ]),
        messages(&[]),
    ]);
    let answers = window(&gateway, &["--output", "json"]).stdout;
    let mut answers: Value = serde_json::from_str(&answers).unwrap();
    let answers: Vec<Value> = serde_json::from_value(answers["items"].take()).unwrap();
    let told: Vec<(&str, &str, &str)> = answers
        .iter()
        .map(|answer| (part(answer, "integrationId"), part(answer, "window"), part(answer, "maySend")))
        .collect();
    assert_eq!(
        told,
        [
            ("i", "closed", "undocumented"),
            ("t", "noLimit", "freeText"),
            ("own", "noLimit", "freeText"),
            ("web", "unknown", "undocumented"),
        ]
    );
    assert!(answers.iter().all(|answer| answer["next"].is_null()));
    assert_eq!(gateway.journal().len(), 2, "messages are asked for only where the answer depends on them");
}

#[test]
fn a_contact_that_nobody_knows_has_no_open_window() {
    let gateway = Gateway::of(5);
    let answer = &window(&gateway, &[]).objects()[0];
    assert_eq!(part(answer, "window"), "closed");
    assert_eq!(part(answer, "reason"), "no conversation with this contact is listed");
    assert!(part(answer, "next").contains("--contact=ann"));
    assert_eq!(gateway.journal().len(), 1);
}

#[test]
fn an_answer_that_does_not_come_is_a_failure_and_no_answer() {
    let gateway = Gateway::of(5);
    let refusal = Fault::Body(json!({"errors": [{"message": "not today"}]}).to_string());
    for faults in
        [vec![refusal.clone()], vec![Fault::Body(conversations(&[("ch", "WHATSAPP")]).to_string()), refusal]]
    {
        gateway.sandbox.script(faults);
        let run = gateway.run(&["window", "--contact", "ann"]).refused(1, "not today");
        assert_eq!(run.stdout, "");
    }
    gateway.run(&["window"]).refused(2, "required");
    gateway.run(&["window", "--contact", ""]).refused(2, "--contact");
}

#[test]
fn channels_of_one_kind_share_one_answer() {
    let gateway = Gateway::of(0);
    gateway.answer([conversations(&[("one", "WHATSAPP"), ("two", "WHATSAPP")]), messages(&[(false, 5)])]);
    let answers = window(&gateway, &[]).objects();
    assert_eq!(answers.len(), 2);
    assert_eq!((part(&answers[0], "window"), part(&answers[1], "window")), ("open", "open"));
    assert_eq!(answers[0]["until"], answers[1]["until"]);
    assert_eq!(gateway.journal().len(), 2, "the messages are asked for once");
}
