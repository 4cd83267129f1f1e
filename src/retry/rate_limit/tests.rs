//! Tests the rate limit with paused time: when each attempt starts, and the error of a call that cannot start in time.

use super::RateLimit;
use crate::error::kind::{ErrorKind, Outcome};
use crate::retry::budget::{BudgetState, RetryBudget};
use crate::retry::classification::{AttemptError, FailureClass};
use crate::retry::cooldown::Cooldown;
use crate::retry::idempotency::Idempotency;
use crate::retry::policy::RetryPolicy;
use crate::retry::retry::tests::TestClock;
use crate::retry::retry::{CallResult, RetryContext, run};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::cell::RefCell;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until, timeout};

const fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

struct World {
    limit: RateLimit,
    cooldown: Cooldown,
    budget: BudgetState,
    clock: TestClock,
    begun: Instant,
    starts: RefCell<Vec<Duration>>,
}

impl World {
    fn new(calls: u32, per: Duration) -> Self {
        Self {
            limit: RateLimit::new(calls, per),
            cooldown: Cooldown::default(),
            budget: BudgetState::new(RetryBudget::default().retries(1_000)),
            clock: TestClock { draws: 0.0 },
            begun: Instant::now(),
            starts: RefCell::default(),
        }
    }

    /// Runs a call that fails this number of times before it succeeds. All attempts have the same length.
    async fn call(&self, failures: u32, attempt: Duration, total: Duration) -> CallResult<()> {
        let context = RetryContext {
            policy: RetryPolicy::default(),
            idempotency: Idempotency::Idempotent,
            attempt: secs(30),
            total,
            ends_at: None,
            longest_cooldown: secs(60),
            cooldown: &self.cooldown,
            rate_limit: Some(&self.limit),
            budget: &self.budget,
            clock: &self.clock,
            on_retry: |_, _, _| {},
        };
        run(&context, |number, deadline| async move {
            self.starts.borrow_mut().push(self.begun.elapsed());
            deadline.run(sleep(attempt)).await?;
            if number <= failures {
                return Err(AttemptError::new(FailureClass::Interrupted, ErrorKind::Transport, "reset"));
            }
            Ok(())
        })
        .await
    }

    fn starts(&self) -> Vec<Duration> {
        self.starts.borrow().clone()
    }
}

