//! One call from its variables to its answer.

use crate::answer::{self, Answer, Asked, Convert};
use crate::client::Shared;
use crate::document::Document;
use crate::error::{Error, ErrorKind, Outcome, TimeoutPhase};
use crate::hint;
use crate::limit::Limit;
use crate::redact::{Quoted, Sent};
use crate::response::Response;
use crate::retry::{self, Plan, RetryPolicy};
use crate::signal::{Refusal, Safety, Signal};
use crate::trace::Span;
use crate::transport::{TransportError, TransportErrorKind};
use bytes::Bytes;
use graphql_client::QueryBody;
use http::Method;
use http::header::AUTHORIZATION;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::time::Duration;

/// No time limit lasts longer: a deadline beyond the clock's range would be none.
const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// What a caller may set for one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
}

/// Sends an operation, as often as its safety and the policy permit, and takes its data over by `convert`.
pub(crate) async fn call<V: Serialize, G: DeserializeOwned, D>(
    shared: &Shared,
    body: &QueryBody<V>,
    safety: Safety,
    options: &CallOptions,
    convert: Convert<G, D>,
) -> Result<Response<D>, Error> {
    let operation = body.operation_name;
    let authorization = shared.headers.get(AUTHORIZATION);
    let prepared = shared.encoder.prepare(body.query, operation);
    let encoded = prepared.encode(body).map_err(|problem| {
        let redaction = Sent { authorization, body: &[] }.redaction();
        let problem = redaction.message(&problem.to_string(), Quoted::Hidden);
        let happened = format!("the variables cannot be written as JSON: {problem}");
        described(Error::new(ErrorKind::Encode, Outcome::NotExecuted, happened), operation, safety)
    })?;
    let plan = Plan {
        policy: options.retry.unwrap_or(shared.retry),
        safety,
        attempt: shared.timeouts.attempt.min(LONGEST),
        total: options.timeout.unwrap_or(shared.timeouts.total).min(LONGEST),
        longest_cooldown: shared.timeouts.total.min(LONGEST),
        gate: &shared.gate,
        budget: &shared.budget,
        timer: &*shared.timer,
    };
    let span = Span::call(operation, safety, &shared.uri);
    let document = &prepared.document;
    let calling = async {
        let send =
            |number, limit| attempt(shared, encoded.clone(), document, convert, limit, Span::attempt(number));
        let ended = retry::run(&plan, send).await;
        match ended.result {
            Ok(response) => Ok(Response { attempts: ended.attempts, ..response }),
            Err(error) => {
                span.failed(error.kind());
                Err(described(error, operation, safety))
            }
        }
    };
    span.run(calling).await
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
    document: &Document<'_>,
    convert: Convert<G, D>,
    limit: Limit,
    span: Span,
) -> Result<Response<D>, Refusal> {
    let mut request = http::Request::new(body.clone());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = shared.uri.clone();
    *request.headers_mut() = shared.headers.clone();
    let sending = async {
        let sent = Sent { authorization: shared.headers.get(AUTHORIZATION), body: &body };
        match limit.keep(&*shared.timer, shared.transport.send(request)).await? {
            Ok(response) => answered(response, shared, Asked { document, sent }, convert, &span),
            Err(error) => Err(unanswered(error, shared, sent, &span)),
        }
    };
    span.run(sending).await.inspect_err(|refusal| span.failed(refusal.error.kind()))
}

