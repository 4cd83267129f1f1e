//! Bounds how many attempts a client starts in any span of time, so that the gateway does not have to refuse them.

use crate::retry::deadline::LONGEST;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::MutexGuard;
use tokio::time::Instant;

/// At most so many starts in any span of one length, shared by the clones of a client. It keeps the instants of the starts
/// that are still in a span which ends now, and no more of them than may start in one.
#[derive(Debug)]
pub(crate) struct RateLimit {
    calls: usize,
    per: Duration,
    starts: Mutex<VecDeque<Instant>>,
    /// Held by the call that starts next; the others wait for it in the order in which they came.
    turn: tokio::sync::Mutex<()>,
}

impl RateLimit {
    /// Creates a limit; 0 calls count as 1.
    pub(crate) fn new(calls: u32, per: Duration) -> Self {
        Self {
            calls: usize::try_from(calls.max(1)).unwrap_or(usize::MAX),
            per: per.min(LONGEST),
            starts: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Waits until no call that came before waits any more.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Records a start at `now`, and fails with the earliest instant at which one is permitted where it is not yet.
    pub(crate) fn start(&self, now: Instant) -> Result<(), Instant> {
        let mut starts = self.starts.lock().unwrap_or_else(PoisonError::into_inner);
        while starts.front().is_some_and(|first| *first + self.per <= now) {
            starts.pop_front();
        }
        match starts.front() {
            Some(first) if starts.len() >= self.calls => Err(*first + self.per),
            Some(_) | None => {
                starts.push_back(now);
                Ok(())
            }
        }
    }

    /// Returns how long no start is permitted, were there no other call.
    pub(crate) fn wait_from(&self, now: Instant) -> Duration {
        let starts = self.starts.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = starts.len().checked_sub(self.calls).and_then(|before| starts.get(before));
        counted.map_or(Duration::ZERO, |first| (*first + self.per).saturating_duration_since(now))
    }

    /// Returns the limit in words.
    pub(crate) fn described(&self) -> String {
        format!("{} per {} s", self.calls, self.per.as_secs_f64())
    }
}

#[cfg(test)]
mod tests;
