//! The sandbox's clock, and what happens by itself as it moves on.

mod common;

use std::time::Duration;

use bcrumbs_sandbox::{Error, NewAgent, NewContact, Sandbox, SandboxBuilder};
use chrono::{DateTime, Utc};
use common::{ADD, Bench, CONVS, CONVS_WITH_ALL, MESSAGES, START, texts};
use serde_json::{Value, json};

const HOUR: Duration = Duration::from_secs(3_600);

fn noon() -> DateTime<Utc> {
    "2026-03-16T12:00:00Z".parse().unwrap()
}

fn empty() -> SandboxBuilder {
    Sandbox::builder().empty().now(noon())
}

/// The conversation that a contact's message has opened on a channel, as the list shows it.
async fn opened(bench: &Bench, channel: usize) -> Value {
    let ada = bench.sandbox.add_contact(NewContact::named("Ada"));
    bench.sandbox.receive(&ada, &bench.sandbox.channels()[channel].id, "Hello?").unwrap();
    bench.rows(CONVS, json!({"clientId": ada}), json!({})).await.remove(0)
}

async fn add(bench: &Bench, row: &Value, kind: &str) -> Value {
    let input =
        json!({"integrationId": row["integrationId"], "convId": row["id"], "content": "hi", "type": kind});
    bench.get(ADD, input, Value::Null).await
}

/// The status of the newest message.
async fn status(bench: &Bench) -> Value {
    bench.rows(MESSAGES, json!({}), json!({"limit": 1})).await[0]["status"].clone()
}

#[tokio::test]
async fn the_clock_moves_forwards_only_and_rows_and_the_date_follow_it() {
    let bench = Bench::with(empty()).await;
    bench.sandbox.advance(25 * HOUR);
    assert_eq!(bench.sandbox.now(), noon() + 25 * HOUR);
    bench.sandbox.set_now(noon() + 48 * HOUR).unwrap();
    let backwards = bench.sandbox.set_now(noon()).unwrap_err();
    assert_eq!(backwards, Error::ClockBackwards { now: noon() + 48 * HOUR, asked: noon() });
    assert_eq!(bench.sandbox.now(), noon() + 48 * HOUR, "a refused change changes nothing");
    let answer = bench.send(CONVS, json!({"input": {"workspaceId": 12}})).await.unwrap();
    assert_eq!(answer.headers()["date"], "Wed, 18 Mar 2026 12:00:00 GMT");
    let row = opened(&bench, 0).await;
    assert_eq!(row["createdAt"], "2026-03-18T12:00:00.001Z", "a millisecond after the contact");
}

#[tokio::test]
async fn a_clock_at_its_end_does_not_go_back() {
    let bench = Bench::with(empty()).await;
    bench.sandbox.set_now(chrono::DateTime::<Utc>::MAX_UTC).unwrap();
    let end = bench.sandbox.now();
    bench.sandbox.advance(HOUR);
    assert_eq!(bench.sandbox.now(), end);
}

#[tokio::test]
async fn a_running_clock_can_be_moved_too() {
    let bench = Bench::with(Sandbox::builder().empty()).await;
    let before = Utc::now();
    bench.sandbox.advance(1_000 * HOUR);
    assert!(bench.sandbox.now() + Duration::from_millis(1) > before + 1_000 * HOUR, "whole milliseconds");
    assert!(bench.sandbox.set_now(Utc::now()).is_err());
    bench.sandbox.advance(Duration::MAX);
    let latest = bench.sandbox.now();
    bench.sandbox.advance(HOUR);
    assert!(bench.sandbox.now() >= latest);
    assert!(opened(&bench, 0).await["createdAt"].is_string());
}

#[tokio::test]
async fn a_pending_message_is_sent_after_a_second() {
    let bench = Bench::with(empty()).await;
    let row = opened(&bench, 0).await;
    add(&bench, &row, "text").await;
    bench.sandbox.advance(Duration::from_millis(900));
    assert_eq!(status(&bench).await, "pending");
    bench.sandbox.advance(Duration::from_millis(200));
    assert_eq!(status(&bench).await, "sent");
    add(&bench, &row, "note").await;
    bench.sandbox.advance(HOUR);
    assert_eq!(status(&bench).await, "pending", "a note is not sent");
}

#[tokio::test]
async fn a_status_that_a_test_has_set_stays() {
    let bench = Bench::with(empty()).await;
    let row = opened(&bench, 0).await;
    let message = add(&bench, &row, "text").await;
    bench.sandbox.set_message_status(message["messageId"].as_str().unwrap(), "failed").unwrap();
    bench.sandbox.advance(HOUR);
    assert_eq!(status(&bench).await, "failed");
    assert!(bench.sandbox.set_message_status("msg_123", "sent").is_err());
    let bench = Bench::new().await;
    let seeded = bench.rows(MESSAGES, json!({}), json!({"limit": 1})).await.remove(0);
    bench.sandbox.set_message_status(seeded["messageId"].as_str().unwrap(), "read").unwrap();
    assert_eq!(status(&bench).await, "read");
}

