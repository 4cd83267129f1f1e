//! How a list is streamed: what would have no effect on a single page.

use crate::graphql::operations::Messages;
use crate::paging::items::Items;
use crate::paging::paged_query::PagedQuery;
use crate::paging::pages::Pages;
use crate::request::list::{List, StreamSettings};
use std::fmt;

/// The most requests that a stream makes at once: more would hold up one another.
pub const MAX_CONCURRENCY: usize = 1024;

/// Settings of a stream, created by [`List::stream`].
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let newest = workspace.messages().page_size(500).stream().max_items(2_000).read_ahead(2).items();
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream fetches nothing until it is asked for an item"]
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

    /// Returns the settings that concern streams only.
    pub fn stream(self) -> ListStream<Q> {
        let settings = StreamSettings { max_items: None, read_ahead: None, concurrency: 1 };
        ListStream { list: self, settings }
    }
}

impl<Q: PagedQuery> ListStream<Q> {
    /// Ends the stream after so many items, whatever the page size.
    pub fn max_items(mut self, items: u64) -> Self {
        self.settings.max_items = Some(items);
        self
    }

    /// Sets how many pages are fetched ahead once the second page is asked for. Default: 1; 0 turns it off.
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
    /// Reads the period between `.since(…)` and `.until(…)` by several requests at once; 0 counts as 1, and more than
    /// [`MAX_CONCURRENCY`] as that. Default: 1.
    ///
    /// A list is read page after page, each waiting for the one before. Here the period is cut into slices that are read
    /// at the same time by the list's date filters, and cut again where they turn out to hold much. The messages come in
    /// the list's order, newest first, each once. At most twice as many slices as requests are in memory, each of up to
    /// twelve pages. It relies on the list being newest first, as the documentation's examples show it.
    ///
    /// Without both limits of time, with `.with_total()` or with `.read_ahead(…)`, the stream fails with
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput).
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
