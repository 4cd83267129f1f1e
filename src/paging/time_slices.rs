//! Reads a span of time with several concurrent requests. The span is cut into slices, and the pages are returned in
//! order. A slice with many items is cut again.

use crate::call::response::Response;
use crate::call::span;
use crate::error::error::Error;
use crate::model::position::Position;
use crate::paging::fetcher::FetchedPage;
use crate::paging::page::Page;
use crate::paging::prefetch::task_cancelled;
use crate::paging::returned::{ReturnedItems, was_returned};
use crate::paging::row::Row;
use crate::paging::slice::{
    COARSE_MARGIN, Fetch, ListPart, MARGIN, PAGES_AT_MOST, SliceResult, fetch_slice, shifted, wider,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::task::{AbortHandle, JoinSet};

/// The intended number of pages of a slice. With more pages, the last page, which is only partly full, costs relatively
/// less. With fewer pages, the slices that wait need less memory.
const PAGES_MEANT: u64 = 6;

/// The number of pages for which there must be capacity before a slice is started early.
const PAGES_AT_LEAST: u64 = 1;

/// How far a request extends beyond its slice if the gateway compares dates in whole days: above the end, and below the
/// beginning to see the first item of the next slice.
const DAY_MARGIN: TimeDelta = TimeDelta::hours(25);

/// The slices of one span, from the newest to the oldest.
pub(crate) struct TimeSlices<T> {
    source: SliceSource<T>,
    slices: VecDeque<TimeSlice<T>>,
    running: JoinSet<SliceResult<T>>,
    left: u64,
    lossless: bool,
    /// The end of the span. No slice reads above it.
    end: DateTime<Utc>,
    /// How far a request extends beyond the end of its slice.
    margin: TimeDelta,
    /// The newest item below the returned slices, as seen by the last returned slice.
    seam: Option<DateTime<Utc>>,
    returned: ReturnedItems,
}

/// The source of the slices.
pub(crate) struct SliceSource<T> {
    pub(crate) operation: &'static str,
    pub(crate) fetch: Fetch<T>,
    pub(crate) row: Row<T>,
    pub(crate) page_size: u32,
    pub(crate) concurrency: usize,
    /// The position after which the list is resumed.
    pub(crate) after: Option<Position>,
}

/// A part of the span: `from <= createdAt < to`.
struct TimeSlice<T> {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    state: State<T>,
}

enum State<T> {
    Waiting,
    /// The task, and the maximum number of items that it may return.
    Running(AbortHandle, u64),
    /// The pages were read. The check of the upper end is still open.
    Done(SliceResult<T>),
    /// The upper end was checked. The pages can be returned.
    Checked(SliceResult<T>),
}

impl<T: Send + 'static> TimeSlices<T> {
    /// Cuts a span into one slice for each concurrent request. The distribution of the data is not known yet.
    pub(crate) fn new(
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        max_items: Option<u64>,
        source: SliceSource<T>,
    ) -> Self {
        let slices = cut(from, to, source.concurrency).into();
        let left = max_items.unwrap_or(u64::MAX);
        let returned = source.after.as_ref().map(ReturnedItems::after).unwrap_or_default();
        Self {
            source,
            slices,
            running: JoinSet::new(),
            left,
            lossless: true,
            end: to,
            margin: MARGIN,
            seam: None,
            returned,
        }
    }

    /// Returns the next page in order. The stream ends after an error.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<FetchedPage<T>>> {
        let result = ready!(self.poll_page(cx));
        Poll::Ready(result.map(|result| match result {
            Ok(page) => self.fetched(page),
            Err(error) => FetchedPage::failed(error, self.lossless),
        }))
    }

    /// Drops the items outside of the span, and adds the position after the page.
    fn fetched(&mut self, mut page: Response<Page<T>>) -> FetchedPage<T> {
        let (row, items) = (self.source.row, &mut page.data.items);
        if let Some(after) = &self.source.after {
            items.retain(|item| !was_returned(after, item, row));
        }
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX);
        let is_cut_off = items.len() > wanted;
        items.truncate(wanted);
        self.left -= items.len() as u64;
        self.returned.start_page(page.data.end_cursor.as_ref());
        self.returned.add_all(&page.data.items, row);
        let position = self.returned.position();
        page.data.has_next =
            is_cut_off || self.slices.len() > 1 || self.slices.iter().any(TimeSlice::has_pages);
        page.data.next = position.clone().filter(|_| page.data.has_next);
        FetchedPage { result: Ok(page), position, lossless: self.lossless }
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Response<Page<T>>, Error>>> {
        loop {
            if self.left == 0 {
                self.stop();
            }
            self.start();
            match self.slices.front_mut().map(|slice| &mut slice.state) {
                None => return Poll::Ready(None),
                Some(State::Done(_)) => self.check_seam(),
                Some(State::Checked(fetched)) => {
                    if let Some(page) = fetched.pages.pop_front() {
                        return Poll::Ready(Some(Ok(page)));
                    }
                    if let Some(error) = fetched.error.take() {
                        self.stop();
                        return Poll::Ready(Some(Err(error)));
                    }
                    let below = fetched.below;
                    let from = self.slices.pop_front().map(|slice| slice.from);
                    self.seam = below.or(self.seam.filter(|seam| from.is_some_and(|from| *seam < from)));
                }
                Some(State::Waiting | State::Running(..)) => match self.running.poll_join_next_with_id(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Some(Ok((task, fetched)))) => self.take(task, fetched),
                    Poll::Ready(Some(Err(_)) | None) => {
                        self.stop();
                        return Poll::Ready(Some(Err(task_cancelled(self.source.operation))));
                    }
                },
            }
        }
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.source.operation
    }

    pub(crate) fn row(&self) -> Row<T> {
        self.source.row
    }

    fn stop(&mut self) {
        self.slices.clear();
        self.running.abort_all();
    }

    /// Checks the upper end of the first slice: it must contain the first item that the slice above saw below itself.
    /// If it does not, the gateway may compare dates in whole seconds or in days, and the rest of the span is read
    /// again with a wider margin. If the widest margin does not return the item either, the item was deleted or lost,
    /// and the list is no longer lossless.
    fn check_seam(&mut self) {
        let Some(TimeSlice { from, state, .. }) = self.slices.front_mut() else { return };
        let State::Done(fetched) = std::mem::replace(state, State::Waiting) else { return };
        let expected = self.seam.filter(|seam| seam >= from && fetched.error.is_none());
        let missing = expected.is_some() && fetched.newest < expected;
        let next = [COARSE_MARGIN, DAY_MARGIN].into_iter().find(|next| *next > self.margin);
        if missing && let Some(next) = next {
            self.margin = next;
            self.running = JoinSet::new();
            for slice in &mut self.slices {
                slice.state = State::Waiting;
            }
            return;
        }
        self.lossless &= !missing && fetched.lossless;
        *state = State::Checked(fetched);
    }

    /// Starts slices up to the maximum number of concurrent requests. It starts a slice only if there is capacity for
    /// its pages and if it is among the first slices; their number is twice the number of requests. The first slice
    /// always has capacity.
    fn start(&mut self) {
        let SliceSource { fetch, row, concurrency, page_size, .. } = &self.source;
        let least = u64::from(*page_size) * PAGES_AT_LEAST;
        let (most, room) = (self.most_items(), self.room());
        let mut held: u64 =
            self.slices.iter().enumerate().map(|(index, slice)| slice.held(index, most)).sum();
        for (index, slice) in self.slices.iter_mut().take(2 * concurrency).enumerate() {
            if self.running.len() >= *concurrency {
                return;
            }
            let most = if index == 0 { most } else { most.min(room.saturating_sub(held)) };
            if matches!(slice.state, State::Waiting) && most >= least {
                let part = ListPart {
                    from: wider(shifted(slice.from, -DAY_MARGIN), -MARGIN),
                    to: wider(slice.to, if slice.to == self.end { DAY_MARGIN } else { self.margin }),
                    cursor: None,
                };
                let fetching = fetch_slice(Arc::clone(fetch), part, slice.from..slice.to, *row, most);
                slice.state = State::Running(self.running.spawn(span::in_current_span(fetching)), most);
                held += most;
            }
        }
    }

    /// Returns the intended maximum number of items of a slice.
    fn most_items(&self) -> u64 {
        u64::from(self.source.page_size) * PAGES_AT_MOST
    }

    /// Returns the maximum number of items of all slices together.
    fn room(&self) -> u64 {
        self.most_items().saturating_mul(2 * self.source.concurrency as u64)
    }

    /// Stores the result of a slice's task, and cuts the part that was not read.
    fn take(&mut self, task: tokio::task::Id, fetched: SliceResult<T>) {
        let index = self.slices.iter().position(|slice| match &slice.state {
            State::Running(handle, _) => handle.id() == task,
            State::Waiting | State::Done(_) | State::Checked(_) => false,
        });
        let Some(index) = index else { return };
        let (items, rest) = (fetched.items, fetched.rest);
        let slice = &mut self.slices[index];
        slice.state = State::Done(fetched);
        if let Some(rest) = rest {
            let (from, seen) = (slice.from, slice.to - rest);
            slice.from = rest;
            let meant = u64::from(self.source.page_size) * PAGES_MEANT;
            let pieces = pieces(items, seen, rest - from, meant, 2 * self.source.concurrency);
            for (offset, piece) in cut(from, rest, pieces).into_iter().enumerate() {
                self.slices.insert(index + 1 + offset, piece);
            }
        }
    }
}

