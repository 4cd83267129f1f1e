//! The rules of going from page to page, without any network: what to ask next, what to drop, when to stop.

use crate::model::cursor::Cursor;
use crate::model::page_request::PageRequest;
use crate::model::position::Position;
use crate::paging::lossless::{Lossless, Next, Resumed};
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

/// How the edge between two pages is treated: items that share the cursor's instant may come twice or never.
#[derive(Debug)]
enum BoundaryMode {
    /// Ask from the end cursor; drop what was on the page before.
    Plain(Plain),
    /// Ask from above the lowest end cursor, and prove at each edge that nothing is missing.
    Lossless(Box<Lossless>),
}

/// Whether the pages of a list had as many elements as were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sizes {
    AsAsked,
    /// A page had fewer although more follow: the gateway caps its pages, or filters after it has counted.
    Smaller,
}

impl PaginationRules {
    /// Starts at the position, or at the request's cursor where there is none.
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

    /// Returns whether the gateway did not say if more pages follow.
    pub(crate) fn is_more_unknown(&self) -> bool {
        self.error == Some(PaginationError::NoPageInfo)
    }

    /// Ends the list: nothing more is asked for.
    pub(crate) fn end(&mut self) {
        (self.request, self.error) = (None, None);
    }

    /// Returns whether nothing more is asked for, and no error is to be returned.
    pub(crate) fn has_ended(&self) -> bool {
        self.request.is_none() && self.error.is_none()
    }

    /// Returns what to ask next; `None` at the end.
    pub(crate) fn request(&self) -> Option<&PageRequest> {
        self.request.as_ref()
    }

    /// Returns where a new list would begin to continue this one; `None` where there is nothing more to come.
    pub(crate) fn resume_at(&self) -> Option<Cursor> {
        let asked = self.request.as_ref()?.cursor.clone();
        match &self.boundary {
            BoundaryMode::Plain(_) => asked,
            BoundaryMode::Lossless(lossless) => lossless.resume_at().or(asked),
        }
    }

    /// Returns whether no item can be lost between pages: as asked for, and while every edge was proved.
    pub(crate) fn is_lossless(&self) -> bool {
        matches!(self.boundary, BoundaryMode::Lossless(_))
    }

    /// Returns whether what the last page held is asked for again, so that its errors come again too.
    pub(crate) fn asks_again(&self) -> bool {
        match &self.boundary {
            BoundaryMode::Plain(_) => false,
            BoundaryMode::Lossless(lossless) => lossless.asks_again(),
        }
    }

    /// Returns why the list could not continue, once, after the last page that could be returned.
    pub(crate) fn take_error(&mut self) -> Option<PaginationError> {
        self.error.take()
    }

    /// Takes the page that [`request`](Self::request) brought: drops what was returned before, what is beyond the
    /// maximum, and a page that does not prove to follow the one before it; and decides what to ask next.
    pub(crate) fn accept<T>(&mut self, page: &mut Page<T>, received: usize, has_info: bool, row: Row<T>) {
        let Some(request) = self.request.take() else {
            return;
        };
        let limit = request.limit.unwrap_or(self.page_size);
        let full = u32::try_from(received).map_or(true, |received| received >= limit);
        if page.has_next && !full {
            self.sizes = Sizes::Smaller;
        }
        let next = self.next(page, limit, received, row);
        // The gateway puts 100 on a page where nothing else is asked for, so that many fit on its pages at least.
        let may_be_cut = full || self.sizes == Sizes::Smaller || received >= DEFAULT_PAGE_SIZE as usize;
        match next {
            _ if !has_info && received > 0 && may_be_cut => self.error = Some(PaginationError::NoPageInfo),
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

    /// Drops repeats from the page and decides what follows it.
    fn next<T>(&mut self, page: &mut Page<T>, limit: u32, received: usize, row: Row<T>) -> Next {
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
            BoundaryMode::Lossless(lossless) => lossless.take(page, limit, received, row),
        }
    }
}

#[cfg(test)]
mod tests;
