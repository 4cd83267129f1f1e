//! A span of time drained by several requests at once, in order: the span is cut into windows, and cut again where the
//! data turns out to be.

use crate::cursor::{Cursor, nanos};
use crate::error::Error;
use crate::page::Page;
use crate::response::Response;
use crate::stream::Pages;
use crate::trace;
use crate::walk::task_lost;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::task::{AbortHandle, JoinSet};

/// The pages that a window is meant to hold: enough that the last, half-empty one costs little, few enough to wait in
/// memory for their turn.
const PAGES_MEANT: u64 = 6;

/// The pages after which a window that goes on is cut.
const PAGES_AT_MOST: u64 = 12;

/// The pages for which there must be room where a window is begun before its turn.
const PAGES_AT_LEAST: u64 = 1;

/// By how much a request reaches beyond its window: whether the gateway counts the ends in is not documented.
const MARGIN: TimeDelta = TimeDelta::milliseconds(1);

/// By how much it reaches beyond its end where the gateway turns out to compare dates in whole seconds.
const COARSE_MARGIN: TimeDelta = TimeDelta::seconds(1);

/// By how much it reaches beyond its end where the gateway turns out to compare dates in days, and below its beginning, to
/// see the first item of the window below.
const DAY_MARGIN: TimeDelta = TimeDelta::hours(25);

/// How far below its beginning an item must lie to show that the window ends on this page: a gateway may order by second.
const CLEARLY: TimeDelta = TimeDelta::seconds(1);

/// The least by which two instants differ.
const INSTANT: TimeDelta = TimeDelta::nanoseconds(1);

/// Makes a stream of a stretch of the list.
pub(crate) type Fetch<T> = Arc<dyn Fn(Stretch) -> Pages<T> + Send + Sync>;

/// What is asked for: the ends, for the gateway's filters, and where to begin if not at the newest.
pub(crate) struct Stretch {
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
    pub(crate) cursor: Option<Cursor>,
}

type Given<T> = VecDeque<Response<Page<T>>>;

/// The windows of one span, from the newest to the oldest.
pub(crate) struct Windows<T> {
    source: Source<T>,
    windows: VecDeque<Window<T>>,
    running: JoinSet<Drained<T>>,
    left: u64,
    lossless: bool,
    /// The end of the span, above which no window looks.
    end: DateTime<Utc>,
    /// How far a request reaches beyond its window's end.
    margin: TimeDelta,
    /// The newest item below the windows that were given, as the last of them saw it.
    seam: Option<DateTime<Utc>>,
}

/// What the windows are filled from.
pub(crate) struct Source<T> {
    pub(crate) operation: &'static str,
    pub(crate) fetch: Fetch<T>,
    pub(crate) time: fn(&T) -> DateTime<Utc>,
    pub(crate) page_size: u32,
    pub(crate) concurrency: usize,
}

/// A part of the span: `from <= createdAt < to`.
struct Window<T> {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    state: State<T>,
}

enum State<T> {
    Waiting,
    /// Its task, and the most items that it may bring.
    Running(AbortHandle, u64),
    /// Its pages have come; whether nothing is missing at its upper end is not known yet.
    Done(Drained<T>),
    /// Its turn has come.
    Given(Drained<T>),
}

/// What a window's task brings: its pages, whether nothing can be lost between them, why they break off, and from where
/// on down it was left for others.
struct Drained<T> {
    given: Given<T>,
    lossless: bool,
    error: Option<Error>,
    rest: Option<DateTime<Utc>>,
    items: u64,
    /// The newest item in the window.
    newest: Option<DateTime<Utc>>,
    /// The newest item below the window, where the pages showed one.
    below: Option<DateTime<Utc>>,
}

