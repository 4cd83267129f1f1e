//! `Items`, a list as a stream of items, and `Collected`, all items with the reported problems.

use crate::call::response::Response;
use crate::error::error::Error;
use crate::error::graphql_error::GraphQlError;
use crate::model::position::Position;
use crate::paging::page::Page;
use crate::paging::pages::Pages;
use crate::paging::returned::ReturnedItems;
use futures_core::{FusedStream, Stream};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The maximum number of problems that a [`Collected`] stores. All problems are counted.
const KEPT_PROBLEMS: usize = 100;

/// A stream of the items of a list. It holds at most two pages in memory; see [`Pages`].
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) and [`all`](Self::all) work without an extension trait. An error is
/// returned after the items before it, and it ends the stream.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let mut open = workspace.conversations().ended(false).items();
/// while let Some(conversation) = open.try_next().await? {
///     println!("{}", conversation.id);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream fetches nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T>,
    returned: ReturnedItems,
    /// The position at which the current page starts.
    start: Option<Position>,
    errors: Vec<GraphQlError>,
    total: Option<u64>,
}

/// All items of a list and the problems that were reported; returned by [`Items::all`].
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let open = workspace.conversations().ended(false).items().all::<Vec<_>>().await?;
/// if open.problem_count > 0 {
///     println!("{} items, and {} problems", open.items.len(), open.problem_count);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Collected<C> {
    /// The items. In the documentation's examples they are newest first.
    pub items: C,
    /// The first 100 problems: null items, and errors that the gateway sent with a page.
    pub problems: Vec<GraphQlError>,
    /// The number of all problems, including those that are not in `problems`. Each null item is one problem.
    pub problem_count: u64,
    /// `true` if no item can have been lost between two pages; see [`Pages::is_lossless`].
    pub is_lossless: bool,
}

impl<T: Send + 'static> Items<T> {
    pub(crate) fn new(pages: Pages<T>) -> Self {
        let start = pages.position().cloned();
        let returned = start.as_ref().map(ReturnedItems::after).unwrap_or_default();
        Self { pages, page: Vec::new().into_iter(), returned, start, errors: Vec::new(), total: None }
    }

    /// Returns the next item, or `None` after the last item.
    ///
    /// # Errors
    ///
    /// The errors of [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// Collects all items and the reported problems.
    ///
    /// # Errors
    ///
    /// The errors of [`Pages::try_next`]. The items that were already collected are dropped.
    pub async fn all<C: Default + Extend<T>>(mut self) -> Result<Collected<C>, Error> {
        let mut items = C::default();
        let mut problems = Vec::new();
        let mut problem_count = 0;
        items.extend(self.page.by_ref());
        loop {
            problem_count += self.errors.iter().map(GraphQlError::count).sum::<u64>();
            let room = KEPT_PROBLEMS - problems.len();
            problems.extend(self.errors.drain(..).take(room));
            match self.pages.try_next().await? {
                Some(page) => {
                    let Response { data: Page { items: page, .. }, errors, .. } = page;
                    items.extend(page);
                    self.errors = errors;
                }
                None => {
                    return Ok(Collected {
                        items,
                        problems,
                        problem_count,
                        is_lossless: self.pages.is_lossless(),
                    });
                }
            }
        }
    }

    /// Returns the position after the items that were returned so far. `.after(…)` resumes a list there, and each item
    /// is returned once. `None` means the start of the list.
    ///
    /// If the items have no instant or are not newest first, it is the start of the current page: the items of the page
    /// are then returned again, and no item is lost. The same is true between more than eight items with the same
    /// instant: these items are then returned again.
    pub fn position(&self) -> Option<Position> {
        self.returned.position().or_else(|| self.start.clone())
    }

    /// Returns the total number of results, if `.with_total()` was set and the first page was read.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Returns the errors that the gateway sent with the current page. Some of its items are missing.
    pub fn errors(&self) -> &[GraphQlError] {
        &self.errors
    }

    /// Returns `true` if no item can be lost between two pages; see [`Pages::is_lossless`].
    pub fn is_lossless(&self) -> bool {
        self.pages.is_lossless()
    }
}

impl<T: Send + 'static> Items<T> {
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                self.returned.add(&item, self.pages.row());
                return Poll::Ready(Some(Ok(item)));
            }
            let start = self.pages.position().cloned();
            match ready!(self.pages.poll(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(response)) => {
                    self.errors = response.errors;
                    self.total = response.data.total.or(self.total);
                    self.start = start;
                    self.returned.start_page(response.data.end_cursor.as_ref());
                    self.page = response.data.items.into_iter();
                }
            }
        }
    }
}

impl<T: Send + Unpin + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<T: Send + Unpin + 'static> FusedStream for Items<T> {
    fn is_terminated(&self) -> bool {
        self.page.len() == 0 && self.pages.is_at_end()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("left_on_page", &self.page.len()).field("pages", &self.pages).finish()
    }
}
