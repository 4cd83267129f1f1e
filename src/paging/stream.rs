//! Lists as streams: pages one after the other, and their items.

use crate::call::response::Response;
use crate::error::error::Error;
use crate::error::graphql_error::GraphQlError;
use crate::model::cursor::Cursor;
use crate::paging::fetcher::{Ahead, Source, Step, Walk};
use crate::paging::page::Page;
use crate::paging::time_slices::TimeSlices;
use crate::request::list::ListOptions;
use futures_core::{FusedStream, Stream};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The pages of a list, fetched as they are asked for.
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) and [`try_collect`](Self::try_collect) work without an extension
/// trait. An error ends it. Items that were on a page before are dropped, so a page can be empty.
///
/// The first page is fetched alone. Whoever asks for the second is draining the list: from then on the next page is
/// fetched while this one is worked on, in a task that ends with the stream. `.read_ahead(n)` sets how many pages that
/// may be, and 0 turns it off.
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
    state: State<T>,
    read_ahead: usize,
    given: u64,
    began: Option<Cursor>,
    next: Option<Cursor>,
    lossless: bool,
}

/// Where the next page comes from.
enum State<T> {
    /// From a request that is made when the page is asked for.
    Direct(Box<Walk<T>>),
    /// From a task that is ahead of the consumer.
    Ahead(Ahead<T>),
    /// From several tasks, each with a window of time.
    TimeSlices(Box<TimeSlices<T>>),
    /// From nowhere.
    Ended,
}

impl<T: Send + 'static> Pages<T> {
    /// Starts at the options' cursor; with options that cannot be sent, the stream begins and ends with the error.
    pub(crate) fn of(source: Source<T>, options: ListOptions) -> Self {
        let operation = source.operation;
        let began = options.page.cursor.clone();
        let read_ahead = options.read_ahead;
        let walk = Walk::new(source, options);
        let lossless = walk.is_lossless();
        let state = State::Direct(Box::new(walk));
        Self { operation, state, read_ahead, given: 0, began, next: None, lossless }
    }

    /// Streams the windows of a span.
    pub(crate) fn of_windows(operation: &'static str, windows: TimeSlices<T>) -> Self {
        let state = State::TimeSlices(Box::new(windows));
        Self { operation, state, read_ahead: 0, given: 0, began: None, next: None, lossless: true }
    }

    /// Returns the next page, `None` after the last.
    ///
    /// # Errors
    ///
    /// Those of a single page, and [`Pagination`](crate::ErrorKind::Pagination) where the gateway's cursors lead nowhere.
    /// After an error the stream is at its end; [`cursor`](Self::cursor) tells where to resume.
    pub async fn try_next(&mut self) -> Result<Option<Response<Page<T>>>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// Collects all pages.
    ///
    /// # Errors
    ///
    /// Those of [`try_next`](Self::try_next); the pages that came before are lost with it.
    pub async fn try_collect(mut self) -> Result<Vec<Response<Page<T>>>, Error> {
        let mut pages = Vec::new();
        while let Some(page) = self.try_next().await? {
            pages.push(page);
        }
        Ok(pages)
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Response<Page<T>>, Error>>> {
        let step = match &mut self.state {
            State::Direct(walk) => ready!(walk.poll(cx)),
            State::Ahead(ahead) => ready!(ahead.poll(cx, self.lossless)),
            State::TimeSlices(windows) => {
                let result = ready!(windows.poll(cx));
                result.map(|result| Step::of(result, windows.is_lossless()))
            }
            State::Ended => None,
        };
        let Some(Step { result, began, next, lossless }) = step else {
            self.state = State::Ended;
            return Poll::Ready(None);
        };
        self.lossless = lossless;
        if result.is_err() {
            self.state = State::Ended;
            return Poll::Ready(Some(result));
        }
        self.began = began;
        self.next = next;
        self.given += 1;
        self.run_ahead();
        Poll::Ready(Some(result))
    }

    /// Fetches ahead once the consumer has crossed into the second page.
    fn run_ahead(&mut self) {
        if self.given < 2 || self.read_ahead == 0 || matches!(self.state, State::Ahead(_)) {
            return;
        }
        self.state = match std::mem::replace(&mut self.state, State::Ended) {
            State::Direct(walk) if !walk.is_over() => match Ahead::start(walk, self.read_ahead) {
                Ok(ahead) => State::Ahead(ahead),
                Err(walk) => State::Direct(walk),
            },
            other => other,
        };
    }
}

impl<T> Pages<T> {
    /// Returns where the page that was given last began, for `.after(…)`: a list resumed there repeats that page and
    /// skips nothing. `None` stands for the start.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.began.as_ref()
    }

    /// Returns where the page after the one that was given last begins, for `.after(…)` once that page has been dealt
    /// with whole. `None` before the first page and after the last.
    ///
    /// Unlike [`Page::end_cursor`], which the gateway gives, it loses nothing where `.lossless()` was set: it lies just
    /// above that cursor, and the items at the edge come again.
    pub fn next_cursor(&self) -> Option<&Cursor> {
        self.next.as_ref()
    }

    /// Returns whether no item can be lost between two pages: `.lossless()` was set, or the list is read in windows, and
    /// so far each page has proved to follow the one before it. Final once the stream has ended.
    pub fn is_lossless(&self) -> bool {
        self.lossless
    }

    fn is_at_end(&self) -> bool {
        match &self.state {
            State::Direct(walk) => walk.is_over(),
            State::Ahead(_) | State::TimeSlices(_) => false,
            State::Ended => true,
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
            .field("cursor", &self.began)
            .field("at_end", &self.is_at_end())
            .finish_non_exhaustive()
    }
}

/// The items of a list, page after page, with two pages in memory at a time: see [`Pages`].
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) and [`try_collect`](Self::try_collect) work without an extension
/// trait. An error comes after the items before it, and ends the stream.
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
#[must_use = "a stream fetches nothing until it is asked for the next item"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T>,
    errors: Vec<GraphQlError>,
    total: Option<u64>,
}

impl<T: Send + 'static> Items<T> {
    pub(crate) fn new(pages: Pages<T>) -> Self {
        Self { pages, page: Vec::new().into_iter(), errors: Vec::new(), total: None }
    }

    /// Returns the next item, `None` after the last.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// Collects all items.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::try_next`]; the items that came before are lost with it.
    pub async fn try_collect(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
        }
        Ok(items)
    }

    /// Returns where the page that is being consumed began, for `.after(…)`: a list resumed there may repeat items and
    /// skips none. `None` stands for the start.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.pages.cursor()
    }

    /// Returns the number of all results, once the first page is there and where it was asked for.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// Returns the errors that came beside the page that is being consumed: some of its items are missing.
    pub fn errors(&self) -> &[GraphQlError] {
        &self.errors
    }

    /// Tells whether no item can be lost between two pages; see [`Pages::is_lossless`].
    pub fn is_lossless(&self) -> bool {
        self.pages.is_lossless()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(response)) => {
                    self.errors = response.errors;
                    self.total = response.data.total.or(self.total);
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
