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

/// The maximum number of pages of a slice. A slice with more pages is cut.
pub(crate) const PAGES_AT_MOST: u64 = 12;

/// How far a request extends beyond its slice. It is not documented whether the gateway's filters include their limits.
pub(crate) const MARGIN: TimeDelta = TimeDelta::milliseconds(1);

/// How far a request extends beyond the end of its slice if the gateway compares dates in whole seconds.
pub(crate) const COARSE_MARGIN: TimeDelta = TimeDelta::seconds(1);

/// How far below the beginning of the slice an item must be to prove that the slice ends on this page. A gateway may
/// order by whole seconds.
const CLEARLY: TimeDelta = TimeDelta::seconds(1);

/// The smallest difference between two instants.
const INSTANT: TimeDelta = TimeDelta::nanoseconds(1);

/// Creates a fetcher for a part of the list.
pub(crate) type Fetch<T> = Arc<dyn Fn(ListPart) -> PageFetcher<T> + Send + Sync>;

/// A part of the list: the limits for the gateway's filters, and the first cursor if the part does not start at its
/// newest item.
pub(crate) struct ListPart {
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
    pub(crate) cursor: Option<Cursor>,
}

type SlicePages<T> = VecDeque<Response<Page<T>>>;

/// The result of a slice's task: its pages, whether no item can be lost between them, the error that ended them, and
/// the limit below which the slice was not read.
pub(crate) struct SliceResult<T> {
    pub(crate) pages: SlicePages<T>,
    pub(crate) lossless: bool,
    pub(crate) error: Option<Error>,
    pub(crate) rest: Option<DateTime<Utc>>,
    pub(crate) items: u64,
    /// The newest item in the slice.
    pub(crate) newest: Option<DateTime<Utc>>,
    /// The newest item below the slice, if the pages contained one.
    pub(crate) below: Option<DateTime<Utc>>,
}

/// Reads a slice, or only its newest part if it has too many pages.
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
        // The margin is a day, or the gateway ignores the end date or compares it in days. The list can start at a
        // cursor instead.
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
        // The pages show that the list is newest first, so no further item is in the slice.
        if past && descends {
            return result;
        }
        // More items with the lowest instant may follow, so all items of that instant are left for the next slice. At least one newer item must remain.
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

/// Moves an instant outwards to a whole millisecond. The gateway's timestamps have milliseconds.
pub(crate) fn wider(instant: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    let moved = shifted(instant, by);
    let up =
        moved.checked_add_signed(if by > TimeDelta::zero() { MARGIN - INSTANT } else { TimeDelta::zero() });
    up.unwrap_or(moved).duration_trunc(MARGIN).unwrap_or(moved)
}

/// Moves an instant, unless the result cannot be represented.
pub(crate) fn shifted(instant: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    instant.checked_add_signed(by).unwrap_or(instant)
}