#[tokio::test(start_paused = true)]
async fn calls_beyond_the_limit_start_in_order_as_soon_as_the_span_permits() {
    let world = World::new(2, secs(1));
    let calls = async {
        tokio::join!(
            world.call(0, ms(0), secs(60)),
            world.call(0, ms(0), secs(60)),
            world.call(0, ms(0), secs(60)),
            world.call(0, ms(0), secs(60)),
            world.call(0, ms(0), secs(60)),
        )
    };
    calls.await;
    assert_eq!(world.starts(), [ms(0), ms(0), secs(1), secs(1), secs(2)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_comes_when_a_turn_is_free_does_not_overtake_those_that_wait() {
    let world = World::new(1, secs(1));
    let ended = RefCell::new(Vec::new());
    let call = async |at: u64| {
        sleep_until(world.begun + ms(at)).await;
        world.call(0, ms(0), secs(60)).await.result.unwrap();
        ended.borrow_mut().push(at);
    };
    tokio::join!(call(0), call(100), call(200), call(1_000));
    assert_eq!(ended.into_inner(), [0, 100, 200, 1_000]);
}

#[tokio::test(start_paused = true)]
async fn a_retry_counts_as_a_start() {
    let world = World::new(1, secs(1));
    let ended = world.call(2, ms(0), secs(60)).await;
    assert_eq!((ended.attempts, world.starts()), (3, vec![secs(0), secs(1), secs(2)]));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_gets_no_turn_before_its_deadline_fails_at_once_with_no_attempt() {
    let world = World::new(1, secs(10));
    world.call(0, ms(0), secs(60)).await.result.unwrap();
    sleep(secs(1)).await;
    let begun = Instant::now();
    let ended = world.call(0, ms(0), secs(9)).await;
    let error = ended.result.unwrap_err();
    assert_eq!((begun.elapsed(), ended.attempts, error.attempts()), (ms(0), 0, 0));
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimited, Outcome::NotExecuted));
    assert_eq!((error.retry_after(), error.is_retryable()), (Some(secs(9)), true));
    assert!(error.to_string().contains("rate limit of 1 per 10 s"), "{error}");
    assert!(world.call(0, ms(0), ms(9_001)).await.result.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_call_behind_others_ends_at_its_deadline_with_no_attempt() {
    let world = World::new(1, secs(10));
    let (_, _, third) = tokio::join!(
        world.call(0, ms(0), secs(60)),
        world.call(0, ms(0), secs(60)),
        world.call(0, ms(0), secs(4)),
    );
    let error = third.result.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome(), error.attempts()),
        (ErrorKind::RateLimited, Outcome::NotExecuted, 0)
    );
    assert_eq!(error.retry_after(), Some(secs(6)));
    assert_eq!(world.starts(), [secs(0), secs(10)]);
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_gets_no_turn_keeps_what_the_attempts_before_leave_open() {
    let world = World::new(1, secs(100));
    let ended = world.call(1, ms(0), secs(60)).await;
    let error = ended.result.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimited, Outcome::Unknown));
    assert_eq!((error.attempts(), error.retry_after()), (1, Some(secs(100))));
}

#[tokio::test(start_paused = true)]
async fn the_wait_for_a_turn_takes_nothing_from_the_time_of_the_attempt() {
    let world = World::new(1, secs(50));
    world.call(0, ms(0), secs(60)).await.result.unwrap();
    // An attempt may take 30 s. The wait and the attempt together take 79 s.
    assert!(world.call(0, secs(29), secs(90)).await.result.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_cooldown_that_begins_while_calls_wait_for_their_turn_holds_for_them() {
    let world = World::new(1, secs(1));
    let cools = async {
        sleep(ms(500)).await;
        world.cooldown.start_until(Instant::now() + secs(5));
    };
    tokio::join!(
        world.call(0, ms(0), secs(60)),
        world.call(0, ms(0), secs(60)),
        world.call(0, ms(0), secs(60)),
        cools,
    );
    assert_eq!(world.starts(), [ms(0), ms(5_500), ms(6_500)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_turn_comes_in_a_cooldown_waits_for_its_end() {
    // The call before it has too little time for the cooldown, or is dropped in it.
    for (total, dropped_after) in [(secs(20), secs(100)), (secs(200), secs(12))] {
        let world = World::new(1, secs(10));
        world.call(0, ms(0), secs(60)).await.result.unwrap();
        let before = async {
            if let Ok(ended) = timeout(dropped_after, world.call(0, ms(0), total)).await {
                assert_eq!(ended.result.unwrap_err().kind(), ErrorKind::RateLimited);
            }
        };
        let behind = async {
            sleep(ms(1)).await;
            world.call(0, ms(0), secs(200)).await.result.unwrap();
        };
        let cools = async {
            sleep(secs(5)).await;
            world.cooldown.start_until(Instant::now() + secs(60));
        };
        tokio::join!(before, behind, cools);
        assert_eq!(world.starts(), [secs(0), secs(65)], "{total:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_gets_no_turn_tells_what_the_attempt_before_failed_with() {
    let world = World::new(1, secs(100));
    let error = world.call(1, ms(0), secs(60)).await.result.unwrap_err();
    let cause = std::error::Error::source(&error).expect("the attempt before");
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert!(cause.to_string().contains("reset"), "{cause}");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_takes_no_turn() {
    let world = World::new(1, secs(10));
    world.call(0, ms(0), secs(60)).await.result.unwrap();
    for _ in 0..50 {
        assert!(timeout(ms(20), world.call(0, ms(0), secs(60))).await.is_err());
    }
    world.call(0, ms(0), secs(60)).await.result.unwrap();
    assert_eq!(world.starts(), [secs(0), secs(10)]);
}

#[test]
fn no_limit_makes_it_panic() {
    for (calls, per) in [(0, Duration::ZERO), (1, Duration::MAX), (u32::MAX, Duration::ZERO)] {
        let limit = RateLimit::new(calls, per);
        let now = Instant::now();
        assert!(limit.start(now).is_ok());
        assert_eq!(limit.start(now).is_err(), calls == 1);
    }
}

/// A call of the property: when it arrives, how often it fails, how long its attempts take, and when it is dropped.
#[derive(Clone, Debug)]
struct Arrival {
    at: Duration,
    failures: u32,
    attempt: Duration,
    dropped_after: Option<Duration>,
}

fn arrivals() -> impl Strategy<Value = Vec<Arrival>> {
    let dropped = proptest::option::weighted(0.3, (0_u64..3_000).prop_map(ms));
    let arrival =
        (0_u64..4_000, 0_u32..3, 0_u64..300, dropped).prop_map(|(at, failures, attempt, dropped_after)| {
            Arrival { at: ms(at), failures, attempt: ms(attempt), dropped_after }
        });
    proptest::collection::vec(arrival, 1..30)
}

fn paused(future: impl Future<Output = ()>) {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap().block_on(future);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: RngSeed::Fixed(13), ..ProptestConfig::default() })]

    #[test]
    fn no_span_holds_more_starts_than_the_limit(
        arrivals in arrivals(), calls in 1_u32..6, per in 1_u64..900, cooldown in proptest::option::of(0_u64..4_000),
    ) {
        let starts = RefCell::new(Vec::new());
        paused(async {
            let world = World::new(calls, ms(per));
            let all = arrivals.iter().map(|arrival| {
                let world = &world;
                async move {
                    sleep_until(world.begun + arrival.at).await;
                    let call = world.call(arrival.failures, arrival.attempt, secs(3_600));
                    match arrival.dropped_after {
                        // It does not matter here whether the call ended before it was dropped.
                        Some(limit) => drop(timeout(limit, call).await),
                        None => assert!(call.await.result.is_ok()),
                    }
                }
            });
            let cools = async {
                if let Some(at) = cooldown {
                    sleep_until(world.begun + ms(at)).await;
                    world.cooldown.start_until(Instant::now() + secs(1));
                }
            };
            tokio::join!(join_all(all), cools);
            starts.replace(world.starts());
        });
        let starts = starts.into_inner();
        for span in starts.windows(calls as usize + 1) {
            prop_assert!(span[calls as usize] - span[0] >= ms(per), "{span:?}");
        }
    }

    #[test]
    fn each_call_starts_as_early_as_the_limit_and_the_calls_before_it_permit(
        mut arrivals in proptest::collection::vec(0_u64..4_000, 1..40), calls in 1_usize..6, per in 1_u64..900,
    ) {
        arrivals.sort_unstable();
        let mut expected: Vec<u64> = Vec::new();
        for (n, arrival) in arrivals.iter().enumerate() {
            let before = expected.last().copied().unwrap_or(0);
            let span = n.checked_sub(calls).map_or(0, |first| expected[first] + per);
            expected.push(before.max(span).max(*arrival));
        }
        paused(async {
            let world = World::new(u32::try_from(calls).unwrap(), ms(per));
            let all = arrivals.iter().map(|at| {
                let world = &world;
                async move {
                    sleep_until(world.begun + ms(*at)).await;
                    assert!(world.call(0, ms(3), secs(3_600)).await.result.is_ok());
                }
            });
            join_all(all).await;
            assert_eq!(world.starts(), expected.iter().copied().map(ms).collect::<Vec<_>>());
        });
    }
}

/// Runs futures at the same time, polled in their order.
async fn join_all(futures: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut left: Vec<_> = futures.map(Box::pin).collect();
    std::future::poll_fn(|cx| {
        left.retain_mut(|future| future.as_mut().poll(cx).is_pending());
        if left.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}
