//! Sends one operation: from its variables to its response.

use crate::call::asked::Asked;
use crate::call::call_info::CallInfo;
use crate::call::convert::Convert;
use crate::call::decode::{self, Answer};
use crate::call::encode::PreparedOperation;
use crate::call::inner::ClientInner;
use crate::call::response::Response;
use crate::call::settings::CallSettings;
use crate::call::span::{self, Span};
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome, TimeoutPhase};
use crate::error::request_id::shown_request_id;
use crate::graphql::document::{Document, OperationKind};
use crate::redact::redact::{Quoted, Sent};
use crate::retry::classification::{AttemptError, FailureClass};
use crate::retry::deadline::{Deadline, LONGEST};
use crate::retry::idempotency::Idempotency;
use crate::retry::retry::{self, RetryContext};
use crate::retry::retry_after;
use crate::transport::transport::{TransportError, TransportErrorKind};
use bytes::Bytes;
use graphql_client::QueryBody;
use http::Method;
use http::header::AUTHORIZATION;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// Sends an operation with retries and converts its data.
pub(crate) async fn call<V: Serialize, G: DeserializeOwned, D>(
    client: &ClientInner,
    body: &QueryBody<V>,
    settings: &CallSettings,
    convert: Convert<G, D>,
) -> Result<Response<D>, Error> {
    let operation = client.encoder.prepare(body.query, body.operation_name, settings.origin());
    let document = &operation.document;
    let encoded = operation.encode(body).map_err(|problem| {
        let redaction = Sent { authorization: client.headers.get(AUTHORIZATION), body: &[] }.redaction();
        let problem = redaction.message(&problem.to_string(), Quoted::Hidden);
        let message = format!("the variables cannot be serialized as JSON: {problem}");
        described(Error::new(ErrorKind::Encode, Outcome::NotExecuted, message), document)
    })?;
    let context = RetryContext {
        policy: settings.retry.unwrap_or(client.retry),
        idempotency: settings.idempotency.unwrap_or(match document.kind {
            OperationKind::Query => Idempotency::Idempotent,
            OperationKind::Mutation => Idempotency::NotIdempotent,
        }),
        attempt: client.timeouts.attempt.min(LONGEST),
        total: settings.timeout.unwrap_or(client.timeouts.total).min(LONGEST),
        ends_at: settings.ends_at,
        longest_cooldown: client.timeouts.total.min(LONGEST),
        cooldown: &client.cooldown,
        rate_limit: client.rate_limit.as_ref(),
        budget: &client.budget,
        clock: &*client.clock,
        on_retry: span::retrying,
    };
    let span = Span::call(document, &client.uri, settings.workspace);
    let calling = async {
        let send = |number, deadline| {
            let info = CallInfo {
                operation: document.operation,
                kind: document.kind,
                attempt: number,
                idempotency: context.idempotency,
            };
            attempt(client, encoded.clone(), info, &operation, convert, deadline)
        };
        let ended = retry::run(&context, send).await;
        match ended.result {
            Ok(response) => {
                let sent = Sent { authorization: client.headers.get(AUTHORIZATION), body: &encoded };
                span.attempts(ended.attempts);
                span.request_id(|| shown_request_id(&response.headers, &sent.redaction()));
                Ok(Response { attempts: ended.attempts, ..response })
            }
            Err(error) => {
                span.attempts(ended.attempts);
                span.request_id(|| error.shown_request_id().map(str::to_owned));
                span.failed(error.kind());
                Err(described(error, document))
            }
        }
    };
    span.run(calling).await
}

fn described(error: Error, document: &Document<'static>) -> Error {
    let error = error.with_operation(document.operation);
    match document.kind {
        OperationKind::Query => error,
        OperationKind::Mutation => error.of_mutation(),
    }
}

/// Sends the request once and reads the response.
async fn attempt<G: DeserializeOwned, D>(
    client: &ClientInner,
    body: Bytes,
    info: CallInfo,
    operation: &PreparedOperation,
    convert: Convert<G, D>,
    deadline: Deadline,
) -> Result<Response<D>, AttemptError> {
    let span = Span::attempt(info.attempt);
    let mut request = http::Request::new(body.clone());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = client.uri.clone();
    *request.headers_mut() = client.headers.clone();
    request.extensions_mut().insert(info);
    let sending = async {
        let sent = Sent { authorization: client.headers.get(AUTHORIZATION), body: &body };
        match deadline.run(client.transport.send(request)).await? {
            Ok(response) => {
                let asked = Asked { document: &operation.document, origin: operation.origin, sent };
                read_response(response, client, asked, convert, &span)
            }
            Err(error) => Err(transport_failure(error, sent, &span)),
        }
    };
    span.run(sending).await.inspect_err(|failed| span.failed(failed.error.kind()))
}

