//! What mutations change, and what they refuse to.

mod common;

use bcrumbs_sandbox::Sandbox;
use common::{ADD, ASSIGN, Bench, CONVS, CONVS_WITH_ALL, MESSAGES, START, texts};
use serde_json::{Value, json};

const TAG: &str =
    "mutation($input: TagCreateInput!) { createTag(input: $input) { id tag type order createdAt } }";
const KEY: &str = "mutation($input: ApiKeyGenInput!) { genApiKey(input: $input) { id key label agentId } }";

fn start(channel: &str, recipient: &Value) -> Value {
    let mut input = json!({"integrationId": channel, "templateName": "order_update"});
    input.as_object_mut().unwrap().extend(recipient.as_object().unwrap().clone());
    input
}

async fn newest(bench: &Bench) -> Value {
    bench.rows(CONVS_WITH_ALL, json!({}), json!({"limit": 1})).await.remove(0)
}

#[tokio::test]
async fn a_started_conversation_is_listed_first_with_its_template_message() {
    let bench = Bench::with(Sandbox::builder().now("2026-03-16T12:00:00Z".parse().unwrap())).await;
    let channel = &bench.sandbox.channels()[0].id;
    let before = newest(&bench).await;
    let started =
        bench.get(START, start(channel, &json!({"clientId": before["clientId"]})), Value::Null).await;
    assert_eq!(started["assigneeId"], Value::Null);
    assert_eq!(started["createdAt"], "2026-03-16T12:00:00.000Z");
    let first = newest(&bench).await;
    assert_eq!((&first["id"], &first["clientId"]), (&started["id"], &before["clientId"]));
    assert_eq!(first["client"], before["client"]);
    assert_eq!(first["messages"][0]["type"], "template");
    assert_eq!(first["messages"][0]["isAgent"], true);
    assert_eq!(bench.sandbox.conversation_count(), 251);
    let again = bench.get(START, start(channel, &json!({"clientId": before["clientId"]})), Value::Null).await;
    assert_eq!(again["createdAt"], "2026-03-16T12:00:00.001Z", "each is newer than all before it");
    let of_contact = bench.rows(CONVS, json!({"clientId": before["clientId"]}), json!({})).await;
    assert_eq!(
        texts(&of_contact, "id")[..3],
        [&again["id"], &started["id"], &before["id"]].map(|id| id.as_str().unwrap())
    );
    let messages = bench.rows(MESSAGES, json!({"clientId": before["clientId"]}), json!({"limit": 2})).await;
    assert_eq!(texts(&messages, "type"), ["template", "template"]);
}

#[tokio::test]
async fn a_phone_number_finds_its_contact_or_makes_one() {
    let bench = Bench::new().await;
    let channel = &bench.sandbox.channels()[0].id;
    let known = newest(&bench).await;
    let to = json!({"phone": known["client"]["phone"]});
    let started = bench.get(START, start(channel, &to), Value::Null).await;
    assert_eq!(started["clientId"], known["clientId"]);
    let fresh = start(channel, &json!({"phone": "+4915550000001"}));
    let one = bench.get(START, fresh.clone(), Value::Null).await;
    let two = bench.get(START, fresh, Value::Null).await;
    assert_eq!(one["clientId"], two["clientId"]);
    assert_ne!(one["id"], two["id"]);
    assert_eq!(newest(&bench).await["client"]["phone"], "+4915550000001");
    assert_eq!(bench.rows(CONVS, json!({"nameOrPhone": "+4915550000001"}), json!({})).await.len(), 2);
    assert_eq!(bench.rows(CONVS, json!({"clientId": one["clientId"]}), json!({})).await.len(), 2);
    let clients = "query($input: ClientsInput!) { clients(input: $input) { nodes { id phone } } }";
    assert_eq!(
        bench.rows(clients, json!({"conversationId": two["id"]}), json!({})).await[0]["id"],
        one["clientId"]
    );
    assert_eq!(bench.rows(clients, json!({}), json!({})).await[0]["id"], one["clientId"]);
}

