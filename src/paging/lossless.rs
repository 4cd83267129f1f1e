//! Lossless paging. At each boundary between two pages, the next page must contain an item that was already returned.
//! Only then is it proved that no item is missing.
//!
//! A page is requested from one millisecond above the last item. If the page contains no item that was already
//! returned, then the gateway compares timestamps less precisely than it prints them, or the item was deleted. The page
//! is dropped and requested again from ten times further above, up to one second, and finally from the end of the page
//! before. If the page contains only items that were already returned, it is requested again with double the size. If a
//! larger page does not return more items, then the gateway limits the page size, and the next page is requested from a
//! smaller distance, and finally from the end cursor itself.

use crate::model::cursor::{Cursor, NANOS_PER_SECOND};
use crate::model::position::{Position, Returned};
use crate::paging::next::Next;
use crate::paging::page::Page;
use crate::paging::pagination_error::{LARGEST_PAGE, PaginationError};
use crate::paging::reach::{COARSEST, Edge, Reach};
use crate::paging::row::Row;
use std::collections::{HashMap, HashSet};

/// The number of times in a row that doubling the size may return no more items. After that the page size counts as
/// limited by the gateway.
const FRUITLESS_DOUBLINGS: u32 = 6;

/// The maximum factor by which the page size is increased to find a proof. After that the list counts as not lossless.
const LARGEST_SEARCH: u32 = 64;

/// The maximum factor by which the page size is increased if hidden items fill the pages.
const LARGEST_DOUBLED: u32 = 1 << 12;

/// The state of a lossless list.
#[derive(Debug)]
pub(crate) struct Lossless {
    page_size: u32,
    start: Option<Cursor>,
    edge: Option<Edge>,
    /// The keys that may be returned again, each with the end of the lowest page that contained it.
    returned: HashMap<String, i128>,
    /// The distance that has worked for this gateway.
    reach: Reach,
    /// The distance that the previous boundary needed, if it was larger.
    wider: Option<Reach>,
    asked: Asked,
    best: Option<Best>,
    fruitless: u32,
    /// The smallest page size for which doubling returned no more items.
    cap: Option<u32>,
    /// Whether the list was resumed and no page was read since then.
    is_resumed: bool,
    /// Whether the items of the last page are requested again.
    asks_again: bool,
}

/// The start of the requested page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// The beginning of the list: no item was read yet.
    Start,
    /// Above the boundary, at the known distance or further.
    Above(Reach),
    /// Above the boundary, at a smaller distance, because pages from further above are limited in size.
    Below(Reach),
}

/// The largest number of items that pages from the same cursor contained.
#[derive(Clone, Copy, Debug)]
struct Best {
    limit: u32,
    element_count: usize,
    end: Option<i128>,
}

/// A resumed list and its first cursor.
#[derive(Debug)]
pub(crate) struct Resumed {
    pub(crate) lossless: Lossless,
    pub(crate) cursor: Cursor,
}

impl Lossless {
    pub(crate) fn new(page_size: u32, start: Option<Cursor>) -> Self {
        Self {
            page_size,
            start,
            edge: None,
            returned: HashMap::new(),
            reach: Reach::MILLISECOND,
            wider: None,
            asked: Asked::Start,
            best: None,
            fruitless: 0,
            cap: None,
            is_resumed: false,
            asks_again: false,
        }
    }

    /// Resumes after a position. Returns `None` if its cursor is not a timestamp.
    pub(crate) fn resumed(page_size: u32, after: &Position) -> Option<Resumed> {
        let low = after.cursor.instant()?;
        let keys: &[String] = match &after.returned {
            Returned::Keys(keys) => keys,
            Returned::All => &[],
        };
        let edge =
            Edge { cursor: after.cursor.clone(), low, last: low, key: keys.last().cloned(), before: None };
        let cursor = edge.at(Reach::MILLISECOND)?;
        let returned = keys.iter().map(|key| (key.clone(), low)).collect();
        let asked = Asked::Above(Reach::MILLISECOND);
        let lossless = Self {
            edge: Some(edge),
            returned,
            asked,
            is_resumed: true,
            ..Self::new(page_size, Some(after.cursor.clone()))
        };
        Some(Resumed { lossless, cursor })
    }

