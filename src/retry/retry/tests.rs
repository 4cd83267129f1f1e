//! Tests the retry loop with paused time: the number of attempts, the waits, and the final error.

use super::{CallResult, RetryContext, run};
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome, TimeoutPhase};
use crate::retry::budget::{BudgetState, RetryBudget};
use crate::retry::classification::{AttemptError, Began, FailureClass};
use crate::retry::clock::Clock;
use crate::retry::cooldown::Cooldown;
use crate::retry::deadline::Deadline;
use crate::retry::idempotency::Idempotency;
use crate::retry::policy::RetryPolicy;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::time::Instant;

/// Tokio's paused clock, and jitter that is always the same part of its bound.
#[derive(Debug)]
pub(crate) struct TestClock {
    pub(crate) draws: f64,
}

impl Clock for TestClock {
    fn time_of_day(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_773_662_400)
    }

    fn jitter(&self, bound: Duration) -> Duration {
        bound.mul_f64(self.draws)
    }
}

struct World {
    policy: RetryPolicy,
    idempotency: Idempotency,
    attempt: Duration,
    total: Duration,
    longest_cooldown: Duration,
    cooldown: Cooldown,
    budget: BudgetState,
    clock: TestClock,
}

impl World {
    /// Always uses the longest possible wait.
    fn new() -> Self {
        Self {
            policy: RetryPolicy::default(),
            idempotency: Idempotency::Idempotent,
            attempt: Duration::from_secs(30),
            total: Duration::from_secs(60),
            longest_cooldown: Duration::from_secs(60),
            cooldown: Cooldown::default(),
            budget: BudgetState::new(RetryBudget::default()),
            clock: TestClock { draws: 1.0 },
        }
    }

    fn context(&self) -> RetryContext<'_> {
        let Self { policy, idempotency, attempt, total, longest_cooldown, cooldown, budget, clock } = self;
        RetryContext {
            policy: *policy,
            idempotency: *idempotency,
            attempt: *attempt,
            total: *total,
            ends_at: None,
            longest_cooldown: *longest_cooldown,
            cooldown,
            rate_limit: None,
            budget,
            clock,
            on_retry: |_, _, _| {},
        }
    }

    /// Runs a call. Its attempts fail with these failures in turn and succeed after them. Returns the start time of
    /// each attempt.
    async fn call(&self, failures: impl IntoIterator<Item = Failure>) -> (CallResult<()>, Vec<Duration>) {
        let start = Instant::now();
        let (failures, begun) = (RefCell::new(VecDeque::from_iter(failures)), RefCell::new(Vec::new()));
        let ended = run(&self.context(), |_, _| {
            begun.borrow_mut().push(start.elapsed());
            let failure = failures.borrow_mut().pop_front();
            async move {
                match failure {
                    None => Ok(()),
                    Some((class, asked)) => {
                        let AttemptError { class, error } =
                            AttemptError::new(class, ErrorKind::Server, "failed");
                        Err(AttemptError { class, error: error.with_retry_after(asked) })
                    }
                }
            }
        })
        .await;
        (ended, begun.into_inner())
    }
}

type Failure = (FailureClass, Option<Duration>);

const RESET: Failure = (FailureClass::Interrupted, None);

fn asked_to_wait(wait: Duration) -> Failure {
    (FailureClass::Throttled(Began::No), Some(wait))
}

fn failed(ended: CallResult<()>) -> Error {
    ended.result.unwrap_err()
}

const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[tokio::test(start_paused = true)]
async fn a_success_is_tried_once() {
    let (ended, begun) = World::new().call([]).await;
    assert!(ended.result.is_ok());
    assert_eq!((ended.attempts, begun), (1, vec![ms(0)]));
}