impl<T> TimeSlice<T> {
    /// Returns whether the slice has pages that were not returned yet.
    fn has_pages(&self) -> bool {
        match &self.state {
            State::Waiting | State::Running(..) => true,
            State::Done(fetched) | State::Checked(fetched) => !fetched.pages.is_empty(),
        }
    }

    /// Returns the number of items for which this slice uses capacity. The first slice keeps its full capacity for the
    /// slice after it.
    fn held(&self, index: usize, most: u64) -> u64 {
        match &self.state {
            State::Waiting => 0,
            State::Running(_, allowed) => (*allowed).max(if index == 0 { most } else { 0 }),
            State::Done(fetched) | State::Checked(fetched) if index == 0 => fetched.items.max(most),
            State::Done(fetched) | State::Checked(fetched) => fetched.items,
        }
    }
}

/// Returns the number of slices of `meant` items for the rest of a slice, if the rest is as dense as the part that was
/// read.
fn pieces(items: u64, seen: TimeDelta, left: TimeDelta, meant: u64, most: usize) -> usize {
    let (seen, left) = (seen.as_seconds_f64().max(1e-9), left.as_seconds_f64());
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let expected = items as f64 * left / seen / meant as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and `most`")]
    let pieces = expected.ceil().clamp(1.0, most as f64) as usize;
    pieces
}

/// Cuts a span into equal slices, newest first. A short span gives fewer slices.
fn cut<T>(from: DateTime<Utc>, to: DateTime<Utc>, pieces: usize) -> Vec<TimeSlice<T>> {
    let mut slices = Vec::with_capacity(pieces);
    let mut upper = to;
    for left in (1..=pieces).rev() {
        let width = (upper - from) / i32::try_from(left).unwrap_or(i32::MAX);
        let lower = if left == 1 { from } else { upper - width };
        if lower < upper {
            slices.push(TimeSlice { from: lower, to: upper, state: State::Waiting });
        }
        upper = lower;
    }
    slices
}

impl<T> fmt::Debug for TimeSlices<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimeSlices")
            .field("left", &self.slices.len())
            .field("running", &self.running.len())
            .finish_non_exhaustive()
    }
}
