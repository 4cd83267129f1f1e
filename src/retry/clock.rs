//! The system clock and random source behind a trait, so that tests of the retry loop can replace them.

use std::fmt;
use std::time::{Duration, SystemTime};

/// The clock and random source of the retry loop. Waits use Tokio's clock, which tests can pause.
pub(crate) trait Clock: fmt::Debug + Send + Sync {
    /// Returns the current time, to compare it with dates from the gateway.
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
