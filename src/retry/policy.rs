//! The retry policy, as a value.

use std::time::Duration;

/// How often a call is tried, and how long it waits between the attempts.
///
/// The policy does not decide whether a call may be tried again at all: a query may, a mutation that is not idempotent
/// may only where the attempt before certainly did not run.
///
/// ```
/// use bcrumbs::RetryPolicy;
/// use std::time::Duration;
///
/// let patient = RetryPolicy::default().max_attempts(6).longest_backoff(Duration::from_secs(5));
/// let once = RetryPolicy::none();
/// assert_ne!(patient, once);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    pub(crate) first_backoff: Duration,
    longest_backoff: Duration,
}

/// Enough for a passing fault, few enough not to make a failing gateway worse.
const MAX_ATTEMPTS: u32 = 3;

/// The first wait is drawn between nothing and this.
const FIRST_BACKOFF: Duration = Duration::from_millis(250);

/// No wait is drawn longer than this.
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);

impl Default for RetryPolicy {
    /// Three attempts; waits drawn from nothing up to 250 ms, then twice that, and so on up to 20 s.
    fn default() -> Self {
        Self { max_attempts: MAX_ATTEMPTS, first_backoff: FIRST_BACKOFF, longest_backoff: LONGEST_BACKOFF }
    }
}

impl RetryPolicy {
    /// Tries once.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets how often a call is tried, the first attempt included; 0 counts as 1. Default: 3.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the bound of the first wait. Each wait is drawn between nothing and its bound, which doubles from attempt to
    /// attempt. Default: 250 ms.
    ///
    /// A wait that the gateway asks for is kept in full, and the drawn one is added to it.
    #[must_use]
    pub fn first_backoff(mut self, bound: Duration) -> Self {
        self.first_backoff = bound;
        self
    }

    /// Sets the bound that no wait exceeds, apart from one that the gateway asks for. Default: 20 s.
    #[must_use]
    pub fn longest_backoff(mut self, bound: Duration) -> Self {
        self.longest_backoff = bound;
        self
    }

    /// Returns the bound of the wait after so many attempts.
    pub(crate) fn bound(&self, attempts: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.first_backoff.saturating_mul(doubled).min(self.longest_backoff)
    }
}