    /// Returns the cursor at which a new list would continue this one, or `None` if nothing was returned yet.
    pub(crate) fn resume_at(&self) -> Option<Cursor> {
        match self.asked {
            Asked::Start => None,
            Asked::Above(_) | Asked::Below(_) => self.edge.as_ref()?.at(self.reach),
        }
    }

    /// Returns whether the items of the last page are requested again.
    pub(crate) fn asks_again(&self) -> bool {
        self.asks_again
    }

    /// Returns the number of stored keys.
    #[cfg(test)]
    pub(crate) fn remembered(&self) -> usize {
        self.returned.len()
    }

    /// Processes the requested page.
    pub(crate) fn take<T>(
        &mut self,
        page: &mut Page<T>,
        limit: u32,
        element_count: usize,
        row: Row<T>,
    ) -> Next {
        let end = page.end_cursor.as_ref().and_then(Cursor::instant);
        self.asks_again = false;
        if page.has_next && end.is_none() {
            return self.without_instants(page, row);
        }
        match self.proof(page, end, row) {
            // The returned items may have been deleted, or the position was created by hand.
            Proof::Missing if self.is_resumed && !self.can_ask_wider() => {}
            Proof::Missing => {
                self.asks_again = true;
                return self.unproven(page, end, limit);
            }
            Proof::Undecided => {
                self.asks_again = true;
                page.items.clear();
                return self.nothing_new(Best { limit, element_count, end });
            }
            Proof::Follows => {}
        }
        self.is_resumed = false;
        let again = self.edge.as_ref().and_then(|edge| edge.key.as_deref());
        let last_came = again.is_some_and(|last| page.items.iter().any(|item| row.key(item) == last));
        let last = page
            .items
            .last()
            .and_then(|item| Some(Last { key: row.key(item).to_owned(), nanos: row.nanos(item).or(end)? }));
        self.drop_repeats(page, end, row);
        let asked = match self.asked {
            Asked::Start => self.edge.as_ref().map(|edge| edge.low),
            Asked::Above(_) | Asked::Below(_) => self.asked_instant(),
        };
        let fell = self.fall(page.end_cursor.clone(), last);
        if !page.has_next {
            return Next::End;
        }
        if page.items.is_empty() {
            self.asks_again = !fell;
            return self.nothing_new(Best { limit, element_count, end });
        }
        // In a list that is newest first, no page ends above its cursor, and a larger page from the same start does not
        // end higher.
        if asked.zip(end).is_some_and(|(asked, end)| end > asked + COARSEST) {
            return Next::Plain { cursor: page.end_cursor.clone(), previous: self.forget_all() };
        }
        self.learn(if last_came { LastItem::Came } else { LastItem::Missing });
        if fell {
            (self.best, self.fruitless) = (None, 0);
        }
        self.ask(Asked::Above(self.reach), if fell { self.page_size } else { limit })
    }

    /// Records the distance that worked. A larger distance is kept if the page contained the last item or the previous
    /// boundary needed it too. Otherwise the last item may only have been deleted.
    fn learn(&mut self, last: LastItem) {
        let wider = match self.asked {
            Asked::Start | Asked::Above(Reach::PageBefore) => None,
            Asked::Above(reach) if reach == self.reach => None,
            Asked::Above(reach) => Some(reach),
            Asked::Below(reach) => {
                self.reach = reach;
                None
            }
        };
        if let Some(reach) = wider
            && (last == LastItem::Came || self.wider.is_some())
        {
            self.reach = reach;
        }
        self.wider = wider;
    }

