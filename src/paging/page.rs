//! One page of a list.

use crate::call::null_elements::unreported;
use crate::call::response::Response;
use crate::model::cursor::Cursor;
use crate::model::position::Position;
use crate::paging::page_data::{PageInfo, RawPage};

/// The default number of items on a page, as documented by the gateway (page apis/pagination).
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
    /// The items. In the documentation's examples they are newest first.
    pub items: Vec<T>,
    /// The position after this page, for `.after(…)`. It is `None` on the last page, and if the gateway does not report
    /// whether more pages follow.
    pub next: Option<Position>,
    /// Whether more pages follow. It is also `false` if the gateway sent no page information; the gateway may leave it
    /// out if the request sets no paging argument. A stream without page information ends if the page must be the last
    /// one: it has fewer items than requested and than the gateway's default of 100, and no earlier page was smaller
    /// than requested. Otherwise the stream fails with [`Pagination`](crate::ErrorKind::Pagination).
    pub has_next: bool,
    /// The total number of results, if `.with_total()` was set.
    pub total: Option<u64>,
    /// The gateway's end cursor.
    pub(crate) end_cursor: Option<Cursor>,
}

impl<T> Page<T> {
    /// Creates the last page of a list, for tests. Set the other fields, for example [`has_next`](Self::has_next), if
    /// the test needs them.
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

/// A page with the additional data that paging needs.
#[derive(Debug)]
pub(crate) struct Fetched<T> {
    pub(crate) response: Response<Page<T>>,
    /// The number of elements in the response, including null elements.
    pub(crate) element_count: usize,
    /// Whether the response has page information.
    pub(crate) has_info: bool,
}

impl<T> Fetched<T> {
    /// Creates a page from a response. A null element is reported, unless the gateway reported it itself. The number of
    /// added reports is limited; the last report has the number of all remaining null elements.
    pub(crate) fn new(response: Response<RawPage<T>>, field: &'static str) -> Self {
        let (element_count, has_info) =
            (response.items.len() + response.nulls.len(), response.info.is_some());
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
        Self { response, element_count, has_info }
    }
}

#[cfg(test)]
mod tests;
