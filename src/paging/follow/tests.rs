//! Tests following a list with a model of the gateway: each new row is returned exactly once, across restarts.

use super::{Follow, FollowSource, Start};
use crate::call::response::Response;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::model::page_request::PageRequest;
use crate::model::position::Position;
use crate::paging::fetcher::{PageFetcher, PageSource, Part};
use crate::paging::follow_policy::FollowPolicy;
use crate::paging::model_gateway::*;
use crate::paging::page::Fetched;
use crate::paging::pages::Pages;
use fastrand::Rng;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::{Instant, timeout};

mod restarts;

/// Midnight, so that a gateway that compares in seconds has its groups where the tests put them.
const START: i64 = 1_742_083_200 * SECOND;

/// The time after which no new row comes: several intervals of the policy of the tests.
const IDLE: Duration = Duration::from_millis(25);

/// A gateway whose rows are inserted while it serves pages.
struct Live {
    gateway: Gateway,
    pending: VecDeque<i64>,
    dice: Rng,
    inserted: Vec<String>,
    reads: Vec<Instant>,
    /// The errors of the next requests; `None` stands for a request that succeeds.
    errors: VecDeque<Option<Error>>,
    latency: Duration,
}

impl Live {
    fn insert(&mut self, distance: i64) {
        let newest = self.gateway.rows.iter().map(|row| row.nanos).max().unwrap_or(START);
        let id = self.gateway.insert(newest + distance);
        self.inserted.push(id);
    }
}

/// A followed list of the model, as several processes follow it one after the other.
#[derive(Clone)]
struct Bench {
    live: Arc<Mutex<Live>>,
    page_size: u32,
}

impl Bench {
    fn new(rules: Rules, instants: &[i64], page_size: u32, seed: u64) -> Self {
        let gateway = Gateway::new(rules, instants.iter().copied(), seed);
        let dice = Rng::with_seed(seed);
        let live = Live {
            gateway,
            pending: VecDeque::new(),
            dice,
            inserted: Vec::new(),
            reads: Vec::new(),
            errors: VecDeque::new(),
            latency: Duration::ZERO,
        };
        Self { live: Arc::new(Mutex::new(live)), page_size }
    }

    fn insert(&self, distance: i64) {
        self.live.lock().unwrap().insert(distance);
    }

    fn pages(&self) -> Pages<ModelRow> {
        let live = self.live.clone();
        live.lock().unwrap().reads.push(Instant::now());
        let fetch = move |request: PageRequest| {
            let mut live = live.lock().unwrap();
            while !live.pending.is_empty() && live.dice.u8(0..3) == 0 {
                let distance = live.pending.pop_front().unwrap();
                live.insert(distance);
            }
            let error = live.errors.pop_front().flatten();
            let latency = live.latency;
            let page = live.gateway.page(&request);
            async move {
                tokio::time::sleep(latency).await;
                match error {
                    Some(error) => Err(error),
                    None => Ok(Fetched {
                        element_count: page.items.len(),
                        has_info: true,
                        response: Response::new(page),
                    }),
                }
            }
        };
        let first = PageRequest { limit: Some(self.page_size), ..PageRequest::default() };
        let part = Part { first, ..Part::default() };
        Pages::new(PageFetcher::new(PageSource::new("list", ROW, fetch), part), None, 0)
    }

    /// Follows the list. The random part of an interval is its maximum.
    fn follow(&self, start: Start) -> Follow<ModelRow> {
        let bench = self.clone();
        let source = FollowSource {
            operation: "list",
            row: ROW,
            pages: Box::new(move |_| bench.pages()),
            jitter: Box::new(|bound| bound),
        };
        Follow::new(source, start)
    }

    fn resume(&self, stored: &str) -> Follow<ModelRow> {
        self.follow(Start::After { since: None, position: Some(stored.into()) }).policy(often())
    }
}

