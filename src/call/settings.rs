//! The settings of one call. They replace the settings of the client.

use crate::call::origin::Origin;
use crate::model::ids::WorkspaceId;
use crate::retry::deadline::LONGEST;
use crate::retry::idempotency::Idempotency;
use crate::retry::policy::RetryPolicy;
use std::time::Duration;
use tokio::time::Instant;

/// The settings of one call. If a setting is `None`, the client's setting or the operation's default applies.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallSettings {
    pub(crate) timeout: Option<Duration>,
    /// The time at which the call must end, if several calls have a common timeout.
    pub(crate) ends_at: Option<Instant>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) idempotency: Option<Idempotency>,
    /// The workspace that created the call, if there is one. It is for the span, because the variables have a generated
    /// type.
    pub(crate) workspace: Option<WorkspaceId>,
}

impl CallSettings {
    /// Returns the origin of the operation. A workspace creates the calls for this crate's operations.
    pub(crate) fn origin(&self) -> Origin {
        match self.workspace {
            Some(_) => Origin::Shipped,
            None => Origin::Own,
        }
    }

    /// Takes the timeout and the retry policy from other settings, for one of several calls.
    pub(crate) fn within(self, limits: Self) -> Self {
        let Self { timeout, retry, ends_at, idempotency: _, workspace: _ } = limits;
        Self { timeout, retry, ends_at, ..self }
    }

    /// Ends the call at a time, if it does not end earlier.
    pub(crate) fn ending(self, at: Instant) -> Self {
        if self.ends_at.is_some_and(|ends_at| ends_at <= at) {
            return self;
        }
        let left = at.saturating_duration_since(Instant::now());
        Self { timeout: Some(left), ends_at: Some(at), ..self }
    }

    /// Starts the common timeout of several calls. It is `total` if no other timeout is set.
    pub(crate) fn started(self, total: Duration) -> Self {
        let total = self.timeout.unwrap_or(total).min(LONGEST);
        Self { timeout: Some(total), ends_at: Some(Instant::now() + total), ..self }
    }
}
