//! Keys that are linked to an agent: what the role Agent+ is expected to see and do.

mod common;

use common::{ADD, ASSIGN, Bench, CLIENTS, CONVS, MESSAGES, START, code};
use serde_json::{Value, json};

const KEY: &str = "mutation($input: ApiKeyGenInput!) { genApiKey(input: $input) { key } }";

struct Linked {
    bench: Bench,
    agent: String,
    key: String,
}

impl Linked {
    async fn new() -> Self {
        let bench = Bench::new().await;
        let agent = bench.sandbox.agent_ids().remove(2);
        let key = bench.get(KEY, json!({"label": "linked", "agentId": agent}), Value::Null).await;
        Self { key: key["key"].as_str().unwrap().to_owned(), bench, agent }
    }

    async fn ask(&self, query: &str, input: Value) -> Value {
        let mut input = input;
        input["workspaceId"] = json!(12);
        let variables = json!({"input": input, "pageInfo": {"limit": 1_000, "count": true}});
        let body = json!({"query": query, "variables": variables});
        self.bench.post(&body, &self.key).await.unwrap().json().await.unwrap()
    }

    async fn rows(&self, query: &str, input: Value) -> Vec<Value> {
        let mut answer = self.ask(query, input).await;
        assert_eq!(answer.get("errors"), None, "{answer}");
        let list = answer["data"].as_object_mut().unwrap().values_mut().next().unwrap();
        assert_eq!(list["pageInfo"]["count"], json!(list["nodes"].as_array().unwrap().len()));
        list["nodes"].as_array().unwrap().clone()
    }

    /// The conversations that everyone sees, and those that only other agents do.
    async fn split(&self) -> [Vec<Value>; 2] {
        let all = self.bench.rows(CONVS, json!({}), json!({"limit": 1_000})).await;
        let sees = |row: &Value| row["assigneeId"].is_null() || row["assigneeId"] == json!(self.agent);
        let (seen, unseen) = all.into_iter().partition(sees);
        [seen, unseen]
    }
}

#[tokio::test]
async fn it_sees_the_conversations_of_its_agent_and_of_no_agent() {
    let linked = Linked::new().await;
    let [seen, unseen] = linked.split().await;
    assert!(seen.len() > 50 && unseen.len() > 50);
    assert_eq!(linked.rows(CONVS, json!({})).await, seen);
    let assignee = &unseen[0]["assigneeId"];
    assert!(linked.rows(CONVS, json!({"assigneeId": assignee})).await.is_empty());
    let own = linked.rows(CONVS, json!({"assigneeId": linked.agent})).await;
    assert!(!own.is_empty() && own.iter().all(|row| row["assigneeId"] == json!(linked.agent)));
}

#[tokio::test]
async fn it_sees_their_messages_only_and_every_contact() {
    let linked = Linked::new().await;
    let [seen, _] = linked.split().await;
    assert_eq!(linked.rows(MESSAGES, json!({})).await.len(), seen.len() * 4);
    let everyone = linked.bench.rows(CLIENTS, json!({}), json!({"limit": 1_000})).await;
    assert_eq!(linked.rows(CLIENTS, json!({})).await, everyone);
}

#[tokio::test]
async fn it_is_refused_settings_keys_and_webhooks() {
    let linked = Linked::new().await;
    for (query, field, input) in [
        (
            "query($input: WorkspaceSettingsInput!) { workspaceSettings(input: $input) { convTTL } }",
            "workspaceSettings",
            json!({}),
        ),
        ("query($input: ApiKeysInput!) { apiKeys(input: $input) { nodes { id } } }", "apiKeys", json!({})),
        ("query($input: WebhooksInput!) { webhooks(input: $input) { nodes { id } } }", "webhooks", json!({})),
        (KEY, "genApiKey", json!({"label": "more"})),
    ] {
        let answer = linked.ask(query, input).await;
        assert_eq!(code(&answer), "FORBIDDEN", "{field}");
        assert_eq!(answer["data"][field], Value::Null);
    }
    let keys = "query($input: ApiKeysInput!) { apiKeys(input: $input) { nodes { id } } }";
    assert_eq!(linked.bench.rows(keys, json!({}), Value::Null).await.len(), 2, "nothing was made");
    let tags = "query($input: TagsInput!) { tags(input: $input) { nodes { id } } }";
    assert_eq!(linked.ask(tags, json!({})).await.get("errors"), None);
}

#[tokio::test]
async fn it_cannot_change_what_it_does_not_see() {
    let linked = Linked::new().await;
    let [_, unseen] = linked.split().await;
    let row = unseen.iter().find(|row| row["ended"] == false && row["integrationId"].is_string()).unwrap();
    let input =
        json!({"integrationId": row["integrationId"], "convId": row["id"], "content": "x", "type": "text"});
    assert_eq!(code(&linked.ask(ADD, input).await), "FORBIDDEN");
    let input = json!({"integrationId": row["integrationId"], "convId": row["id"], "agentId": linked.agent});
    assert_eq!(code(&linked.ask(ASSIGN, input).await), "FORBIDDEN");
    assert_eq!(linked.split().await[1], unseen);
}

#[tokio::test]
async fn its_agent_takes_charge_of_what_it_answers_first() {
    let linked = Linked::new().await;
    let channel = &linked.bench.sandbox.channels()[0].id;
    let start = json!({"integrationId": channel, "phone": "+4915550000001", "templateName": "t"});
    let started = linked.ask(START, start).await["data"]["startConv"].take();
    assert_eq!(started["assigneeId"], Value::Null);
    let input = json!({"integrationId": channel, "convId": started["id"], "content": "x", "type": "text"});
    let full = linked.bench.get(ADD, input.clone(), Value::Null).await;
    assert!(full["messageId"].is_string());
    let newest = async || linked.bench.rows(CONVS, json!({}), json!({"limit": 1})).await.remove(0);
    assert_eq!(newest().await["assigneeId"], Value::Null, "a key of the whole account is nobody");
    assert_eq!(linked.ask(ADD, input).await.get("errors"), None);
    assert_eq!(newest().await["assigneeId"], json!(linked.agent));
}
