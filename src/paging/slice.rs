//! Fetches one slice of a span of time.

use crate::call::response::Response;
use crate::error::error::Error;
use crate::model::cursor::{Cursor, nanos};
use crate::paging::fetcher::PageFetcher;
use crate::paging::page::Page;
use crate::paging::row::Row;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::ops::Range;
use std::sync::Arc;

/// The pages after which a slice that continues is cut.
pub(crate) const PAGES_AT_MOST: u64 = 12;

/// By how much a request reaches beyond its slice: whether the gateway counts the ends in is not documented.
pub(crate) const MARGIN: TimeDelta = TimeDelta::milliseconds(1);

/// By how much it reaches beyond its end where the gateway turns out to compare dates in whole seconds.
pub(crate) const COARSE_MARGIN: TimeDelta = TimeDelta::seconds(1);

/// How far below its beginning an item must lie to show that the slice ends on this page: a gateway may order by second.
const CLEARLY: TimeDelta = TimeDelta::seconds(1);

/// The least by which two instants differ.
const INSTANT: TimeDelta = TimeDelta::nanoseconds(1);

/// Starts to fetch a part of the list.
pub(crate) type Fetch<T> = Arc<dyn Fn(ListPart) -> PageFetcher<T> + Send + Sync>;

/// Which part of the list is fetched: the limits for the gateway's filters, and where to start if not at the newest.
pub(crate) struct ListPart {
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
    pub(crate) cursor: Option<Cursor>,
}

type SlicePages<T> = VecDeque<Response<Page<T>>>;

/// What a slice's task brings: its pages, whether nothing can be lost between them, why they break off, and from where
/// on down it was left for others.
pub(crate) struct SliceResult<T> {
    pub(crate) pages: SlicePages<T>,
    pub(crate) lossless: bool,
    pub(crate) error: Option<Error>,
    pub(crate) rest: Option<DateTime<Utc>>,
    pub(crate) items: u64,
    /// The newest item in the slice.
    pub(crate) newest: Option<DateTime<Utc>>,
    /// The newest item below the slice, where the pages showed one.
    pub(crate) below: Option<DateTime<Utc>>,
}

/// Drains a slice, or its newest part where it holds more than a slice should.
pub(crate) async fn fetch_slice<T: Send + 'static>(
    fetch: Fetch<T>,
    part: ListPart,
    slice: Range<DateTime<Utc>>,
    row: Row<T>,
    most: u64,
) -> SliceResult<T> {
    let mut result = SliceResult::new();
    let (mut pages, mut lowest, mut previous) = (0, slice.end, None);
    let ListPart { from, to, .. } = part;
    let start = to.min(wider(slice.end, COARSE_MARGIN));
    let mut fetcher = fetch(part);
    loop {
        let next = poll_fn(|cx| fetcher.poll(cx)).await;
        result.lossless = fetcher.is_lossless();
        let mut page = match next.map(|fetched| fetched.result) {
            Some(Ok(page)) => page,
            None => return result,
            Some(Err(error)) => {
                result.error = Some(error);
                return result;
            }
        };
        pages += 1;
        let seen = page.items.iter().filter_map(row.instant);
        let Some((oldest, newest)) = seen.clone().min().zip(seen.clone().max()) else {
            result.pages.push_back(page);
            continue;
        };
        // The margin is a day, or the gateway ignores the end's date or compares it in days: the list can be started at a
        // cursor as well.
        if pages == 1
            && oldest > shifted(start, CLEARLY)
            && let Some(cursor) = page.end_cursor.as_ref().and_then(|cursor| cursor.at(nanos(&start)))
        {
            fetcher = fetch(ListPart { from, to, cursor: Some(cursor) });
            continue;
        }
        result.below = result.below.max(seen.clone().filter(|instant| *instant < slice.start).max());
        let descends = page.items.first().and_then(row.instant) > page.items.last().and_then(row.instant)
            || previous.is_some_and(|previous| previous > newest);
        let past = newest < slice.start || oldest < shifted(slice.start, -CLEARLY);
        previous = Some(oldest);
        page.data.items.retain(|item| (row.instant)(item).is_some_and(|instant| slice.contains(&instant)));
        result.newest = result.newest.max(page.items.iter().filter_map(row.instant).max());
        lowest = page.items.iter().filter_map(row.instant).fold(lowest, DateTime::min);
        result.items += page.items.len() as u64;
        result.pages.push_back(page);
        // The list is newest first, as far as the pages show: nothing of the slice follows.
        if past && descends {
            return result;
        }
        // What shares the lowest instant may follow, so all of it is left; something newer must stay.
        let newer = |item: &T| (row.instant)(item).is_some_and(|instant| instant > lowest);
        let many = pages >= PAGES_AT_MOST || result.items >= most;
        if many && result.pages.iter().any(|page| page.items.iter().any(newer)) {
            for page in &mut result.pages {
                page.data.items.retain(newer);
            }
            result.items = result.pages.iter().map(|page| page.items.len() as u64).sum();
            result.rest = Some(lowest + INSTANT);
            result.below = Some(lowest);
            return result;
        }
    }
}

impl<T> SliceResult<T> {
    fn new() -> Self {
        let pages = VecDeque::new();
        Self { pages, lossless: true, error: None, rest: None, items: 0, newest: None, below: None }
    }
}

/// Moves an instant outwards, to a whole millisecond: the gateway's own times have no finer ones.
pub(crate) fn wider(instant: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    let moved = shifted(instant, by);
    let up =
        moved.checked_add_signed(if by > TimeDelta::zero() { MARGIN - INSTANT } else { TimeDelta::zero() });
    up.unwrap_or(moved).duration_trunc(MARGIN).unwrap_or(moved)
}

/// Moves an instant, unless that leads out of what can be represented.
pub(crate) fn shifted(instant: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    instant.checked_add_signed(by).unwrap_or(instant)
}
