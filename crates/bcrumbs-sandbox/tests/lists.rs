//! What the lists hold, how they are cut into pages and how they are filtered.

mod common;

use std::collections::{BTreeSet, HashSet};

use bcrumbs_sandbox::{CursorRule, Sandbox};
use chrono::{DateTime, Duration, Utc};
use common::{Bench, CONVS, CONVS_WITH_ALL, MESSAGES, texts};
use serde_json::{Value, json};

const CLIENTS: &str = "query($input: ClientsInput!, $pageInfo: PageInfoInput) {
    clients(input: $input, pageInfo: $pageInfo) { nodes {
        workspaceId id name surname phone email address code city country externalClientId tags stageId
        defaultAgentId createdAt deletedAt archivedBy
    } pageInfo { hasNextPage endCursor count } } }";

fn noon() -> DateTime<Utc> {
    "2026-03-16T12:00:00Z".parse().unwrap()
}

fn when(row: &Value) -> DateTime<Utc> {
    row["createdAt"].as_str().unwrap().parse().unwrap()
}

/// All pages of a list.
async fn drain(bench: &Bench, query: &str, input: &Value, size: usize) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), Value::Null);
    for _ in 0..10_000 {
        let page = bench
            .get(query, input.clone(), json!({"limit": size, "cursor": cursor}))
            .await;
        rows.extend(page["nodes"].as_array().unwrap().iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            return rows;
        }
        assert_ne!(page["pageInfo"]["endCursor"], cursor, "the list does not move on");
        cursor = page["pageInfo"]["endCursor"].clone();
    }
    panic!("the list does not end");
}

#[tokio::test]
async fn one_seed_gives_one_world() {
    let make = |seed| Bench::with(Sandbox::builder().seed(seed).now(noon()));
    let (one, same, other) = (make(3).await, make(3).await, make(4).await);
    for query in [CONVS_WITH_ALL, MESSAGES, CLIENTS] {
        let rows = one.rows(query, json!({}), json!({})).await;
        assert_eq!(rows, same.rows(query, json!({}), json!({})).await);
        assert_ne!(rows, other.rows(query, json!({}), json!({})).await);
    }
}

#[tokio::test]
async fn a_page_has_a_hundred_rows_and_its_place_unless_asked_otherwise() {
    let bench = Bench::new().await;
    let page = bench.get(CONVS, json!({}), Value::Null).await;
    assert_eq!(page["nodes"].as_array().unwrap().len(), 100);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    assert_eq!(page["pageInfo"]["count"], Value::Null);
    assert_eq!(page["pageInfo"]["endCursor"], page["nodes"][99]["createdAt"]);
    assert_eq!(bench.rows(CONVS, json!({}), json!({"limit": 7})).await.len(), 7);
}

#[tokio::test]
async fn the_total_is_given_only_when_asked_for() {
    let bench = Bench::new().await;
    let total = async |query, input: Value| {
        let mut page = bench.get(query, input, json!({"count": true, "limit": 3})).await;
        page["pageInfo"]["count"].take()
    };
    assert_eq!(total(CONVS, json!({})).await, 250);
    assert_eq!(total(MESSAGES, json!({})).await, 1_000);
    let open = drain(&bench, CONVS, &json!({"ended": false}), 250).await.len();
    assert!((100..200).contains(&open));
    assert_eq!(total(CONVS, json!({"ended": false})).await, open);
}

#[tokio::test]
async fn a_page_size_below_one_and_a_cursor_that_is_no_timestamp_are_refused() {
    let bench = Bench::new().await;
    let wrong = [
        json!({"limit": 0}),
        json!({"limit": -3}),
        json!({"cursor": "cursor_123"}),
        json!({"cursor": 5}),
    ];
    for page in wrong {
        let (code, data) = bench.refusal(CONVS, json!({}), page).await;
        assert_eq!((code.as_str(), data), ("BAD_USER_INPUT", json!({"convs": null})));
    }
    let (code, _) = bench
        .refusal(MESSAGES, json!({"startDate": "yesterday"}), json!({}))
        .await;
    assert_eq!(code, "BAD_USER_INPUT");
}

#[tokio::test]
async fn every_list_runs_from_the_newest_to_the_oldest() {
    let bench = Bench::with(Sandbox::builder().conversations(600).now(noon())).await;
    for query in [CONVS, MESSAGES, CLIENTS] {
        let rows = bench.rows(query, json!({}), json!({"limit": 5_000})).await;
        assert!(rows.is_sorted_by(|a, b| when(a) >= when(b)));
        assert!(rows.iter().all(|row| when(row) < noon()));
    }
}

