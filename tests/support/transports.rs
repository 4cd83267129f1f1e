//! Transports that replace a gateway: one that returns the same response to every request, and one that waits before
//! each request.

use super::KEY;
use bcrumbs::{ApiKey, Client, Transport, TransportFuture};
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Returns the same response to every request, and counts the requests. Clones share the count.
#[derive(Clone, Debug)]
pub(crate) struct Same {
    answer: http::Response<Bytes>,
    sent: Arc<AtomicUsize>,
}

impl Same {
    pub(crate) fn new(status: u16, body: impl Into<Bytes>) -> Self {
        let answer = http::Response::builder().status(status).body(body.into()).unwrap();
        Self { answer, sent: Arc::default() }
    }

    /// A client with the default retries.
    pub(crate) fn client(&self) -> Client {
        Client::builder(ApiKey::new(KEY)).transport(self.clone()).build().unwrap()
    }

    pub(crate) fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }
}

impl Transport for Same {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { Ok(self.answer.clone()) })
    }
}

/// Waits before each request, and counts the started and the cancelled requests. Clones share the counts.
#[derive(Clone, Debug)]
pub(crate) struct Slow<T> {
    transport: T,
    wait: Duration,
    begun: Arc<AtomicUsize>,
    dropped: Arc<AtomicUsize>,
}

impl<T> Slow<T> {
    pub(crate) fn new(transport: T, wait: Duration) -> Self {
        Self { transport, wait, begun: Arc::default(), dropped: Arc::default() }
    }

    pub(crate) fn begun(&self) -> usize {
        self.begun.load(Ordering::Relaxed)
    }

    pub(crate) fn dropped(&self) -> usize {
        self.dropped.load(Ordering::Relaxed)
    }
}

/// Counts a request as cancelled if it is dropped before it was sent.
struct Waiting {
    dropped: Arc<AtomicUsize>,
    has_ended: bool,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if !self.has_ended {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl<T: Transport> Transport for Slow<T> {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        self.begun.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            let mut waiting = Waiting { dropped: self.dropped.clone(), has_ended: false };
            tokio::time::sleep(self.wait).await;
            waiting.has_ended = true;
            self.transport.send(request).await
        })
    }
}
