//! All messages of a span of time, by several requests at once.

use crate::list_messages::ListMessages;
use crate::message::Message;
use crate::operations::messages;
use crate::page::DEFAULT_PAGE_SIZE;
use crate::stream::{Items, Pages};
use crate::windows::{Source, Stretch, Windows};
use chrono::{DateTime, Utc};
use std::fmt;
use std::sync::Arc;

/// Requests that a [`MessagesBetween`] has under way at once.
pub const DEFAULT_CONCURRENCY: usize = 4;

/// The most requests that a [`MessagesBetween`] has under way at once: more would hold up one another.
pub const MAX_CONCURRENCY: usize = 1024;

/// A request for all messages of a span of time, `from <= created_at < to`; made by
/// [`ListMessages::between`](crate::ListMessages::between).
///
/// A list can only be walked page after page, each waiting for the one before. Here the span is cut into windows that
/// are walked at the same time, losslessly, and cut again where they turn out to hold much. The messages come in the
/// list's order, newest first, each once. What is in memory comes to at most twice as many windows as requests, of twelve
/// pages each; more only where more messages than twelve pages hold share an instant.
///
/// It relies on the list being newest first, as the documentation's examples show it. How the gateway compares the dates
/// that it filters by is not documented, so a window reaches beyond its ends, and its first message must be the one that
/// the window above saw below itself:
///
/// - Dates that are compared in whole seconds or days lose nothing: where a message is missing, what is left is read again
///   from a second above, and then from a day above. Where that does not bring the message either, the streams'
///   `is_lossless()` returns `false`.
/// - At the upper end of the span, where no window lies above, the first request asks for a day more. Where that day has
///   more messages than a page, the window begins at a cursor, which costs one request.
/// - A start date that is ignored or compared in days costs a page for each window, and an end date a request more: the
///   window then begins at a cursor.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), Box<dyn std::error::Error>> {
/// let (from, to) = ("2026-03-01T00:00:00Z".parse()?, "2026-04-01T00:00:00Z".parse()?);
/// let mut march = workspace.messages().between(from, to).concurrency(8).items();
/// while let Some(message) = march.try_next().await? {
///     println!("{}", message.created_at);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a request does nothing until it is streamed"]
pub struct MessagesBetween {
    list: ListMessages,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    concurrency: usize,
}

impl MessagesBetween {
    pub(crate) fn new(list: ListMessages, from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self { list, from, to, concurrency: DEFAULT_CONCURRENCY }
    }

    /// Sets how many requests are under way at once; 0 counts as 1, and more than [`MAX_CONCURRENCY`] as that. Default:
    /// [`DEFAULT_CONCURRENCY`].
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests.clamp(1, MAX_CONCURRENCY);
        self
    }

    /// Streams the messages.
    pub fn items(self) -> Items<Message> {
        Items::new(self.pages())
    }

    /// Streams the pages. A page's cursor belongs to its window, and the stream has none.
    pub fn pages(self) -> Pages<Message> {
        let Self { mut list, from, to, concurrency } = self;
        list.options.page.cursor = None;
        list.options.page.with_total = false;
        let max_items = list.options.max_items.take();
        let page_size = list.options.page.limit.unwrap_or(DEFAULT_PAGE_SIZE);
        let list = list.lossless().read_ahead(0);
        let source = Source {
            operation: messages::OPERATION_NAME,
            fetch: Arc::new(move |Stretch { from, to, cursor }| {
                let mut list = list.clone().from(from).to(to);
                list.options.page.cursor = cursor;
                list.pages()
            }),
            time: |message: &Message| message.created_at,
            page_size,
            concurrency,
        };
        Pages::of_windows(messages::OPERATION_NAME, Windows::new(from, to, max_items, source))
    }
}

impl fmt::Debug for MessagesBetween {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessagesBetween")
            .field("list", &self.list)
            .field("from", &self.from)
            .field("to", &self.to)
            .field("concurrency", &self.concurrency)
            .finish()
    }
}
