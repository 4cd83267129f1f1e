//! Every filter keeps exactly the rows that match it.

mod common;

use std::collections::BTreeSet;

use bcrumbs_sandbox::Sandbox;
use chrono::{DateTime, Utc};
use common::{Bench, CLIENTS, CONVS, CONVS_WITH_ALL, MESSAGES, texts};
use serde_json::{Value, json};

fn when(row: &Value) -> DateTime<Utc> {
    row["createdAt"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn every_filter_of_conversations_keeps_exactly_the_rows_that_match() {
    let bench = Bench::with(Sandbox::builder().conversations(2_000).messages(1)).await;
    let all = bench.rows(CONVS_WITH_ALL, json!({}), json!({"limit": 2_000})).await;
    for (filter, field) in [
        ("integrationId", "integrationId"),
        ("clientId", "clientId"),
        ("assigneeId", "assigneeId"),
        ("stageId", "stageId"),
        ("externalConversationId", "externalConversationId"),
        ("aiId", "aiId"),
        ("ended", "ended"),
    ] {
        let value = all.iter().map(|row| &row[field]).rfind(|value| !value.is_null()).unwrap();
        let found = bench.rows(CONVS_WITH_ALL, json!({ filter: value }), json!({"limit": 2_000})).await;
        let expected: Vec<_> = all.iter().filter(|row| row[field] == *value).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < all.len());
        assert_eq!(texts(&found, "id"), texts(&expected, "id"), "{filter}");
    }
    let tagged = |row: &&Value, wanted: &[&str]| {
        row["tags"].as_array().is_some_and(|tags| tags.iter().any(|tag| wanted.iter().any(|one| tag == one)))
    };
    let wanted = ["VIP", "退款"];
    let found = bench.rows(CONVS, json!({"tags": wanted}), json!({"limit": 2_000})).await;
    let expected: Vec<_> = all.iter().filter(|row| tagged(row, &wanted)).cloned().collect();
    assert!(expected.len() > 100);
    assert_eq!(texts(&found, "id"), texts(&expected, "id"));

    let found =
        bench.rows(CONVS_WITH_ALL, json!({"nameOrPhone": "ŻÓŁKIEWSKI"}), json!({"limit": 2_000})).await;
    assert!(found.len() > 5 && found.iter().all(|row| row["client"]["surname"] == "Żółkiewski"));
    let phone = all.iter().rev().find_map(|row| row["client"]["phone"].as_str()).unwrap();
    let found = bench.rows(CONVS_WITH_ALL, json!({"nameOrPhone": phone}), json!({})).await;
    assert!(!found.is_empty() && found.iter().all(|row| row["client"]["phone"] == phone));
}

#[tokio::test]
async fn free_text_finds_names_phones_tags_external_ids_and_content() {
    let bench = Bench::with(Sandbox::builder().conversations(1_000)).await;
    let find =
        async |query: &'static str, text: &str| bench.rows(query, json!({}), json!({"query": text})).await;
    let found = find(CONVS_WITH_ALL, "小明").await;
    assert!(!found.is_empty() && found.iter().all(|row| row["client"]["surname"] == "小明"));
    let phone = found.iter().find_map(|row| row["client"]["phone"].as_str()).unwrap();
    assert!(!find(CONVS, phone).await.is_empty());
    assert!(!find(CONVS, "vip").await.is_empty());
    let external = bench.rows(CONVS, json!({}), json!({})).await;
    let external = external.iter().find_map(|row| row["externalConversationId"].as_str()).unwrap();
    assert_eq!(find(CONVS, &external.to_lowercase()).await.len(), 1);
    let found = find(MESSAGES, "siparişim").await;
    assert!(!found.is_empty());
    assert!(texts(&found, "content").iter().all(|content| content.contains("siparişim")));
    assert!(find(CONVS, "nobody is called so").await.is_empty());
}

#[tokio::test]
async fn identifiers_of_nothing_find_nothing() {
    let bench = Bench::new().await;
    let conversation = bench.rows(CONVS, json!({}), json!({})).await[0]["id"].clone();
    for filter in ["integrationId", "clientId", "assigneeId", "aiId", "stageId", "externalConversationId"] {
        for id in [json!("id_123"), json!(""), json!("67d7f55f7a9bffffffffffff"), conversation.clone()] {
            assert!(bench.rows(CONVS, json!({ filter: id }), json!({})).await.is_empty(), "{filter} {id}");
        }
    }
}

#[tokio::test]
async fn every_filter_of_messages_keeps_exactly_the_rows_that_match() {
    let bench = Bench::with(Sandbox::builder().conversations(400).messages(3)).await;
    let size = json!({"limit": 5_000});
    let with_messages = bench.rows(CONVS_WITH_ALL, json!({}), size.clone()).await;
    for (filter, field) in [("clientId", "clientId"), ("assigneeId", "assigneeId")] {
        let value = with_messages.iter().map(|row| &row[field]).rfind(|value| !value.is_null()).unwrap();
        let found = bench.rows(MESSAGES, json!({ filter: value }), size.clone()).await;
        let of_these = bench.rows(CONVS, json!({ filter: value }), size.clone()).await;
        assert_eq!(found.len(), of_these.len() * 3, "{filter}");
        let found: BTreeSet<_> = texts(&found, "messageId").into_iter().collect();
        for row in with_messages.iter().filter(|row| row[field] == *value) {
            let own = row["messages"].as_array().cloned().unwrap_or_default();
            assert!(texts(&own, "messageId").iter().all(|id| found.contains(id)));
        }
    }
    let all = bench.rows(MESSAGES, json!({}), size.clone()).await;
    let found = bench.rows(MESSAGES, json!({"type": "image"}), size.clone()).await;
    assert!(!found.is_empty());
    let images: Vec<_> = all.iter().filter(|row| row["type"] == "image").cloned().collect();
    assert_eq!(found, images);
    let tagged = bench.rows(MESSAGES, json!({"tags": ["VIP"]}), size.clone()).await.len();
    assert!(tagged > 0 && tagged < all.len());
    let (from, to) = (&all[900]["createdAt"], &all[200]["createdAt"]);
    let found = bench.rows(MESSAGES, json!({"startDate": from, "endDate": to}), size).await;
    let dated = all.iter().filter(|row| when(row) >= when(&all[900]) && when(row) <= when(&all[200]));
    assert_eq!(found, dated.cloned().collect::<Vec<_>>());
}

#[tokio::test]
async fn contacts_can_be_found_by_each_of_their_properties() {
    let bench = Bench::with(Sandbox::builder().conversations(1_500)).await;
    let size = json!({"limit": 5_000});
    let all = bench.rows(CLIENTS, json!({}), size.clone()).await;
    assert!(all.iter().all(|row| row["deletedAt"].is_null()));
    for field in
        ["email", "name", "surname", "code", "city", "country", "phone", "externalClientId", "stageId"]
    {
        let value = all.iter().map(|row| &row[field]).rfind(|value| !value.is_null()).unwrap();
        let found = bench.rows(CLIENTS, json!({ field: value }), size.clone()).await;
        let expected: Vec<_> = all.iter().filter(|row| row[field] == *value).cloned().collect();
        assert_eq!(found, expected, "{field}");
    }
    let archived = bench.rows(CLIENTS, json!({"isDeleted": true}), size.clone()).await;
    assert!(!archived.is_empty() && archived.iter().all(|row| !row["deletedAt"].is_null()));
    assert_eq!(archived.len() + all.len(), 900);
    let row = &bench.rows(CONVS, json!({}), json!({})).await[0];
    let found = bench.rows(CLIENTS, json!({"conversationId": row["id"]}), json!({})).await;
    assert_eq!(texts(&found, "id"), [row["clientId"].as_str().unwrap()]);
}

#[tokio::test]
async fn the_short_lists_are_filtered_too() {
    let bench = Bench::new().await;
    let list = async |field: &str, kind: &str, fields: &str, input: Value| {
        let query = format!("query($input: {kind}!) {{ {field}(input: $input) {{ nodes {{ {fields} }} }} }}");
        bench.rows(&query, input, Value::Null).await
    };
    let agents =
        list("agents", "AgentsInput", "workspaceId id userId name surname email avatar createdAt", json!({}))
            .await;
    assert_eq!(texts(&agents, "id"), bench.sandbox.agent_ids());
    assert_eq!(
        list("agents", "AgentsInput", "name", json!({"surname": "arslan"})).await,
        [json!({"name": "Deniz"})]
    );
    let assigned = bench.rows(CONVS, json!({"assigneeId": agents[2]["id"]}), json!({})).await;
    let found = list("agents", "AgentsInput", "id", json!({"conversationId": assigned[0]["id"]})).await;
    assert_eq!(found, [json!({"id": agents[2]["id"]})]);
    assert!(list("agents", "AgentsInput", "id", json!({"conversationId": "id_123"})).await.is_empty());

    let tags = list("tags", "TagsInput", "tag type order description createdAt", json!({})).await;
    assert_eq!(tags.len(), 12);
    assert_eq!(list("tags", "TagsInput", "tag", json!({"type": "convStage"})).await.len(), 5);
    assert_eq!(list("tags", "TagsInput", "tag", json!({"tag": "vip"})).await, [json!({"tag": "VIP"})]);
    assert_eq!(list("webhooks", "WebhooksInput", "event", json!({})).await.len(), 8);
    assert_eq!(
        list("webhooks", "WebhooksInput", "id", json!({"event": "NEW_CONV", "label": "hook"})).await.len(),
        1
    );
    let sent = list(
        "broadcasts",
        "BroadcastsInput",
        "name state completedAt templateComponents",
        json!({"state": "completed"}),
    )
    .await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0]["completedAt"].is_string() && sent[0]["templateComponents"].is_object());
    let keys = list("apiKeys", "ApiKeysInput", "label key", json!({"label": "sand"})).await;
    assert_eq!(keys.len(), 1);
    assert!(!keys[0]["key"].as_str().unwrap().contains(bench.sandbox.api_key()));
    let settings = "query($input: WorkspaceSettingsInput!) { workspaceSettings(input: $input) { convTTL testNums { phone active } } }";
    let settings = bench.get(settings, json!({}), Value::Null).await;
    assert_eq!(settings["testNums"][0], json!({"phone": "+12025550123", "active": true}));
}

