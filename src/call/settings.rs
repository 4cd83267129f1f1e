//! What a caller may set for one call in place of the client's settings.

use crate::call::origin::Origin;
use crate::model::ids::WorkspaceId;
use crate::retry::idempotency::Idempotency;
use crate::retry::policy::RetryPolicy;
use std::time::Duration;

/// What is known of one call beside its variables; a setting that is `None` is the client's, or follows from the operation.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallSettings {
    pub(crate) timeout: Option<Duration>,
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
}
