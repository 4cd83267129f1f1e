//! HTTP responses, with and without faults.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::json;

use crate::fault::Fault;
use crate::graphql::engine::Outcome;
use crate::http::body::ChunkedBody;
use crate::http::connection::Connection;

const JSON: &str = "application/json";

fn build(status: StatusCode, content_type: Option<&str>, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Some(value) = content_type.and_then(|text| HeaderValue::from_str(text).ok()) {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}

/// Returns an error response with a code and a message, without the `data` key.
pub(crate) fn refused(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({"errors": [{"message": message, "extensions": {"code": code}}]});
    build(status, Some(JSON), Body::from(body.to_string()))
}

/// Returns a response without a fault.
pub(crate) fn usual(outcome: Outcome) -> Response {
    match outcome {
        Outcome::Executed { body, .. } => build(StatusCode::OK, Some(JSON), Body::from(body)),
        Outcome::Invalid(error) => refused(StatusCode::BAD_REQUEST, error.code, &error.message),
    }
}

/// Returns the response of a fault that replaces the execution; `None` for other faults. `field` is the key of the
/// operation's data.
pub(crate) fn instead(fault: &Fault, field: Option<&str>) -> Option<Response> {
    Some(match fault {
        Fault::Status { status, headers, body } => {
            let content_type =
                if body.as_ref().is_some_and(|body| body.starts_with('{')) { JSON } else { "text/plain" };
            let phrase = || {
                StatusCode::from_u16(*status).ok().and_then(|it| it.canonical_reason()).unwrap_or_default()
            };
            let body = body.clone().unwrap_or_else(|| phrase().to_owned());
            scripted(*status, headers, Some(content_type), body.into())
        }
        Fault::Answer { status, headers, body } => scripted(*status, headers, None, body.clone()),
        Fault::Throttled { retry_after } => {
            let mut response = refused(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", "too many requests");
            if let Some(value) = retry_after.as_ref().and_then(|text| HeaderValue::from_str(text).ok()) {
                response.headers_mut().insert(RETRY_AFTER, value);
            }
            response
        }
        Fault::GraphQlError { code, message, with_data } => {
            let mut body = json!({"errors": [{"message": message, "extensions": {"code": code}}]});
            if *with_data {
                body["data"] = field.map_or(serde_json::Value::Null, |field| json!({ field: null }));
            }
            build(StatusCode::OK, Some(JSON), Body::from(body.to_string()))
        }
        Fault::Body(text) => build(StatusCode::OK, Some(JSON), Body::from(text.clone())),
        Fault::RawBody(bytes) => build(StatusCode::OK, Some(JSON), Body::from(bytes.clone())),
        Fault::Empty => build(StatusCode::NO_CONTENT, None, Body::empty()),
        Fault::ResetBeforeReading
        | Fault::ResetAfterReading
        | Fault::ResetAfterExecuting
        | Fault::TruncatedBody
        | Fault::SlowBody { .. }
        | Fault::Delay(_)
        | Fault::ContentType(_)
        | Fault::HugeBody(_)
        | Fault::MalformedJson
        | Fault::PartialData
        | Fault::RepeatedCursor
        | Fault::UnknownEnumValues
        | Fault::NullsEverywhere => return None,
    })
}

fn scripted(
    status: u16,
    headers: &[(String, String)],
    content_type: Option<&str>,
    body: Vec<u8>,
) -> Response {
    let impossible = |what: &str| {
        let message = format!("the scripted fault cannot be sent: {what}");
        build(StatusCode::INTERNAL_SERVER_ERROR, Some("text/plain"), Body::from(message))
    };
    let Some(status) = StatusCode::from_u16(status).ok().filter(|status| !status.is_informational()) else {
        return impossible("its status");
    };
    let mut response = build(status, content_type, Body::from(body));
    for (position, (name, value)) in headers.iter().enumerate() {
        let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) else {
            return impossible("a header");
        };
        let again = headers[..position].iter().any(|(other, _)| other.eq_ignore_ascii_case(name.as_str()));
        if again {
            response.headers_mut().append(name, value);
        } else {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Returns the response of an execution, damaged by a fault.
pub(crate) async fn damaged(response: Response, fault: &Fault, connection: &Arc<Connection>) -> Response {
    let (mut head, body) = response.into_parts();
    // This body is already in memory.
    let mut bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = match fault {
        Fault::TruncatedBody => Body::new(ChunkedBody::half(&bytes, connection.clone())),
        Fault::SlowBody { chunk, pause } => Body::new(ChunkedBody::slow(bytes, *chunk, *pause)),
        Fault::HugeBody(total) => Body::new(ChunkedBody::padded(bytes, *total)),
        Fault::MalformedJson => {
            bytes.truncate(bytes.len().saturating_sub(1));
            Body::from(bytes)
        }
        Fault::ContentType(other) => {
            match HeaderValue::from_str(other) {
                Ok(value) => head.headers.insert(CONTENT_TYPE, value),
                Err(_) => head.headers.remove(CONTENT_TYPE),
            };
            Body::from(bytes)
        }
        Fault::Status { .. }
        | Fault::Throttled { .. }
        | Fault::GraphQlError { .. }
        | Fault::ResetBeforeReading
        | Fault::ResetAfterReading
        | Fault::ResetAfterExecuting
        | Fault::Delay(_)
        | Fault::Body(_)
        | Fault::RawBody(_)
        | Fault::Answer { .. }
        | Fault::PartialData
        | Fault::RepeatedCursor
        | Fault::UnknownEnumValues
        | Fault::NullsEverywhere
        | Fault::Empty => Body::from(bytes),
    };
    Response::from_parts(head, body)
}
