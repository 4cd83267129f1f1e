//! The seam between this crate and the network: one request in, one whole answer out.

use bytes::Bytes;
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// Sends one HTTP request and collects its answer.
///
/// The client brings its own, an [`HttpTransport`](crate::HttpTransport). Another one is of use in unit tests, which then
/// need no socket, and around an `HttpTransport`: to measure, to add a header, to limit what is sent. Time limits, retries
/// and the reading of the answer are the client's.
///
/// A request carries a [`CallInfo`](crate::CallInfo) in its extensions: operation and its kind, attempt and
/// idempotency.
///
/// # Contract
///
/// [`Error::outcome`](crate::Error::outcome) is true as long as an implementation keeps these rules:
///
/// - It sends a request once or not at all. It does not retry and follows no redirect.
/// - It returns [`InvalidRequest`](TransportErrorKind::InvalidRequest), [`Connect`](TransportErrorKind::Connect),
///   [`ConnectTimeout`](TransportErrorKind::ConnectTimeout), [`Certificate`](TransportErrorKind::Certificate),
///   [`Unprocessed`](TransportErrorKind::Unprocessed) and [`NotSent`](TransportErrorKind::NotSent) only where it is certain
///   that the server did not read the request. In doubt it returns [`Interrupted`](TransportErrorKind::Interrupted).
/// - Where it decides not to send a request, it returns `NotSent`, and no answer of its own making: a status 429 is taken
///   for the gateway's and makes all calls of the client wait.
/// - Where it has to wait before it sends, it returns `NotSent` with
///   [`with_retry_after`](TransportError::with_retry_after), and the client calls it again after that time. A wait inside
///   `send` counts as time of the attempt: where the time limit ends it, the client cannot know that nothing was sent and
///   returns [`Unknown`](crate::Outcome::Unknown).
/// - It may add headers. It leaves the method, the address, the body and `authorization` as they are.
/// - It returns the answer as it came, whatever its status, and bounds its size. What came of an answer that broke off is
///   added to the error by [`with_response`](TransportError::with_response).
/// - Dropping the future gives the request up: nothing is sent from a task that continues.
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
    pub(crate) kind: TransportErrorKind,
    pub(crate) response: Option<Box<http::Response<Bytes>>>,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
    pub(crate) retry_after: Option<Duration>,
    /// The limit that ran out, where it is known.
    pub(crate) connect_timeout: Option<Duration>,
    /// The limit that the answer exceeded, in bytes, where it is known.
    pub(crate) response_limit: Option<usize>,
}

/// How far a request got: this decides whether it may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request could not be built; nothing was sent.
    InvalidRequest,
    /// The transport decided not to send the request. It is sent again where the error has a
    /// [`retry_after`](TransportError::with_retry_after), and only there.
    NotSent,
    /// No connection came about; nothing was sent.
    Connect,
    /// No connection came about in time; nothing was sent.
    ConnectTimeout,
    /// The server's certificate was not accepted; nothing was sent.
    Certificate,
    /// The server reported that it did not process the request, as HTTP/2 permits.
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
        Self {
            kind,
            response: None,
            source: None,
            retry_after: None,
            connect_timeout: None,
            response_limit: None,
        }
    }

    /// Adds what caused it. The text must be free of secrets: it becomes the `source()` of the caller's error.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds the head of the answer and as much of its body as arrived. The caller gets the status and the headers;
    /// the body is not read, since a part of it proves nothing.
    #[must_use]
    pub fn with_response(mut self, response: http::Response<Bytes>) -> Self {
        self.response = Some(Box::new(response));
        self
    }

    /// Sets after which time a request that was [`NotSent`](TransportErrorKind::NotSent) may be sent. The client then calls
    /// the transport again after that time, also for a mutation, within the call's deadline and the retry policy. Its
    /// other calls do not wait. With another kind it has no effect.
    ///
    /// ```
    /// use bcrumbs::{TransportError, TransportErrorKind};
    /// use std::time::Duration;
    ///
    /// let wait = Duration::from_millis(200);
    /// let error = TransportError::new(TransportErrorKind::NotSent).with_retry_after(wait);
    /// assert_eq!(error.retry_after(), Some(wait));
    /// ```
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Records the connect timeout that ran out.
    pub(crate) fn with_connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Records the size limit that the answer exceeded.
    pub(crate) fn with_response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = Some(bytes);
        self
    }

    /// Returns how far the request got.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns after which time the request may be sent, where that was set.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.message())
    }
}

impl TransportErrorKind {
    /// Returns the message.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::InvalidRequest => "the request could not be built",
            Self::NotSent => "the transport did not send the request",
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
            .field("retry_after", &self.retry_after)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