#[tokio::test]
async fn every_filter_of_every_short_list_keeps_exactly_the_rows_that_match() {
    let bench = Bench::new().await;
    for (list, kind, filters) in [
        ("agents", "AgentsInput", "name surname email"),
        ("tags", "TagsInput", "tag type"),
        ("broadcasts", "BroadcastsInput", "name integrationId state templateName"),
        ("webhooks", "WebhooksInput", "event label"),
        ("apiKeys", "ApiKeysInput", "label"),
    ] {
        let query =
            format!("query($input: {kind}!) {{ {list}(input: $input) {{ nodes {{ id {filters} }} }} }}");
        let all = bench.rows(&query, json!({}), Value::Null).await;
        for filter in filters.split(' ') {
            let value = all.iter().map(|row| &row[filter]).rfind(|value| !value.is_null()).unwrap();
            let found = bench.rows(&query, json!({ filter: value }), Value::Null).await;
            let expected: Vec<_> = all.iter().filter(|row| row[filter] == *value).cloned().collect();
            assert_eq!(found, expected, "{list}.{filter}");
            // An enum takes no other value.
            if !["type", "state", "event"].contains(&filter) {
                assert!(bench.rows(&query, json!({ filter: "nobody" }), Value::Null).await.is_empty());
            }
        }
    }
}

