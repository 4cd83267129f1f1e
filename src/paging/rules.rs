//! The rules of going from page to page, without any network: what to ask next, what to drop, when to stop.

mod lossless;
mod plain;
mod reach;

use crate::model::cursor::Cursor;
use crate::paging::page::{DEFAULT_PAGE_SIZE, Page, PageRequest};
use chrono::{DateTime, Utc};
use lossless::{Lossless, Next};
use plain::Plain;

/// The largest page that can be asked for: a GraphQL `Int`.
const LARGEST_PAGE: u32 = i32::MAX as u32;

/// Walks one list.
#[derive(Debug)]
pub(crate) struct PaginationRules {
    request: Option<PageRequest>,
    error: Option<PaginationError>,
    page_size: u32,
    remaining: Option<u64>,
    edges: BoundaryMode,
    sizes: Sizes,
}

/// How the edge between two pages is treated: items that share the cursor's instant may come twice or never.
#[derive(Debug)]
enum BoundaryMode {
    /// Ask from the end cursor; drop what was on the page before.
    Plain(Plain),
    /// Ask from above the lowest end cursor, and prove at each edge that nothing is missing.
    Lossless(Box<Lossless>),
}

/// What paging reads of an item.
#[derive(Debug)]
pub(crate) struct Row<T> {
    /// What tells an item from all others.
    pub(crate) key: fn(&T) -> &str,
    /// When it was created.
    pub(crate) time: fn(&T) -> DateTime<Utc>,
}

impl<T> Clone for Row<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Row<T> {}

/// Whether the pages of a walk had as many elements as were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sizes {
    AsAsked,
    /// A page had fewer although more follow: the gateway caps its pages, or filters after it has counted.
    Smaller,
}

/// Why a walk cannot continue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PaginationError {
    NoCursor,
    NoPageInfo,
    RepeatedCursor,
    CappedPages,
}

impl PaginationError {
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::NoCursor => "the gateway says that more pages follow but gives no cursor for them",
            Self::NoPageInfo => {
                "the gateway sent a page that may not be the last and did not say whether more follow"
            }
            Self::RepeatedCursor => "the gateway's cursors repeat in a circle; narrow the filters",
            Self::CappedPages => {
                "more items share one instant than the gateway puts on a page, so some cannot be reached; \
                 narrow the filters"
            }
        }
    }
}

impl PaginationRules {
    /// Starts at the request's cursor.
    pub(crate) fn new(first: PageRequest, max_items: Option<u64>, lossless: bool) -> Self {
        let page_size = first.limit.unwrap_or(DEFAULT_PAGE_SIZE);
        let limit =
            max_items.map_or(page_size, |max| u32::try_from(max).map_or(page_size, |max| max.min(page_size)));
        let edges = if lossless {
            BoundaryMode::Lossless(Box::new(Lossless::new(page_size, first.cursor.clone())))
        } else {
            BoundaryMode::Plain(Plain::new(first.cursor.clone()))
        };
        let request = (max_items != Some(0)).then_some(PageRequest { limit: Some(limit), ..first });
        Self { request, error: None, page_size, remaining: max_items, edges, sizes: Sizes::AsAsked }
    }

    /// Returns what to ask next; `None` at the end.
    pub(crate) fn request(&self) -> Option<&PageRequest> {
        self.request.as_ref()
    }

    /// Returns where a new walk would begin to continue this one; `None` where there is nothing more to come.
    pub(crate) fn resume_at(&self) -> Option<Cursor> {
        let asked = self.request.as_ref()?.cursor.clone();
        match &self.edges {
            BoundaryMode::Plain(_) => asked,
            BoundaryMode::Lossless(lossless) => lossless.resume_at().or(asked),
        }
    }

    /// Returns whether no item can be lost between pages: as asked for, and while every edge was proved.
    pub(crate) fn is_lossless(&self) -> bool {
        matches!(self.edges, BoundaryMode::Lossless(_))
    }

    /// Returns whether [`take_stuck`](Self::take_stuck) has something to return.
    pub(crate) fn has_error(&self) -> bool {
        self.error.is_some()
    }

    /// Returns why the walk could not continue, once, after the last page that could be given.
    pub(crate) fn take_error(&mut self) -> Option<PaginationError> {
        self.error.take()
    }

    /// Takes the page that [`request`](Self::request) brought: drops what was given before, what is beyond the
    /// maximum, and a page that does not prove to follow the one before it; and decides what to ask next.
    pub(crate) fn accept<T>(&mut self, page: &mut Page<T>, received: usize, has_info: bool, parts: Row<T>) {
        let Some(request) = self.request.take() else {
            return;
        };
        let limit = request.limit.unwrap_or(self.page_size);
        let full = u32::try_from(received).map_or(true, |received| received >= limit);
        if page.has_next && !full {
            self.sizes = Sizes::Smaller;
        }
        let next = self.next(page, limit, received, parts);
        if let Some(remaining) = &mut self.remaining {
            page.items.truncate(usize::try_from(*remaining).unwrap_or(usize::MAX));
            *remaining -= page.items.len() as u64;
            if *remaining == 0 {
                return;
            }
        }
        // The gateway puts 100 on a page where nothing else is asked for, so that many fit on its pages at least.
        let may_be_cut = full || self.sizes == Sizes::Smaller || received >= DEFAULT_PAGE_SIZE as usize;
        match next {
            _ if !has_info && received > 0 && may_be_cut => self.error = Some(PaginationError::NoPageInfo),
            Next::Ask { size, cursor } => {
                self.request = Some(PageRequest { limit: Some(size), cursor, ..request });
            }
            Next::Plain { cursor, previous } => {
                let plain = Plain::after(cursor.clone(), previous);
                self.edges = BoundaryMode::Plain(plain);
                self.request = Some(PageRequest { limit: Some(self.page_size), cursor, ..request });
            }
            Next::PaginationError(error) => self.error = Some(error),
            Next::End => {}
        }
    }

    /// Drops repeats from the page and decides what follows it.
    fn next<T>(&mut self, page: &mut Page<T>, limit: u32, received: usize, parts: Row<T>) -> Next {
        match &mut self.edges {
            BoundaryMode::Plain(plain) => {
                plain.drop_repeats(page, parts);
                match page.end_cursor.clone() {
                    _ if !page.has_next => Next::End,
                    None => Next::PaginationError(PaginationError::NoCursor),
                    Some(cursor) if plain.is_circular(&cursor) => {
                        Next::PaginationError(PaginationError::RepeatedCursor)
                    }
                    cursor => Next::Ask { size: self.page_size, cursor },
                }
            }
            BoundaryMode::Lossless(lossless) => lossless.take(page, limit, received, parts),
        }
    }
}

#[cfg(test)]
mod tests;
