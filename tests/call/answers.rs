//! The result of every kind of response: data, errors, both, neither, and responses that are not GraphQL.

use crate::support::Canned;
use bcrumbs::{
    ChannelId, Error, ErrorKind, MessageKind, Outcome, Recipient, RetryPolicy, TransportError,
    TransportErrorKind,
};

/// Lists conversations against one answer, which fails.
async fn refused(status: u16, body: impl Into<bytes::Bytes>) -> Error {
    Canned::one(status, body).workspace().conversations().page().await.unwrap_err()
}

/// Starts a conversation against one answer, which fails.
async fn not_started(status: u16, body: impl Into<bytes::Bytes>) -> Error {
    let canned = Canned::one(status, body);
    let recipient = Recipient::phone("+12025550123");
    let start = canned.workspace().start_conversation(ChannelId::from("channel1"), recipient, "hello");
    // A throttled one would be sent again: here one answer is looked at.
    let error = start.retry(RetryPolicy::none()).await.unwrap_err();
    assert_eq!(canned.requests().len(), 1);
    error
}

#[tokio::test]
async fn an_answer_with_neither_data_nor_errors_is_an_error() {
    for body in ["{}", r#"{"message":"Bad credentials"}"#, r#"{"errors":[]}"#, r#"{"extensions":{"a":1}}"#] {
        let error = refused(200, body).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert!(error.to_string().contains("neither data nor errors"), "{error}");
    }
    let message = refused(200, r#"{"message":"Bad credentials"}"#).await.to_string();
    assert!(message.contains("Bad credentials"), "{message}");
}

#[tokio::test]
async fn null_data_without_a_reason_is_an_error() {
    for body in [r#"{"data":null}"#, r#"{"data":{"convs":null}}"#, r#"{"data":{}}"#] {
        let error = refused(200, body).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    }
    assert_eq!(not_started(200, r#"{"data":{"startConv":null}}"#).await.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn html_is_an_error_that_names_its_type() {
    let canned = Canned::default();
    let page = http::Response::builder().header("content-type", "text/html; charset=utf-8");
    canned.push_answer(Ok(page.body("<html><title>Sign in</title>".into()).unwrap()));
    let error = canned.workspace().conversations().page().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("not JSON but text/html"), "{error}");
    assert!(!error.to_string().contains("Sign in"), "{error}");
}

#[tokio::test]
async fn what_is_no_json_is_an_error_and_is_not_shown() {
    for body in
        ["", "   ", "+12025550123", "{\"data\":{\"convs\":{\"nodes\":[{\"id\":\"secret", "[]", "null", "7"]
    {
        let error = refused(200, body).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert!(
            !error.to_string().contains("secret") && !error.to_string().contains("2025550123"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn text_that_is_no_utf_8_is_an_error() {
    let error = refused(200, b"{\"data\":{\"convs\":{\"nodes\":[],\"x\":\"\xff\"}}}".as_slice()).await;
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("UTF-8"), "{error}");
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_named_by_its_path() {
    let body = r#"{"data":{"convs":{"nodes":[{"id":"a","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"},
        {"id":"b","ended":"+12025550123","createdAt":"2026-03-16T00:00:00.000Z"}]}}}"#;
    let error = refused(200, body).await;
    assert_eq!((error.kind(), error.path()), (ErrorKind::SchemaMismatch, Some("data.convs.nodes[1].ended")));
    assert!(error.to_string().contains("data.convs.nodes[1].ended"), "{error}");
    assert!(!error.to_string().contains("2025550123"), "{error}");
}

#[tokio::test]
async fn a_time_that_is_none_is_named_by_its_path() {
    let body = r#"{"data":{"startConv":{"id":"a","ended":false,"createdAt":"soon"}}}"#;
    let error = not_started(200, body).await;
    assert_eq!((error.kind(), error.path()), (ErrorKind::SchemaMismatch, Some("data.startConv.createdAt")));
    assert_eq!(error.outcome(), Outcome::Executed);
    assert!(error.to_string().contains("do not send it again"), "{error}");
}

#[tokio::test]
async fn a_code_decides_the_kind_of_an_error() {
    for (code, kind) in [
        ("UNAUTHENTICATED", ErrorKind::Unauthenticated),
        ("FORBIDDEN", ErrorKind::Forbidden),
        ("RATE_LIMITED", ErrorKind::RateLimited),
        ("THROTTLED", ErrorKind::RateLimited),
        ("BAD_USER_INPUT", ErrorKind::GraphQl),
    ] {
        let body = format!(r#"{{"errors":[{{"message":"no","extensions":{{"code":"{code}"}}}}]}}"#);
        for status in [200, 400] {
            let error = not_started(status, body.clone()).await;
            assert_eq!((error.kind(), error.outcome()), (kind, Outcome::NotExecuted), "{code} {status}");
            assert_eq!(error.graphql_errors()[0].code(), Some(code));
            assert_eq!(error.status().unwrap().as_u16(), status);
            assert!(error.to_string().contains(code), "{error}");
        }
    }
}

#[tokio::test]
async fn a_status_decides_where_the_body_shows_nothing() {
    for (status, kind, outcome) in [
        (301, ErrorKind::Http, Outcome::NotExecuted),
        (400, ErrorKind::Http, Outcome::NotExecuted),
        (401, ErrorKind::Unauthenticated, Outcome::NotExecuted),
        (403, ErrorKind::Forbidden, Outcome::NotExecuted),
        (404, ErrorKind::Http, Outcome::NotExecuted),
        (408, ErrorKind::Http, Outcome::Unknown),
        (413, ErrorKind::Http, Outcome::NotExecuted),
        (429, ErrorKind::RateLimited, Outcome::NotExecuted),
        (500, ErrorKind::Server, Outcome::Unknown),
        (502, ErrorKind::Server, Outcome::Unknown),
        (503, ErrorKind::Server, Outcome::Unknown),
    ] {
        for body in ["", "<html>", "{}", r#"{"message":"no"}"#, "null"] {
            let error = not_started(status, body).await;
            assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{status} {body}");
            assert_eq!(error.status().unwrap().as_u16(), status);
            assert_eq!(error.request_id(), Some("req-7"));
        }
    }
}

#[tokio::test]
async fn errors_without_data_at_a_failing_status_leave_the_outcome_open() {
    let error = not_started(500, r#"{"errors":[{"message":"boom"}]}"#).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Server, Outcome::Unknown));
    assert_eq!(error.graphql_errors()[0].message(), "boom");
}

#[tokio::test]
async fn data_decides_before_the_status_does() {
    let body = r#"{"data":{"startConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;
    let canned = Canned::one(500, body);
    let recipient = Recipient::contact("contact1");
    let started =
        canned.workspace().start_conversation(ChannelId::from("channel1"), recipient, "hello").await.unwrap();
    assert_eq!((started.id.as_str(), started.status().as_u16()), ("c", 500));
}

#[tokio::test]
async fn data_beside_errors_is_kept_and_the_errors_are_returned() {
    let body = r#"{"data":{"convs":{"nodes":[null,{"id":"b","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}]}},
        "errors":[{"message":"no","path":["convs","nodes",0],"extensions":{"code":"FORBIDDEN"}}]}"#;
    let page = Canned::one(200, body).workspace().conversations().page().await.unwrap();
    assert_eq!(page.items.len(), 1);
    assert_eq!(page.errors().len(), 1);
    assert_eq!(page.errors()[0].code(), Some("FORBIDDEN"));
}

#[tokio::test]
async fn an_element_that_is_null_without_a_word_is_reported() {
    let body = r#"{"data":{"messages":{"nodes":[{"messageId":"m","isAgent":true,
        "createdAt":"2026-03-16T00:00:00.000Z"},null]}}}"#;
    let page = Canned::one(200, body).workspace().messages().page().await.unwrap();
    assert_eq!((page.items.len(), page.errors().len()), (1, 1));
    assert_eq!(
        page.errors()[0].path(),
        ["messages".into(), "nodes".into(), 1.into()] as [serde_json::Value; 3]
    );
}