#[tokio::test]
async fn about_a_third_of_the_rows_share_their_millisecond() {
    let bench = Bench::with(Sandbox::builder().conversations(3_000).messages(2)).await;
    for query in [CONVS, MESSAGES] {
        let rows = bench.rows(query, json!({}), json!({"limit": 10_000})).await;
        let times: Vec<_> = rows.iter().map(when).collect();
        let tied = (0..times.len())
            .filter(|at| (*at > 0 && times[at - 1] == times[*at]) || times.get(at + 1) == Some(&times[*at]));
        let share = tied.count() * 100 / times.len();
        assert!((25..45).contains(&share), "{share} %");
    }
    let rows = bench.rows(CONVS, json!({}), json!({"limit": 3_000})).await;
    let larger = rows
        .windows(4)
        .filter(|rows| when(&rows[0]) == when(&rows[3]))
        .count();
    assert!(larger > 10, "{larger} groups of four");
}

#[tokio::test]
async fn a_strict_cursor_loses_the_rest_of_a_tie() {
    let bench = Bench::with(Sandbox::builder().conversations(300)).await;
    let rows = drain(&bench, CONVS, &json!({}), 5).await;
    let ids: HashSet<_> = texts(&rows, "id").into_iter().collect();
    assert_eq!(ids.len(), rows.len(), "nothing repeats");
    assert!((200..300).contains(&rows.len()), "{} rows", rows.len());
}

#[tokio::test]
async fn an_inclusive_cursor_repeats_the_edge_row() {
    let bench = Bench::with(Sandbox::builder().cursor(CursorRule::Inclusive)).await;
    let first = bench.get(CONVS, json!({}), json!({"limit": 20})).await;
    let cursor = &first["pageInfo"]["endCursor"];
    let second = bench
        .rows(CONVS, json!({}), json!({"limit": 20, "cursor": cursor}))
        .await;
    let edge = &first["nodes"][19]["id"];
    assert!(
        second
            .iter()
            .take_while(|row| when(row) == when(&first["nodes"][19]))
            .any(|row| row["id"] == *edge)
    );
    let all = drain(&bench, CONVS, &json!({}), 30).await;
    assert!(all.len() > 250);
    assert_eq!(texts(&all, "id").into_iter().collect::<HashSet<_>>().len(), 250);
}

#[tokio::test]
async fn a_next_page_is_promised_exactly_where_there_is_one() {
    let bench = Bench::with(Sandbox::builder().conversations(30)).await;
    for (limit, more) in [(29, true), (30, false), (31, false)] {
        let page = bench.get(CONVS, json!({}), json!({"limit": limit})).await;
        assert_eq!(page["pageInfo"]["hasNextPage"], more, "{limit}");
    }
    let last = bench
        .get(CONVS, json!({}), json!({"cursor": "1999-01-01T00:00:00.000Z"}))
        .await;
    assert_eq!(
        last,
        json!({"nodes": [], "pageInfo": {"hasNextPage": false, "endCursor": null, "count": null}})
    );
}

#[tokio::test]
async fn a_capped_page_is_shorter_than_asked_and_says_nothing() {
    let bench = Bench::with(Sandbox::builder().max_page_size(10)).await;
    let page = bench.get(CONVS, json!({}), json!({"limit": 50})).await;
    assert_eq!(page["nodes"].as_array().unwrap().len(), 10);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
}

#[tokio::test]
async fn every_filter_of_conversations_keeps_exactly_the_rows_that_match() {
    let bench = Bench::with(Sandbox::builder().conversations(2_000).messages(1)).await;
    let all = bench
        .rows(CONVS_WITH_ALL, json!({}), json!({"limit": 2_000}))
        .await;
    for (filter, field) in [
        ("integrationId", "integrationId"),
        ("clientId", "clientId"),
        ("assigneeId", "assigneeId"),
        ("stageId", "stageId"),
        ("externalConversationId", "externalConversationId"),
        ("aiId", "aiId"),
        ("ended", "ended"),
    ] {
        let value = all
            .iter()
            .map(|row| &row[field])
            .rfind(|value| !value.is_null())
            .unwrap();
        let found = bench
            .rows(CONVS_WITH_ALL, json!({ filter: value }), json!({"limit": 2_000}))
            .await;
        let expected: Vec<_> = all.iter().filter(|row| row[field] == *value).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < all.len());
        assert_eq!(texts(&found, "id"), texts(&expected, "id"), "{filter}");
    }
    let tagged = |row: &&Value, wanted: &[&str]| {
        row["tags"]
            .as_array()
            .is_some_and(|tags| tags.iter().any(|tag| wanted.iter().any(|one| tag == one)))
    };
    let wanted = ["VIP", "退款"];
    let found = bench
        .rows(CONVS, json!({"tags": wanted}), json!({"limit": 2_000}))
        .await;
    let expected: Vec<_> = all.iter().filter(|row| tagged(row, &wanted)).cloned().collect();
    assert!(expected.len() > 100);
    assert_eq!(texts(&found, "id"), texts(&expected, "id"));

    let found = bench
        .rows(
            CONVS_WITH_ALL,
            json!({"nameOrPhone": "ŻÓŁKIEWSKI"}),
            json!({"limit": 2_000}),
        )
        .await;
    assert!(found.len() > 5 && found.iter().all(|row| row["client"]["surname"] == "Żółkiewski"));
    let phone = all
        .iter()
        .rev()
        .find_map(|row| row["client"]["phone"].as_str())
        .unwrap();
    let found = bench
        .rows(CONVS_WITH_ALL, json!({"nameOrPhone": phone}), json!({}))
        .await;
    assert!(!found.is_empty() && found.iter().all(|row| row["client"]["phone"] == phone));
}

