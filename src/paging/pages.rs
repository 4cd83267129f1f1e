//! `Pages`, a list as a stream of pages.

use crate::call::response::Response;
use crate::error::error::Error;
use crate::model::position::Position;
use crate::paging::fetcher::{FetchedPage, PageFetcher};
use crate::paging::page::Page;
use crate::paging::prefetch::Prefetch;
use crate::paging::row::Row;
use crate::paging::time_slices::TimeSlices;
use futures_core::{FusedStream, Stream};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A stream of the pages of a list.
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) works without an extension trait. An error ends the stream. Only
/// the last page can be empty.
///
/// The first page is fetched when it is requested. When the second page is requested, a task starts to prefetch pages
/// while the consumer works on the current page. The task ends with the stream. `.stream().read_ahead(n)` sets the
/// number of prefetched pages; 0 turns prefetching off.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let mut pages = workspace.messages().page_size(500).pages();
/// while let Some(page) = pages.try_next().await? {
///     println!("{} messages, request {:?}", page.items.len(), page.request_id());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream fetches nothing until it is polled"]
pub struct Pages<T> {
    operation: &'static str,
    row: Row<T>,
    source: PageStream<T>,
    read_ahead: usize,
    returned: u64,
    position: Option<Position>,
    lossless: bool,
}

/// The source of the next page.
enum PageStream<T> {
    /// A request that is sent when the page is requested.
    Direct(Box<PageFetcher<T>>),
    /// A task that prefetches pages.
    Prefetch(Prefetch<T>),
    /// Several tasks, each with a time slice.
    TimeSlices(Box<TimeSlices<T>>),
    /// None: the stream has ended.
    Ended,
}

impl<T: Send + 'static> Pages<T> {
    /// Streams the pages of a fetcher, starting after a position.
    pub(crate) fn new(fetcher: PageFetcher<T>, after: Option<Position>, read_ahead: usize) -> Self {
        Self {
            operation: fetcher.operation(),
            row: fetcher.row(),
            lossless: fetcher.is_lossless(),
            source: PageStream::Direct(Box::new(fetcher)),
            read_ahead,
            returned: 0,
            position: after,
        }
    }

    /// Streams the pages of time slices, starting after a position.
    pub(crate) fn of_time_slices(slices: TimeSlices<T>, after: Option<Position>) -> Self {
        Self {
            operation: slices.operation(),
            row: slices.row(),
            lossless: true,
            source: PageStream::TimeSlices(Box::new(slices)),
            read_ahead: 0,
            returned: 0,
            position: after,
        }
    }

    /// Returns the next page, or `None` after the last page.
    ///
    /// # Errors
    ///
    /// The errors of a single page, and [`Pagination`](crate::ErrorKind::Pagination) if the gateway's cursors do not
    /// lead to the next page. An error ends the stream. [`position`](Self::position) then returns the position at which
    /// the list can be resumed.
    pub async fn try_next(&mut self) -> Result<Option<Response<Page<T>>>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Response<Page<T>>, Error>>> {
        let fetched = match &mut self.source {
            PageStream::Direct(fetcher) => ready!(fetcher.poll(cx)),
            PageStream::Prefetch(prefetch) => ready!(prefetch.poll(cx, self.lossless)),
            PageStream::TimeSlices(slices) => ready!(slices.poll(cx)),
            PageStream::Ended => None,
        };
        let Some(FetchedPage { result, position, lossless }) = fetched else {
            self.source = PageStream::Ended;
            return Poll::Ready(None);
        };
        self.lossless = lossless;
        if result.is_err() {
            self.source = PageStream::Ended;
            return Poll::Ready(Some(result));
        }
        self.position = position.or_else(|| self.position.take());
        self.returned += 1;
        self.start_prefetch();
        Poll::Ready(Some(result))
    }

    /// Starts prefetching when the consumer requests the second page.
    fn start_prefetch(&mut self) {
        if self.returned < 2 || self.read_ahead == 0 {
            return;
        }
        self.source = match std::mem::replace(&mut self.source, PageStream::Ended) {
            PageStream::Direct(fetcher) if !fetcher.has_ended() => {
                match Prefetch::start(fetcher, self.read_ahead) {
                    Ok(prefetch) => PageStream::Prefetch(prefetch),
                    Err(fetcher) => PageStream::Direct(fetcher),
                }
            }
            other => other,
        };
    }
}

impl<T> Pages<T> {
    /// Returns the position after the pages that were returned so far. `.after(…)` resumes a list there. `None` means
    /// the start of the list.
    ///
    /// If the items have no instant or are not newest first, items may be returned again after resuming, and no item is
    /// lost.
    pub fn position(&self) -> Option<&Position> {
        self.position.as_ref()
    }

    /// Returns `true` if no item can have been lost between two pages so far: the gateway's cursors are timestamps, the
    /// list is newest first, and it was proved for every page that it follows the page before it.
    pub fn is_lossless(&self) -> bool {
        self.lossless
    }

    pub(crate) fn row(&self) -> Row<T> {
        self.row
    }

    pub(crate) fn is_at_end(&self) -> bool {
        match &self.source {
            PageStream::Direct(fetcher) => fetcher.has_ended(),
            PageStream::Prefetch(_) | PageStream::TimeSlices(_) => false,
            PageStream::Ended => true,
        }
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Response<Page<T>>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(cx)
    }
}

impl<T: Send + 'static> FusedStream for Pages<T> {
    fn is_terminated(&self) -> bool {
        self.is_at_end()
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.operation)
            .field("position", &self.position)
            .field("at_end", &self.is_at_end())
            .finish_non_exhaustive()
    }
}