#[tokio::test(start_paused = true)]
async fn three_attempts_by_default_with_waits_that_double() {
    let (ended, begun) = World::new().call([RESET; 5]).await;
    assert_eq!(begun, [ms(0), ms(250), ms(750)]);
    let error = failed(ended);
    assert_eq!((error.attempts(), error.is_retryable()), (3, true));
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_drawn_and_never_longer_than_the_longest() {
    let mut world = World::new();
    world.policy = RetryPolicy::default().max_attempts(9).first_backoff(ms(100)).longest_backoff(ms(500));
    let (_, begun) = world.call([RESET; 9]).await;
    let waits: Vec<_> = begun.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(waits, [100, 200, 400, 500, 500, 500, 500, 500].map(ms));

    world.clock.draws = 0.0;
    let (_, begun) = world.call([RESET; 9]).await;
    assert_eq!(begun, [ms(0); 9]);
}

#[tokio::test(start_paused = true)]
async fn none_tries_once() {
    let mut world = World::new();
    world.policy = RetryPolicy::none();
    let (ended, begun) = world.call([RESET]).await;
    assert_eq!((failed(ended).attempts(), begun.len()), (1, 1));
    assert_eq!(RetryPolicy::default().max_attempts(0), RetryPolicy::none());
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_asked_for_is_kept_in_full_with_the_draw_on_top() {
    let (ended, begun) = World::new().call([asked_to_wait(secs(7))]).await;
    assert!(ended.result.is_ok());
    assert_eq!(begun[1], secs(7) + ms(250));
}

#[tokio::test(start_paused = true)]
async fn a_wait_past_the_deadline_fails_at_once_and_is_returned() {
    for wait in [secs(60), secs(61), secs(86_400), Duration::MAX] {
        let start = Instant::now();
        let (ended, begun) = World::new().call([asked_to_wait(wait)]).await;
        let error = failed(ended);
        assert_eq!((start.elapsed(), begun.len()), (ms(0), 1));
        assert_eq!(error.retry_after(), Some(wait));
        assert_eq!((error.outcome(), error.is_retryable()), (Outcome::NotExecuted, true));
    }
}

#[tokio::test(start_paused = true)]
async fn the_draw_on_top_of_a_wait_leaves_time_for_the_attempt() {
    let mut world = World::new();
    world.total = secs(10);
    let (ended, begun) = world.call([asked_to_wait(ms(9_900))]).await;
    assert!(ended.result.is_ok());
    assert_eq!(begun[1], ms(9_950));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_pass_the_deadline_is_not_begun() {
    let mut world = World::new();
    world.total = ms(700);
    let start = Instant::now();
    let (ended, begun) = world.call([RESET; 3]).await;
    assert_eq!(begun, [ms(0), ms(250)]);
    assert_eq!((start.elapsed(), failed(ended).attempts()), (ms(250), 2));
}

#[tokio::test(start_paused = true)]
async fn no_call_outlives_its_deadline() {
    let mut world = World::new();
    world.total = secs(3);
    let start = Instant::now();
    let context = world.context();
    let attempt = |_, deadline: Deadline| async move {
        deadline.run(std::future::pending::<Result<(), AttemptError>>()).await?
    };
    let ended = run(&context, attempt).await;
    let error = ended.result.unwrap_err();
    assert_eq!(start.elapsed(), secs(3));
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Timeout, Outcome::Unknown, 1));
    assert_eq!(error.timeout_phase(), Some(TimeoutPhase::Total));
}

#[tokio::test(start_paused = true)]
async fn the_limit_that_comes_first_ends_an_attempt_and_is_reported() {
    let mut world = World::new();
    (world.attempt, world.total, world.clock.draws) = (secs(2), secs(3), 0.0);
    let (start, ends) = (Instant::now(), RefCell::new(Vec::new()));
    let context = world.context();
    let ends_of = &ends;
    let ended = run(&context, |_, deadline: Deadline| async move {
        let ended = deadline.run(std::future::pending::<()>()).await;
        ended.inspect_err(|failed| {
            ends_of.borrow_mut().push((start.elapsed(), failed.error.timeout_phase()));
        })
    });
    assert!(ended.await.result.is_err());
    let (attempt, total) = (TimeoutPhase::Attempt, TimeoutPhase::Total);
    assert_eq!(ends.take(), [(secs(2), Some(attempt)), (secs(3), Some(total))]);
}

#[tokio::test(start_paused = true)]
async fn the_outcome_is_the_worst_of_the_attempts() {
    let (ended, _) = World::new().call([RESET, asked_to_wait(ms(1)), (FailureClass::Connect, None)]).await;
    assert_eq!(failed(ended).outcome(), Outcome::Unknown);
    let (ended, _) = World::new()
        .call([asked_to_wait(ms(1)), (FailureClass::Connect, None), (FailureClass::Connect, None)])
        .await;
    assert_eq!(failed(ended).outcome(), Outcome::NotExecuted);
}

#[tokio::test(start_paused = true)]
async fn a_mutation_that_was_refused_before_it_ran_may_be_lost_by_the_next_attempt() {
    let mut world = World::new();
    world.idempotency = Idempotency::NotIdempotent;
    let (ended, begun) = world.call([(FailureClass::Connect, None), RESET, RESET]).await;
    let error = failed(ended);
    assert_eq!((begun.len(), error.outcome(), error.is_retryable()), (2, Outcome::Unknown, false));
}

#[tokio::test(start_paused = true)]
async fn an_empty_budget_ends_a_call_with_its_first_error() {
    let mut world = World::new();
    world.budget = BudgetState::new(RetryBudget::default().retries(3).successes_per_retry(1));
    let attempts = |ended: CallResult<()>| failed(ended).attempts();
    assert_eq!(attempts(world.call([RESET; 3]).await.0), 3);
    assert_eq!(attempts(world.call([RESET; 3]).await.0), 2);
    assert_eq!(attempts(world.call([RESET; 3]).await.0), 1);
    assert!(world.call([]).await.0.result.is_ok());
    assert_eq!(attempts(world.call([RESET; 3]).await.0), 2);
}

#[tokio::test(start_paused = true)]
async fn while_one_call_is_asked_to_wait_the_others_wait_too() {
    let world = World::new();
    let printed = world.call([asked_to_wait(secs(10))]);
    let other = async {
        tokio::time::sleep(secs(1)).await;
        let start = Instant::now();
        let (ended, begun) = world.call([]).await;
        (ended, begun, start.elapsed())
    };
    let ((printed, begun), (other, _, waited)) = tokio::join!(printed, other);
    assert!(printed.result.is_ok() && other.result.is_ok());
    assert_eq!((begun[1], other.attempts), (secs(10) + ms(250), 1));
    assert_eq!(waited, secs(9) + ms(250));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_cannot_wait_so_long_fails_without_an_attempt() {
    let mut world = World::new();
    world.call([asked_to_wait(secs(90))]).await;
    world.total = secs(30);
    let start = Instant::now();
    let (ended, begun) = world.call([]).await;
    let error = failed(ended);
    assert_eq!((start.elapsed(), begun.len(), error.attempts()), (ms(0), 0, 0));
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimited, Outcome::NotExecuted));
    // The cooldown is not longer than the client's total timeout.
    assert_eq!(error.retry_after(), Some(secs(60)));
}