#[tokio::test]
async fn a_contact_goes_before_a_phone_number_where_both_are_given() {
    let bench = Bench::new().await;
    let channel = bench.sandbox.channels()[0].id.clone();
    let contact = newest(&bench).await["clientId"].clone();
    let both = start(&channel, &json!({"clientId": contact, "phone": "+4915550000001"}));
    assert_eq!(bench.get(START, both, Value::Null).await["clientId"], contact);
    assert!(bench.rows(CONVS, json!({"nameOrPhone": "+4915550000001"}), json!({})).await.is_empty());
    let unknown = start(&channel, &json!({"clientId": "id_123", "phone": "+4915550000001"}));
    assert_eq!(bench.refusal(START, unknown, Value::Null).await.0, "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_conversation_needs_a_known_channel_a_template_and_a_recipient() {
    let bench = Bench::new().await;
    let channel = bench.sandbox.channels()[0].id.clone();
    let contact = newest(&bench).await["clientId"].clone();
    let mut nameless = start(&channel, &json!({"clientId": contact}));
    nameless["templateName"] = json!(" ");
    for input in [
        start(&channel, &json!({})),
        start(&channel, &json!({"clientId": "id_123"})),
        start(&channel, &json!({"phone": "02025550123"})),
        start(&channel, &json!({"phone": "+1"})),
        start("id_123", &json!({"clientId": contact})),
        nameless,
    ] {
        let (code, data) = bench.refusal(START, input.clone(), Value::Null).await;
        assert_eq!((code.as_str(), data), ("BAD_USER_INPUT", json!({"startConv": null})), "{input}");
    }
    assert_eq!(bench.sandbox.conversation_count(), 250);
    assert!(bench.sandbox.journal().iter().all(|entry| entry.effect.is_none()));
}

#[tokio::test]
async fn an_assignment_is_seen_in_the_list_and_replaces_the_other_kind() {
    let bench = Bench::new().await;
    let row = newest(&bench).await;
    let (agent, ai) = (bench.sandbox.agent_ids().remove(1), bench.sandbox.ai_ids().remove(1));
    let to = |who: &str, is_ai: Value| json!({"integrationId": row["integrationId"], "convId": row["id"], "agentId": who, "isAi": is_ai});
    for (who, is_ai, assignee, in_charge) in [
        (&ai, json!(true), Value::Null, json!(ai)),
        (&agent, json!(false), json!(agent), Value::Null),
        (&ai, json!(true), Value::Null, json!(ai)),
        (&agent, Value::Null, json!(agent), Value::Null),
    ] {
        let assigned = bench.get(ASSIGN, to(who, is_ai), Value::Null).await;
        for row in [assigned, newest(&bench).await] {
            assert_eq!((&row["assigneeId"], &row["aiId"]), (&assignee, &in_charge));
            assert_eq!(row["aiAssigneed"] == true, !in_charge.is_null());
        }
    }
    let found = bench.rows(CONVS, json!({"assigneeId": agent}), json!({})).await;
    assert_eq!(found[0]["id"], row["id"]);
}

#[tokio::test]
async fn a_wrong_assignment_is_refused_and_changes_nothing() {
    let bench = Bench::new().await;
    let row = newest(&bench).await;
    let (agent, ai) = (bench.sandbox.agent_ids().remove(0), bench.sandbox.ai_ids().remove(0));
    let right = json!({"integrationId": row["integrationId"], "convId": row["id"], "agentId": agent});
    let other = &bench.sandbox.channels()[1].id;
    for (field, value, expected) in [
        ("convId", json!("id_123"), "NOT_FOUND"),
        ("integrationId", json!(other), "BAD_USER_INPUT"),
        ("integrationId", json!("id_123"), "BAD_USER_INPUT"),
        ("agentId", json!("id_123"), "BAD_USER_INPUT"),
        ("agentId", json!(ai), "BAD_USER_INPUT"),
        ("agentId", Value::Null, "BAD_USER_INPUT"),
        ("isAi", json!(true), "BAD_USER_INPUT"),
    ] {
        let mut input = right.clone();
        input[field] = value;
        let (code, data) = bench.refusal(ASSIGN, input.clone(), Value::Null).await;
        assert_eq!((code.as_str(), data), (expected, json!({"assignConv": null})), "{input}");
    }
    assert_eq!(newest(&bench).await, row);
}

#[tokio::test]
async fn an_added_message_is_pending_and_listed_first() {
    let bench = Bench::new().await;
    let row = &bench.rows(CONVS_WITH_ALL, json!({}), json!({})).await[40];
    let channel = if row["integrationId"].is_null() {
        json!(bench.sandbox.channels()[0].id)
    } else {
        row["integrationId"].clone()
    };
    let mut input =
        json!({"integrationId": channel, "convId": row["id"], "content": "merhaba 👋", "type": "note"});
    let added = bench.get(ADD, input.clone(), Value::Null).await;
    assert_eq!((&added["content"], &added["type"]), (&json!("merhaba 👋"), &json!("note")));
    assert_eq!((&added["isAgent"], &added["status"]), (&json!(true), &json!("pending")));
    assert_eq!(
        bench.rows(MESSAGES, json!({}), json!({"limit": 1})).await[0]["messageId"],
        added["messageId"]
    );
    let row = &bench.rows(CONVS_WITH_ALL, json!({}), json!({})).await[40];
    assert_eq!(row["messages"][0]["messageId"], added["messageId"]);
    assert_eq!(row["messages"].as_array().unwrap().len(), 5);

    input["replyToMessageId"] = added["messageId"].clone();
    assert!(bench.get(ADD, input.clone(), Value::Null).await["messageId"].is_string());
    input["replyToMessageId"] = json!("msg_123");
    assert_eq!(bench.refusal(ADD, input.clone(), Value::Null).await.0, "BAD_USER_INPUT");
    input["replyToMessageId"] = Value::Null;
    input["content"] = json!("");
    assert_eq!(bench.refusal(ADD, input.clone(), Value::Null).await.0, "BAD_USER_INPUT");
    input["convId"] = json!("id_123");
    assert_eq!(bench.refusal(ADD, input, Value::Null).await.0, "NOT_FOUND");
}

#[tokio::test]
async fn a_created_tag_is_listed_and_a_made_key_opens_the_gateway() {
    let bench = Bench::new().await;
    let tag = bench.get(TAG, json!({"type": "client", "tag": "yeni", "order": 3}), Value::Null).await;
    let tags = "query($input: TagsInput!) { tags(input: $input) { nodes { id tag type order createdAt } } }";
    assert_eq!(bench.rows(tags, json!({"tag": "yeni"}), Value::Null).await, [tag]);

    let agent = bench.sandbox.agent_ids().remove(0);
    let key = bench.get(KEY, json!({"label": "second", "agentId": agent}), Value::Null).await;
    assert_eq!(key["agentId"], json!(agent));
    let body = json!({"query": CONVS, "variables": {"input": {"workspaceId": 12}}});
    let key = key["key"].as_str().unwrap();
    assert!(key.starts_with("bck_"));
    assert_eq!(bench.post(&body, key).await.unwrap().status(), 200);
    let keys = "query($input: ApiKeysInput!) { apiKeys(input: $input) { nodes { label key } } }";
    let listed = bench.rows(keys, json!({}), Value::Null).await;
    assert_eq!(texts(&listed, "label"), ["second", "Sandbox"]);
    assert_ne!(listed[0]["key"], json!(key));
    let (code, _) = bench.refusal(KEY, json!({"label": "third", "agentId": "id_123"}), Value::Null).await;
    assert_eq!(code, "BAD_USER_INPUT");
}

#[tokio::test]
async fn a_foreign_workspace_cannot_be_changed() {
    let bench = Bench::new().await;
    let mut input = start(&bench.sandbox.channels()[0].id, &json!({"phone": "+12025550123"}));
    input["workspaceId"] = json!(99);
    let answer = bench.ask(START, json!({"input": input})).await;
    assert_eq!(common::code(&answer), "FORBIDDEN");
    assert_eq!(answer["data"], json!({"startConv": null}));
    assert_eq!(bench.sandbox.conversation_count(), 250);
}
