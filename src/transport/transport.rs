//! The seam between this crate and the network: one request in, one whole answer out.

use bytes::Bytes;
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// Sends one HTTP request and collects its answer.
///
/// The client brings its own, over `reqwest`. Another one is of use in unit tests, which then need no socket, and where
/// requests must leave through something else. An implementation sends a request exactly once, follows no redirect and
/// bounds the size of the answer; time limits, retries and the reading of the answer are the client's.
///
/// Dropping the future must give the request up.
///
/// ```
/// use bcrumbs::{ApiKey, Client, Transport, TransportFuture};
///
/// #[derive(Debug)]
/// struct Empty;
///
/// impl Transport for Empty {
///     fn send(&self, _request: http::Request<bytes::Bytes>) -> TransportFuture<'_> {
///         let body = r#"{"data":{"convs":{"nodes":[],"pageInfo":{"hasNextPage":false}}}}"#;
///         Box::pin(async move { Ok(http::Response::new(body.into())) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), bcrumbs::Error> {
/// let client = Client::builder(ApiKey::new("any")).transport(Empty).build()?;
/// assert!(client.workspace(12).conversations().page().await?.items.is_empty());
/// # Ok(())
/// # }
/// ```
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends `request` and returns the whole answer, whatever its status.
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_>;
}

/// What [`Transport::send`] returns.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// Why no whole answer came back.
///
/// ```
/// use bcrumbs::{TransportError, TransportErrorKind};
///
/// let error = TransportError::new(TransportErrorKind::Interrupted).with_source("the test pulled the plug");
/// assert_eq!(error.to_string(), "the connection broke before the answer was complete");
/// ```
pub struct TransportError {
    kind: TransportErrorKind,
    received: Option<Box<http::Response<Bytes>>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// How far a request got: this decides whether it may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request could not be built; nothing was sent.
    InvalidRequest,
    /// No connection came about; nothing was sent.
    Connect,
    /// No connection came about in time; nothing was sent.
    ConnectTimeout,
    /// The server's certificate was not accepted; nothing was sent.
    Certificate,
    /// The server said that it turned the request away without looking at it, as HTTP/2 permits.
    Unprocessed,
    /// The connection broke after the request was handed to it; the server may have read it.
    Interrupted,
    /// The answer's content encoding could not be undone.
    Encoding,
    /// The answer is larger than the limit.
    TooLarge,
}

impl TransportError {
    /// Reports a failure.
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, received: None, source: None }
    }

    /// Adds what caused it. The text must be free of secrets: it becomes the `source()` of the caller's error.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds the head of the answer and as much of its body as arrived. The status and the headers are given to the caller;
    /// the body is not read, since a part of it proves nothing.
    #[must_use]
    pub fn with_received(mut self, received: http::Response<Bytes>) -> Self {
        self.received = Some(Box::new(received));
        self
    }

    /// Returns how far the request got.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    pub(crate) fn into_parts(
        self,
    ) -> (Option<http::Response<Bytes>>, Option<Box<dyn StdError + Send + Sync>>) {
        (self.received.map(|received| *received), self.source)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.message())
    }
}

impl TransportErrorKind {
    /// Says in words what happened.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::InvalidRequest => "the request could not be built",
            Self::Connect => "no connection to the gateway",
            Self::ConnectTimeout => "no connection to the gateway in time",
            Self::Certificate => "the gateway's TLS certificate is not trusted",
            Self::Unprocessed => "the gateway turned the request away without looking at it",
            Self::Interrupted => "the connection broke before the answer was complete",
            Self::Encoding => "the answer's compression is broken",
            Self::TooLarge => "the answer is larger than the limit",
        }
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
