//! What a caller may set for one call in place of the client's settings.

use crate::call::origin::Origin;
use crate::model::ids::WorkspaceId;
use crate::retry::deadline::LONGEST;
use crate::retry::idempotency::Idempotency;
use crate::retry::policy::RetryPolicy;
use std::time::Duration;
use tokio::time::Instant;

/// What is known of one call beside its variables; a setting that is `None` is the client's, or follows from the operation.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallSettings {
    pub(crate) timeout: Option<Duration>,
    /// When the call must end, where it is one of several that have one time limit together.
    pub(crate) ends_at: Option<Instant>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) idempotency: Option<Idempotency>,
    /// The workspace, where the call was created by one: for the span, since the variables are generated.
    pub(crate) workspace: Option<WorkspaceId>,
}

impl CallSettings {
    /// Returns whose operation is sent: a workspace creates the calls of this crate's own.
    pub(crate) fn origin(&self) -> Origin {
        match self.workspace {
            Some(_) => Origin::Shipped,
            None => Origin::Own,
        }
    }

    /// Takes how long and how often from another call's settings, for a call that is one of several.
    pub(crate) fn within(self, limits: Self) -> Self {
        let Self { timeout, retry, ends_at, idempotency: _, workspace: _ } = limits;
        Self { timeout, retry, ends_at, ..self }
    }

    /// Ends the call at an instant, where it would not end before.
    pub(crate) fn ending(self, at: Instant) -> Self {
        if self.ends_at.is_some_and(|ends_at| ends_at <= at) {
            return self;
        }
        let left = at.saturating_duration_since(Instant::now());
        Self { timeout: Some(left), ends_at: Some(at), ..self }
    }

    /// Begins the time for several calls together, which is `total` where no other limit was set.
    pub(crate) fn started(self, total: Duration) -> Self {
        let total = self.timeout.unwrap_or(total).min(LONGEST);
        Self { timeout: Some(total), ends_at: Some(Instant::now() + total), ..self }
    }
}
