//! What the lists hold, how they are cut into pages.

mod common;

use std::collections::{BTreeSet, HashSet};

use bcrumbs_sandbox::{CursorRule, Sandbox};
use chrono::{DateTime, Duration, Utc};
use common::{Bench, CLIENTS, CONVS, CONVS_WITH_ALL, MESSAGES, texts};
use serde_json::{Value, json};

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
        let page = bench.get(query, input.clone(), json!({"limit": size, "cursor": cursor})).await;
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
async fn the_total_is_returned_only_when_asked_for() {
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
    let wrong =
        [json!({"limit": 0}), json!({"limit": -3}), json!({"cursor": "cursor_123"}), json!({"cursor": 5})];
    for page in wrong {
        let (code, data) = bench.refusal(CONVS, json!({}), page).await;
        assert_eq!((code.as_str(), data), ("BAD_USER_INPUT", json!({"convs": null})));
    }
    let (code, _) = bench.refusal(MESSAGES, json!({"startDate": "yesterday"}), json!({})).await;
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
    let larger = rows.windows(4).filter(|rows| when(&rows[0]) == when(&rows[3])).count();
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
    let second = bench.rows(CONVS, json!({}), json!({"limit": 20, "cursor": cursor})).await;
    let edge = &first["nodes"][19]["id"];
    assert!(
        second.iter().take_while(|row| when(row) == when(&first["nodes"][19])).any(|row| row["id"] == *edge)
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
    let last = bench.get(CONVS, json!({}), json!({"cursor": "1999-01-01T00:00:00.000Z"})).await;
    assert_eq!(
        last,
        json!({"nodes": [], "pageInfo": {"hasNextPage": false, "endCursor": null, "count": null}})
    );
}

#[tokio::test]
async fn a_capped_page_is_shorter_than_asked_and_does_not_report_it() {
    let bench = Bench::with(Sandbox::builder().max_page_size(10)).await;
    let page = bench.get(CONVS, json!({}), json!({"limit": 50})).await;
    assert_eq!(page["nodes"].as_array().unwrap().len(), 10);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
}

#[tokio::test]
async fn the_messages_fill_several_pages_that_join_up() {
    let bench = Bench::with(Sandbox::builder().cursor(CursorRule::Inclusive)).await;
    let rows = drain(&bench, MESSAGES, &json!({}), 100).await;
    assert!(rows.len() > 1_000);
    assert_eq!(texts(&rows, "messageId").into_iter().collect::<HashSet<_>>().len(), 1_000);
}

#[tokio::test]
async fn contacts_of_new_conversations_wrote_within_a_day_and_those_of_old_ones_did_not() {
    let bench = Bench::with(Sandbox::builder().now(noon())).await;
    let rows = bench.rows(CONVS, json!({}), json!({"limit": 250})).await;
    let wrote = async |row: &Value| {
        let since = (noon() - Duration::days(1)).to_rfc3339();
        let input = json!({"clientId": row["clientId"], "startDate": since});
        bench.rows(MESSAGES, input, json!({})).await.iter().any(|message| message["isAgent"] == false)
    };
    for row in rows[..10].iter().filter(|row| !row["clientId"].is_null()) {
        assert!(wrote(row).await, "{row}");
    }
    for row in rows[240..].iter().filter(|row| !row["clientId"].is_null()) {
        assert!(!wrote(row).await, "{row}");
    }
    assert_eq!((&rows[0]["ended"], &rows[0]["integrationType"]), (&json!(false), &json!("WHATSAPP")));
}

#[tokio::test]
async fn every_enum_value_and_every_allowed_null_occurs() {
    let bench = Bench::with(Sandbox::builder().conversations(3_000)).await;
    let schema = bench
        .ask("{ __schema { types { name fields { name type { kind } } enumValues { name } } } }", json!({}))
        .await;
    let types = schema["data"]["__schema"]["types"].as_array().unwrap().clone();
    let of = |name: &str| types.iter().find(|it| it["name"] == name).unwrap().clone();
    let values = |name: &str| {
        texts(of(name)["enumValues"].as_array().unwrap(), "name").into_iter().collect::<BTreeSet<_>>()
    };
    assert!(!values("IntegrationType").contains("BCWEBCHAT"), "introspection shows the schema as it is");

    let size = json!({"limit": 3_000});
    let convs = bench.rows(CONVS_WITH_ALL, json!({}), size.clone()).await;
    let messages = bench.rows(MESSAGES, json!({}), size.clone()).await;
    let contacts = bench.rows(CLIENTS, json!({}), size.clone()).await;
    let mut networks: BTreeSet<_> =
        texts(&convs, "integrationType").into_iter().filter(|it| !it.is_empty()).collect();
    assert!(networks.remove("BCWEBCHAT"), "a value that the schema does not list occurs");
    assert_eq!(networks, values("IntegrationType"));
    let kinds: BTreeSet<_> = texts(&messages, "type").into_iter().filter(|it| !it.is_empty()).collect();
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
    let people: Vec<_> = convs.iter().map(|row| row["client"].clone()).filter(Value::is_object).collect();
    nullable(&people, "ConvClient", &[]);
    assert!(
        convs.iter().any(|row| { row["tags"].as_array().is_some_and(|tags| tags.contains(&Value::Null)) })
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
    assert_eq!(bench.rows(CONVS_WITH_ALL, json!({}), json!({})).await[0]["messages"], json!([]));
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
    assert!(!bench.rows(CONVS, json!({"clientId": contact}), json!({"count": true})).await.is_empty());
    assert_eq!(bench.rows(MESSAGES, json!({}), deep).await.len(), 100);
    assert!(began.elapsed().as_secs() < 3, "{:?}", began.elapsed());
}