#[tokio::test]
async fn free_text_finds_names_phones_tags_external_ids_and_content() {
    let bench = Bench::with(Sandbox::builder().conversations(1_000)).await;
    let find =
        async |query: &'static str, text: &str| bench.rows(query, json!({}), json!({"query": text})).await;
    let found = find(CONVS_WITH_ALL, "小明").await;
    assert!(!found.is_empty() && found.iter().all(|row| row["client"]["surname"] == "小明"));
    let phone = found
        .iter()
        .find_map(|row| row["client"]["phone"].as_str())
        .unwrap();
    assert!(!find(CONVS, phone).await.is_empty());
    assert!(!find(CONVS, "vip").await.is_empty());
    let external = bench.rows(CONVS, json!({}), json!({})).await;
    let external = external
        .iter()
        .find_map(|row| row["externalConversationId"].as_str())
        .unwrap();
    assert_eq!(find(CONVS, &external.to_lowercase()).await.len(), 1);
    let found = find(MESSAGES, "siparişim").await;
    assert!(!found.is_empty());
    assert!(
        texts(&found, "content")
            .iter()
            .all(|content| content.contains("siparişim"))
    );
    assert!(find(CONVS, "nobody is called so").await.is_empty());
}

#[tokio::test]
async fn identifiers_of_nothing_find_nothing() {
    let bench = Bench::new().await;
    let conversation = bench.rows(CONVS, json!({}), json!({})).await[0]["id"].clone();
    for filter in [
        "integrationId",
        "clientId",
        "assigneeId",
        "aiId",
        "stageId",
        "externalConversationId",
    ] {
        for id in [
            json!("id_123"),
            json!(""),
            json!("67d7f55f7a9bffffffffffff"),
            conversation.clone(),
        ] {
            assert!(
                bench
                    .rows(CONVS, json!({ filter: id }), json!({}))
                    .await
                    .is_empty(),
                "{filter} {id}"
            );
        }
    }
}

