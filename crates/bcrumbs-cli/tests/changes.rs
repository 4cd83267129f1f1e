//! Starting and assigning conversations.

mod common;

use bcrumbs_sandbox::Fault;
use common::Gateway;
use serde_json::{Value, json};

#[test]
fn a_started_conversation_is_listed_first() {
    let gateway = Gateway::of(5);
    let channel = gateway.channel();
    let started = gateway
        .run(&[
            "convs",
            "start",
            "--channel",
            &channel,
            "--phone",
            "+12025550123",
            "--template",
            "hello",
            "--yes",
        ])
        .done();
    assert_eq!(started.stderr, "");
    let [started] = &started.objects()[..] else { panic!("not one line") };
    assert_eq!(started["integrationId"], channel.as_str());
    let listed = gateway.run(&["convs", "list", "--page-size", "1"]).done();
    assert_eq!(listed.ids(), [started["id"].as_str().unwrap()]);
}

#[test]
fn everything_that_was_said_of_a_new_conversation_is_sent() {
    let gateway = Gateway::of(5);
    let base = [
        "convs",
        "start",
        "--channel",
        "ch",
        "--contact",
        "co",
        "--template",
        "hello",
        "--lang",
        "en",
        "--yes",
    ];
    gateway.run(&[&base[..], &["--component", "order=A=17", "--component", "name="]].concat());
    gateway.run(&[&base[..], &["--components", r#"[{"type":"body"}]"#]].concat());
    gateway.run(&[
        "convs",
        "start",
        "--channel",
        "ch",
        "--phone",
        "+12025550123",
        "--template",
        "hello",
        "--yes",
    ]);
    let input = json!({
        "workspaceId": 12, "integrationId": "ch", "clientId": "co", "templateName": "hello", "templateLang": "en",
    });
    let with = |components: Value| {
        let mut input = input.clone();
        input["templateComponents"] = components;
        json!({"input": input})
    };
    let sent: Vec<Value> = gateway.journal().into_iter().map(|entry| entry.variables).collect();
    assert_eq!(
        sent,
        [
            with(json!({"order": "A=17", "name": ""})),
            with(json!([{"type": "body"}])),
            json!({"input": {"workspaceId": 12, "integrationId": "ch", "phone": "+12025550123", "templateName": "hello"}}),
        ]
    );
}

#[test]
fn an_assignment_to_an_agent_or_an_ai_is_seen_in_the_list() {
    let gateway = Gateway::of(5);
    let channel = gateway.channel();
    let newest = gateway.run(&["convs", "list", "--page-size", "1"]).done().ids().remove(0);
    for (option, field, is_ai, id) in [
        ("--ai", "aiId", true, &gateway.sandbox.ai_ids()[0]),
        ("--agent", "assigneeId", false, &gateway.sandbox.agent_ids()[0]),
    ] {
        let run = gateway.run(&["convs", "assign", &newest, "--channel", &channel, option, id]).done();
        let assigned = &run.objects()[0];
        assert_eq!((&assigned["id"], &assigned[field]), (&json!(newest), &json!(id)), "{run:?}");
        assert_eq!(assigned["aiAssigneed"], is_ai);
        let listed = gateway.run(&["convs", "list", "--page-size", "1"]).done();
        assert_eq!(listed.objects()[0][field], id.as_str());
    }
}

#[test]
fn a_refused_change_is_one_line_and_status_1() {
    let gateway = Gateway::of(5);
    let run = gateway
        .run(&[
            "convs",
            "start",
            "--channel",
            "nowhere",
            "--contact",
            "nobody",
            "--template",
            "hello",
            "--yes",
        ])
        .refused(1, "startConv");
    assert_eq!((run.stdout.as_str(), run.stderr.lines().count()), ("", 1), "{run:?}");
}

#[test]
fn a_start_whose_answer_is_lost_warns_of_sending_it_again() {
    let gateway = Gateway::of(5);
    gateway.sandbox.fail_next(Fault::ResetAfterExecuting);
    let arguments = [
        "convs",
        "start",
        "--channel",
        &gateway.channel(),
        "--phone",
        "+12025550123",
        "--template",
        "t",
        "--yes",
    ];
    gateway.run(&arguments).refused(3, "it may have run");
    assert_eq!(gateway.journal().len(), 1, "it was sent once");
}