#[tokio::test]
async fn agents_and_broadcasts_are_paged_and_searched_like_every_list() {
    let bench = Bench::new().await;
    for (list, kind, word) in [("agents", "AgentsInput", "arslan"), ("broadcasts", "BroadcastsInput", "sale")]
    {
        let query = format!(
            "query($input: {kind}!, $pageInfo: PageInfoInput) {{ {list}(input: $input, pageInfo: $pageInfo) {{
            nodes {{ id createdAt }} pageInfo {{ hasNextPage endCursor count }} }} }}"
        );
        let page = bench.get(&query, json!({}), json!({"limit": 2, "count": true})).await;
        assert_eq!(page["nodes"].as_array().unwrap().len(), 2);
        assert_eq!(page["pageInfo"]["hasNextPage"], true);
        assert_eq!(page["pageInfo"]["endCursor"], page["nodes"][1]["createdAt"]);
        assert!(page["pageInfo"]["count"].as_u64().unwrap() > 4);
        let rest = json!({"cursor": page["pageInfo"]["endCursor"]});
        let rest = bench.rows(&query, json!({}), rest).await;
        assert!(rest.iter().all(|row| when(row) < when(&page["nodes"][1])));
        assert_eq!(bench.rows(&query, json!({}), json!({"query": word})).await.len(), 1);
    }
}
