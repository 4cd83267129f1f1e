//! The deadline of an attempt: the earlier one of the attempt timeout and the total timeout. It is a single timer,
//! because each timer wakes the runtime.

use crate::error::kind::TimeoutPhase;
use crate::retry::classification::AttemptError;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The maximum timeout. A longer timeout could exceed the range of the clock.
pub(crate) const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The time at which an attempt must end, and the timeout that it belongs to.
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

    /// Runs `future` and fails at the deadline.
    pub(crate) async fn run<F: Future>(self, future: F) -> Result<F::Output, AttemptError> {
        timeout_at(self.at, future).await.map_err(|_| AttemptError::timed_out(self.phase, self.limit))
    }
}
