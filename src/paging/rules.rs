//! The pagination rules, as pure functions without a network: which page to request next, which items to drop, when to
//! stop.

use crate::model::cursor::Cursor;
use crate::model::page_request::PageRequest;
use crate::model::position::Position;
use crate::paging::lossless::{Lossless, Resumed};
use crate::paging::next::Next;
use crate::paging::page::{DEFAULT_PAGE_SIZE, Page};
use crate::paging::pagination_error::PaginationError;
use crate::paging::plain::Plain;
use crate::paging::row::Row;

/// The state of one list.
#[derive(Debug)]
pub(crate) struct PaginationRules {
    request: Option<PageRequest>,
    error: Option<PaginationError>,
    page_size: u32,
    boundary: BoundaryMode,
    sizes: Sizes,
}

/// How the boundary between two pages is handled. Items with the instant of the cursor may be returned twice or never.
#[derive(Debug)]
enum BoundaryMode {
    /// Requests from the end cursor, and drops the items of the page before.
    Plain(Plain),
    /// Requests from above the lowest end cursor, and proves at each boundary that no item is missing.
    Lossless(Box<Lossless>),
}

/// Whether the pages had as many elements as requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sizes {
    AsAsked,
    /// A page had fewer elements although more pages follow: the gateway limits the page size, or filters after
    /// counting.
    Smaller,
}

impl PaginationRules {
    /// Starts at the position, or at the cursor of the request if there is no position.
    pub(crate) fn new(first: PageRequest, after: Option<&Position>, max_items: Option<u64>) -> Self {
        let page_size = first.limit.unwrap_or(DEFAULT_PAGE_SIZE);
        let most = max_items.and_then(|max| u32::try_from(max).ok()).filter(|max| *max < page_size);
        let limit = most.or(first.limit);
        let (boundary, cursor) = match after {
            None => {
                let lossless = Lossless::new(page_size, first.cursor.clone());
                (BoundaryMode::Lossless(Box::new(lossless)), first.cursor.clone())
            }
            Some(after) => match Lossless::resumed(page_size, after) {
                Some(Resumed { lossless, cursor }) => {
                    (BoundaryMode::Lossless(Box::new(lossless)), Some(cursor))
                }
                None => {
                    (BoundaryMode::Plain(Plain::new(Some(after.cursor.clone()))), Some(after.cursor.clone()))
                }
            },
        };
        let request = (max_items != Some(0)).then_some(PageRequest { limit, cursor, ..first });
        Self { request, error: None, page_size, boundary, sizes: Sizes::AsAsked }
    }

    /// Returns whether the gateway did not report if more pages follow.
    pub(crate) fn is_more_unknown(&self) -> bool {
        self.error == Some(PaginationError::NoPageInfo)
    }

    /// Ends the list. No more pages are requested.
    pub(crate) fn end(&mut self) {
        (self.request, self.error) = (None, None);
    }

    /// Returns whether the list has ended and no error is pending.
    pub(crate) fn has_ended(&self) -> bool {
        self.request.is_none() && self.error.is_none()
    }

    /// Returns the next request, or `None` at the end.
    pub(crate) fn request(&self) -> Option<&PageRequest> {
        self.request.as_ref()
    }

    /// Returns the cursor at which a new list would continue this one, or `None` at the end of the list.
    pub(crate) fn resume_at(&self) -> Option<Cursor> {
        let asked = self.request.as_ref()?.cursor.clone();
        match &self.boundary {
            BoundaryMode::Plain(_) => asked,
            BoundaryMode::Lossless(lossless) => lossless.resume_at().or(asked),
        }
    }

    /// Returns whether no item can be lost between pages: every boundary so far was proved.
    pub(crate) fn is_lossless(&self) -> bool {
        matches!(self.boundary, BoundaryMode::Lossless(_))
    }

    /// Returns whether the items of the last page are requested again. Its errors are then returned again too.
    pub(crate) fn asks_again(&self) -> bool {
        match &self.boundary {
            BoundaryMode::Plain(_) => false,
            BoundaryMode::Lossless(lossless) => lossless.asks_again(),
        }
    }

    /// Takes the error for which the list cannot continue. It is returned once, after the last page.
    pub(crate) fn take_error(&mut self) -> Option<PaginationError> {
        self.error.take()
    }

    /// Processes the page of [`request`](Self::request) and determines the next request. It drops items that were
    /// already returned, items above the maximum number, and a page for which it is not proved that it follows the page
    /// before it.
    pub(crate) fn accept<T>(
        &mut self,
        page: &mut Page<T>,
        element_count: usize,
        has_info: bool,
        row: Row<T>,
    ) {
        let Some(request) = self.request.take() else {
            return;
        };
        let limit = request.limit.unwrap_or(self.page_size);
        let full = u32::try_from(element_count).map_or(true, |element_count| element_count >= limit);
        if page.has_next && !full {
            self.sizes = Sizes::Smaller;
        }
        let next = self.next(page, limit, element_count, row);
        // The gateway's default page size is 100, so a page can contain at least 100 items.
        let may_be_cut = full || self.sizes == Sizes::Smaller || element_count >= DEFAULT_PAGE_SIZE as usize;
        match next {
            _ if !has_info && element_count > 0 && may_be_cut => {
                self.error = Some(PaginationError::NoPageInfo);
            }
            Next::Ask { size, cursor } => {
                self.request = Some(PageRequest { limit: Some(size), cursor, ..request });
            }
            Next::Plain { cursor, previous } => {
                let plain = Plain::after(cursor.clone(), previous);
                self.boundary = BoundaryMode::Plain(plain);
                self.request = Some(PageRequest { limit: Some(self.page_size), cursor, ..request });
            }
            Next::Fail(error) => self.error = Some(error),
            Next::End => {}
        }
    }

    /// Drops items that were already returned and determines the next step.
    fn next<T>(&mut self, page: &mut Page<T>, limit: u32, element_count: usize, row: Row<T>) -> Next {
        match &mut self.boundary {
            BoundaryMode::Plain(plain) => {
                plain.drop_repeats(page, row);
                match page.end_cursor.clone() {
                    _ if !page.has_next => Next::End,
                    None => Next::Fail(PaginationError::NoCursor),
                    Some(cursor) if plain.is_circular(&cursor) => Next::Fail(PaginationError::RepeatedCursor),
                    cursor => Next::Ask { size: self.page_size, cursor },
                }
            }
            BoundaryMode::Lossless(lossless) => lossless.take(page, limit, element_count, row),
        }
    }
}

#[cfg(test)]
mod tests;
