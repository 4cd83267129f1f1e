//! `RetryPolicy`: the number of attempts and the waits between them.

use std::time::Duration;

/// The number of attempts of a call, and the waits between them.
///
/// The policy does not determine whether a call may be retried. A query may be retried. A mutation that is not
/// idempotent may be retried only if the attempt before certainly did not run.
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

/// It is enough for a short failure, and it does not overload a failing gateway.
const MAX_ATTEMPTS: u32 = 3;

/// The first wait is a random duration between zero and this.
const FIRST_BACKOFF: Duration = Duration::from_millis(250);

/// The maximum of the random waits.
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);

impl Default for RetryPolicy {
    /// Returns a policy with three attempts. The first wait is a random duration up to 250 ms. The bound doubles with
    /// each wait, up to 20 s.
    fn default() -> Self {
        Self { max_attempts: MAX_ATTEMPTS, first_backoff: FIRST_BACKOFF, longest_backoff: LONGEST_BACKOFF }
    }
}

impl RetryPolicy {
    /// Returns a policy with a single attempt.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the maximum number of attempts, including the first one; 0 counts as 1. Default: 3.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the bound of the first wait. Each wait is a random duration between zero and its bound. The bound doubles
    /// with each attempt. Default: 250 ms.
    ///
    /// If the gateway requests a wait, the client waits that time and adds the random wait.
    #[must_use]
    pub fn first_backoff(mut self, bound: Duration) -> Self {
        self.first_backoff = bound;
        self
    }

    /// Sets the maximum bound of the waits. A wait that the gateway requests can be longer. Default: 20 s.
    #[must_use]
    pub fn longest_backoff(mut self, bound: Duration) -> Self {
        self.longest_backoff = bound;
        self
    }

    /// Returns the bound of the wait after this number of attempts.
    pub(crate) fn bound(&self, attempts: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.first_backoff.saturating_mul(doubled).min(self.longest_backoff)
    }
}
