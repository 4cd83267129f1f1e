//! A list as a stream of its pages.

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

/// The pages of a list, fetched as they are asked for.
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) works without an extension trait. An error ends it. No page is
/// empty while more follow.
///
/// The first page is fetched alone. From the second page on, the next page is fetched while this one is worked on, in a
/// task that ends with the stream; `.stream().read_ahead(n)` sets how many pages that may be, and 0 turns it off.
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
#[must_use = "a stream fetches nothing until it is asked for the next page"]
pub struct Pages<T> {
    operation: &'static str,
    row: Row<T>,
    source: PageStream<T>,
    read_ahead: usize,
    returned: u64,
    position: Option<Position>,
    lossless: bool,
}

/// Where the next page comes from.
enum PageStream<T> {
    /// From a request that is made when the page is asked for.
    Direct(Box<PageFetcher<T>>),
    /// From a task that fetches pages before they are asked for.
    Prefetch(Prefetch<T>),
    /// From several tasks, each with a slice of time.
    TimeSlices(Box<TimeSlices<T>>),
    /// From nowhere: the stream has ended.
    Ended,
}

impl<T: Send + 'static> Pages<T> {
    /// Streams what a fetcher fetches, from a position on.
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

    /// Streams the slices of a span of time, from a position on.
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

    /// Returns the next page, `None` after the last.
    ///
    /// # Errors
    ///
    /// Those of a single page, and [`Pagination`](crate::ErrorKind::Pagination) where the gateway's cursors lead nowhere.
    /// The stream ends with an error; [`position`](Self::position) returns where to resume.
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

    /// Fetches ahead once the consumer has asked for a second page.
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
    /// Returns where the list is resumed after the pages that were returned so far, by `.after(…)`. `None` stands for
    /// the list's start.
    ///
    /// Where the items have no instant, or are not newest first, items may be returned again there, and none is lost.
    pub fn position(&self) -> Option<&Position> {
        self.position.as_ref()
    }

    /// Returns whether nothing can be lost between two pages: so far the gateway's cursors are instants, the list is
    /// newest first, and every page was seen to follow the one before it.
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