impl<T: Send + 'static> Windows<T> {
    /// Cuts a span into as many windows as requests may run at once; where the data is, is not known yet.
    pub(crate) fn new(
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        max_items: Option<u64>,
        source: Source<T>,
    ) -> Self {
        let windows = cut(from, to, source.concurrency).into();
        let left = max_items.unwrap_or(u64::MAX);
        Self {
            source,
            windows,
            running: JoinSet::new(),
            left,
            lossless: true,
            end: to,
            margin: MARGIN,
            seam: None,
        }
    }

    /// Returns the next page in order; an error is the last.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Response<Page<T>>, Error>>> {
        loop {
            if self.left == 0 {
                self.stop();
            }
            self.start();
            match self.windows.front_mut().map(|window| &mut window.state) {
                None => return Poll::Ready(None),
                Some(State::Done(_)) => self.check_seam(),
                Some(State::Given(drained)) => {
                    if let Some(mut page) = drained.given.pop_front() {
                        page.data.items.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
                        self.left -= page.items.len() as u64;
                        return Poll::Ready(Some(Ok(page)));
                    }
                    if let Some(error) = drained.error.take() {
                        self.stop();
                        return Poll::Ready(Some(Err(error)));
                    }
                    let below = drained.below;
                    let from = self.windows.pop_front().map(|window| window.from);
                    self.seam = below.or(self.seam.filter(|seam| from.is_some_and(|from| *seam < from)));
                }
                Some(State::Waiting | State::Running(..)) => match self.running.poll_join_next_with_id(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Some(Ok((task, drained)))) => self.take(task, drained),
                    Poll::Ready(Some(Err(_)) | None) => {
                        self.stop();
                        return Poll::Ready(Some(Err(task_lost(self.source.operation))));
                    }
                },
            }
        }
    }

    /// Tells whether no item can have been lost between two pages so far.
    pub(crate) fn is_lossless(&self) -> bool {
        self.lossless
    }

    fn stop(&mut self) {
        self.windows.clear();
        self.running.abort_all();
    }

    /// Checks the front window's upper end: the first item that the window above saw below itself must be in it. Where it
    /// is not, the gateway may compare dates in whole seconds or in days, and all that is left is read again with a wider
    /// margin; where the widest does not bring it either, it is gone or left out, and the list is not called lossless any
    /// more.
    fn check_seam(&mut self) {
        let Some(Window { from, state, .. }) = self.windows.front_mut() else { return };
        let State::Done(drained) = std::mem::replace(state, State::Waiting) else { return };
        let expected = self.seam.filter(|seam| seam >= from && drained.error.is_none());
        let missing = expected.is_some() && drained.newest < expected;
        let next = [COARSE_MARGIN, DAY_MARGIN].into_iter().find(|next| *next > self.margin);
        if missing && let Some(next) = next {
            self.margin = next;
            self.running = JoinSet::new();
            for window in &mut self.windows {
                window.state = State::Waiting;
            }
            return;
        }
        self.lossless &= !missing && drained.lossless;
        *state = State::Given(drained);
    }

    /// Starts windows while fewer than may run do, none that is further than that away from its turn twice over, and none
    /// for whose pages there is no room. The front window always has room.
    fn start(&mut self) {
        let Source { fetch, time, concurrency, page_size, .. } = &self.source;
        let least = u64::from(*page_size) * PAGES_AT_LEAST;
        let (most, room) = (self.most_items(), self.room());
        let mut held: u64 =
            self.windows.iter().enumerate().map(|(place, window)| window.held(place, most)).sum();
        for (place, window) in self.windows.iter_mut().take(2 * concurrency).enumerate() {
            if self.running.len() >= *concurrency {
                return;
            }
            let most = if place == 0 { most } else { most.min(room.saturating_sub(held)) };
            if matches!(window.state, State::Waiting) && most >= least {
                let stretch = Stretch {
                    from: wider(shifted(window.from, -DAY_MARGIN), -MARGIN),
                    to: wider(window.to, if window.to == self.end { DAY_MARGIN } else { self.margin }),
                    cursor: None,
                };
                let draining = drain(Arc::clone(fetch), stretch, window.from..window.to, *time, most);
                window.state = State::Running(self.running.spawn(trace::in_current_span(draining)), most);
                held += most;
            }
        }
    }

    /// The most items that a window is meant to hold.
    fn most_items(&self) -> u64 {
        u64::from(self.source.page_size) * PAGES_AT_MOST
    }

    /// The most items that all windows may hold.
    fn room(&self) -> u64 {
        self.most_items().saturating_mul(2 * self.source.concurrency as u64)
    }

    /// Takes what a window's task brought, and cuts what it left.
    fn take(&mut self, task: tokio::task::Id, drained: Drained<T>) {
        let place = self.windows.iter().position(|window| match &window.state {
            State::Running(handle, _) => handle.id() == task,
            State::Waiting | State::Done(_) | State::Given(_) => false,
        });
        let Some(place) = place else { return };
        let (items, rest) = (drained.items, drained.rest);
        let window = &mut self.windows[place];
        window.state = State::Done(drained);
        if let Some(rest) = rest {
            let (from, seen) = (window.from, window.to - rest);
            window.from = rest;
            let meant = u64::from(self.source.page_size) * PAGES_MEANT;
            let pieces = pieces(items, seen, rest - from, meant, 2 * self.source.concurrency);
            for (offset, piece) in cut(from, rest, pieces).into_iter().enumerate() {
                self.windows.insert(place + 1 + offset, piece);
            }
        }
    }
}

impl<T> Window<T> {
    /// Returns for how many items this window takes up room; the front one keeps its whole room for the one after it.
    fn held(&self, place: usize, most: u64) -> u64 {
        match &self.state {
            State::Waiting => 0,
            State::Running(_, allowed) => (*allowed).max(if place == 0 { most } else { 0 }),
            State::Done(drained) | State::Given(drained) if place == 0 => drained.items.max(most),
            State::Done(drained) | State::Given(drained) => drained.items,
        }
    }
}

