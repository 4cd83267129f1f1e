//! What a caller may set for one call in place of the client's settings.

use crate::retry::idempotency::Idempotency;
use crate::retry::policy::RetryPolicy;
use std::time::Duration;

/// The settings of one call; what is `None` is the client's, or follows from the operation.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CallSettings {
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) idempotency: Option<Idempotency>,
}