#[tokio::test(start_paused = true)]
async fn a_call_with_a_timeout_of_its_own_makes_no_other_call_wait_longer_than_the_client_s_total() {
    for (timeout, asked) in
        [(secs(3_600), secs(1_800)), (secs(30 * 365 * 86_400), secs(86_400)), (secs(90), secs(61))]
    {
        let mut world = World::new();
        world.total = timeout;
        let long = world.context();
        let printed = run(&long, |attempt, _| async move {
            let (class, asked) = asked_to_wait(asked);
            let AttemptError { class, error } =
                AttemptError::new(class, ErrorKind::RateLimited, "asked to wait");
            if attempt == 1 {
                Err(AttemptError { class, error: error.with_retry_after(asked) })
            } else {
                Ok(())
            }
        });
        let usual = RetryContext { total: secs(60), ..world.context() };
        let other = async {
            tokio::time::sleep(secs(1)).await;
            let (start, waits) = (Instant::now(), |_, _| async { Ok::<_, AttemptError>(()) });
            let ended = run(&usual, waits).await;
            (ended.result.map(|()| start.elapsed()), ended.attempts)
        };
        let start = Instant::now();
        let (printed, (other, attempts)) =
            tokio::join!(async { (printed.await.attempts, start.elapsed()) }, other);
        assert_eq!((other.unwrap(), attempts), (secs(59) + ms(250), 1), "{timeout:?} {asked:?}");
        assert_eq!(printed, (2, asked + ms(250)), "the call itself waits as long as it was asked to");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_while_it_waits_takes_nothing_from_the_budget() {
    // The reasons to wait: the rate limit, the wait that the gateway requested, and the cooldown after another call.
    for failure in [RESET, asked_to_wait(secs(5))] {
        for others in [None, Some(secs(20))] {
            let mut world = World::new();
            world.budget = BudgetState::new(RetryBudget::default().retries(2).successes_per_retry(1));
            for _ in 0..100 {
                let given_up = async {
                    let closes = async {
                        tokio::time::sleep(ms(10)).await;
                        if let Some(others) = others {
                            world.cooldown.start_until(Instant::now() + others);
                        }
                        std::future::pending::<()>().await;
                    };
                    tokio::select! {
                        _ = world.call([failure; 3]) => {}
                        () = closes => {}
                    }
                };
                let limit = if others.is_some() { secs(8) } else { ms(100) };
                assert!(tokio::time::timeout(limit, given_up).await.is_err());
                tokio::time::sleep(secs(30)).await;
            }
            let (ended, begun) = world.call([RESET; 3]).await;
            assert_eq!((failed(ended).attempts(), begun.len()), (3, 3), "{failure:?} {others:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_budget_ends_a_call_without_a_wait() {
    let mut world = World::new();
    world.budget = BudgetState::new(RetryBudget::default().retries(0).successes_per_retry(1));
    let start = Instant::now();
    let (ended, _) = world.call([asked_to_wait(secs(30))]).await;
    assert_eq!((failed(ended).attempts(), start.elapsed()), (1, ms(0)));
}

#[tokio::test(start_paused = true)]
async fn calls_that_wait_together_make_no_more_retries_than_the_budget_holds() {
    let mut world = World::new();
    world.budget = BudgetState::new(RetryBudget::default().retries(1).successes_per_retry(1));
    world.policy = RetryPolicy::default().max_attempts(2);
    let (one, two) = tokio::join!(world.call([RESET; 2]), world.call([RESET; 2]));
    assert_eq!(one.1.len() + two.1.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn dropping_a_call_drops_its_attempt() {
    struct Dropped<'a>(&'a RefCell<bool>);
    impl Drop for Dropped<'_> {
        fn drop(&mut self) {
            self.0.replace(true);
        }
    }
    let (world, dropped) = (World::new(), RefCell::new(false));
    let context = world.context();
    let call = run(&context, |_, _| async {
        let _request = Dropped(&dropped);
        std::future::pending::<Result<(), AttemptError>>().await
    });
    assert!(tokio::time::timeout(ms(1), call).await.is_err());
    assert!(dropped.take());
}
