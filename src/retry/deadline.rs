//! The one deadline of an attempt: its own limit, or the call's where that comes first. One and not two, since each timer
//! wakes the runtime.

use crate::error::kind::TimeoutPhase;
use crate::retry::classification::AttemptError;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// No time limit lasts longer: a deadline beyond the clock's range would be none.
pub(crate) const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// When an attempt must end, and which limit it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    at: Instant,
    phase: TimeoutPhase,
    limit: Duration,
}

impl Deadline {
    /// Returns the deadline of an attempt that starts now, within a call that must end at `total_at`.
    pub(crate) fn of_attempt(attempt: Duration, total_at: Instant, total: Duration) -> Self {
        let at = Instant::now() + attempt;
        if at <= total_at {
            Self { at, phase: TimeoutPhase::Attempt, limit: attempt }
        } else {
            Self { at: total_at, phase: TimeoutPhase::Total, limit: total }
        }
    }

    /// Runs `future`, and fails at the deadline.
    pub(crate) async fn run<F: Future>(self, future: F) -> Result<F::Output, AttemptError> {
        timeout_at(self.at, future).await.map_err(|_| AttemptError::timed_out(self.phase, self.limit))
    }
}
