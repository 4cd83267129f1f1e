//! Transports of the command's own: one that sends nothing, for `--dry-run`, one that keeps the answer as it came, for
//! `api --raw`, and one that notes when a mutation is sent, for a reply.

use crate::interrupt::ChangeStage;
use bcrumbs::{
    CallInfo, HttpTransport, OperationKind, Transport, TransportError, TransportErrorKind, TransportFuture,
};
use bytes::Bytes;
use std::sync::{Arc, Mutex, PoisonError};

/// What is kept of a request or an answer, shared with whoever reads it later.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept(Arc<Mutex<Option<Bytes>>>);

impl Kept {
    /// Returns what was kept last.
    pub(crate) fn take(&self) -> Option<Bytes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn keep(&self, body: Bytes) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
    }
}

/// Keeps the request and sends nothing.
#[derive(Debug)]
pub(crate) struct Unsent(pub(crate) Kept);

impl Transport for Unsent {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        self.0.keep(request.into_body());
        Box::pin(async { Err(TransportError::new(TransportErrorKind::NotSent)) })
    }
}

/// Sends over HTTP and keeps the answer.
#[derive(Debug)]
pub(crate) struct Recording {
    pub(crate) http: HttpTransport,
    pub(crate) answer: Kept,
}

impl Transport for Recording {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            let answer = self.http.send(request).await?;
            self.answer.keep(answer.body().clone());
            Ok(answer)
        })
    }
}

/// Sends over HTTP, and notes when a mutation is sent. What is read before it changes nothing.
#[derive(Debug)]
pub(crate) struct Noting {
    pub(crate) http: HttpTransport,
    pub(crate) change: ChangeStage,
}

impl Transport for Noting {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        let call = request.extensions().get::<CallInfo>();
        if call.is_none_or(|call| call.kind == OperationKind::Mutation) {
            self.change.sending();
        }
        self.http.send(request)
    }
}
