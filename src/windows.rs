//! A span of time drained by several requests at once, in order: the span is cut into windows, and cut again where the
//! data turns out to be.

use crate::error::Error;
use crate::page::Page;
use crate::response::Response;
use crate::stream::Pages;
use crate::trace;
use crate::walk::task_lost;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use std::collections::VecDeque;
use std::fmt;
use std::task::{Context, Poll};
use tokio::task::{AbortHandle, JoinSet};

/// The pages that a window is meant to hold: enough that the last, half-empty one costs little, few enough to wait in
/// memory for their turn.
const PAGES_MEANT: u64 = 8;

/// The pages after which a window that goes on is cut.
const PAGES_AT_MOST: u64 = 12;

/// By how much a request reaches beyond its window: whether the gateway counts the ends in is not documented.
const MARGIN: TimeDelta = TimeDelta::milliseconds(1);

/// The least by which two instants differ.
const INSTANT: TimeDelta = TimeDelta::nanoseconds(1);

/// Makes a stream of the items between two instants.
pub(crate) type Fetch<T> = Box<dyn Fn(DateTime<Utc>, DateTime<Utc>) -> Pages<T> + Send + Sync>;

type Given<T> = VecDeque<Response<Page<T>>>;

/// The windows of one span, from the newest to the oldest.
pub(crate) struct Windows<T> {
    source: Source<T>,
    windows: VecDeque<Window<T>>,
    running: JoinSet<Drained<T>>,
    left: u64,
    lossless: bool,
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
    Running(AbortHandle),
    Done(Given<T>, Option<Error>),
}

/// What a window's task brings: its pages, whether nothing can be lost between them, why they break off, and from where
/// on down it was left for others.
struct Drained<T> {
    given: Given<T>,
    lossless: bool,
    error: Option<Error>,
    rest: Option<DateTime<Utc>>,
    items: u64,
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
        Self { source, windows, running: JoinSet::new(), left: max_items.unwrap_or(u64::MAX), lossless: true }
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
                Some(State::Done(given, error)) => {
                    if let Some(mut page) = given.pop_front() {
                        page.data.items.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
                        self.left -= page.items.len() as u64;
                        return Poll::Ready(Some(Ok(page)));
                    }
                    if let Some(error) = error.take() {
                        self.stop();
                        return Poll::Ready(Some(Err(error)));
                    }
                    self.windows.pop_front();
                }
                Some(State::Waiting | State::Running(_)) => match self.running.poll_join_next_with_id(cx) {
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

    /// Starts windows while fewer than may run do, and none that is further than that away from its turn twice over.
    fn start(&mut self) {
        let Source { fetch, time, concurrency, .. } = &self.source;
        for window in self.windows.iter_mut().take(2 * concurrency) {
            if self.running.len() >= *concurrency {
                return;
            }
            if matches!(window.state, State::Waiting) {
                let (from, to) = (window.from, window.to);
                let pages = fetch(wider(from, -MARGIN), wider(to, MARGIN));
                let draining = trace::in_current_span(drain(pages, from, to, *time));
                window.state = State::Running(self.running.spawn(draining));
            }
        }
    }

    /// Takes over what a window's task brought, and cuts what it left.
    fn take(&mut self, task: tokio::task::Id, drained: Drained<T>) {
        let place = self.windows.iter().position(|window| match &window.state {
            State::Running(handle) => handle.id() == task,
            State::Waiting | State::Done(..) => false,
        });
        let Some(place) = place else { return };
        let Drained { given, lossless, error, rest, items } = drained;
        self.lossless &= lossless;
        let window = &mut self.windows[place];
        window.state = State::Done(given, error);
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
    let moved = instant.checked_add_signed(by).unwrap_or(instant);
    let up =
        moved.checked_add_signed(if by > TimeDelta::zero() { MARGIN - INSTANT } else { TimeDelta::zero() });
    up.unwrap_or(moved).duration_trunc(MARGIN).unwrap_or(moved)
}

/// Drains a window, or its newest part where it holds more than a window should.
async fn drain<T: Send + 'static>(
    mut pages: Pages<T>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    time: fn(&T) -> DateTime<Utc>,
) -> Drained<T> {
    let mut drained = Drained { given: VecDeque::new(), lossless: true, error: None, rest: None, items: 0 };
    let (mut fetched, mut lowest) = (0, to);
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
        page.data.items.retain(|item| (from..to).contains(&time(item)));
        lowest = page.items.iter().map(time).fold(lowest, DateTime::min);
        drained.items += page.items.len() as u64;
        drained.given.push_back(page);
        // What shares the lowest instant may go on, so all of it is left; something newer must stay.
        let newer = |item: &T| time(item) > lowest;
        if fetched >= PAGES_AT_MOST && drained.given.iter().any(|page| page.items.iter().any(newer)) {
            for page in &mut drained.given {
                page.data.items.retain(newer);
            }
            drained.rest = Some(lowest + INSTANT);
            return drained;
        }
    }
}

impl<T> fmt::Debug for Windows<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Windows")
            .field("left", &self.windows.len())
            .field("running", &self.running.len())
            .finish_non_exhaustive()
    }
}
