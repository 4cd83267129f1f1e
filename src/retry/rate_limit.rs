//! Limits how many attempts a client starts within a span of time, so that the gateway does not refuse them.

use crate::retry::deadline::LONGEST;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::MutexGuard;
use tokio::time::Instant;

/// A rate limit: at most `calls` starts within any span of the length `per`, shared by the clones of a client. It
/// stores the instants of the starts within the span that ends now.
#[derive(Debug)]
pub(crate) struct RateLimit {
    calls: usize,
    per: Duration,
    starts: Mutex<VecDeque<Instant>>,
    /// The lock of the call that starts next. The other calls wait for it in the order in which they arrived.
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

    /// Waits until all calls that arrived before have started or ended.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Records a start at `now`. If it is not permitted yet, it fails with the earliest instant at which it is
    /// permitted.
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

    /// Returns the time until a start is permitted, if no other call starts before.
    pub(crate) fn wait_from(&self, now: Instant) -> Duration {
        let starts = self.starts.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = starts.len().checked_sub(self.calls).and_then(|before| starts.get(before));
        counted.map_or(Duration::ZERO, |first| (*first + self.per).saturating_duration_since(now))
    }

    /// Returns the limit as text.
    pub(crate) fn described(&self) -> String {
        format!("{} per {} s", self.calls, self.per.as_secs_f64())
    }
}

#[cfg(test)]
mod tests;
