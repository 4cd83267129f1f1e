//! The time of day and randomness, behind a trait: the loop of attempts is tested without either.

use std::fmt;
use std::time::{Duration, SystemTime};

/// What the loop of attempts takes from outside. Waits use Tokio's clock, which tests pause.
pub(crate) trait Clock: fmt::Debug + Send + Sync {
    /// Returns the time of day, for dates that the gateway sends.
    fn time_of_day(&self) -> SystemTime;

    /// Returns a random duration up to `bound`.
    fn jitter(&self, bound: Duration) -> Duration;
}

/// The system clock and random source.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn time_of_day(&self) -> SystemTime {
        SystemTime::now()
    }

    fn jitter(&self, bound: Duration) -> Duration {
        bound.mul_f64(fastrand::f64())
    }
}
