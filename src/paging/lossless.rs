//! Lossless paging: at each edge between two pages something that was returned must come again, or the page is no proof that
//! nothing is missing.
//!
//! A page is asked for from a millisecond above the last item. Where no item that was returned comes again, the gateway
//! compares coarser than it prints, or the item is gone: the page is dropped and asked for again from further above,
//! tenfold each time, up to a second and at last from the end of the page before. Where nothing but what was returned comes,
//! it is asked for again at double the size; where that brings no more either, the gateway caps its pages, and the next
//! is asked for from nearer, at last at the end cursor itself.

use crate::model::cursor::{Cursor, NANOS_PER_SECOND};
use crate::model::position::{Position, Returned};
use crate::paging::page::Page;
use crate::paging::pagination_error::{LARGEST_PAGE, PaginationError};
use crate::paging::reach::{COARSEST, Edge, Reach};
use crate::paging::row::Row;
use std::collections::{HashMap, HashSet};

/// How many times in a row doubling the size may bring no more before the pages count as capped.
const FRUITLESS_DOUBLINGS: u32 = 6;

/// How many times as many items as set are asked for at most before a list counts as one that cannot be proved.
const LARGEST_SEARCH: u32 = 64;

/// How many times as many items as set are asked for at most where hidden items fill the pages.
const LARGEST_DOUBLED: u32 = 1 << 12;

/// What follows a page.
#[derive(Debug)]
pub(crate) enum Next {
    /// Another page; no cursor stands for the beginning of the list.
    Ask {
        size: u32,
        cursor: Option<Cursor>,
    },
    /// Another page, and from here on nothing is proved any more. `previous` are the keys that may come again.
    Plain {
        cursor: Option<Cursor>,
        previous: HashSet<String>,
    },
    Fail(PaginationError),
    End,
}

/// The state of a lossless list.
#[derive(Debug)]
pub(crate) struct Lossless {
    page_size: u32,
    start: Option<Cursor>,
    edge: Option<Edge>,
    /// The keys that can come again, each with the end of the lowest page that gave it.
    returned: HashMap<String, i128>,
    /// The distance that has proved right for this gateway.
    reach: Reach,
    /// The distance that the edge before this one needed where that was further.
    wider: Option<Reach>,
    asked: Asked,
    best: Option<Best>,
    fruitless: u32,
    /// The least size beyond which doubling brought no more.
    cap: Option<u32>,
    /// Whether no page has come since the list was resumed.
    is_resumed: bool,
    /// Whether what the last page held is asked for again.
    asks_again: bool,
}

/// From where the page that is under way was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    /// The beginning of the list: no item has come yet.
    Start,
    /// The edge, from the distance that is right or further.
    Above(Reach),
    /// The edge, from nearer, since what comes from above is capped.
    Below(Reach),
}

/// The most that pages from the same cursor have brought.
#[derive(Clone, Copy, Debug)]
struct Best {
    limit: u32,
    received: usize,
    end: Option<i128>,
}