/// A policy that reads the list again after a few milliseconds of the paused clock.
fn often() -> FollowPolicy {
    FollowPolicy::default()
        .shortest_interval(Duration::from_millis(1))
        .longest_interval(Duration::from_millis(4))
}

/// A runtime whose clock jumps to the next timer.
fn paused() -> Runtime {
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

fn error(kind: ErrorKind) -> Error {
    Error::new(kind, Outcome::Unknown, "a failure")
}

#[test]
fn the_list_is_read_less_often_while_nothing_comes_and_often_again_after_a_new_row() {
    let bench = Bench::new(Rules::PLAIN, &[START], 10, 1);
    paused().block_on(async {
        let second = Duration::from_secs(1);
        let policy = FollowPolicy::default().shortest_interval(8 * second).longest_interval(32 * second);
        let mut follow = bench.follow(Start::Now).policy(policy);
        let begun = Instant::now();
        assert!(timeout(120 * second, follow.try_next()).await.is_err());
        bench.insert(SECOND);
        assert!(follow.try_next().await.unwrap().is_some());
        assert!(timeout(20 * second, follow.try_next()).await.is_err());
        let reads = &bench.live.lock().unwrap().reads;
        let seconds: Vec<_> = reads.iter().map(|at| at.duration_since(begun).as_secs()).collect();
        // Each interval is an eighth longer, because the model's random part is its maximum.
        assert_eq!(seconds, [0, 9, 27, 63, 99, 135, 144]);
    });
}

#[test]
fn a_retryable_error_is_returned_and_the_next_row_comes_after_it() {
    let bench = Bench::new(Rules::PLAIN, &[START], 10, 1);
    paused().block_on(async {
        let mut follow = bench.follow(Start::Now).policy(often());
        follow.start().await.unwrap();
        bench.insert(SECOND);
        let wait = Duration::from_secs(60);
        let errors = [
            error(ErrorKind::Server).retryable(),
            error(ErrorKind::RateLimited).retryable().with_retry_after(Some(wait)),
        ];
        bench.live.lock().unwrap().errors.extend(errors.map(Some));
        assert_eq!(follow.try_next().await.unwrap_err().kind(), ErrorKind::Server);
        assert_eq!(follow.try_next().await.unwrap_err().kind(), ErrorKind::RateLimited);
        let limited = Instant::now();
        assert_eq!(follow.try_next().await.unwrap().unwrap().item.id, "inserted1");
        assert!(limited.elapsed() >= wait);
    });
}

#[test]
fn an_error_in_the_middle_of_a_read_returns_no_row_twice_and_loses_none() {
    let bench = Bench::new(Rules::PLAIN, &[START], 2, 1);
    paused().block_on(async {
        let mut follow = bench.follow(Start::Now).policy(often());
        follow.start().await.unwrap();
        (0..5).for_each(|_| bench.insert(SECOND));
        // The first page comes, and the second one fails.
        let fails = [None, Some(error(ErrorKind::Timeout).retryable())];
        bench.live.lock().unwrap().errors.extend(fails);
        assert_eq!(follow.try_next().await.unwrap_err().kind(), ErrorKind::Timeout);
        let mut rows = Vec::new();
        for _ in 0..5 {
            rows.push(follow.try_next().await.unwrap().unwrap().item.id);
        }
        assert_eq!(rows, ["inserted1", "inserted2", "inserted3", "inserted4", "inserted5"]);
    });
}

#[test]
fn a_final_error_ends_the_stream_and_the_rows_before_it_were_returned() {
    let bench = Bench::new(Rules::PLAIN, &[START], 10, 1);
    paused().block_on(async {
        let mut follow = bench.follow(Start::Now).policy(often());
        follow.start().await.unwrap();
        (0..2).for_each(|_| bench.insert(SECOND));
        assert!(follow.try_next().await.unwrap().is_some());
        bench.live.lock().unwrap().errors.push_back(Some(error(ErrorKind::Forbidden)));
        assert!(follow.try_next().await.unwrap().is_some());
        let error = follow.try_next().await.unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Forbidden, Some("list")));
        assert!(follow.try_next().await.unwrap().is_none());
        assert_eq!(bench.live.lock().unwrap().reads.len(), 3);
        let mut ended = bench.follow(Start::Now);
        bench.live.lock().unwrap().errors.push_back(Some(self::error(ErrorKind::Forbidden)));
        assert_eq!(ended.start().await.unwrap_err().kind(), ErrorKind::Forbidden);
        assert_eq!(ended.start().await.unwrap_err().kind(), ErrorKind::InvalidInput);
    });
}