#[tokio::test]
async fn errors_beside_empty_data_are_an_error_that_keeps_it() {
    let body =
        r#"{"data":{"startConv":null},"errors":[{"message":"no template \"hello\""},{"message":"b"}]}"#;
    let error = not_started(200, body).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::GraphQl, Outcome::Unknown));
    assert_eq!(error.partial_data().unwrap(), &serde_json::json!({"startConv": null}));
    assert_eq!(error.graphql_errors().len(), 2);
    assert!(error.to_string().contains("check before sending it again"), "{error}");
    assert!(error.to_string().contains("(and 1 more)"), "{error}");
    assert!(!error.to_string().contains("hello"), "{error}");
}

#[tokio::test]
async fn one_refusal_exactly_at_the_only_field_did_not_run() {
    for code in ["BAD_USER_INPUT", "NOT_FOUND", "UNAUTHENTICATED", "FORBIDDEN"] {
        let error = format!(r#""errors":[{{"path":["startConv"],"extensions":{{"code":"{code}"}}}}]"#);
        for data in [r#""data":{"startConv":null},"#, r#""data":null,"#, ""] {
            let body = format!("{{{data}{error}}}");
            assert_eq!(not_started(200, body).await.outcome(), Outcome::NotExecuted, "{code} {data}");
        }
    }
}

#[tokio::test]
async fn a_refusal_that_names_no_field_beside_empty_data_leaves_the_outcome_open() {
    for code in ["BAD_USER_INPUT", "NOT_FOUND", "UNAUTHENTICATED", "FORBIDDEN"] {
        let body =
            format!(r#"{{"data":{{"startConv":null}},"errors":[{{"extensions":{{"code":"{code}"}}}}]}}"#);
        assert_eq!(not_started(200, body).await.outcome(), Outcome::Unknown, "{code}");
    }
}

#[tokio::test]
async fn a_throttle_code_beside_data_leaves_the_outcome_open() {
    for data in ["null", r#"{"startConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}}"#] {
        let body = format!(r#"{{"data":{data},"errors":[{{"extensions":{{"code":"THROTTLED"}}}}]}}"#);
        let error = not_started(200, body).await;
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimited, Outcome::Unknown));
    }
}

#[tokio::test]
async fn fields_and_enum_values_that_nobody_knows_are_tolerated() {
    let body = r#"{"data":{"messages":{"nodes":[{"messageId":"m","type":"poll","status":"read","isAgent":true,
        "createdAt":"2026-03-16T00:00:00.000Z","new":{"deep":[1]}}],"extra":1}},"extensions":{"cost":3}}"#;
    let page = Canned::one(200, body).workspace().messages().page().await.unwrap();
    let message = &page.items[0];
    assert!(matches!(message.kind, Some(MessageKind::Unknown(_))));
    assert_eq!(message.kind.as_ref().unwrap().as_str(), "poll");
    assert_eq!(message.status.as_ref().unwrap().as_str(), "read");
}