/// A list that is resumed, and the cursor that it asks for first.
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

    /// Resumes after a position; `None` where its cursor is no instant.
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

    /// Returns where a new list would begin to continue this one; `None` where nothing was returned yet.
    pub(crate) fn resume_at(&self) -> Option<Cursor> {
        match self.asked {
            Asked::Start => None,
            Asked::Above(_) | Asked::Below(_) => self.edge.as_ref()?.at(self.reach),
        }
    }

    /// Returns whether what the last page held is asked for again.
    pub(crate) fn asks_again(&self) -> bool {
        self.asks_again
    }

    /// Returns how many keys are remembered.
    #[cfg(test)]
    pub(crate) fn remembered(&self) -> usize {
        self.returned.len()
    }

    /// Takes the page that was asked for last.
    pub(crate) fn take<T>(&mut self, page: &mut Page<T>, limit: u32, received: usize, row: Row<T>) -> Next {
        let end = page.end_cursor.as_ref().and_then(Cursor::instant);
        self.asks_again = false;
        if page.has_next && end.is_none() {
            return self.without_instants(page, row);
        }
        match self.proof(page, end, row) {
            // What was returned before may be gone since, or the position was made by hand.
            Proof::Missing if self.is_resumed && !self.can_ask_wider() => {}
            Proof::Missing => {
                self.asks_again = true;
                return self.unproven(page, end, limit);
            }
            Proof::Undecided => {
                self.asks_again = true;
                page.items.clear();
                return self.nothing_new(Best { limit, received, end });
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
            return self.nothing_new(Best { limit, received, end });
        }
        // A list that is newest first has no page that ends above the cursor it was asked for, nor one that begins anew
        // and ends higher with more.
        if asked.zip(end).is_some_and(|(asked, end)| end > asked + COARSEST) {
            return Next::Plain { cursor: page.end_cursor.clone(), previous: self.forget_all() };
        }
        self.learn(if last_came { LastItem::Came } else { LastItem::Missing });
        if fell {
            (self.best, self.fruitless) = (None, 0);
        }
        self.ask(Asked::Above(self.reach), if fell { self.page_size } else { limit })
    }

    /// Notes which distance has led on. One further away is right for the gateway where it brought the last item, or
    /// where the edge before needed it as well; else that item may only have been deleted.
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

    /// Returns whether a page begins at or above the edge.
    fn proof<T>(&self, page: &Page<T>, end: Option<i128>, row: Row<T>) -> Proof {
        let (Some(asked), Some(edge)) = (self.asked_instant(), &self.edge) else { return Proof::Follows };
        let is_at_edge = |item| self.is_resumed && row.nanos(item).is_some_and(|instant| instant >= edge.low);
        let known =
            page.items.iter().any(|item| self.returned.contains_key(row.key(item)) || is_at_edge(item));
        match end {
            _ if known => Proof::Follows,
            // What is hidden reaches up to the edge, so the page does as well.
            Some(end) if page.items.is_empty() && edge.low <= end && end < asked => Proof::Follows,
            // Either many items share an instant, or the list is oldest first: a larger page shows it.
            Some(end) if page.has_next && edge.low <= end && end <= asked + COARSEST => Proof::Undecided,
            _ => Proof::Missing,
        }
    }

    /// Drops what was returned before.
    fn drop_repeats<T>(&mut self, page: &mut Page<T>, end: Option<i128>, row: Row<T>) {
        let end = end.unwrap_or(i128::MIN);
        // An item that comes again lies at or below this page's end as well.
        page.items.retain(|item| self.returned.insert(row.key(item).to_owned(), end).is_none());
    }

    /// Moves the edge down where the page ends below it; returns whether it does.
    fn fall(&mut self, cursor: Option<Cursor>, last: Option<Last>) -> bool {
        let Some((cursor, low)) = cursor.and_then(|cursor| cursor.instant().map(|low| (cursor, low))) else {
            return false;
        };
        let old = self.edge.take();
        let highest = old.as_ref().map_or(i128::MAX, Edge::horizon);
        // A time that does not fit the cursors is not what the list is ordered by.
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
        // As long as nothing has come, nothing can come again.
        self.asked = if self.returned.is_empty() && !self.is_resumed { Asked::Start } else { asked };
        match (self.asked, &self.edge) {
            (Asked::Above(reach) | Asked::Below(reach), Some(edge)) => edge
                .at(reach)
                .map_or_else(|| self.give_up(), |cursor| Next::Ask { size, cursor: Some(cursor) }),
            _ => Next::Ask { size, cursor: self.start.clone() },
        }
    }

    /// Returns whether the edge can be asked for from further above.
    fn can_ask_wider(&self) -> bool {
        match (self.asked, &self.edge) {
            (Asked::Above(reach), Some(edge)) => edge.wider(reach).is_some(),
            (Asked::Start | Asked::Below(_), _) | (_, None) => false,
        }
    }

    /// A page on which nothing comes again: it may begin too low.
    fn unproven<T>(&mut self, page: &mut Page<T>, end: Option<i128>, limit: u32) -> Next {
        let Some(edge) = &self.edge else { return self.give_up() };
        let rises = end > self.asked_instant() && !page.items.is_empty();
        page.items.clear();
        match self.asked {
            _ if rises => self.give_up(),
            Asked::Start => self.give_up(),
            Asked::Above(reach) => match edge.wider(reach) {
                Some(reach) => self.ask(Asked::Above(reach), limit),
                // The first page comes again as a whole.
                None if edge.before.is_none() => {
                    self.ask(Asked::Start, limit.saturating_mul(2).min(LARGEST_PAGE))
                }
                // More rows than were asked for may share what the gateway compares, in any order.
                None if page.has_next && limit < self.page_size.saturating_mul(LARGEST_SEARCH) => {
                    self.ask(self.asked, limit.saturating_mul(2).min(LARGEST_PAGE))
                }
                None => self.give_up(),
            },
            Asked::Below(reach) => self.nearer(reach),
        }
    }

    /// A page of nothing but what was returned: a larger one brings more, unless pages are capped.
    fn nothing_new(&mut self, now: Best) -> Next {
        let more = self.best.is_none_or(|best| {
            now.received > best.received || now.end.zip(best.end).is_some_and(|(now, best)| now < best)
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

    /// Asks from nearer than `reach`, where capped pages get further down.
    fn nearer(&mut self, reach: Reach) -> Next {
        let Some(edge) = &self.edge else { return self.give_up() };
        (self.best, self.fruitless) = (None, 0);
        match edge.nearer(reach) {
            Some(reach) => {
                self.ask(Asked::Below(reach), self.cap.unwrap_or(self.page_size).max(self.page_size))
            }
            // Items that the gateway hides fill the page, and nothing is known to share an instant.
            None if edge.last > edge.low + NANOS_PER_SECOND.min(edge.cursor.unit().unwrap_or(0)) => {
                self.give_up()
            }
            None => Next::Fail(PaginationError::CappedPages),
        }
    }

    /// Continues from the lowest end cursor without any proof.
    fn give_up(&mut self) -> Next {
        let cursor = self.edge.as_ref().map(|edge| edge.cursor.clone()).or_else(|| self.start.clone());
        Next::Plain { cursor, previous: self.forget_all() }
    }

    /// Continues where the cursors are no instants, or stops where there is none.
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

/// Whether the last item that was returned came again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LastItem {
    Came,
    Missing,
}

/// Whether a page is known to follow the one before it.
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
