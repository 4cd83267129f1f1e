//! Fetches a list page by page with the rules of `rules.rs`. It sends one request at a time, when the next page is
//! requested.

use crate::call::response::Response;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::model::page_request::PageRequest;
use crate::model::position::{MOST_KEYS, Position, Returned};
use crate::paging::page::{Fetched, Page};
use crate::paging::paged_query::Period;
use crate::paging::returned::{ReturnedItems, was_returned};
use crate::paging::row::Row;
use crate::paging::rules::PaginationRules;
use std::future::{Future, poll_fn, ready};
use std::pin::Pin;
use std::task::{self, Context, Poll};

/// A page that is being fetched.
type FetchFuture<T> = Pin<Box<dyn Future<Output = Result<Fetched<T>, Error>> + Send>>;

/// The source of the pages of any list.
pub(crate) struct PageSource<T> {
    pub(crate) operation: &'static str,
    pub(crate) row: Row<T>,
    fetch: Box<dyn Fn(PageRequest) -> FetchFuture<T> + Send + Sync>,
}

impl<T> PageSource<T> {
    pub(crate) fn new<F>(
        operation: &'static str,
        row: Row<T>,
        fetch: impl Fn(PageRequest) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Fetched<T>, Error>> + Send + 'static,
    {
        Self { operation, row, fetch: Box::new(move |page| Box::pin(fetch(page))) }
    }
}

/// Which part of a list is fetched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    /// The page arguments of every request, and the cursor of the first request.
    pub(crate) first: PageRequest,
    /// The position after which the list is resumed.
    pub(crate) after: Option<Position>,
    /// The period that is kept.
    pub(crate) period: Period,
    /// The maximum number of items that are returned.
    pub(crate) max_items: Option<u64>,
}

/// Fetches the pages of a list.
pub(crate) struct PageFetcher<T> {
    source: PageSource<T>,
    rules: PaginationRules,
    after: Option<Position>,
    period: Period,
    remaining: Option<u64>,
    fetching: Option<FetchFuture<T>>,
    returned: ReturnedItems,
    /// A page that is not yet returned: it has no items yet, or the items at its last timestamp are incomplete.
    held: Option<Response<Page<T>>>,
    failed: Option<Error>,
}

/// A page, or the error that ended the list, with the state of the list after it.
pub(crate) struct FetchedPage<T> {
    pub(crate) result: Result<Response<Page<T>>, Error>,
    /// The position after the page.
    pub(crate) position: Option<Position>,
    pub(crate) lossless: bool,
}

impl<T> FetchedPage<T> {
    /// Creates an error that does not change the position.
    pub(crate) fn failed(error: Error, lossless: bool) -> Self {
        Self { result: Err(error), position: None, lossless }
    }
}

impl<T: Send + 'static> PageFetcher<T> {
    /// Begins with a first page that was fetched already.
    pub(crate) fn starting_with(mut self, first: Fetched<T>) -> Self {
        self.fetching = Some(Box::pin(ready(Ok(first))));
        self
    }
}

impl<T> PageFetcher<T> {
    /// Starts a list.
    pub(crate) fn new(source: PageSource<T>, part: Part) -> Self {
        let Part { first, after, period, max_items } = part;
        let rules = PaginationRules::new(first, after.as_ref(), max_items);
        let returned = after.as_ref().map(ReturnedItems::after).unwrap_or_default();
        Self {
            source,
            rules,
            after,
            period,
            remaining: max_items,
            fetching: None,
            returned,
            held: None,
            failed: None,
        }
    }

    /// Ends the list with an error, because a setting is invalid.
    pub(crate) fn refused(mut self, error: Error) -> Self {
        self.failed = Some(error);
        self
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.source.operation
    }

    pub(crate) fn row(&self) -> Row<T> {
        self.source.row
    }

    /// Returns `true` if no item has been lost between two pages so far.
    pub(crate) fn is_lossless(&self) -> bool {
        self.rules.is_lossless()
    }