#[tokio::test]
async fn every_filter_of_messages_keeps_exactly_the_rows_that_match() {
    let bench = Bench::with(Sandbox::builder().conversations(400).messages(3)).await;
    let size = json!({"limit": 5_000});
    let with_messages = bench.rows(CONVS_WITH_ALL, json!({}), size.clone()).await;
    for (filter, field) in [("clientId", "clientId"), ("assigneeId", "assigneeId")] {
        let value = with_messages
            .iter()
            .map(|row| &row[field])
            .rfind(|value| !value.is_null())
            .unwrap();
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
    let tagged = bench
        .rows(MESSAGES, json!({"tags": ["VIP"]}), size.clone())
        .await
        .len();
    assert!(tagged > 0 && tagged < all.len());
    let (from, to) = (&all[900]["createdAt"], &all[200]["createdAt"]);
    let found = bench
        .rows(MESSAGES, json!({"startDate": from, "endDate": to}), size)
        .await;
    let dated = all
        .iter()
        .filter(|row| when(row) >= when(&all[900]) && when(row) <= when(&all[200]));
    assert_eq!(found, dated.cloned().collect::<Vec<_>>());
}

#[tokio::test]
async fn the_messages_fill_several_pages_that_join_up() {
    let bench = Bench::with(Sandbox::builder().cursor(CursorRule::Inclusive)).await;
    let rows = drain(&bench, MESSAGES, &json!({}), 100).await;
    assert!(rows.len() > 1_000);
    assert_eq!(
        texts(&rows, "messageId")
            .into_iter()
            .collect::<HashSet<_>>()
            .len(),
        1_000
    );
}

#[tokio::test]
async fn contacts_of_new_conversations_wrote_within_a_day_and_those_of_old_ones_did_not() {
    let bench = Bench::with(Sandbox::builder().now(noon())).await;
    let rows = bench.rows(CONVS, json!({}), json!({"limit": 250})).await;
    let wrote = async |row: &Value| {
        let since = (noon() - Duration::days(1)).to_rfc3339();
        let input = json!({"clientId": row["clientId"], "startDate": since});
        bench
            .rows(MESSAGES, input, json!({}))
            .await
            .iter()
            .any(|message| message["isAgent"] == false)
    };
    for row in rows[..10].iter().filter(|row| !row["clientId"].is_null()) {
        assert!(wrote(row).await, "{row}");
    }
    for row in rows[240..].iter().filter(|row| !row["clientId"].is_null()) {
        assert!(!wrote(row).await, "{row}");
    }
    assert_eq!(
        (&rows[0]["ended"], &rows[0]["integrationType"]),
        (&json!(false), &json!("WHATSAPP"))
    );
}

#[tokio::test]
async fn every_enum_value_and_every_allowed_null_occurs() {
    let bench = Bench::with(Sandbox::builder().conversations(3_000)).await;
    let schema = bench
        .ask(
            "{ __schema { types { name fields { name type { kind } } enumValues { name } } } }",
            json!({}),
        )
        .await;
    let types = schema["data"]["__schema"]["types"].as_array().unwrap().clone();
    let of = |name: &str| types.iter().find(|it| it["name"] == name).unwrap().clone();
    let values = |name: &str| {
        texts(of(name)["enumValues"].as_array().unwrap(), "name")
            .into_iter()
            .collect::<BTreeSet<_>>()
    };
    assert!(
        !values("IntegrationType").contains("BCWEBCHAT"),
        "introspection shows the schema as it is"
    );

    let size = json!({"limit": 3_000});
    let convs = bench.rows(CONVS_WITH_ALL, json!({}), size.clone()).await;
    let messages = bench.rows(MESSAGES, json!({}), size.clone()).await;
    let contacts = bench.rows(CLIENTS, json!({}), size.clone()).await;
    let mut networks: BTreeSet<_> = texts(&convs, "integrationType")
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    assert!(
        networks.remove("BCWEBCHAT"),
        "a value that the schema does not list occurs"
    );
    assert_eq!(networks, values("IntegrationType"));
    let kinds: BTreeSet<_> = texts(&messages, "type")
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    assert_eq!(kinds, values("MessageType"));

    let nullable = |rows: &[Value], name: &str, never: &[&str]| {
        for field in of(name)["fields"].as_array().unwrap() {
            let (field, kind) = (field["name"].as_str().unwrap(), &field["type"]["kind"]);
            if rows[0].get(field).is_none() || never.contains(&field) {
                continue;
            }
            let nulls = rows.iter().filter(|row| row[field].is_null()).count();
            assert_eq!(nulls > 0, kind != "NON_NULL", "{name}.{field}");
            assert!(nulls < rows.len(), "{name}.{field} is always null");
        }
    };
    nullable(&convs, "Conv", &["workspaceId"]);
    nullable(&messages, "Message", &[]);
    nullable(&contacts, "Client", &["workspaceId", "deletedAt", "archivedBy"]);
    let people: Vec<_> = convs
        .iter()
        .map(|row| row["client"].clone())
        .filter(Value::is_object)
        .collect();
    nullable(&people, "ConvClient", &[]);
    assert!(convs.iter().any(|row| {
        row["tags"]
            .as_array()
            .is_some_and(|tags| tags.contains(&Value::Null))
    }));
}

#[tokio::test]
async fn contacts_can_be_found_by_each_of_their_properties() {
    let bench = Bench::with(Sandbox::builder().conversations(1_500)).await;
    let size = json!({"limit": 5_000});
    let all = bench.rows(CLIENTS, json!({}), size.clone()).await;
    assert!(all.iter().all(|row| row["deletedAt"].is_null()));
    for field in [
        "email",
        "name",
        "surname",
        "code",
        "city",
        "country",
        "phone",
        "externalClientId",
        "stageId",
    ] {
        let value = all
            .iter()
            .map(|row| &row[field])
            .rfind(|value| !value.is_null())
            .unwrap();
        let found = bench.rows(CLIENTS, json!({ field: value }), size.clone()).await;
        let expected: Vec<_> = all.iter().filter(|row| row[field] == *value).cloned().collect();
        assert_eq!(found, expected, "{field}");
    }
    let archived = bench
        .rows(CLIENTS, json!({"isDeleted": true}), size.clone())
        .await;
    assert!(!archived.is_empty() && archived.iter().all(|row| !row["deletedAt"].is_null()));
    assert_eq!(archived.len() + all.len(), 900);
    let row = &bench.rows(CONVS, json!({}), json!({})).await[0];
    let found = bench
        .rows(CLIENTS, json!({"conversationId": row["id"]}), json!({}))
        .await;
    assert_eq!(texts(&found, "id"), [row["clientId"].as_str().unwrap()]);
}

#[tokio::test]
async fn the_short_lists_are_filtered_too() {
    let bench = Bench::new().await;
    let list = async |field: &str, kind: &str, fields: &str, input: Value| {
        let query = format!("query($input: {kind}!) {{ {field}(input: $input) {{ nodes {{ {fields} }} }} }}");
        bench.rows(&query, input, Value::Null).await
    };
    let agents = list(
        "agents",
        "AgentsInput",
        "workspaceId id userId name surname email avatar createdAt",
        json!({}),
    )
    .await;
    assert_eq!(texts(&agents, "id"), bench.sandbox.agent_ids());
    assert_eq!(
        list("agents", "AgentsInput", "name", json!({"surname": "arslan"})).await,
        [json!({"name": "Deniz"})]
    );
    let assigned = bench
        .rows(CONVS, json!({"assigneeId": agents[2]["id"]}), json!({}))
        .await;
    let found = list(
        "agents",
        "AgentsInput",
        "id",
        json!({"conversationId": assigned[0]["id"]}),
    )
    .await;
    assert_eq!(found, [json!({"id": agents[2]["id"]})]);
    assert!(
        list("agents", "AgentsInput", "id", json!({"conversationId": "id_123"}))
            .await
            .is_empty()
    );

    let tags = list(
        "tags",
        "TagsInput",
        "tag type order description createdAt",
        json!({}),
    )
    .await;
    assert_eq!(tags.len(), 12);
    assert_eq!(
        list("tags", "TagsInput", "tag", json!({"type": "convStage"}))
            .await
            .len(),
        5
    );
    assert_eq!(
        list("tags", "TagsInput", "tag", json!({"tag": "vip"})).await,
        [json!({"tag": "VIP"})]
    );
    assert_eq!(
        list("webhooks", "WebhooksInput", "event", json!({})).await.len(),
        8
    );
    assert_eq!(
        list(
            "webhooks",
            "WebhooksInput",
            "id",
            json!({"event": "NEW_CONV", "label": "hook"})
        )
        .await
        .len(),
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
    assert_eq!(
        settings["testNums"][0],
        json!({"phone": "+12025550123", "active": true})
    );
}

#[tokio::test]
async fn an_empty_sandbox_has_empty_lists() {
    let bench = Bench::with(Sandbox::builder().conversations(0)).await;
    for query in [CONVS, MESSAGES, CLIENTS] {
        let page = bench.get(query, json!({}), json!({"count": true})).await;
        assert_eq!(
            page,
            json!({"nodes": [], "pageInfo": {"hasNextPage": false, "endCursor": null, "count": 0}})
        );
    }
    let bench = Bench::with(Sandbox::builder().conversations(9).messages(0)).await;
    assert_eq!(
        bench.rows(CONVS_WITH_ALL, json!({}), json!({})).await[0]["messages"],
        json!([])
    );
    assert!(bench.rows(MESSAGES, json!({}), json!({})).await.is_empty());
}

#[tokio::test]
async fn a_page_out_of_a_million_costs_no_more_than_a_page() {
    let bench = Bench::with(Sandbox::builder().conversations(1_000_000)).await;
    let began = std::time::Instant::now();
    let deep = json!({"cursor": (Utc::now() - Duration::days(200)).to_rfc3339(), "count": true});
    let page = bench.get(CONVS, json!({}), deep.clone()).await;
    assert_eq!(page["nodes"].as_array().unwrap().len(), 100);
    assert_eq!(page["pageInfo"]["count"], 1_000_000);
    let contact = &page["nodes"][5]["clientId"];
    assert!(
        !bench
            .rows(CONVS, json!({"clientId": contact}), json!({"count": true}))
            .await
            .is_empty()
    );
    assert_eq!(bench.rows(MESSAGES, json!({}), deep).await.len(), 100);
    assert!(began.elapsed().as_secs() < 3, "{:?}", began.elapsed());
}
