//! The walk from page to page: as the pages are asked for, or ahead of the consumer in a task of its own.

use crate::call::response::Response;
use crate::call::span;
use crate::error::error::{Error, ErrorKind, Outcome};
use crate::model::cursor::Cursor;
use crate::paging::page::{Fetched, Page, PageRequest};
use crate::paging::rules::{PaginationRules, Row};
use crate::request::list::ListOptions;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::AbortHandle;

/// A page on its way.
type FetchFuture<T> = Pin<Box<dyn Future<Output = Result<Fetched<T>, Error>> + Send>>;

/// Where a stream's pages come from.
pub(crate) struct Source<T> {
    pub(crate) operation: &'static str,
    fetch: Box<dyn Fn(PageRequest) -> FetchFuture<T> + Send + Sync>,
    parts: Row<T>,
}

impl<T> Source<T> {
    pub(crate) fn new<F>(
        operation: &'static str,
        fetch: impl Fn(PageRequest) -> F + Send + Sync + 'static,
        parts: Row<T>,
    ) -> Self
    where
        F: Future<Output = Result<Fetched<T>, Error>> + Send + 'static,
    {
        Self { operation, fetch: Box::new(move |page| Box::pin(fetch(page))), parts }
    }
}

/// The walk from page to page.
pub(crate) struct Walk<T> {
    source: Source<T>,
    pager: PaginationRules,
    fetching: Option<FetchFuture<T>>,
}

/// A page, where it began, where the next begins, and whether the walk is still lossless after it.
pub(crate) struct Step<T> {
    pub(crate) result: Result<Response<Page<T>>, Error>,
    pub(crate) began: Option<Cursor>,
    pub(crate) next: Option<Cursor>,
    pub(crate) lossless: bool,
}

impl<T> Step<T> {
    /// A step that knows nothing of cursors.
    pub(crate) fn of(result: Result<Response<Page<T>>, Error>, lossless: bool) -> Self {
        Self { result, began: None, next: None, lossless }
    }
}

/// Reports that a task which fetched pages is gone, and with it the rest of the list.
pub(crate) fn task_lost(operation: &'static str) -> Error {
    let message = "a task that fetched pages was stopped, with the runtime perhaps";
    Error::new(ErrorKind::Transport, Outcome::Unknown, message).with_operation(operation).retryable()
}

impl<T> Walk<T> {
    /// Starts at the options' cursor; with options that cannot be sent, the walk begins and ends with the error.
    pub(crate) fn new(source: Source<T>, options: ListOptions) -> Self
    where
        T: Send + 'static,
    {
        let fetching: Option<FetchFuture<T>> = match options.check(source.operation) {
            Ok(()) => None,
            Err(error) => Some(Box::pin(async move { Err(error) })),
        };
        let pager = PaginationRules::new(options.page, options.max_items, options.lossless);
        Self { source, pager, fetching }
    }

    /// Takes the next step; an error is the last.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Step<T>>> {
        if let Some(error) = self.pager.take_error() {
            let error = Error::new(ErrorKind::Pagination, Outcome::Executed, error.message());
            return Poll::Ready(Some(self.step(None, Err(error.with_operation(self.source.operation)))));
        }
        let Some(request) = self.pager.request() else {
            return Poll::Ready(None);
        };
        let fetch = &self.source.fetch;
        let fetching = self.fetching.get_or_insert_with(|| fetch(request.clone()));
        let fetched = ready!(fetching.as_mut().poll(cx));
        self.fetching = None;
        let began = request.cursor.clone();
        let result = fetched.map(|Fetched { mut response, received, has_info }| {
            self.pager.accept(&mut response.data, received, has_info, self.source.parts);
            response
        });
        Poll::Ready(Some(self.step(began, result)))
    }

    fn step(&self, began: Option<Cursor>, result: Result<Response<Page<T>>, Error>) -> Step<T> {
        Step { result, began, next: self.pager.resume_at(), lossless: self.pager.is_lossless() }
    }

    /// Tells whether no item has been lost between two pages so far.
    pub(crate) fn is_lossless(&self) -> bool {
        self.pager.is_lossless()
    }

    /// Tells whether there is nothing more to come.
    pub(crate) fn is_over(&self) -> bool {
        self.pager.request().is_none() && !self.pager.has_error()
    }
}

/// A task that walks on its own, and what it has brought.
pub(crate) struct Ahead<T> {
    /// `None` marks the end: a channel that closes without it lost its task, and with it the rest of the list.
    steps: mpsc::Receiver<Option<Step<T>>>,
    operation: &'static str,
    task: AbortHandle,
}

impl<T: Send + 'static> Ahead<T> {
    /// Lets a walk run up to `pages` ahead; gives it back where there is no runtime to run it.
    pub(crate) fn start(mut walk: Box<Walk<T>>, pages: usize) -> Result<Self, Box<Walk<T>>> {
        let Ok(runtime) = Handle::try_current() else { return Err(walk) };
        let operation = walk.source.operation;
        let (sender, steps) = mpsc::channel(pages.min(Semaphore::MAX_PERMITS));
        let task = runtime.spawn(span::in_current_span(async move {
            // The place is taken before the page is fetched, so that no page waits outside the channel.
            while let Ok(place) = sender.reserve().await {
                let step = poll_fn(|cx| walk.poll(cx)).await;
                let more = step.as_ref().is_some_and(|step| step.result.is_ok());
                place.send(step);
                if !more {
                    return;
                }
            }
        }));
        Ok(Self { steps, operation, task: task.abort_handle() })
    }

    /// Returns the next step that the task took.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>, lossless: bool) -> Poll<Option<Step<T>>> {
        let step = ready!(self.steps.poll_recv(cx));
        Poll::Ready(step.unwrap_or_else(|| Some(Step::of(Err(task_lost(self.operation)), lossless))))
    }
}

impl<T> Drop for Ahead<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
