//! Fetches pages in a task of its own, before the consumer asks for them.

use crate::call::span;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::paging::fetcher::{FetchedPage, PageFetcher};
use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::AbortHandle;

/// A task that fetches pages, and what it has fetched.
pub(crate) struct Prefetch<T> {
    /// `None` marks the end: a channel that closes without it lost its task, and with it the rest of the list.
    pages: mpsc::Receiver<Option<FetchedPage<T>>>,
    operation: &'static str,
    task: AbortHandle,
}

/// Reports that a task which fetched pages is gone, and with it the rest of the list.
pub(crate) fn task_cancelled(operation: &'static str) -> Error {
    let message = "the page-fetching task was cancelled; is the runtime shutting down?";
    Error::new(ErrorKind::Transport, Outcome::Unknown, message).with_operation(operation).retryable()
}

impl<T: Send + 'static> Prefetch<T> {
    /// Lets a fetcher run up to `pages` ahead; returns the fetcher where there is no runtime to run it.
    pub(crate) fn start(mut fetcher: Box<PageFetcher<T>>, pages: usize) -> Result<Self, Box<PageFetcher<T>>> {
        let Ok(runtime) = Handle::try_current() else { return Err(fetcher) };
        let operation = fetcher.operation();
        let (sender, receiver) = mpsc::channel(pages.min(Semaphore::MAX_PERMITS));
        let task = runtime.spawn(span::in_current_span(async move {
            // The room is reserved before the page is fetched, so that no page waits outside the channel.
            while let Ok(room) = sender.reserve().await {
                let page = poll_fn(|cx| fetcher.poll(cx)).await;
                let more = page.as_ref().is_some_and(|page| page.result.is_ok());
                room.send(page);
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
