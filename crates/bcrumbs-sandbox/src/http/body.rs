//! Bodies that are slow, too long or incomplete.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use crate::http::connection::{Connection, Cut};

/// The maximum size of a chunk, in bytes.
const CHUNK: usize = 64 * 1024;

/// A body that is sent in chunks.
#[derive(Debug)]
pub(crate) struct ChunkedBody {
    rest: Bytes,
    /// Spaces to send after the rest.
    padding: usize,
    piece: usize,
    pause: Option<(Duration, Pin<Box<Sleep>>)>,
    /// The announced length, if there is one.
    announced: Option<u64>,
    /// The connection to close at the end.
    end: Option<Arc<Connection>>,
}

impl ChunkedBody {
    /// Returns a body in chunks of that size, with a pause before each chunk.
    pub(crate) fn slow(body: Bytes, piece: usize, pause: Duration) -> Self {
        let announced = Some(body.len() as u64);
        let pause = Some((pause, Box::pin(sleep(pause))));
        Self { rest: body, padding: 0, piece: piece.max(1), pause, announced, end: None }
    }

    /// Returns a body that ends after its first half, when the connection is closed.
    pub(crate) fn half(body: &Bytes, connection: Arc<Connection>) -> Self {
        let announced = Some(body.len() as u64);
        Self {
            rest: body.slice(..body.len() / 2),
            padding: 0,
            piece: CHUNK,
            pause: None,
            announced,
            end: Some(connection),
        }
    }

    /// Returns a body with spaces at its end, up to that size.
    pub(crate) fn padded(body: Bytes, total: usize) -> Self {
        let padding = total.saturating_sub(body.len());
        Self { rest: body, padding, piece: CHUNK, pause: None, announced: None, end: None }
    }

    fn next(&mut self) -> Option<Bytes> {
        if !self.rest.is_empty() {
            return Some(self.rest.split_to(self.piece.min(self.rest.len())));
        }
        let spaces = self.padding.min(self.piece);
        self.padding -= spaces;
        (spaces > 0).then(|| Bytes::from(vec![b' '; spaces]))
    }
}

impl HttpBody for ChunkedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() && self.padding == 0 {
            let Some(connection) = &self.end else {
                return Poll::Ready(None);
            };
            connection.cut(Cut::Close);
            return Poll::Pending;
        }
        if let Some((pause, sleeping)) = &mut self.pause {
            ready!(sleeping.as_mut().poll(context));
            let pause = *pause;
            *sleeping = Box::pin(sleep(pause));
        }
        Poll::Ready(self.next().map(|piece| Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        self.announced.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