    /// Returns whether the list has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.failed.is_none() && self.held.is_none() && self.rules.has_ended()
    }

    /// Fetches the next page. The list ends after an error.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<FetchedPage<T>>> {
        loop {
            if self.failed.is_none() && self.rules.request().is_none() {
                self.failed = self.rules.take_error().map(|error| {
                    let error = Error::new(ErrorKind::Pagination, Outcome::Executed, error.message());
                    error.with_operation(self.source.operation)
                });
            }
            if self.failed.is_some() || self.rules.request().is_none() {
                return Poll::Ready(self.last());
            }
            let Some(request) = self.rules.request() else { return Poll::Ready(None) };
            let fetch = &self.source.fetch;
            let fetching = self.fetching.get_or_insert_with(|| fetch(request.clone()));
            let fetched = task::ready!(fetching.as_mut().poll(cx));
            self.fetching = None;
            match fetched.and_then(|fetched| self.accept(fetched)) {
                Err(error) => self.fail(error),
                Ok(page) => {
                    let page = self.joined(page);
                    let waits = page.items.is_empty() || self.returned.is_crowded();
                    if waits && self.rules.request().is_some() {
                        self.held = Some(page);
                    } else {
                        return Poll::Ready(Some(self.fetched(page)));
                    }
                }
            }
        }
    }

    /// Fetches one page, and no page after it.
    pub(crate) async fn into_page(self) -> Result<Response<Page<T>>, Error> {
        // The fetcher is boxed, because few lists need it, and every `page()` would hold its memory.
        let mut fetcher = Box::new(self);
        match poll_fn(|cx| fetcher.poll(cx)).await {
            Some(fetched) => fetched.result,
            None => Ok(Response::new(Page::new(Vec::new()))),
        }
    }

    /// Ends the list with an error. The held page is returned before the error.
    fn fail(&mut self, error: Error) {
        self.rules.end();
        self.failed = Some(error);
    }

    /// Returns the held page, then the error, then `None`.
    fn last(&mut self) -> Option<FetchedPage<T>> {
        if let Some(page) = self.held.take() {
            return Some(self.fetched(page));
        }
        let error = self.failed.take()?;
        self.rules.end();
        Some(FetchedPage::failed(error, self.rules.is_lossless()))
    }

    /// Applies the rules to a page: drops items that were already returned and items outside of the period.
    fn accept(&mut self, fetched: Fetched<T>) -> Result<Response<Page<T>>, Error> {
        let Fetched { mut response, element_count, has_info } = fetched;
        let (row, page) = (self.source.row, &mut response.data);
        let has_period = self.period != Period::default();
        if has_period && page.items.iter().any(|item| (row.instant)(item).is_none()) {
            let message = "the items have no instant, so the list has no `since` and `until`";
            return Err(Error::invalid_input(message).with_operation(self.source.operation));
        }
        let is_before = |item: &T| {
            (row.instant)(item).zip(self.period.since).is_some_and(|(instant, since)| instant < since)
        };
        let all_before = !page.items.is_empty() && page.items.iter().all(is_before);
        self.rules.accept(page, element_count, has_info, row);
        if self.rules.asks_again() {
            response.errors.clear();
        }
        let page = &mut response.data;
        if let Some(after) = &self.after {
            page.items.retain(|item| !was_returned(after, item, row));
        }
        if has_period {
            page.items
                .retain(|item| (row.instant)(item).is_some_and(|instant| self.period.contains(instant)));
        }
        if let Some(remaining) = &mut self.remaining {
            page.items.truncate(usize::try_from(*remaining).unwrap_or(usize::MAX));
            *remaining -= page.items.len() as u64;
        }
        // The list is newest first, so all further items are before the period.
        if self.remaining == Some(0) || (all_before && self.rules.is_lossless()) {
            self.rules.end();
        }
        self.returned.start_page(page.end_cursor.as_ref());
        self.returned.add_all(&page.items, row);
        Ok(response)
    }

    /// Appends a page to the held page.
    fn joined(&mut self, page: Response<Page<T>>) -> Response<Page<T>> {
        match self.held.take() {
            None => page,
            Some(held) => held.joined(page),
        }
    }

    /// Adds the position to a page.
    fn fetched(&mut self, mut page: Response<Page<T>>) -> FetchedPage<T> {
        let is_cut_off = self.remaining == Some(0) && page.data.has_next;
        let has_next = is_cut_off || self.failed.is_some() || !self.rules.has_ended();
        let made = if has_next { self.returned.position() } else { self.returned.end() };
        let position = made.or_else(|| self.fallback(&page.data));
        page.data.has_next = has_next;
        page.data.next = position.clone().filter(|_| has_next && !self.rules.is_more_unknown());
        FetchedPage { result: Ok(page), position, lossless: self.rules.is_lossless() }
    }

    /// Returns a position with the gateway's cursor, if no cursor can be made from an item. It contains the keys of
    /// items without an instant.
    fn fallback(&self, page: &Page<T>) -> Option<Position> {
        let row = self.source.row;
        let cursor = self.rules.resume_at().or_else(|| page.end_cursor.clone())?;
        let named = page.items.iter().rev().take(MOST_KEYS).filter(|item| row.nanos(item).is_none());
        let keys = named.map(|item| row.key(item).to_owned()).collect();
        Some(Position::new(cursor, Returned::Keys(keys)))
    }
}

#[cfg(test)]
mod tests;
