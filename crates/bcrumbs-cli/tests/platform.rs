//! The nouns beside conversations and messages: their filters reach the gateway, they list and export what is there, and
//! what they create is created once.

mod common;

use bcrumbs_sandbox::{CursorRule, Fault, Sandbox};
use common::folder::Folder;
use common::{Gateway, distinct};
use serde_json::{Value, json};

/// What a list with these options sends.
fn sent(options: &[&str]) -> Value {
    let gateway = Gateway::of(3);
    gateway.run(options).done();
    let [entry] = &gateway.journal()[..] else { panic!("not one request") };
    entry.variables.clone()
}

#[test]
fn every_filter_of_a_paged_list_reaches_the_gateway() {
    let contacts = "contacts list --conversation c --name Ana --surname Li --phone 12025550123 --email a@b.example \
                    --code k --city Bern --country CH --external-id x --tag vip --tag new --stage s --archived false \
                    --search late --page-size 5";
    let words: Vec<&str> = contacts.split_whitespace().collect();
    assert_eq!(
        sent(&words),
        json!({
            "input": {
                "workspaceId": 12, "conversationId": "c", "name": "Ana", "surname": "Li", "phone": "12025550123",
                "email": "a@b.example", "code": "k", "city": "Bern", "country": "CH", "externalClientId": "x",
                "tags": ["vip", "new"], "stageId": "s", "isDeleted": false,
            },
            "pageInfo": {"limit": 5, "query": "late"},
        })
    );
    let agents =
        "agents list --conversation c --name Ana --surname Li --email a@b.example --search x --page-size 5";
    assert_eq!(
        sent(&agents.split(' ').collect::<Vec<_>>()),
        json!({
            "input": {
                "workspaceId": 12, "conversationId": "c", "name": "Ana", "surname": "Li", "email": "a@b.example",
            },
            "pageInfo": {"limit": 5, "query": "x"},
        })
    );
    let broadcasts =
        "broadcasts list --name n --channel ch --state completed --template t --search x --page-size 5";
    assert_eq!(
        sent(&broadcasts.split(' ').collect::<Vec<_>>()),
        json!({
            "input": {
                "workspaceId": 12, "name": "n", "integrationId": "ch", "state": "completed", "templateName": "t",
            },
            "pageInfo": {"limit": 5, "query": "x"},
        })
    );
}

#[test]
fn every_filter_of_a_list_that_is_not_paged_reaches_the_gateway() {
    for (options, input) in [
        ("tags list --tag VIP --type client", json!({"workspaceId": 12, "tag": "VIP", "type": "client"})),
        (
            "webhooks list --label shop --event INCOMING_MESSAGE",
            json!({"workspaceId": 12, "label": "shop", "event": "INCOMING_MESSAGE"}),
        ),
        ("keys list --label shop", json!({"workspaceId": 12, "label": "shop"})),
    ] {
        assert_eq!(sent(&options.split(' ').collect::<Vec<_>>()), json!({ "input": input }), "{options}");
    }
}

#[test]
fn every_list_gives_each_item_once_in_every_format() {
    for rule in [CursorRule::Strict, CursorRule::Inclusive] {
        let gateway = Gateway::start(Sandbox::builder().conversations(150).cursor(rule));
        for noun in ["contacts", "agents", "broadcasts"] {
            let all = gateway.run(&[noun, "list", "--all", "--page-size", "7"]).done();
            let ids = all.ids();
            assert!(!ids.is_empty(), "{noun}");
            assert_eq!(distinct(ids.clone()).len(), ids.len(), "{rule:?} {noun}");
            assert_eq!(gateway.run(&[noun, "list", "--all", "--page-size", "1000"]).done().ids(), ids);
            assert_eq!(gateway.run(&[noun, "ls", "--limit", "1"]).done().ids(), ids[..1]);
        }
        for noun in ["contacts", "agents", "broadcasts", "tags", "webhooks", "keys"] {
            let all: &[&str] = if matches!(noun, "tags" | "webhooks" | "keys") { &[] } else { &["--all"] };
            let list = |format| gateway.run(&[&[noun, "list", "--output", format], all].concat()).done();
            let rows = list("ndjson").objects();
            let json: Value = serde_json::from_str(&list("json").stdout).unwrap();
            assert_eq!(json["items"].as_array().unwrap(), &rows, "{noun}");
            assert_eq!(list("table").stdout.lines().count(), rows.len() + 1, "{noun}");
            let csv = list("csv").stdout;
            let mut reader = csv::Reader::from_reader(csv.as_bytes());
            let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
            assert_eq!(reader.records().count(), rows.len(), "{noun}");
            if let Some(row) = rows.first() {
                let keys: Vec<String> = row.as_object().unwrap().keys().cloned().collect();
                assert_eq!(distinct(columns), distinct(keys), "{noun}");
            }
        }
    }
}