#[test]
fn a_call_that_is_dropped_loses_no_row_and_no_wait() {
    let bench = Bench::new(Rules::PLAIN, &[START], 10, 1);
    bench.live.lock().unwrap().latency = Duration::from_secs(1);
    paused().block_on(async {
        let mut follow = bench.follow(Start::Now);
        follow.start().await.unwrap();
        (0..3).for_each(|_| bench.insert(SECOND));
        let mut rows = Vec::new();
        // Each call is dropped while the stream waits or while it reads the list.
        for _ in 0..20 {
            if let Ok(next) = timeout(Duration::from_millis(300), follow.try_next()).await {
                rows.push(next.unwrap().unwrap().item.id);
            }
        }
        assert_eq!(rows, ["inserted1", "inserted2", "inserted3"]);
    });
}

#[test]
fn a_list_that_is_empty_at_first_returns_each_row_that_comes() {
    let bench = Bench::new(Rules::PLAIN, &[], 10, 1);
    paused().block_on(async {
        let stored = bench.follow(Start::Now).start().await.unwrap().to_string();
        assert_eq!(stored, "1970-01-01T00:00:00.000Z");
        bench.insert(0);
        assert_eq!(bench.resume(&stored).try_next().await.unwrap().unwrap().item.id, "inserted1");
    });
}

#[test]
fn more_rows_at_one_instant_than_a_page_has_in_its_position_are_named_in_the_position() {
    let bench = Bench::new(Rules::PLAIN, &[START - 60 * SECOND], 5, 1);
    paused().block_on(async {
        let stored = bench.follow(Start::Now).start().await.unwrap().to_string();
        bench.insert(60 * SECOND);
        (0..20).for_each(|_| bench.insert(0));
        let mut follow = bench.resume(&stored);
        let mut stored = stored;
        for _ in 0..15 {
            stored = follow.try_next().await.unwrap().unwrap().position.to_string();
        }
        assert_eq!(stored.split('~').count(), 16);
        let mut resumed = bench.resume(&stored);
        let mut rest = 0;
        while timeout(IDLE, resumed.try_next()).await.is_ok() {
            rest += 1;
        }
        assert_eq!(rest, 6);
    });
}

#[test]
fn a_position_that_names_all_rows_of_an_instant_begins_above_it() {
    let bench = Bench::new(Rules::PLAIN, &[START, START + SECOND], 10, 1);
    paused().block_on(async {
        let position = Position::from("2025-03-16T00:00:00.000Z~");
        assert_eq!(position.cursor.instant(), Some(START.into()));
        let mut follow = bench.follow(Start::After { since: None, position: Some(position) });
        assert_eq!(follow.try_next().await.unwrap().unwrap().item.id, "row1");
    });
}

#[test]
fn a_list_that_is_oldest_first_is_an_error() {
    let rules = Rules { order: Order::OldestFirst, ..Rules::PLAIN };
    let bench = Bench::new(rules, &[START, START + 5 * SECOND, START + 9 * SECOND], 10, 1);
    paused().block_on(async {
        let error = bench.follow(Start::Now).try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Pagination);
        assert_eq!(error.to_string(), "list: the list is not newest first, so it cannot be followed");
    });
}
