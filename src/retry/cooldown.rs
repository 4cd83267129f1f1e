//! Pauses all calls of a client after a rate limit: the gateway would refuse the others too.

use std::sync::{Mutex, PoisonError};
use tokio::time::Instant;

/// A pause until an instant, shared by the clones of a client.
#[derive(Debug, Default)]
pub(crate) struct Cooldown(Mutex<Option<Instant>>);

impl Cooldown {
    /// Pauses until `instant`, unless the pause is longer already.
    pub(crate) fn start_until(&self, instant: Instant) {
        let mut ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *ends = (*ends).max(Some(instant));
    }

    /// Returns when the pause ends, if that is after `now`.
    pub(crate) fn ends_after(&self, now: Instant) -> Option<Instant> {
        let ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ends.filter(|ends| *ends > now)
    }
}