#[test]
fn contacts_are_exported_and_the_file_is_what_the_list_prints() {
    let (gateway, folder) = (Gateway::of(150), Folder::new("contacts-export"));
    for form in ["ndjson", "csv"] {
        let printed = gateway.run(&["contacts", "list", "--all", "--output", form]).done().stdout;
        let export = ["contacts", "export", "--out", form, "--format", form, "--page-size", "7"];
        folder.run(&gateway, &export).done();
        assert!(folder.read(form) == printed, "{form}");
    }
}

#[test]
fn a_tag_is_created_and_listed() {
    let gateway = Gateway::of(3);
    let create =
        ["tags", "create", "--type", "client", "--tag", "late", "--order", "3", "--description", "Slow"];
    let created = gateway.run(&create).done().objects().remove(0);
    let input =
        json!({"workspaceId": 12, "tag": "late", "type": "client", "order": 3, "description": "Slow"});
    assert_eq!(gateway.journal()[0].variables, json!({ "input": input }));
    let listed = gateway.run(&["tags", "list", "--tag", "late"]).done();
    assert_eq!(listed.ids(), [created["id"].as_str().unwrap()]);
    gateway.sandbox.fail_next(Fault::ResetAfterExecuting);
    gateway.run(&create).refused(3, "it may have run");
    let run = gateway.run(&["tags", "create", "--tag", "late"]);
    assert!(run.status == Some(2) && run.stderr.contains("--type <TYPE>"), "{run:?}");
    assert!(
        !run.stderr.contains("--workspace"),
        "what the environment sets is not shown as missing: {run:?}"
    );
}

#[test]
fn no_list_prints_a_key_and_a_new_one_is_printed_once() {
    let gateway = Gateway::of(3);
    let created = gateway.run(&["keys", "create", "--label", "shop", "-vvv"]).done();
    let key = created.objects()[0]["key"].as_str().unwrap().to_owned();
    assert!(key.len() > 8, "{created:?}");
    assert_eq!(created.stdout.matches(&key).count(), 1);
    assert!(!created.stderr.contains(&key), "{created:?}");
    for format in ["table", "json", "ndjson", "csv"] {
        let listed = gateway.run(&["keys", "list", "-vvv", "--output", format]).done();
        assert!(listed.stdout.contains("shop"), "{listed:?}");
        for secret in [&key, gateway.sandbox.api_key()] {
            assert!(!(listed.stdout.clone() + &listed.stderr).contains(secret), "{format}: {listed:?}");
        }
    }
    let agent = gateway.sandbox.agent_ids().remove(0);
    gateway.run(&["keys", "create", "--label", "shop", "--agent", &agent]).done();
    assert_eq!(gateway.journal().last().unwrap().variables["input"]["agentId"], agent.as_str());
}

#[test]
fn the_settings_are_shown_as_one_object() {
    let gateway = Gateway::of(3);
    let run = gateway.run(&["settings", "show"]).done();
    let keys: Vec<String> = run.objects()[0].as_object().unwrap().keys().cloned().collect();
    let expected = ["id", "workspaceId", "convTTL", "optOutKeyword", "autoUnarchiveOnMessage", "testNums"];
    assert_eq!(distinct(keys), distinct(expected.map(str::to_owned).to_vec()));
}

/// A conversation as the gateway lists it.
fn conversation(kind: &str, ended: bool) -> Value {
    let node = json!({
        "id": "c1", "ended": ended, "createdAt": "2026-03-16T00:00:00.000Z", "clientId": "ann",
        "integrationId": "ch", "integrationType": kind,
    });
    json!({"data": {"convs": {"nodes": [node], "pageInfo": {"hasNextPage": false}}}})
}

