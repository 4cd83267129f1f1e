//! The retry loop of a call.

use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::retry::budget::BudgetState;
use crate::retry::classification::AttemptError;
use crate::retry::clock::Clock;
use crate::retry::cooldown::Cooldown;
use crate::retry::deadline::Deadline;
use crate::retry::idempotency::Idempotency;
use crate::retry::policy::RetryPolicy;
use crate::retry::rate_limit::RateLimit;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

/// The settings and the shared state for the attempts of a call.
#[derive(Debug)]
pub(crate) struct RetryContext<'a> {
    pub(crate) policy: RetryPolicy,
    pub(crate) idempotency: Idempotency,
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
    /// The time at which the call must end. `None` means `total` from now.
    pub(crate) ends_at: Option<Instant>,
    /// The maximum time for which a response to one call pauses the client's other calls. It is the client's total
    /// timeout, independent of this call's timeout.
    pub(crate) longest_cooldown: Duration,
    pub(crate) cooldown: &'a Cooldown,
    pub(crate) rate_limit: Option<&'a RateLimit>,
    pub(crate) budget: &'a BudgetState,
    pub(crate) clock: &'a dyn Clock,
    /// Reports a retry: the kind of the error, the number of attempts, and the wait.
    pub(crate) on_retry: fn(ErrorKind, u32, Duration),
}

/// A call's result and its number of attempts.
pub(crate) struct CallResult<T> {
    pub(crate) result: Result<T, Error>,
    pub(crate) attempts: u32,
}

/// Runs `attempt` with its number, counted from 1, and its deadline. It repeats until the attempt succeeds, must not be
/// retried, or a limit of the context is reached.
pub(crate) async fn run<T, F>(
    context: &RetryContext<'_>,
    mut attempt: impl FnMut(u32, Deadline) -> F,
) -> CallResult<T>
where
    F: Future<Output = Result<T, AttemptError>>,
{
    let deadline = context.ends_at.unwrap_or_else(|| Instant::now() + context.total);
    let mut worst = Outcome::NotExecuted;
    let mut attempts = 0;
    let mut failed = None;
    let result = loop {
        if let Err(error) = wait_for_start(context, deadline).await {
            break Err(match failed.take() {
                Some(earlier) => error.with_source(earlier),
                None => error,
            });
        }
        // The budget is used after the wait, because a call that is dropped during the wait does not retry.
        if let Some(error) = failed.take().filter(|_| !context.budget.withdraw()) {
            break Err(error);
        }
        attempts += 1;
        let until = Deadline::of_attempt(context.attempt, deadline, context.total);
        let AttemptError { class, error } = match attempt(attempts, until).await {
            Ok(value) => {
                context.budget.succeeded();
                break Ok(value);
            }
            Err(failed) => failed,
        };
        worst = worst.max(class.outcome());
        let asked = error.retry_after();
        if let Some(asked) = asked.filter(|_| class.pauses_other_calls()) {
            context.cooldown.start_until(Instant::now() + asked.min(context.longest_cooldown));
        }
        let resendable = class.may_resend(context.idempotency);
        let error = if resendable { error.retryable() } else { error };
        if !resendable || attempts >= context.policy.max_attempts {
            break Err(error);
        }
        let drawn = context.clock.jitter(context.policy.bound(attempts));
        let left = deadline.saturating_duration_since(Instant::now());
        let least = asked.unwrap_or_default();
        if least.saturating_add(if asked.is_some() { Duration::ZERO } else { drawn }) >= left {
            break Err(error);
        }
        if context.budget.is_used_up() {
            break Err(error);
        }
        // The gateway's wait is not shortened. The jitter is added to it, and it leaves time for the attempt.
        let wait = if asked.is_some() { least + drawn.min((left - least) / 2) } else { drawn };
        (context.on_retry)(error.kind(), attempts, wait);
        sleep(wait).await;
        failed = Some(error);
    };
    let result = result.map_err(|error| error.with_attempts(attempts).with_worst(worst));
    CallResult { result, attempts }
}

/// Waits until the cooldown and the client's own rate limit permit an attempt, and counts it as started.
async fn wait_for_start(context: &RetryContext<'_>, deadline: Instant) -> Result<(), Error> {
    wait_for_cooldown(context, deadline).await?;
    let Some(limit) = context.rate_limit else { return Ok(()) };
    let Ok(_turn) = timeout_at(deadline, limit.turn()).await else { return Err(no_turn(limit)) };
    loop {
        // This is checked after the call got its turn, because a cooldown may have started during the wait.
        wait_for_cooldown(context, deadline).await?;
        match limit.start(Instant::now()) {
            Ok(()) => return Ok(()),
            Err(permitted) if permitted >= deadline => return Err(no_turn(limit)),
            Err(permitted) => sleep_until(permitted).await,
        }
    }
}

fn no_turn(limit: &RateLimit) -> Error {
    let message = format!(
        "the client's own rate limit of {} permits no attempt before the deadline of this call",
        limit.described()
    );
    let wait = limit.wait_from(Instant::now());
    Error::new(ErrorKind::RateLimited, Outcome::NotExecuted, message).with_retry_after(Some(wait)).retryable()
}

/// Waits while the client's cooldown lasts.
async fn wait_for_cooldown(context: &RetryContext<'_>, deadline: Instant) -> Result<(), Error> {
    while let Some(ends) = context.cooldown.ends_after(Instant::now()) {
        let wait = ends.saturating_duration_since(Instant::now());
        if ends >= deadline {
            let message = "the gateway asked this client to wait longer than the deadline of this call";
            return Err(Error::new(ErrorKind::RateLimited, Outcome::NotExecuted, message)
                .with_retry_after(Some(wait))
                .retryable());
        }
        let left = deadline.saturating_duration_since(ends);
        let spread = context.clock.jitter(context.policy.first_backoff.min(left / 2));
        sleep(wait + spread).await;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
