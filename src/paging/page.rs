//! One page of a list.

use crate::call::null_elements::unreported;
use crate::call::response::Response;
use crate::model::cursor::Cursor;
use crate::model::position::Position;
use crate::paging::page_data::{PageInfo, RawPage};

/// Items on a page where none is set: the gateway's documented default (page apis/pagination).
pub const DEFAULT_PAGE_SIZE: u32 = 100;

/// One page of a list.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let page = workspace.conversations().page_size(25).with_total().page().await?;
/// println!("{} of {:?}, more: {}", page.items.len(), page.total, page.has_next);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, newest first as far as the documentation's examples show.
    pub items: Vec<T>,
    /// Where the next page starts, for `.after(…)`; `None` on the last page, and where the gateway does not say whether
    /// more pages follow.
    pub next: Option<Position>,
    /// Whether more pages follow. `false` also where the gateway sent no page information at all, which it may for a
    /// request in which nothing about paging was set. A stream then ends where the page proves to be the last: it has
    /// fewer items than were asked for and than the gateway's default of 100, and no page before it was smaller than asked
    /// for although more followed. Otherwise it is a [`Pagination`](crate::ErrorKind::Pagination) error.
    pub has_next: bool,
    /// The number of all results, where it was asked for by `.with_total()`.
    pub total: Option<u64>,
    /// The gateway's own cursor.
    pub(crate) end_cursor: Option<Cursor>,
}

impl<T> Page<T> {
    /// Creates the last page of a list, for tests: set [`has_next`](Self::has_next) and the like where they matter.
    ///
    /// ```
    /// use bcrumbs::{Conversation, Page};
    ///
    /// let mut page = Page::new(vec![Conversation::new("conv-1", chrono::Utc::now())]);
    /// assert!(!page.has_next);
    /// page.next = Some("2026-03-16T00:00:00.000Z".into());
    /// ```
    pub fn new(items: Vec<T>) -> Self {
        Self { items, next: None, has_next: false, total: None, end_cursor: None }
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<T> IntoIterator for Response<Page<T>> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.data.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Response<Page<T>> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.data.items.iter()
    }
}

impl<T> Response<Page<T>> {
    /// Appends the items and errors of the page after this one.
    pub(crate) fn joined(mut self, next: Self) -> Self {
        let Response { data, status, headers, errors, attempts } = next;
        let Page { items, next, has_next, total, end_cursor } = data;
        self.data.items.extend(items);
        self.errors.extend(errors);
        let data =
            Page { items: self.data.items, next, has_next, total: self.data.total.or(total), end_cursor };
        Self { data, status, headers, errors: self.errors, attempts }
    }
}

/// A page, and what paging needs to know beside it.
#[derive(Debug)]
pub(crate) struct Fetched<T> {
    pub(crate) response: Response<Page<T>>,
    /// The number of elements that came, null ones included.
    pub(crate) received: usize,
    /// Whether the gateway said anything about further pages.
    pub(crate) has_info: bool,
}

impl<T> Fetched<T> {
    /// Makes a page of an answer; an element that was null is reported unless the gateway did so itself. However many
    /// there are, the reports that are added here are few: the last one has the number of the rest.
    pub(crate) fn new(response: Response<RawPage<T>>, field: &'static str) -> Self {
        let (received, has_info) = (response.items.len() + response.nulls.len(), response.info.is_some());
        let mut nulls = Vec::new();
        let mut response = response.map(|raw| {
            nulls = raw.nulls;
            let (has_next, end_cursor, count) = match raw.info {
                Some(PageInfo { has_next_page, end_cursor, count }) => (has_next_page, end_cursor, count),
                None => (false, None, None),
            };
            let total = count.and_then(|count| u64::try_from(count).ok());
            Page { items: raw.items, next: None, has_next, total, end_cursor }
        });
        if !nulls.is_empty() {
            response.errors.extend(unreported(&nulls, &response.errors, field));
        }
        Self { response, received, has_info }
    }
}

#[cfg(test)]
mod tests;
