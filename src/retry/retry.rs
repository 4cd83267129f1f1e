//! Resending: a policy as a value, and the loop that follows it over any attempt, clock and chance.

use crate::call::span;
use crate::error::error::{Error, ErrorKind, Outcome};
use crate::retry::budget::BudgetState;
use crate::retry::classification::{AttemptError, Safety};
use crate::retry::clock::Clock;
use crate::retry::cooldown::Cooldown;
use crate::retry::deadline::Limit;
use std::time::Duration;

/// How often a call is tried where its safety permits, and how long it waits in between.
///
/// Whether a call may be tried again at all is not a matter of policy: a query is, a mutation that must not run twice is
/// not, unless the first attempt certainly did not run.
///
/// ```
/// use bcrumbs::RetryPolicy;
/// use std::time::Duration;
///
/// let patient = RetryPolicy::default().max_attempts(6).backoff(Duration::from_millis(100), Duration::from_secs(5));
/// let once = RetryPolicy::none();
/// assert_ne!(patient, once);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    first_backoff: Duration,
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

    /// Sets the waits: each is drawn between nothing and a bound, which is `first` and doubles up to `longest`. A wait
    /// that the gateway asks for is kept in full, with the draw on top. Default: 250 ms and 20 s.
    #[must_use]
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first_backoff = first;
        self.longest_backoff = longest;
        self
    }

    /// Returns the bound of the wait after so many attempts.
    fn bound(&self, attempts: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.first_backoff.saturating_mul(doubled).min(self.longest_backoff)
    }
}

/// What one call is run by.
#[derive(Debug)]
pub(crate) struct RetryContext<'a> {
    pub(crate) policy: RetryPolicy,
    pub(crate) safety: Safety,
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
    /// The longest time for which one call's answer makes the client's other calls wait: the client's own total, however
    /// long this call may take.
    pub(crate) longest_cooldown: Duration,
    pub(crate) cooldown: &'a Cooldown,
    pub(crate) budget: &'a BudgetState,
    pub(crate) clock: &'a dyn Clock,
}

/// What a call came to, and after how many attempts.
pub(crate) struct Ended<T> {
    pub(crate) result: Result<T, Error>,
    pub(crate) attempts: u32,
}

/// Runs `attempt`, given its number from 1 and the limit that it has to keep, until it succeeds, must not be repeated, or
/// the plan's limits are reached.
pub(crate) async fn run<T, F>(
    context: &RetryContext<'_>,
    mut attempt: impl FnMut(u32, Limit) -> F,
) -> Ended<T>
where
    F: Future<Output = Result<T, AttemptError>>,
{
    let clock = context.clock;
    let deadline = clock.now() + context.total;
    let mut worst = Outcome::NotExecuted;
    let mut attempts = 0;
    let mut failed = None;
    let result = loop {
        if let Err(error) = wait_for_cooldown(context, deadline).await {
            break Err(error);
        }
        // Only now: a call that is given up while it waits has sent nothing again, and uses nothing up.
        if let Some(error) = failed.take().filter(|_| !context.budget.withdraw()) {
            break Err(error);
        }
        attempts += 1;
        let limit = Limit::of_attempt(clock.now(), context.attempt, deadline, context.total);
        let AttemptError { class, error } = match attempt(attempts, limit).await {
            Ok(value) => {
                context.budget.succeeded();
                break Ok(value);
            }
            Err(failed) => failed,
        };
        worst = worst.max(class.outcome());
        let asked = error.retry_after();
        if let Some(asked) = asked {
            context.cooldown.start_until(clock.now() + asked.min(context.longest_cooldown));
        }
        let resendable = class.may_resend(context.safety);
        let error = if resendable { error.retryable() } else { error };
        if !resendable || attempts >= context.policy.max_attempts {
            break Err(error);
        }
        let drawn = clock.jitter(context.policy.bound(attempts));
        let left = deadline.saturating_duration_since(clock.now());
        let asked = asked.unwrap_or_default();
        if asked.saturating_add(if asked.is_some() { Duration::ZERO } else { drawn }) >= left {
            break Err(error);
        }
        if context.budget.is_used_up() {
            break Err(error);
        }
        // What the gateway asked for is kept in full; the draw on top leaves time for the attempt.
        let wait = if asked.is_some() { asked + drawn.min((left - asked) / 2) } else { drawn };
        span::resending(error.kind(), attempts, wait);
        clock.sleep(wait).await;
        failed = Some(error);
    };
    let result = result.map_err(|error| error.with_attempts(attempts).with_worst(worst));
    Ended { result, attempts }
}

/// Waits while another call of the same client has been told to wait.
async fn wait_for_cooldown(context: &RetryContext<'_>, deadline: tokio::time::Instant) -> Result<(), Error> {
    let clock = context.clock;
    while let Some(ends) = context.cooldown.ends_after(clock.now()) {
        if ends >= deadline {
            let message = "the gateway asked this client to wait, for longer than this call may take";
            let wait = ends.saturating_duration_since(clock.now());
            return Err(Error::new(ErrorKind::RateLimited, Outcome::NotExecuted, message)
                .with_retry_after(Some(wait))
                .retryable());
        }
        let left = deadline.saturating_duration_since(ends);
        let spread = clock.jitter(context.policy.first_backoff.min(left / 2));
        clock.sleep(ends.saturating_duration_since(clock.now()) + spread).await;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
