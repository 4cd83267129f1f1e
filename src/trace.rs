//! Spans and events, under OpenTelemetry's names, where the feature `tracing` is on: never a variable, a body or a key.

use crate::error::ErrorKind;
use crate::signal::Safety;
use std::time::Duration;

/// Runs a call inside its span.
#[cfg(feature = "tracing")]
pub(crate) fn call<F: Future>(
    operation: &str,
    safety: Safety,
    uri: &http::Uri,
    future: F,
) -> impl Future<Output = F::Output> {
    use tracing::Instrument;

    let kind = match safety {
        Safety::Query => "query",
        Safety::IdempotentMutation | Safety::Mutation => "mutation",
    };
    future.instrument(tracing::info_span!(
        "graphql.call",
        "otel.kind" = "client",
        "graphql.operation.name" = operation,
        "graphql.operation.type" = kind,
        "server.address" = uri.host(),
        "server.port" = uri.port_u16(),
        "error.type" = tracing::field::Empty,
    ))
}

/// Runs an attempt, counted from 1, inside its span.
#[cfg(feature = "tracing")]
pub(crate) fn attempt<F: Future>(attempt: u32, future: F) -> impl Future<Output = F::Output> {
    use tracing::Instrument;

    future.instrument(tracing::debug_span!(
        "graphql.attempt",
        "http.request.method" = "POST",
        "http.request.resend_count" = attempt - 1,
        "http.response.status_code" = tracing::field::Empty,
        "error.type" = tracing::field::Empty,
    ))
}

/// Notes the status of the answer in the current span.
#[cfg(feature = "tracing")]
pub(crate) fn answered(status: http::StatusCode) {
    tracing::Span::current().record("http.response.status_code", status.as_u16());
}

/// Notes in the current span what it failed with.
#[cfg(feature = "tracing")]
pub(crate) fn failed(kind: ErrorKind) {
    tracing::Span::current().record("error.type", tracing::field::debug(kind));
}

/// Tells that an attempt is followed by another.
#[cfg(feature = "tracing")]
pub(crate) fn resending(reason: ErrorKind, attempts: u32, wait: Duration) {
    tracing::info!(
        "error.type" = ?reason,
        "http.request.resend_count" = attempts,
        wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
        "sending again"
    );
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn call<F: Future>(_: &str, _: Safety, _: &http::Uri, future: F) -> F {
    future
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn attempt<F: Future>(_: u32, future: F) -> F {
    future
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn answered(_: http::StatusCode) {}

#[cfg(not(feature = "tracing"))]
pub(crate) fn failed(_: ErrorKind) {}

#[cfg(not(feature = "tracing"))]
pub(crate) fn resending(_: ErrorKind, _: u32, _: Duration) {}