    /// Returns whether a page begins at or above the boundary.
    fn proof<T>(&self, page: &Page<T>, end: Option<i128>, row: Row<T>) -> Proof {
        let (Some(asked), Some(edge)) = (self.asked_instant(), &self.edge) else { return Proof::Follows };
        let is_at_edge = |item| self.is_resumed && row.nanos(item).is_some_and(|instant| instant >= edge.low);
        let known =
            page.items.iter().any(|item| self.returned.contains_key(row.key(item)) || is_at_edge(item));
        match end {
            _ if known => Proof::Follows,
            // The page contains only hidden items and reaches up to the boundary.
            Some(end) if page.items.is_empty() && edge.low <= end && end < asked => Proof::Follows,
            // Many items have the same instant, or the list is oldest first. A larger page decides it.
            Some(end) if page.has_next && edge.low <= end && end <= asked + COARSEST => Proof::Undecided,
            _ => Proof::Missing,
        }
    }

    /// Drops the items that were already returned.
    fn drop_repeats<T>(&mut self, page: &mut Page<T>, end: Option<i128>, row: Row<T>) {
        let end = end.unwrap_or(i128::MIN);
        // An item that was returned again is at or below the end of this page too.
        page.items.retain(|item| self.returned.insert(row.key(item).to_owned(), end).is_none());
    }

    /// Moves the boundary down if the page ends below it, and returns whether it moved.
    fn fall(&mut self, cursor: Option<Cursor>, last: Option<Last>) -> bool {
        let Some((cursor, low)) = cursor.and_then(|cursor| cursor.instant().map(|low| (cursor, low))) else {
            return false;
        };
        let old = self.edge.take();
        let highest = old.as_ref().map_or(i128::MAX, Edge::horizon);
        // If the item's time does not fit the cursors, the list is not ordered by that time.
        let last =
            last.filter(|last| last.nanos <= highest).map(|last| Last { nanos: last.nanos.max(low), ..last });
        let (edge, fell) = match (old, last) {
            (None, last) => {
                let (key, last) = last.map_or((None, low), |last| (Some(last.key), last.nanos));
                (Edge { cursor, low, last, key, before: None }, true)
            }
            (Some(old), Some(last)) if low < old.low || (low == old.low && last.nanos < old.last) => {
                let before = if low < old.low { Some(old.low) } else { old.before };
                (Edge { cursor, low, last: last.nanos, key: Some(last.key), before }, true)
            }
            (Some(old), None) if low < old.low => (Edge { cursor, low, before: Some(old.low), ..old }, true),
            (Some(old), _) => (old, false),
        };
        if fell {
            let horizon = edge.horizon();
            self.returned.retain(|_, end| *end <= horizon);
        }
        self.edge = Some(edge);
        fell
    }

    fn asked_instant(&self) -> Option<i128> {
        match self.asked {
            Asked::Start => None,
            Asked::Above(reach) | Asked::Below(reach) => self.edge.as_ref()?.instant(reach),
        }
    }

    fn ask(&mut self, asked: Asked, size: u32) -> Next {
        // Before the first item was returned, no item can be returned again.
        self.asked = if self.returned.is_empty() && !self.is_resumed { Asked::Start } else { asked };
        match (self.asked, &self.edge) {
            (Asked::Above(reach) | Asked::Below(reach), Some(edge)) => edge
                .at(reach)
                .map_or_else(|| self.give_up(), |cursor| Next::Ask { size, cursor: Some(cursor) }),
            _ => Next::Ask { size, cursor: self.start.clone() },
        }
    }

    /// Returns whether a larger distance above the boundary is possible.
    fn can_ask_wider(&self) -> bool {
        match (self.asked, &self.edge) {
            (Asked::Above(reach), Some(edge)) => edge.wider(reach).is_some(),
            (Asked::Start | Asked::Below(_), _) | (_, None) => false,
        }
    }

