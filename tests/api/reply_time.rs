//! Replying: which instants open and close the window, and what is known of them.

use crate::reply::{template, whatsapp};
use crate::support::Canned;
use bcrumbs::{ApiKey, Client, ErrorKind, Message, Outcome};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::time::Duration;

/// Answers a list of messages at an instant.
fn listed(date: DateTime<Utc>, wrote: Option<DateTime<Utc>>) -> http::Response<Bytes> {
    let nodes: Vec<Value> = wrote
        .iter()
        .map(|at| json!({"messageId": "m", "isAgent": false, "createdAt": at.to_rfc3339()}))
        .collect();
    let body = json!({"data": {"messages": {"nodes": nodes, "pageInfo": {"hasNextPage": false}}}});
    let date = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    http::Response::builder().header("date", date).body(body.to_string().into()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_message_is_not_sent_after_the_window_has_closed() {
    let until: DateTime<Utc> = "2026-03-17T12:00:00Z".parse().unwrap();
    let now = until - TimeDelta::seconds(30);
    for (wait, sent) in [(60, false), (10, true)] {
        let canned = Canned::default();
        for _ in 0..3 {
            canned.push_answer(Ok(listed(now, Some(until - TimeDelta::hours(24)))));
        }
        let limited = Client::builder(ApiKey::new("k")).transport(canned.clone());
        let limited = limited.rate_limit(1, Duration::from_secs(wait)).build().unwrap();
        let conversation = whatsapp(now);
        let reply = limited.workspace(12).reply(&conversation, "On its way!").or_template(template());
        let error = reply.timeout(Duration::from_secs(600)).await.unwrap_err();
        let asked: Vec<Value> = canned.sent().iter().map(|body| body["operationName"].clone()).collect();
        assert_eq!(asked.contains(&json!("addMessage")), sent, "{asked:?}");
        assert!(!asked.contains(&json!("startConv")), "a paid template was sent by itself");
        if !sent {
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::ReplyWindowClosed, Outcome::NotExecuted));
            assert_eq!(error.closed_window().unwrap().since, Some(until));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn since_when_it_is_closed_is_not_told_by_an_old_message_alone_and_asked_for_once() {
    let now: DateTime<Utc> = "2001-03-17T12:00:00Z".parse().unwrap();
    let carried = now - TimeDelta::hours(30);
    for (newest, since) in [(None, None), (Some(now - TimeDelta::hours(26)), Some(now - TimeDelta::hours(2)))]
    {
        let canned = Canned::default();
        canned.push_answer(Ok(listed(now, None)));
        canned.push_answer(Ok(listed(now, None)));
        match newest {
            Some(wrote) => canned.push_answer(Ok(listed(now, Some(wrote)))),
            None => canned.push(503, ""),
        }
        let mut conversation = whatsapp(carried);
        conversation.messages = Some(vec![Message::new("m", carried)]);
        let client = Client::builder(ApiKey::new("k")).transport(canned.clone()).build().unwrap();
        let error = client.workspace(12).reply(&conversation, "On its way!").await.unwrap_err();
        assert_eq!(error.closed_window().unwrap().since, since);
        assert_eq!(canned.sent().len(), 3);
    }
}

#[tokio::test]
async fn a_message_of_the_future_proves_no_window_open() {
    let now: DateTime<Utc> = "2001-03-17T12:00:00Z".parse().unwrap();
    for (minutes, open) in [(5, true), (6, false)] {
        let canned = Canned::default();
        for _ in 0..3 {
            canned.push_answer(Ok(listed(now, None)));
        }
        let mut conversation = whatsapp(now);
        conversation.messages = Some(vec![Message::new("m", now + TimeDelta::minutes(minutes))]);
        let error = canned.workspace().reply(&conversation, "On its way!").await.unwrap_err();
        assert_eq!(error.kind() != ErrorKind::ReplyWindowClosed, open, "{error}");
    }
}
