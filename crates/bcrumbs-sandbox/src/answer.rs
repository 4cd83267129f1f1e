//! Answers as HTTP, good and spoilt.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::json;

use crate::drip::Drip;
use crate::engine::Outcome;
use crate::fault::Fault;
use crate::line::Line;

const JSON: &str = "application/json";

fn build(status: StatusCode, content_type: Option<&str>, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Some(value) = content_type.and_then(|text| HeaderValue::from_str(text).ok()) {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}

/// An answer as it should be.
pub(crate) fn json(outcome: Outcome) -> Response {
    build(outcome.status, Some(JSON), Body::from(outcome.body))
}

/// The answer that a fault gives in the place of an execution, if it is such a fault. `field` is where the
/// operation's own answer would stand.
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
            let outcome =
                Outcome::refused(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", "too many requests");
            let mut response = json(outcome);
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
        _ => return None,
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

/// The answer to what was executed, spoilt on its way by a fault.
pub(crate) fn spoilt(outcome: Outcome, fault: Option<&Fault>, line: &Arc<Line>) -> Response {
    let status = outcome.status;
    let mut bytes = Bytes::from(outcome.body);
    let (content_type, body) = match fault {
        Some(Fault::TruncatedBody) => (JSON, Body::new(Drip::half(&bytes, line.clone()))),
        Some(Fault::SlowBody { chunk, pause }) => (JSON, Body::new(Drip::slow(bytes, *chunk, *pause))),
        Some(Fault::HugeBody(total)) => (JSON, Body::new(Drip::padded(bytes, *total))),
        Some(Fault::MalformedJson) => {
            bytes.truncate(bytes.len().saturating_sub(1));
            (JSON, Body::from(bytes))
        }
        Some(Fault::ContentType(other)) => (other.as_str(), Body::from(bytes)),
        _ => (JSON, Body::from(bytes)),
    };
    build(status, Some(content_type), body)
}