/// Returns how many windows of `meant` items what is left makes, if it is as dense as what was seen.
fn pieces(items: u64, seen: TimeDelta, left: TimeDelta, meant: u64, most: usize) -> usize {
    let (seen, left) = (seen.as_seconds_f64().max(1e-9), left.as_seconds_f64());
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let expected = items as f64 * left / seen / meant as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and `most`")]
    let pieces = expected.ceil().clamp(1.0, most as f64) as usize;
    pieces
}

/// Cuts a span into equal windows, the newest first. A span that is too short for so many gives fewer.
fn cut<T>(from: DateTime<Utc>, to: DateTime<Utc>, pieces: usize) -> Vec<Window<T>> {
    let mut windows = Vec::with_capacity(pieces);
    let mut upper = to;
    for left in (1..=pieces).rev() {
        let width = (upper - from) / i32::try_from(left).unwrap_or(i32::MAX);
        let lower = if left == 1 { from } else { upper - width };
        if lower < upper {
            windows.push(Window { from: lower, to: upper, state: State::Waiting });
        }
        upper = lower;
    }
    windows
}

/// Moves an instant outwards, to a whole millisecond: the gateway's own times have no finer ones.
fn wider(instant: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    let moved = shifted(instant, by);
    let up =
        moved.checked_add_signed(if by > TimeDelta::zero() { MARGIN - INSTANT } else { TimeDelta::zero() });
    up.unwrap_or(moved).duration_trunc(MARGIN).unwrap_or(moved)
}

/// Drains a window, or its newest part where it holds more than a window should.
async fn drain<T: Send + 'static>(
    fetch: Fetch<T>,
    stretch: Stretch,
    window: Range<DateTime<Utc>>,
    time: fn(&T) -> DateTime<Utc>,
    most: u64,
) -> Drained<T> {
    let mut drained = Drained::new();
    let (mut fetched, mut lowest, mut previous) = (0, window.end, None);
    let Stretch { from, to, .. } = stretch;
    let start = to.min(wider(window.end, COARSE_MARGIN));
    let mut pages = fetch(stretch);
    loop {
        let next = pages.try_next().await;
        drained.lossless = pages.is_lossless();
        let mut page = match next {
            Ok(Some(page)) => page,
            Ok(None) => return drained,
            Err(error) => {
                drained.error = Some(error);
                return drained;
            }
        };
        fetched += 1;
        let seen = page.items.iter().map(time);
        let Some((oldest, newest)) = seen.clone().min().zip(seen.clone().max()) else {
            drained.given.push_back(page);
            continue;
        };
        // The margin is a day, or the gateway ignores the end's date or compares it in days: the list can be started at a
        // cursor as well.
        if fetched == 1
            && oldest > shifted(start, CLEARLY)
            && let Some(cursor) = page.end_cursor.as_ref().and_then(|cursor| cursor.at(nanos(&start)))
        {
            pages = fetch(Stretch { from, to, cursor: Some(cursor) });
            continue;
        }
        drained.below = drained.below.max(seen.clone().filter(|time| *time < window.start).max());
        let descends = page.items.first().map(time) > page.items.last().map(time)
            || previous.is_some_and(|previous| previous > newest);
        let past = newest < window.start || oldest < shifted(window.start, -CLEARLY);
        previous = Some(oldest);
        page.data.items.retain(|item| window.contains(&time(item)));
        drained.newest = drained.newest.max(page.items.iter().map(time).max());
        lowest = page.items.iter().map(time).fold(lowest, DateTime::min);
        drained.items += page.items.len() as u64;
        drained.given.push_back(page);
        // The list is newest first, as far as the pages show: nothing of the window follows.
        if past && descends {
            return drained;
        }
        // What shares the lowest instant may follow, so all of it is left; something newer must stay.
        let newer = |item: &T| time(item) > lowest;
        let many = fetched >= PAGES_AT_MOST || drained.items >= most;
        if many && drained.given.iter().any(|page| page.items.iter().any(newer)) {
            for page in &mut drained.given {
                page.data.items.retain(newer);
            }
            drained.items = drained.given.iter().map(|page| page.items.len() as u64).sum();
            drained.rest = Some(lowest + INSTANT);
            drained.below = Some(lowest);
            return drained;
        }
    }
}

impl<T> Drained<T> {
    fn new() -> Self {
        let given = VecDeque::new();
        Self { given, lossless: true, error: None, rest: None, items: 0, newest: None, below: None }
    }
}

/// Moves an instant, unless that leads out of what can be represented.
fn shifted(instant: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    instant.checked_add_signed(by).unwrap_or(instant)
}

impl<T> fmt::Debug for Windows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Windows")
            .field("left", &self.windows.len())
            .field("running", &self.running.len())
            .finish_non_exhaustive()
    }
}
