//! Tests that each new row is returned exactly once, whatever the gateway's rules and whenever the process restarts.

use super::{Bench, IDLE, START, often, paused};
use crate::paging::follow::Start;
use crate::paging::model_gateway::*;
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use tokio::time::timeout;

/// What a test does with a followed list.
#[derive(Clone, Debug)]
enum Action {
    /// Inserts rows at these distances from the newest row, in nanoseconds: at once, or while the list is read.
    Insert(Vec<i64>, When),
    /// Inserts the rows that were to be inserted while the list is read.
    InsertPending,
    /// Takes up to this number of rows.
    Take(usize),
    /// Continues in another process.
    Restart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    AtOnce,
    DuringReads,
}

/// The result of a list of actions.
#[derive(Debug)]
struct Outcomes {
    returned: Vec<ModelRow>,
    inserted: Vec<String>,
    lossless: bool,
}

async fn run(bench: &Bench, actions: &[Action]) -> Outcomes {
    let mut follow = bench.follow(Start::Now).policy(often());
    let mut stored = follow.start().await.unwrap().to_string();
    let (mut returned, mut lossless) = (Vec::new(), true);
    let rest = [Action::InsertPending, Action::Restart, Action::Take(500)];
    for action in actions.iter().chain(&rest) {
        match action {
            Action::Insert(distances, When::AtOnce) => {
                distances.iter().for_each(|distance| bench.insert(*distance));
            }
            Action::Insert(distances, When::DuringReads) => {
                bench.live.lock().unwrap().pending.extend(distances);
            }
            Action::InsertPending => {
                let mut live = bench.live.lock().unwrap();
                while let Some(distance) = live.pending.pop_front() {
                    live.insert(distance);
                }
            }
            Action::Take(rows) => {
                for _ in 0..*rows {
                    let next = timeout(IDLE, follow.try_next()).await;
                    let Ok(next) = next else { break };
                    let followed = next.unwrap().unwrap();
                    stored = followed.position.to_string();
                    returned.push(followed.item);
                }
            }
            Action::Restart => {
                lossless &= follow.is_lossless();
                follow = bench.resume(&stored);
            }
        }
    }
    lossless &= follow.is_lossless();
    let inserted = bench.live.lock().unwrap().inserted.clone();
    Outcomes { returned, inserted, lossless }
}

/// A gateway with a list that is newest first and with cursors that are timestamps.
fn rules() -> impl Strategy<Value = Rules> {
    let cut = prop_oneof![Just(Cut::Strict), Just(Cut::Inclusive), Just(Cut::NextRow)];
    let ties = prop_oneof![Just(Ties::Stable), Just(Ties::Shuffled)];
    let forms = Form::ALL.iter().copied().filter(|form| *form != Form::Opaque);
    let form = prop::sample::select(forms.collect::<Vec<_>>());
    (cut, ties, form).prop_map(|(cut, ties, form)| Rules { cut, ties, form, ..Rules::PLAIN })
}

/// Distances of rows that are never older than the newest row.
fn distances() -> impl Strategy<Value = Vec<i64>> {
    let distance =
        prop::sample::select(vec![0, 0, 1, MICROSECOND, MILLISECOND, 300 * MILLISECOND, 7 * SECOND]);
    prop::collection::vec(distance, 1..7)
}

/// Distances of rows that can become visible up to five seconds too late.
fn late_distances() -> impl Strategy<Value = Vec<i64>> {
    let distance = prop::sample::select(vec![
        0,
        -MILLISECOND,
        -SECOND,
        -4_999 * MILLISECOND,
        300 * MILLISECOND,
        7 * SECOND,
    ]);
    prop::collection::vec(distance, 1..7)
}

fn actions(distances: impl Strategy<Value = Vec<i64>>) -> impl Strategy<Value = Vec<Action>> {
    let when = prop_oneof![Just(When::AtOnce), Just(When::DuringReads)];
    let action = prop_oneof![
        3 => (distances, when).prop_map(|(distances, when)| Action::Insert(distances, when)),
        3 => (1_usize..6).prop_map(Action::Take),
        1 => Just(Action::Restart),
    ];
    prop::collection::vec(action, 1..12)
}

fn initial() -> impl Strategy<Value = Vec<i64>> {
    let step = prop::sample::select(vec![0, MILLISECOND, SECOND, 60 * SECOND]);
    prop::collection::vec(step, 0..20).prop_map(|steps| {
        steps
            .iter()
            .scan(START, |at, step| {
                *at += step;
                Some(*at)
            })
            .collect()
    })
}

fn ids(rows: &[ModelRow]) -> Vec<String> {
    let mut ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
    ids.sort_unstable();
    ids
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_new_row_is_returned_once_and_oldest_first_across_restarts(
        rules in rules(), initial in initial(), actions in actions(distances()), page_size in 2_u32..12, seed: u64,
    ) {
        let bench = Bench::new(rules, &initial, page_size, seed);
        let run = paused().block_on(run(&bench, &actions));
        prop_assert!(run.lossless);
        prop_assert!(run.returned.is_sorted_by_key(|row| row.nanos), "{:?}", run);
        prop_assert_eq!(ids(&run.returned), sorted(run.inserted));
    }

    #[test]
    fn a_row_that_becomes_visible_within_the_overlap_is_returned_once(
        rules in rules(), initial in initial(), actions in actions(late_distances()), page_size in 2_u32..12, seed: u64,
    ) {
        let bench = Bench::new(rules, &initial, page_size, seed);
        let run = paused().block_on(run(&bench, &actions));
        prop_assert!(run.lossless);
        prop_assert_eq!(ids(&run.returned), sorted(run.inserted));
    }

    #[test]
    fn a_gateway_that_orders_by_whole_seconds_loses_no_new_row(
        cut in prop::sample::select(vec![Cut::Strict, Cut::Inclusive]),
        initial in initial(), actions in actions(late_distances()), page_size in 2_u32..12, seed: u64,
    ) {
        let rules = Rules { cut, compares: SECOND, ties: Ties::Shuffled, ..Rules::PLAIN };
        let bench = Bench::new(rules, &initial, page_size, seed);
        let run = paused().block_on(run(&bench, &actions));
        prop_assume!(run.lossless);
        prop_assert_eq!(ids(&run.returned), sorted(run.inserted));
    }

    #[test]
    fn a_list_that_is_followed_from_an_instant_begins_with_its_oldest_row(
        rules in rules(), initial in initial(), from in 0_usize..20, page_size in 2_u32..12, seed: u64,
    ) {
        let bench = Bench::new(rules, &initial, page_size, seed);
        let since = initial.get(from).copied().map(DateTime::<Utc>::from_timestamp_nanos).unwrap_or_default();
        let rows = paused().block_on(async {
            let mut follow = bench.follow(Start::After { since: Some(since), position: None }).policy(often());
            let mut rows = Vec::new();
            while let Ok(next) = timeout(IDLE, follow.try_next()).await {
                rows.push(next.unwrap().unwrap().item);
            }
            rows
        });
        prop_assert!(rows.is_sorted_by_key(|row| row.nanos));
        let listed = bench.live.lock().unwrap().gateway.rows.clone();
        let listed: Vec<_> = listed.into_iter().filter(|row| row.time() >= since).collect();
        prop_assert_eq!(ids(&rows), ids(&listed));
    }
}