/// Reads a whole answer.
fn answered<G: DeserializeOwned, D>(
    response: http::Response<Bytes>,
    shared: &Shared,
    asked: Asked<'_>,
    convert: Convert<G, D>,
    span: &Span,
) -> Result<Response<D>, Refusal> {
    span.answered(response.status());
    if response.body().len() > shared.response_limit {
        let error = TransportError::new(TransportErrorKind::TooLarge).with_received(response);
        return Err(unanswered(error, shared, asked.sent, span));
    }
    let read = answer::read(&response, asked, convert);
    let (head, _) = response.into_parts();
    match read {
        Ok(Answer { data, errors }) => {
            Ok(Response { data, status: head.status, headers: head.headers, errors, attempts: 1 })
        }
        Err(Refusal { signal, error }) => {
            let now = hint::gateway_time(&head.headers, shared.timer.time_of_day());
            let wait = match error.kind() {
                ErrorKind::RateLimited => hint::retry_after(&head.headers, now)
                    .or_else(|| hint::reset(&head.headers, error.graphql_errors(), now)),
                _ if signal == Signal::ServerStatus => hint::retry_after(&head.headers, now),
                _ => None,
            };
            let redaction = asked.sent.redaction();
            let error = error.with_retry_after(wait).with_response(head.status, head.headers, &redaction);
            Err(Refusal { signal, error })
        }
    }
}

/// Reads a transport's failure.
fn unanswered(error: TransportError, shared: &Shared, sent: Sent<'_>, span: &Span) -> Refusal {
    let kind = error.kind();
    let (received, source) = error.into_parts();
    let happened = Cow::Borrowed(kind.happened());
    let Refusal { signal, mut error } = match kind {
        TransportErrorKind::InvalidRequest => Refusal::new(Signal::NotSent, ErrorKind::Encode, happened),
        TransportErrorKind::Connect => Refusal::new(Signal::Connect, ErrorKind::Connect, happened),
        TransportErrorKind::ConnectTimeout => {
            Refusal::timed_out(TimeoutPhase::Connect, shared.timeouts.connect)
        }
        TransportErrorKind::Certificate => Refusal::new(Signal::Certificate, ErrorKind::Connect, happened),
        TransportErrorKind::Unprocessed => Refusal::new(Signal::Unprocessed, ErrorKind::Transport, happened),
        TransportErrorKind::Interrupted => Refusal::new(Signal::Interrupted, ErrorKind::Transport, happened),
        // What has arrived is not whole, so it proves nothing.
        TransportErrorKind::Encoding => {
            Refusal::new(Signal::Undecodable { executed: false }, ErrorKind::Decode, happened)
        }
        TransportErrorKind::TooLarge => {
            let happened = format!("the answer is larger than the limit of {} bytes", shared.response_limit);
            Refusal::new(Signal::Undecodable { executed: false }, ErrorKind::TooLarge, happened)
        }
    };
    if let Some(source) = source {
        error = error.with_source(source);
    }
    if let Some(response) = received {
        span.answered(response.status());
        let (head, _) = response.into_parts();
        error = error.with_response(head.status, head.headers, &sent.redaction());
    }
    Refusal { signal, error }
}

/// Writes the setters that every request has, for the [`CallOptions`] at the given field.
macro_rules! call_setters {
    ($($options:ident).+) => {
        /// Sets the time for a call with its attempts, in place of the client's total timeout. For a stream it holds
        /// for each page, not for the whole list.
        pub fn timeout(mut self, limit: std::time::Duration) -> Self {
            self.$($options).+.timeout = Some(limit);
            self
        }

        /// Sets how often a call is tried, in place of the client's policy. It does not make a call that must not run
        /// twice run twice.
        pub fn retry(mut self, policy: crate::RetryPolicy) -> Self {
            self.$($options).+.retry = Some(policy);
            self
        }
    };
}

pub(crate) use call_setters;

/// Gives a request `.await` beside `.send()`.
macro_rules! awaits_by_sending {
    ($request:ty => $output:ty) => {
        impl std::future::IntoFuture for $request {
            type Output = Result<crate::Response<$output>, crate::Error>;
            type IntoFuture = std::pin::Pin<Box<dyn Future<Output = Self::Output> + Send>>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(self.send())
            }
        }
    };
}

pub(crate) use awaits_by_sending;

#[cfg(test)]
mod tests;
