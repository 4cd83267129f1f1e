//! Tools for the tests of a consumer: models, responses and errors that are created by hand, and a transport without a
//! socket.
//!
//! This file uses nothing but the public API, as a consumer's would.

use bcrumbs::{
    ApiKey, ChannelKind, Client, Conversation, ConversationContact, Error, ErrorKind, Message, MessageKind,
    Outcome, Page, Response, RetryPolicy, StartedConversation, Transport, TransportError, TransportErrorKind,
    TransportFuture,
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::fmt;
use std::sync::{Arc, Mutex};

fn noon() -> DateTime<Utc> {
    "2026-03-16T12:00:00Z".parse().unwrap()
}

/// Code under test: who has waited longest on a page.
fn longest_waiting(page: &Page<Conversation>) -> Option<&Conversation> {
    page.items.iter().filter(|c| !c.ended && c.assignee_id.is_none()).min_by_key(|c| c.created_at)
}

#[test]
fn code_that_takes_a_page_is_tested_with_models_made_by_hand() {
    let made = |id: &str, hours| Conversation::new(id, noon() - TimeDelta::hours(hours));
    let mut taken = made("taken", 3);
    taken.assignee_id = Some("agent-1".into());
    let mut ended = made("ended", 4);
    ended.ended = true;
    let page = Page::new(vec![made("fresh", 1), made("waiting", 2), taken, ended]);
    assert_eq!(longest_waiting(&page).unwrap().id.as_str(), "waiting");
    assert_eq!(longest_waiting(&Page::new(Vec::new())), None);
}

/// Code under test: the message for a person after a start.
fn message_for(started: &Result<Response<StartedConversation>, Error>) -> String {
    match started {
        Ok(answer) => format!("started {}", answer.id),
        Err(error) => match error.outcome() {
            Outcome::NotExecuted => "not sent".to_owned(),
            Outcome::Unknown | Outcome::Executed => format!("look first: {error}"),
        },
    }
}

#[test]
fn code_that_takes_a_result_is_tested_with_answers_and_errors_made_by_hand() {
    assert_eq!(message_for(&Ok(Response::new(StartedConversation::new("conv-1", noon())))), "started conv-1");
    let refused = |outcome| Err(Error::new(ErrorKind::Timeout, outcome, "no answer in time"));
    assert_eq!(message_for(&refused(Outcome::NotExecuted)), "not sent");
    assert_eq!(message_for(&refused(Outcome::Unknown)), "look first: no answer in time; try again later");
}

/// Asserts that a model is equal to the smallest object that the gateway can send.
#[track_caller]
fn is_the_least<T: Serialize + DeserializeOwned + PartialEq + fmt::Debug>(made: &T, json: serde_json::Value) {
    assert_eq!(&serde_json::from_value::<T>(json).unwrap(), made);
    assert_eq!(&serde_json::from_str::<T>(&serde_json::to_string(made).unwrap()).unwrap(), made);
}

#[test]
fn a_model_made_by_hand_is_the_least_that_the_gateway_can_send() {
    let time = "2026-03-16T12:00:00.000Z";
    is_the_least(&Conversation::new("c", noon()), json!({"id": "c", "ended": false, "createdAt": time}));
    is_the_least(&ConversationContact::unknown(), json!({}));
    is_the_least(&Message::new("m", noon()), json!({"messageId": "m", "isAgent": false, "createdAt": time}));
    is_the_least(
        &StartedConversation::new("c", noon()),
        json!({"id": "c", "ended": false, "createdAt": time}),
    );
    is_the_least(
        &bcrumbs::AssignedConversation::new("c", noon()),
        json!({"id": "c", "ended": false, "createdAt": time}),
    );
}

#[test]
fn whatever_else_a_test_needs_is_made_of_text_or_json() {
    assert!(matches!(ChannelKind::from("BCWEBCHAT"), ChannelKind::Unknown(_)));
    let mut page = Page::new(vec![Message::new("m", noon())]);
    (page.has_next, page.next) = (true, Some("cursor_123".into()));
    page.items[0].kind = Some(MessageKind::from("poll"));
    let reported: bcrumbs::GraphQlError = serde_json::from_value(json!({"message": "no"})).unwrap();
    assert_eq!(reported.message(), "no");
}

/// A transport that returns the same body for every request, and stores the requests.
#[derive(Clone, Debug)]
struct Double {
    body: &'static str,
    asked: Arc<Mutex<Vec<Bytes>>>,
}

impl Transport for Double {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        self.asked.lock().unwrap().push(request.into_body());
        Box::pin(async { Ok(http::Response::new(self.body.into())) })
    }
}

#[tokio::test]
async fn a_transport_of_a_tests_own_answers_without_a_socket_and_keeps_what_was_asked() {
    let body =
        r#"{"data":{"convs":{"nodes":[{"id":"c","ended":false,"createdAt":"2026-03-16T12:00:00.000Z"}]}}}"#;
    let double = Double { body, asked: Arc::default() };
    let client = Client::builder(ApiKey::new("any")).transport(double.clone()).build().unwrap();
    let page = client.workspace(12).conversations().ended(false).page().await.unwrap();
    assert_eq!(page.into_data(), Page::new(vec![Conversation::new("c", noon())]));

    let asked = double.asked.lock().unwrap();
    let asked: serde_json::Value = serde_json::from_slice(&asked[0]).unwrap();
    assert_eq!(asked["operationName"], "convs");
    assert_eq!(asked["variables"]["input"], json!({"workspaceId": 12, "ended": false}));
}

/// A transport that cannot connect.
#[derive(Debug)]
struct Unplugged;

impl Transport for Unplugged {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async { Err(TransportError::new(TransportErrorKind::Connect)) })
    }
}

#[tokio::test]
async fn a_transport_of_a_tests_own_makes_every_failure() {
    let builder = Client::builder(ApiKey::new("any")).transport(Unplugged).retry(RetryPolicy::none());
    let error = builder.build().unwrap().workspace(12).conversations().page().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotExecuted));
}
