//! The rules of going from page to page, without any network: what to ask next, what to drop, when to stop.

use crate::cursor::{Cursor, LONGEST_UNIT};
use crate::page::{DEFAULT_PAGE_SIZE, Page, PageRequest};
use std::collections::{HashMap, HashSet};

/// The largest page that can be asked for: a GraphQL `Int`.
const LARGEST_PAGE: u32 = i32::MAX as u32;

/// Walks one list.
#[derive(Debug)]
pub(crate) struct Pager {
    request: Option<PageRequest>,
    stuck: Option<Stuck>,
    page_size: u32,
    remaining: Option<u64>,
    edges: Edges,
}

/// How the edge between two pages is treated: items that share the cursor's instant may come twice or never.
#[derive(Debug)]
enum Edges {
    /// Go on from the end cursor; drop what was on the page before.
    Plain(Plain),
    /// Go on from just above the lowest end cursor, so that nothing at that instant is missed.
    Lossless(Lossless),
}

/// Why a walk cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stuck {
    NoCursor,
    NoPageInfo,
    RepeatedCursor,
    CappedPages,
}

impl Stuck {
    pub(crate) fn happened(self) -> &'static str {
        match self {
            Self::NoCursor => "the gateway says that more pages follow but gives no cursor for them",
            Self::NoPageInfo => "the gateway sent a full page and did not say whether more follow",
            Self::RepeatedCursor => "the gateway's cursors go round in a circle; narrow the filters",
            Self::CappedPages => {
                "more items share one instant than the gateway puts on a page, so some cannot be reached; \
                 narrow the filters"
            }
        }
    }
}

impl Pager {
    /// Starts at the request's cursor.
    pub(crate) fn new(first: PageRequest, max_items: Option<u64>, lossless: bool) -> Self {
        let page_size = first.limit.unwrap_or(DEFAULT_PAGE_SIZE);
        let limit =
            max_items.map_or(page_size, |max| u32::try_from(max).map_or(page_size, |max| max.min(page_size)));
        let edges = if lossless {
            Edges::Lossless(Lossless::default())
        } else {
            Edges::Plain(Plain::new(first.cursor.clone()))
        };
        let request = (max_items != Some(0)).then_some(PageRequest { limit: Some(limit), ..first });
        Self { request, stuck: None, page_size, remaining: max_items, edges }
    }

    /// Returns what to ask next; `None` at the end.
    pub(crate) fn request(&self) -> Option<&PageRequest> {
        self.request.as_ref()
    }

    /// Tells whether no item can be lost between pages: as asked for, and while the cursors are instants.
    pub(crate) fn is_lossless(&self) -> bool {
        matches!(self.edges, Edges::Lossless(_))
    }

    /// Tells whether [`take_stuck`](Self::take_stuck) has something to return.
    pub(crate) fn is_stuck(&self) -> bool {
        self.stuck.is_some()
    }

    /// Returns why the walk could not go on, once, after the last page that could be given.
    pub(crate) fn take_stuck(&mut self) -> Option<Stuck> {
        self.stuck.take()
    }

    /// Takes the page that [`request`](Self::request) brought: drops what was given before and what is beyond the
    /// maximum, and decides where to go on.
    pub(crate) fn accept<T>(
        &mut self,
        page: &mut Page<T>,
        received: usize,
        has_info: bool,
        key: fn(&T) -> &str,
    ) {
        let Some(request) = self.request.take() else {
            return;
        };
        let limit = request.limit.unwrap_or(self.page_size);
        let full = u32::try_from(received).map_or(true, |received| received >= limit);
        let next = self.go_on(page, limit, full, key);
        if let Some(remaining) = &mut self.remaining {
            page.items.truncate(usize::try_from(*remaining).unwrap_or(usize::MAX));
            *remaining -= page.items.len() as u64;
            if *remaining == 0 {
                return;
            }
        }
        match next {
            _ if !has_info && full => self.stuck = Some(Stuck::NoPageInfo),
            Ok((limit, cursor)) if page.has_next => {
                self.request = Some(PageRequest { limit: Some(limit), cursor: Some(cursor), ..request });
            }
            Err(stuck) if page.has_next => self.stuck = Some(stuck),
            _ => {}
        }
    }

