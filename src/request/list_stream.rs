//! The settings of a stream. They would have no effect on a single page.

use crate::graphql::operations::Messages;
use crate::paging::items::Items;
use crate::paging::paged_query::PagedQuery;
use crate::paging::pages::Pages;
use crate::request::list::{List, StreamSettings};
use std::fmt;

/// The maximum number of concurrent requests of a stream. More requests would slow each other down.
pub const MAX_CONCURRENCY: usize = 1024;

/// A builder for a stream, created by [`List::stream`].
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let newest = workspace.messages().page_size(500).stream().max_items(2_000).read_ahead(2).items();
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream fetches nothing until it is polled"]
pub struct ListStream<Q: PagedQuery> {
    list: List<Q>,
    settings: StreamSettings,
}

impl<Q: PagedQuery> List<Q> {
    /// Streams the items, page after page.
    pub fn items(self) -> Items<Q::Item> {
        self.stream().items()
    }

    /// Streams the pages.
    pub fn pages(self) -> Pages<Q::Item> {
        self.stream().pages()
    }

    /// Returns a builder with the settings that only streams have.
    pub fn stream(self) -> ListStream<Q> {
        let settings = StreamSettings { max_items: None, read_ahead: None, concurrency: 1 };
        ListStream { list: self, settings }
    }
}

impl<Q: PagedQuery> ListStream<Q> {
    /// Sets the maximum number of items, independent of the page size. Default: no maximum.
    pub fn max_items(mut self, items: u64) -> Self {
        self.settings.max_items = Some(items);
        self
    }

    /// Sets how many pages are prefetched. Prefetching starts with the second page. Default: 1; 0 turns it off.
    pub fn read_ahead(mut self, pages: usize) -> Self {
        self.settings.read_ahead = Some(pages);
        self
    }

    /// Streams the items, page after page.
    pub fn items(self) -> Items<Q::Item> {
        Items::new(self.pages())
    }

    /// Streams the pages.
    pub fn pages(self) -> Pages<Q::Item> {
        self.list.into_pages(self.settings)
    }
}

impl ListStream<Messages> {
    /// Reads the period between `.since(…)` and `.until(…)` with up to `requests` concurrent requests. Default: 1. The
    /// value 0 counts as 1, and the maximum is [`MAX_CONCURRENCY`].
    ///
    /// Without this setting, each page is requested after the page before. With it, the period is cut into time slices.
    /// The slices are read concurrently with the date filters of the list, and a slice with many messages is cut again.
    /// The stream returns the messages in the order of the list, newest first, and each message once. The number of
    /// slices in memory is at most twice the number of requests, and a slice has at most twelve pages. This assumes
    /// that the list is newest first, as in the documentation's examples.
    ///
    /// The stream fails with [`InvalidInput`](crate::ErrorKind::InvalidInput) if `.since(…)` or `.until(…)` is missing,
    /// or if `.with_total()` or `.read_ahead(…)` is set.
    ///
    /// ```no_run
    /// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), Box<dyn std::error::Error>> {
    /// let (since, until) = ("2026-03-01T00:00:00Z".parse()?, "2026-04-01T00:00:00Z".parse()?);
    /// let mut march = workspace.messages().since(since).until(until).stream().concurrency(8).items();
    /// while let Some(message) = march.try_next().await? {
    ///     println!("{}", message.created_at);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.settings.concurrency = requests.clamp(1, MAX_CONCURRENCY);
        self
    }
}

impl<Q: PagedQuery> fmt::Debug for ListStream<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListStream").field("list", &self.list).field("settings", &self.settings).finish()
    }
}