#[tokio::test]
async fn a_free_message_fails_outside_the_reply_window_where_the_network_has_one() {
    for (channel, kind, advance, expected) in [
        (0, "text", 23, "sent"),
        (0, "text", 24, "failed"),
        (1, "image", 25, "failed"),
        (2, "text", 25, "sent"),
        (3, "text", 25, "sent"),
        (0, "template", 25, "sent"),
    ] {
        let bench = Bench::with(empty().conversation_ttl_hours(0)).await;
        let row = opened(&bench, channel).await;
        bench.sandbox.advance(advance * HOUR + Duration::from_millis(1));
        add(&bench, &row, kind).await;
        bench.sandbox.advance(HOUR);
        assert_eq!(status(&bench).await, expected, "channel {channel}, {kind} after {advance} h");
    }
    let bench = Bench::with(empty()).await;
    let channel = &bench.sandbox.channels()[0].id;
    let start = json!({"integrationId": channel, "phone": "+4915550000001", "templateName": "t"});
    bench.get(START, start, Value::Null).await;
    bench.sandbox.advance(HOUR);
    assert_eq!(status(&bench).await, "sent", "a template needs no window");
}

#[tokio::test]
async fn a_conversation_ends_where_nothing_was_written_for_its_time() {
    let bench = Bench::with(empty()).await;
    let row = opened(&bench, 0).await;
    let contact = row["clientId"].as_str().unwrap();
    bench.sandbox.advance(20 * HOUR);
    bench.sandbox.receive(contact, row["integrationId"].as_str().unwrap(), "Still there?").unwrap();
    bench.sandbox.advance(20 * HOUR);
    let open = bench.rows(CONVS, json!({}), json!({})).await.remove(0);
    assert_eq!(
        (&open["ended"], &open["endedBy"], &open["endedAt"]),
        (&json!(false), &Value::Null, &Value::Null)
    );
    bench.sandbox.advance(20 * HOUR);
    let ended = bench.rows(CONVS, json!({}), json!({})).await.remove(0);
    assert_eq!((&ended["ended"], &ended["endedBy"]), (&json!(true), &json!("SYSTEM")));
    assert_eq!(ended["endedAt"], "2026-03-18T08:00:00.001Z", "24 hours after the last message");
    let input =
        json!({"integrationId": row["integrationId"], "convId": row["id"], "content": "x", "type": "text"});
    assert_eq!(bench.refusal(ADD, input, Value::Null).await.0, "BAD_USER_INPUT");
}

#[tokio::test]
async fn seeded_conversations_end_as_well_and_those_that_were_answered_do_not() {
    let bench = Bench::with(Sandbox::builder().now(noon()).conversations(60)).await;
    let agent = bench.sandbox.agent_ids().remove(0);
    let open = texts(&bench.rows(CONVS, json!({"ended": false}), json!({})).await, "id");
    let ended = texts(&bench.rows(CONVS, json!({"ended": true}), json!({})).await, "id").len();
    assert!(open.len() > 10 && ended > 10);
    bench.sandbox.advance(10 * HOUR);
    bench.sandbox.answer(&open[1], &agent, "We are on it").unwrap();
    bench.sandbox.advance(14 * HOUR);
    assert_eq!(texts(&bench.rows(CONVS, json!({"ended": false}), json!({})).await, "id"), [open[1].as_str()]);
    let rows = bench.rows(CONVS, json!({"ended": true}), json!({})).await;
    assert_eq!(rows.len(), 59);
    let first = rows.iter().find(|row| row["id"] == json!(open[0])).unwrap();
    assert_eq!(first["endedAt"], "2026-03-17T12:00:00.000Z");
    bench.sandbox.advance(10 * HOUR);
    assert!(bench.rows(CONVS, json!({"ended": false}), json!({})).await.is_empty());
}

#[tokio::test]
async fn conversations_that_never_end_do_not() {
    let bench = Bench::with(Sandbox::builder().now(noon()).conversation_ttl_hours(0)).await;
    let open = bench.rows(CONVS, json!({"ended": false}), json!({"limit": 250})).await.len();
    bench.sandbox.advance(10_000 * HOUR);
    assert_eq!(bench.rows(CONVS, json!({"ended": false}), json!({"limit": 250})).await.len(), open);
    let settings = "query($input: WorkspaceSettingsInput!) { workspaceSettings(input: $input) { convTTL } }";
    assert_eq!(bench.get(settings, json!({}), Value::Null).await["convTTL"], 0);
}

#[tokio::test]
async fn what_is_inserted_at_different_times_is_listed_newest_first() {
    let bench = Bench::with(empty()).await;
    let tom = bench.sandbox.add_agent(NewAgent::named("Tom"));
    let first = opened(&bench, 0).await;
    bench.sandbox.advance(HOUR);
    let second = opened(&bench, 0).await;
    bench.sandbox.answer(first["id"].as_str().unwrap(), &tom, "Hello").unwrap();
    let rows = bench.rows(CONVS_WITH_ALL, json!({}), json!({})).await;
    assert_eq!(texts(&rows, "id"), [&second["id"], &first["id"]].map(|id| id.as_str().unwrap()));
    let messages = rows[1]["messages"].as_array().unwrap();
    assert_eq!(texts(messages, "content"), ["Hello", "Hello?"]);
}