/// Reads a complete response.
fn read_response<G: DeserializeOwned, D>(
    response: http::Response<Bytes>,
    client: &ClientInner,
    asked: Asked<'_>,
    convert: Convert<G, D>,
    span: &Span,
) -> Result<Response<D>, AttemptError> {
    span.response(response.status());
    if response.body().len() > client.response_limit {
        let error = TransportError::new(TransportErrorKind::TooLarge)
            .with_response_limit(client.response_limit)
            .with_response(response);
        return Err(transport_failure(error, asked.sent, span));
    }
    let read = decode::read(&response, asked, convert);
    let (head, _) = response.into_parts();
    match read {
        Ok(Answer { data, errors }) => {
            span.request_id(|| shown_request_id(&head.headers, &asked.sent.redaction()));
            Ok(Response { data, status: head.status, headers: head.headers, errors, attempts: 1 })
        }
        Err(AttemptError { class, error }) => {
            let now = retry_after::gateway_time(&head.headers, client.clock.time_of_day());
            let wait = match error.kind() {
                ErrorKind::RateLimited => retry_after::retry_after(&head.headers, now),
                _ if class == FailureClass::ServerStatus => retry_after::retry_after(&head.headers, now),
                _ => None,
            };
            let redaction = asked.sent.redaction();
            let error = error.with_retry_after(wait).with_response(head.status, head.headers, &redaction);
            span.request_id(|| error.shown_request_id().map(str::to_owned));
            Err(AttemptError { class, error })
        }
    }
}

/// Classifies an error of the transport.
fn transport_failure(error: TransportError, sent: Sent<'_>, span: &Span) -> AttemptError {
    let TransportError { kind, response, source, retry_after, connect_timeout, response_limit } = error;
    let message = Cow::Borrowed(kind.message());
    let AttemptError { class, mut error } = match kind {
        TransportErrorKind::InvalidRequest => {
            AttemptError::new(FailureClass::InvalidRequest, ErrorKind::Encode, message)
        }
        TransportErrorKind::NotSent => {
            let class = if retry_after.is_some() { FailureClass::Postponed } else { FailureClass::NotSent };
            let AttemptError { class, error } = AttemptError::new(class, ErrorKind::Transport, message);
            AttemptError { class, error: error.with_retry_after(retry_after) }
        }
        TransportErrorKind::Connect => AttemptError::new(FailureClass::Connect, ErrorKind::Connect, message),
        TransportErrorKind::ConnectTimeout => match connect_timeout {
            Some(limit) => AttemptError::timed_out(TimeoutPhase::Connect, limit),
            None => {
                let failed = AttemptError::new(FailureClass::Connect, ErrorKind::Timeout, message);
                let AttemptError { class, error } = failed;
                AttemptError { class, error: error.with_phase(TimeoutPhase::Connect) }
            }
        },
        TransportErrorKind::Certificate => {
            AttemptError::new(FailureClass::Certificate, ErrorKind::Connect, message)
        }
        TransportErrorKind::Unprocessed => {
            AttemptError::new(FailureClass::Unprocessed, ErrorKind::Transport, message)
        }
        TransportErrorKind::Interrupted => {
            AttemptError::new(FailureClass::Interrupted, ErrorKind::Transport, message)
        }
        // The response is incomplete, so it proves nothing.
        TransportErrorKind::Encoding => {
            AttemptError::new(FailureClass::Undecodable { executed: false }, ErrorKind::Decode, message)
        }
        TransportErrorKind::TooLarge => {
            let message =
                response_limit.map_or(message, |limit| format!("{} of {limit} bytes", kind.message()).into());
            AttemptError::new(FailureClass::Undecodable { executed: false }, ErrorKind::TooLarge, message)
        }
    };
    if let Some(source) = source {
        error = error.with_source(source);
    }
    if let Some(response) = response {
        span.response(response.status());
        let (head, _) = (*response).into_parts();
        error = error.with_response(head.status, head.headers, &sent.redaction());
        span.request_id(|| error.shown_request_id().map(str::to_owned));
    }
    AttemptError { class, error }
}

#[cfg(test)]
mod tests;