fn contact() -> Value {
    let node = json!({"id": "ann", "createdAt": "2026-03-16T00:00:00.000Z"});
    json!({"data": {"clients": {"nodes": [node], "pageInfo": {"hasNextPage": false}}}})
}

/// The contact's messages: one that was written so many hours ago, or none.
fn messages(hours_ago: Option<i64>) -> Value {
    let at = |hours| (chrono::Utc::now() - chrono::TimeDelta::hours(hours)).to_rfc3339();
    let node = |hours| json!({"messageId": "m", "isAgent": false, "type": "text", "createdAt": at(hours)});
    let nodes: Vec<Value> = hours_ago.into_iter().map(node).collect();
    json!({"data": {"messages": {"nodes": nodes, "pageInfo": {"hasNextPage": false}}}})
}

const SEND: [&str; 6] = ["messages", "send", "c1", "--channel", "ch", "On its way!"];

/// The operations that were sent.
fn operations(gateway: &Gateway) -> Vec<String> {
    gateway.journal().into_iter().filter_map(|entry| entry.operation).collect()
}

#[test]
fn a_message_is_sent_where_the_window_is_open_and_nothing_where_it_is_closed() {
    let gateway = Gateway::of(3);
    gateway.answer([contact(), conversation("WHATSAPP", false), messages(Some(2))]);
    gateway.run(&[&SEND[..], &["--yes"]].concat());
    assert_eq!(operations(&gateway).last().unwrap(), "addMessage");
    let input = gateway.journal().last().unwrap().variables["input"].clone();
    let expected = json!({
        "workspaceId": 12, "convId": "c1", "integrationId": "ch", "content": "On its way!", "type": "text",
    });
    assert_eq!(input, expected);

    gateway.sandbox.clear_journal();
    gateway.answer([contact(), conversation("WHATSAPP", false), messages(None)]);
    let closed = gateway.run(&[&SEND[..], &["--yes", "--output", "json"]].concat());
    assert_eq!((closed.status, &closed.error()["outcome"]), (Some(1), &json!("not_executed")), "{closed:?}");
    assert!(!operations(&gateway).contains(&"addMessage".to_owned()));

    gateway.answer([contact(), conversation("TELEGRAM", true)]);
    gateway.run(&[&SEND[..], &["--yes"]].concat()).refused(1, "has ended");
    gateway.answer([json!({"data": {"clients": {"nodes": [], "pageInfo": {"hasNextPage": false}}}})]);
    gateway.run(&[&SEND[..], &["--yes"]].concat()).refused(1, "bcrumbs convs list");
}

#[test]
fn a_template_goes_out_where_the_window_is_closed_and_one_is_named() {
    let gateway = Gateway::of(3);
    gateway.answer([contact(), conversation("WHATSAPP", false), messages(None)]);
    gateway.run(&[&SEND[..], &["--or-template", "we_are_back", "--lang", "en", "--yes"]].concat());
    let last = gateway.journal().pop().unwrap();
    assert_eq!(last.operation.as_deref(), Some("startConv"));
    let expected = json!({
        "workspaceId": 12, "integrationId": "ch", "clientId": "ann", "templateName": "we_are_back",
        "templateLang": "en",
    });
    assert_eq!(last.variables["input"], expected);
}

#[test]
fn a_note_needs_no_window_and_every_message_needs_consent() {
    let gateway = Gateway::of(3);
    let note = [&SEND[..], &["--note", "--reply-to", "m0"]].concat();
    gateway.run(&note).refused(2, "add --yes");
    assert_eq!(gateway.journal(), []);
    gateway.run(&[&note[..], &["--yes"]].concat());
    assert_eq!(operations(&gateway), ["addMessage"]);
    let input = gateway.journal()[0].variables["input"].clone();
    assert_eq!((&input["type"], &input["replyToMessageId"]), (&json!("note"), &json!("m0")));
    let dry = gateway.run(&[&note[..], &["--dry-run"]].concat()).done();
    assert_eq!(dry.objects()[0]["operationName"], "addMessage");
    assert_eq!(gateway.journal().len(), 1);
    gateway.answer([contact(), conversation("TELEGRAM", false)]);
    gateway.run(&SEND).refused(2, "add --yes");
    assert!(operations(&gateway).iter().filter(|name| *name == "addMessage").count() == 1);
}
