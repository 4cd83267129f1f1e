//! Makes all calls of a client wait when one of them was told to: the others would only be told the same.

use std::sync::{Mutex, PoisonError};
use tokio::time::Instant;

/// Closed until an instant, shared by the clones of a client.
#[derive(Debug, Default)]
pub(crate) struct Cooldown(Mutex<Option<Instant>>);

impl Cooldown {
    /// Closes the gate until `instant`, unless it is closed for longer already.
    pub(crate) fn start_until(&self, instant: Instant) {
        let mut ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *ends = (*ends).max(Some(instant));
    }

    /// Returns when the gate opens, if that is after `now`.
    pub(crate) fn ends_after(&self, now: Instant) -> Option<Instant> {
        let ends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ends.filter(|ends| *ends > now)
    }
}
