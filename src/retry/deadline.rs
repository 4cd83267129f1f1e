//! The one time limit that an attempt runs under: its own, or the call's where that comes first. One and not two, for
//! each timer that is set wakes the runtime.

use crate::error::error::TimeoutPhase;
use crate::retry::classification::AttemptError;
use crate::retry::clock::Clock;
use std::time::Duration;
use tokio::time::Instant;

/// When an attempt must end, and which limit says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    until: Instant,
    phase: TimeoutPhase,
    lasting: Duration,
}

impl Limit {
    /// Returns the limit of an attempt that begins now.
    pub(crate) fn of_attempt(now: Instant, attempt: Duration, deadline: Instant, total: Duration) -> Self {
        let until = now + attempt;
        if until <= deadline {
            Self { until, phase: TimeoutPhase::Attempt, lasting: attempt }
        } else {
            Self { until: deadline, phase: TimeoutPhase::Total, lasting: total }
        }
    }

    /// Runs a future until then.
    pub(crate) async fn keep<F: Future>(
        self,
        clock: &dyn Clock,
        future: F,
    ) -> Result<F::Output, AttemptError> {
        let kept = clock.timeout_at(self.until, future).await;
        kept.ok_or_else(|| AttemptError::timed_out(self.phase, self.lasting))
    }
}
