//! Spans and events, under OpenTelemetry's names, where the feature `tracing` is on: never a variable, a body or a key.

use crate::error::kind::ErrorKind;
use crate::graphql::document::Document;
#[cfg(feature = "tracing")]
use crate::graphql::document::OperationKind;
use crate::model::ids::WorkspaceId;
use std::time::Duration;

/// The target of all spans and events: the crate, whichever file they come from.
#[cfg(feature = "tracing")]
const TARGET: &str = "bcrumbs";

/// The span of a call or of an attempt: what is noted is noted in it, and never in whichever span is current, which is
/// another one where this one is filtered out.
#[cfg(feature = "tracing")]
pub(crate) struct Span(tracing::Span);

#[cfg(feature = "tracing")]
impl Span {
    /// Begins a call.
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

    /// Begins an attempt, counted from 1.
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

    /// Runs what belongs to it.
    pub(crate) fn run<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        tracing::Instrument::instrument(future, self.0.clone())
    }

    /// Records the status of the answer.
    pub(crate) fn response(&self, status: http::StatusCode) {
        self.0.record("http.response.status_code", status.as_u16());
    }

    /// Records the gateway's identifier of the request; it is not computed where nobody reads it.
    pub(crate) fn request_id(&self, id: impl FnOnce() -> Option<String>) {
        if !self.0.is_disabled()
            && let Some(id) = id()
        {
            self.0.record("bcrumbs.request_id", id);
        }
    }

    /// Records how many attempts a call made.
    pub(crate) fn attempts(&self, attempts: u32) {
        self.0.record("bcrumbs.attempts", attempts);
    }

    /// Records what it failed with.
    pub(crate) fn failed(&self, kind: ErrorKind) {
        self.0.record("error.type", tracing::field::debug(kind));
    }
}

/// Lets a task that is about to be spawned belong to the span that is current.
#[cfg(feature = "tracing")]
pub(crate) fn in_current_span<F: Future>(future: F) -> impl Future<Output = F::Output> {
    tracing::Instrument::in_current_span(future)
}

/// Reports that an attempt is retried.
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
