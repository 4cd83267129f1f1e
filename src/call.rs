//! One call from its variables to its answer.

use crate::answer::{self, Answer, Convert, Refusal};
use crate::client::Shared;
use crate::error::{Error, ErrorKind, Outcome, TimeoutPhase};
use crate::mask::mask;
use crate::response::Response;
use crate::retry::{Safety, Signal};
use crate::transport::{TransportError, TransportErrorKind};
use bytes::Bytes;
use graphql_client::QueryBody;
use http::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::time::Duration;

/// What a caller may set for one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Option<Duration>,
}

/// Sends an operation and takes its data over by `convert`.
pub(crate) async fn call<V: Serialize, G: DeserializeOwned, D>(
    shared: &Shared,
    body: &QueryBody<V>,
    safety: Safety,
    options: &CallOptions,
    convert: Convert<G, D>,
) -> Result<Response<D>, Error> {
    let operation = body.operation_name;
    let encoded = serde_json::to_vec(&body).map_err(|problem| {
        let happened = format!("the variables cannot be written as JSON: {}", mask(&problem.to_string()));
        described(Error::new(ErrorKind::Encode, Outcome::NotExecuted, happened), operation, safety)
    })?;
    let total = options.timeout.unwrap_or(shared.timeouts.total);
    let attempt = attempt(shared, Bytes::from(encoded), convert);
    let Refusal { signal, error } = match tokio::time::timeout(total, attempt).await {
        Ok(Ok(response)) => return Ok(response),
        Ok(Err(refusal)) => refusal,
        Err(_) => timed_out(TimeoutPhase::Total, total),
    };
    let error = if signal.may_resend(safety) { error.retryable() } else { error };
    Err(described(error, operation, safety).with_attempts(1))
}

fn described(error: Error, operation: &'static str, safety: Safety) -> Error {
    let error = error.with_operation(operation);
    match safety {
        Safety::Query => error,
        Safety::IdempotentMutation | Safety::Mutation => error.of_mutation(),
    }
}

/// Sends the request once and reads the answer.
async fn attempt<G: DeserializeOwned, D>(
    shared: &Shared,
    body: Bytes,
    convert: Convert<G, D>,
) -> Result<Response<D>, Refusal> {
    let mut request = http::Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = shared.uri.clone();
    *request.headers_mut() = shared.headers.clone();
    let limit = shared.timeouts.attempt;
    let response = tokio::time::timeout(limit, shared.transport.send(request))
        .await
        .map_err(|_| timed_out(TimeoutPhase::Attempt, limit))?
        .map_err(|error| unanswered(error, shared))?;
    if response.body().len() > shared.response_limit {
        let error = TransportError::new(TransportErrorKind::TooLarge).with_received(response);
        return Err(unanswered(error, shared));
    }
    match answer::read(&response, convert) {
        Ok(Answer { data, errors }) => {
            let (head, _) = response.into_parts();
            Ok(Response { data, status: head.status, headers: head.headers, errors, attempts: 1 })
        }
        Err(Refusal { signal, error }) => {
            let (head, _) = response.into_parts();
            Err(Refusal { signal, error: error.with_response(head.status, head.headers) })
        }
    }
}

fn timed_out(phase: TimeoutPhase, limit: Duration) -> Refusal {
    let (signal, what) = match phase {
        TimeoutPhase::Connect => (Signal::Connect, "no connection within the connect"),
        TimeoutPhase::Attempt => (Signal::Interrupted, "no complete answer within the attempt"),
        TimeoutPhase::Total => (Signal::Interrupted, "no complete answer within the total"),
    };
    let happened = format!("{what} timeout of {} s", limit.as_secs_f64());
    let error = Error::new(ErrorKind::Timeout, signal.outcome(), happened).with_phase(phase);
    Refusal { signal, error }
}

/// Reads a transport's failure.
fn unanswered(error: TransportError, shared: &Shared) -> Refusal {
    let kind = error.kind();
    let (received, source) = error.into_parts();
    let seen = received.as_ref().is_some_and(|response| answer::root_field_seen(response.body()));
    let (signal, error_kind) = match kind {
        TransportErrorKind::InvalidRequest => (Signal::NotSent, ErrorKind::Encode),
        TransportErrorKind::Connect => (Signal::Connect, ErrorKind::Connect),
        TransportErrorKind::ConnectTimeout => {
            let refusal = timed_out(TimeoutPhase::Connect, shared.timeouts.connect);
            return Refusal { error: caused_by(refusal.error, source), ..refusal };
        }
        TransportErrorKind::Certificate => (Signal::Certificate, ErrorKind::Connect),
        TransportErrorKind::Interrupted => (Signal::Interrupted, ErrorKind::Transport),
        TransportErrorKind::Encoding => (Signal::Undecodable { field_seen: seen }, ErrorKind::Decode),
        TransportErrorKind::TooLarge => (Signal::Undecodable { field_seen: seen }, ErrorKind::TooLarge),
    };
    let happened = match kind {
        TransportErrorKind::TooLarge => {
            Cow::Owned(format!("the answer is larger than the limit of {} bytes", shared.response_limit))
        }
        _ => Cow::Borrowed(kind.happened()),
    };
    let error = caused_by(Error::new(error_kind, signal.outcome(), happened), source);
    let error = match received {
        Some(response) => {
            let (head, _) = response.into_parts();
            error.with_response(head.status, head.headers)
        }
        None => error,
    };
    Refusal { signal, error }
}

fn caused_by(error: Error, source: Option<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    match source {
        Some(source) => error.with_source(source),
        None => error,
    }
}