    /// Drops repeats from the page and returns the size and cursor of the next.
    fn go_on<T>(
        &mut self,
        page: &mut Page<T>,
        limit: u32,
        full: bool,
        key: fn(&T) -> &str,
    ) -> Result<(u32, Cursor), Stuck> {
        let cursor = page.end_cursor.clone();
        match &mut self.edges {
            Edges::Plain(plain) => {
                plain.drop_repeats(page, key);
                let cursor = cursor.ok_or(Stuck::NoCursor)?;
                if page.has_next && plain.is_circular(&cursor) {
                    return Err(Stuck::RepeatedCursor);
                }
                Ok((self.page_size, cursor))
            }
            Edges::Lossless(lossless) => {
                let Some(cursor) = cursor else {
                    lossless.drop_repeats(page, None, key);
                    return Err(Stuck::NoCursor);
                };
                let (Some(end), Some(_)) = (cursor.instant(), cursor.next_instant()) else {
                    let mut plain = Plain::new(Some(cursor.clone()));
                    plain.previous = page.items.iter().map(|item| key(item).to_owned()).collect();
                    lossless.drop_repeats(page, None, key);
                    self.edges = Edges::Plain(plain);
                    return Ok((self.page_size, cursor));
                };
                let fresh = lossless.drop_repeats(page, Some(end), key);
                let fell = lossless.low.as_ref().is_none_or(|(_, low)| end < *low);
                if fell {
                    lossless.forget_above(end + LONGEST_UNIT);
                    lossless.low = Some((cursor, end));
                }
                let size = match (fell, fresh) {
                    (true, _) => self.page_size,
                    (false, true) => limit,
                    (false, false) if full && limit < LARGEST_PAGE => {
                        limit.saturating_mul(2).min(LARGEST_PAGE)
                    }
                    (false, false) => return Err(Stuck::CappedPages),
                };
                let low = lossless.low.as_ref().and_then(|(low, _)| low.next_instant());
                Ok((size, low.ok_or(Stuck::NoCursor)?))
            }
        }
    }
}

/// Brent's cycle check over the cursors, in constant memory, and the keys of the page before.
#[derive(Debug)]
struct Plain {
    previous: HashSet<String>,
    last: Option<Cursor>,
    anchor: Option<Cursor>,
    steps: u64,
    stride: u64,
}

impl Plain {
    fn new(first: Option<Cursor>) -> Self {
        Self { previous: HashSet::new(), last: first.clone(), anchor: first, steps: 0, stride: 1 }
    }

    fn drop_repeats<T>(&mut self, page: &mut Page<T>, key: fn(&T) -> &str) {
        let mut keys = HashSet::with_capacity(page.items.len());
        page.items.retain(|item| {
            let new = keys.insert(key(item).to_owned());
            new && !self.previous.contains(key(item))
        });
        self.previous = keys;
    }

    /// Tells whether going on at `cursor` leads back to where the walk has been.
    fn is_circular(&mut self, cursor: &Cursor) -> bool {
        if self.anchor.as_ref() == Some(cursor) || self.last.as_ref() == Some(cursor) {
            return true;
        }
        self.last = Some(cursor.clone());
        self.steps += 1;
        if self.steps == self.stride {
            self.anchor = Some(cursor.clone());
            self.stride *= 2;
            self.steps = 0;
        }
        false
    }
}

/// The lowest end cursor so far, and the keys that can still come again, each with the end of the page that gave it.
#[derive(Debug, Default)]
struct Lossless {
    low: Option<(Cursor, i128)>,
    given: HashMap<String, i128>,
}

impl Lossless {
    /// Drops what was given before; tells whether anything is left. `end` is the page's end where it is an instant.
    fn drop_repeats<T>(&mut self, page: &mut Page<T>, end: Option<i128>, key: fn(&T) -> &str) -> bool {
        let end = end.unwrap_or(i128::MIN);
        page.items.retain(|item| {
            // An item that comes again lies at or below this page's end as well.
            self.given.insert(key(item).to_owned(), end).is_none()
        });
        !page.items.is_empty()
    }

    /// Forgets the keys of pages that ended above `instant`: no later request starts above it.
    fn forget_above(&mut self, instant: i128) {
        self.given.retain(|_, end| *end <= instant);
    }
}

#[cfg(test)]
mod tests;