    /// Handles a page without any item that was already returned. It may begin too low.
    fn unproven<T>(&mut self, page: &mut Page<T>, end: Option<i128>, limit: u32) -> Next {
        let Some(edge) = &self.edge else { return self.give_up() };
        let rises = end > self.asked_instant() && !page.items.is_empty();
        page.items.clear();
        match self.asked {
            _ if rises => self.give_up(),
            Asked::Start => self.give_up(),
            Asked::Above(reach) => match edge.wider(reach) {
                Some(reach) => self.ask(Asked::Above(reach), limit),
                // The whole first page is requested again.
                None if edge.before.is_none() => {
                    self.ask(Asked::Start, limit.saturating_mul(2).min(LARGEST_PAGE))
                }
                // More items than requested may be equal for the gateway's comparison, in any order.
                None if page.has_next && limit < self.page_size.saturating_mul(LARGEST_SEARCH) => {
                    self.ask(self.asked, limit.saturating_mul(2).min(LARGEST_PAGE))
                }
                None => self.give_up(),
            },
            Asked::Below(reach) => self.nearer(reach),
        }
    }

    /// Handles a page with only items that were already returned. A larger page contains more, unless the gateway
    /// limits the page size.
    fn nothing_new(&mut self, now: Best) -> Next {
        let more = self.best.is_none_or(|best| {
            now.element_count > best.element_count
                || now.end.zip(best.end).is_some_and(|(now, best)| now < best)
        });
        if more {
            (self.best, self.fruitless) = (Some(now), 0);
        } else {
            self.fruitless += 1;
        }
        if self.fruitless == FRUITLESS_DOUBLINGS {
            self.cap = self.best.map(|best| best.limit);
        }
        let capped = self.cap.is_some_and(|cap| now.limit >= cap)
            || now.limit >= self.page_size.saturating_mul(LARGEST_DOUBLED).min(LARGEST_PAGE);
        match self.asked {
            asked if !capped => self.ask(asked, now.limit.saturating_mul(2).min(LARGEST_PAGE)),
            Asked::Start => self.give_up(),
            Asked::Above(reach) | Asked::Below(reach) => self.nearer(reach),
        }
    }

    /// Requests the page from a smaller distance than `reach`, so that a page of limited size reaches further down.
    fn nearer(&mut self, reach: Reach) -> Next {
        let Some(edge) = &self.edge else { return self.give_up() };
        (self.best, self.fruitless) = (None, 0);
        match edge.nearer(reach) {
            Some(reach) => {
                self.ask(Asked::Below(reach), self.cap.unwrap_or(self.page_size).max(self.page_size))
            }
            // Hidden items fill the page, and no items are known to have the same instant.
            None if edge.last > edge.low + NANOS_PER_SECOND.min(edge.cursor.unit().unwrap_or(0)) => {
                self.give_up()
            }
            None => Next::Fail(PaginationError::CappedPages),
        }
    }

    /// Continues from the lowest end cursor without a proof.
    fn give_up(&mut self) -> Next {
        let cursor = self.edge.as_ref().map(|edge| edge.cursor.clone()).or_else(|| self.start.clone());
        Next::Plain { cursor, previous: self.forget_all() }
    }

    /// Continues with plain paging if the cursors are not timestamps, or stops if there is no cursor.
    fn without_instants<T>(&mut self, page: &mut Page<T>, row: Row<T>) -> Next {
        self.drop_repeats(page, None, row);
        match page.end_cursor.clone() {
            None => Next::Fail(PaginationError::NoCursor),
            cursor => Next::Plain { cursor, previous: self.forget_all() },
        }
    }

    fn forget_all(&mut self) -> HashSet<String> {
        self.returned.drain().map(|(key, _)| key).collect()
    }
}

/// Whether the page contains the last item that was returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LastItem {
    Came,
    Missing,
}

/// Whether it is proved that a page follows the page before it.
enum Proof {
    Follows,
    Undecided,
    Missing,
}

/// The last item of a page.
struct Last {
    key: String,
    nanos: i128,
}
