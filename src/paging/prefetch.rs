//! Fetches pages in a separate task before the consumer requests them.

use crate::call::span;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::paging::fetcher::{FetchedPage, PageFetcher};
use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::AbortHandle;

/// A task that fetches pages, and the channel with the fetched pages.
pub(crate) struct Prefetch<T> {
    /// `None` marks the end of the list. If the channel closes without it, the task was cancelled and the rest of the
    /// list is lost.
    pages: mpsc::Receiver<Option<FetchedPage<T>>>,
    operation: &'static str,
    task: AbortHandle,
}

/// Creates the error for a cancelled task.
pub(crate) fn task_cancelled(operation: &'static str) -> Error {
    let message = "the page-fetching task was cancelled; is the runtime shutting down?";
    Error::new(ErrorKind::Transport, Outcome::Unknown, message).with_operation(operation).retryable()
}

impl<T: Send + 'static> Prefetch<T> {
    /// Starts a task that prefetches up to `pages` pages. Returns the fetcher if there is no runtime.
    pub(crate) fn start(mut fetcher: Box<PageFetcher<T>>, pages: usize) -> Result<Self, Box<PageFetcher<T>>> {
        let Ok(runtime) = Handle::try_current() else { return Err(fetcher) };
        let operation = fetcher.operation();
        let (sender, receiver) = mpsc::channel(pages.min(Semaphore::MAX_PERMITS));
        let task = runtime.spawn(span::in_current_span(async move {
            // Capacity is reserved before a page is fetched, so that no page waits outside of the channel.
            while let Ok(permit) = sender.reserve().await {
                let page = poll_fn(|cx| fetcher.poll(cx)).await;
                let more = page.as_ref().is_some_and(|page| page.result.is_ok());
                permit.send(page);
                if !more {
                    return;
                }
            }
        }));
        Ok(Self { pages: receiver, operation, task: task.abort_handle() })
    }

    /// Returns the next page that the task fetched.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>, lossless: bool) -> Poll<Option<FetchedPage<T>>> {
        let page = ready!(self.pages.poll_recv(cx));
        Poll::Ready(
            page.unwrap_or_else(|| Some(FetchedPage::failed(task_cancelled(self.operation), lossless))),
        )
    }
}

impl<T> Drop for Prefetch<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