#[tokio::test]
async fn an_answer_over_the_limit_is_an_error_even_from_a_transport_that_has_none() {
    let canned = Canned::one(200, format!(r#"{{"data":{{"convs":{{"nodes":[]}}}}}}{}"#, " ".repeat(1000)));
    let client =
        bcrumbs::Client::builder(bcrumbs::ApiKey::new("k")).transport(canned).response_limit(1000).build();
    let error = client.unwrap().workspace(12).conversations().page().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert!(error.to_string().contains("1000 bytes"), "{error}");
}

#[tokio::test]
async fn a_transports_failure_becomes_a_kind_and_an_outcome() {
    for (kind, expected, outcome) in [
        (TransportErrorKind::InvalidRequest, ErrorKind::Encode, Outcome::NotExecuted),
        (TransportErrorKind::Connect, ErrorKind::Connect, Outcome::NotExecuted),
        (TransportErrorKind::ConnectTimeout, ErrorKind::Timeout, Outcome::NotExecuted),
        (TransportErrorKind::Certificate, ErrorKind::Connect, Outcome::NotExecuted),
        (TransportErrorKind::Unprocessed, ErrorKind::Transport, Outcome::NotExecuted),
        (TransportErrorKind::Interrupted, ErrorKind::Transport, Outcome::Unknown),
        (TransportErrorKind::Encoding, ErrorKind::Decode, Outcome::Unknown),
        (TransportErrorKind::TooLarge, ErrorKind::TooLarge, Outcome::Unknown),
    ] {
        let canned = Canned::default();
        canned.push_answer(Err(TransportError::new(kind)));
        let recipient = Recipient::contact("contact1");
        let error = canned
            .workspace()
            .start_conversation(ChannelId::from("c"), recipient, "hello")
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (expected, outcome), "{kind:?}");
    }
}

#[tokio::test]
async fn what_arrived_of_a_cut_off_answer_proves_nothing() {
    let canned = Canned::default();
    let part = http::Response::new(bytes::Bytes::from(r#"{"data":{"startConv":{"id":"c"#));
    canned.push_answer(Err(TransportError::new(TransportErrorKind::TooLarge).with_response(part)));
    let recipient = Recipient::contact("contact1");
    let error =
        canned.workspace().start_conversation(ChannelId::from("c"), recipient, "hello").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::TooLarge, Outcome::Unknown));
}
