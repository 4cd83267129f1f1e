//! Spans and events with the names of OpenTelemetry, if the feature `tracing` is on. They never contain a variable, a
//! body or a key.

use crate::error::kind::ErrorKind;
use crate::graphql::document::Document;
#[cfg(feature = "tracing")]
use crate::graphql::document::OperationKind;
use crate::model::ids::WorkspaceId;
use std::time::Duration;

/// The target of all spans and events, independent of the module.
#[cfg(feature = "tracing")]
const TARGET: &str = "bcrumbs";

/// The span of a call or of an attempt. Fields are recorded on this span and never on the current span. If this span is
/// filtered out, the current span is another one.
#[cfg(feature = "tracing")]
pub(crate) struct Span(tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    /// Starts the span of a call.
    pub(crate) fn call(document: &Document<'_>, uri: &http::Uri, workspace: Option<WorkspaceId>) -> Self {
        let kind = match document.kind {
            OperationKind::Query => "query",
            OperationKind::Mutation => "mutation",
        };
        Self(tracing::info_span!(
            target: TARGET,
            "graphql.call",
            "otel.kind" = "client",
            "graphql.operation.name" = document.operation,
            "graphql.operation.type" = kind,
            "server.address" = uri.host(),
            "server.port" = uri.port_u16(),
            "bcrumbs.workspace.id" = workspace.map(i64::from),
            "bcrumbs.attempts" = tracing::field::Empty,
            "bcrumbs.request_id" = tracing::field::Empty,
            "error.type" = tracing::field::Empty,
        ))
    }

    /// Starts the span of an attempt. `attempt` is counted from 1.
    pub(crate) fn attempt(attempt: u32) -> Self {
        Self(tracing::debug_span!(
            target: TARGET,
            "graphql.attempt",
            "http.request.method" = "POST",
            "http.request.resend_count" = attempt - 1,
            "http.response.status_code" = tracing::field::Empty,
            "bcrumbs.request_id" = tracing::field::Empty,
            "error.type" = tracing::field::Empty,
        ))
    }

    /// Runs a future inside the span.
    pub(crate) fn run<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        tracing::Instrument::instrument(future, self.0.clone())
    }

    /// Records the status of the response.
    pub(crate) fn response(&self, status: http::StatusCode) {
        self.0.record("http.response.status_code", status.as_u16());
    }

    /// Records the gateway's identifier of the request. `id` is called only if the span is enabled.
    pub(crate) fn request_id(&self, id: impl FnOnce() -> Option<String>) {
        if !self.0.is_disabled()
            && let Some(id) = id()
        {
            self.0.record("bcrumbs.request_id", id);
        }
    }

    /// Records the number of attempts of a call.
    pub(crate) fn attempts(&self, attempts: u32) {
        self.0.record("bcrumbs.attempts", attempts);
    }

    /// Records the kind of the error.
    pub(crate) fn failed(&self, kind: ErrorKind) {
        self.0.record("error.type", tracing::field::debug(kind));
    }
}

/// Runs the future of a new task inside the current span.
#[cfg(feature = "tracing")]
pub(crate) fn in_current_span<F: Future>(future: F) -> impl Future<Output = F::Output> {
    tracing::Instrument::in_current_span(future)
}

/// Emits the event of a retry.
#[cfg(feature = "tracing")]
pub(crate) fn retrying(reason: ErrorKind, attempts: u32, wait: Duration) {
    tracing::info!(
        target: TARGET,
        {
            "error.type" = ?reason,
            "http.request.resend_count" = attempts,
            wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
        },
        "sending again"
    );
}

#[cfg(not(feature = "tracing"))]
pub(crate) struct Span;

#[cfg(not(feature = "tracing"))]
impl Span {
    pub(crate) fn call(_: &Document<'_>, _: &http::Uri, _: Option<WorkspaceId>) -> Self {
        Self
    }

    pub(crate) fn attempt(_: u32) -> Self {
        Self
    }

    pub(crate) fn run<F: Future>(&self, future: F) -> F {
        future
    }

    pub(crate) fn response(&self, _: http::StatusCode) {}

    pub(crate) fn request_id(&self, _: impl FnOnce() -> Option<String>) {}

    pub(crate) fn attempts(&self, _: u32) {}

    pub(crate) fn failed(&self, _: ErrorKind) {}
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn in_current_span<F: Future>(future: F) -> F {
    future
}

#[cfg(not(feature = "tracing"))]
pub(crate) fn retrying(_: ErrorKind, _: u32, _: Duration) {}
