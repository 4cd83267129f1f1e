//! The `Transport` trait: it sends one HTTP request and returns the complete response.

use bytes::Bytes;
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// Sends one HTTP request and returns the complete response.
///
/// The default is an [`HttpTransport`](crate::HttpTransport). Implement your own transport for unit tests without a
/// socket, or to wrap an `HttpTransport`: to collect metrics, to add a header or to limit requests. The client is
/// responsible for timeouts, retries and decoding.
///
/// The extensions of a request contain a [`CallInfo`](crate::CallInfo) with the operation, its kind, the attempt and
/// the idempotency.
///
/// # Contract
///
/// [`Error::outcome`](crate::Error::outcome) is correct only if an implementation keeps these rules:
///
/// - It sends a request at most once. It does not retry and does not follow redirects.
/// - It returns [`InvalidRequest`](TransportErrorKind::InvalidRequest), [`Connect`](TransportErrorKind::Connect),
///   [`ConnectTimeout`](TransportErrorKind::ConnectTimeout), [`Certificate`](TransportErrorKind::Certificate),
///   [`Unprocessed`](TransportErrorKind::Unprocessed) and [`NotSent`](TransportErrorKind::NotSent) only if it is
///   certain that the server did not read the request. Otherwise it returns
///   [`Interrupted`](TransportErrorKind::Interrupted).
/// - If it decides not to send a request, it returns `NotSent`. It does not create a response itself: the client would
///   treat a status 429 as the gateway's and pause all its calls.
/// - If it must wait before it sends, it returns `NotSent` with [`with_retry_after`](TransportError::with_retry_after),
///   and the client calls it again after that time. A wait inside `send` is part of the attempt: if the timeout expires
///   during the wait, the client cannot know that nothing was sent, and the outcome is
///   [`Unknown`](crate::Outcome::Unknown).
/// - It may add headers. It does not change the method, the URL, the body and the `authorization` header.
/// - It returns a response with any status unchanged, and it limits the size of the response. If the response is
///   incomplete, it adds the received part to the error with [`with_response`](TransportError::with_response).
/// - If the future is dropped, the request is cancelled. No background task sends it later.
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
    /// Sends `request` and returns the complete response with any status.
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_>;
}

/// The return type of [`Transport::send`].
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// The error of a request without a complete response.
///
/// ```
/// use bcrumbs::{TransportError, TransportErrorKind};
///
/// let error = TransportError::new(TransportErrorKind::Interrupted).with_source("the test closed the connection");
/// assert_eq!(error.to_string(), "the connection broke before the response was complete");
/// ```
pub struct TransportError {
    pub(crate) kind: TransportErrorKind,
    pub(crate) response: Option<Box<http::Response<Bytes>>>,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
    pub(crate) retry_after: Option<Duration>,
    /// The connect timeout that expired, if it is known.
    pub(crate) connect_timeout: Option<Duration>,
    /// The limit that the response exceeded, in bytes, if it is known.
    pub(crate) response_limit: Option<usize>,
}

/// The kind of a [`TransportError`]. It determines whether the request may be retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request could not be built. Nothing was sent.
    InvalidRequest,
    /// The transport decided not to send the request. The client retries it only if the error has a
    /// [`retry_after`](TransportError::with_retry_after).
    NotSent,
    /// The transport could not connect. Nothing was sent.
    Connect,
    /// The connect timeout expired. Nothing was sent.
    ConnectTimeout,
    /// The server's certificate is not trusted. Nothing was sent.
    Certificate,
    /// The server reported that it did not process the request. Only HTTP/2 has such a report.
    Unprocessed,
    /// The connection broke after the request was written. The server may have read the request.
    Interrupted,
    /// The response could not be decompressed.
    Encoding,
    /// The response is larger than the limit.
    TooLarge,
}

impl TransportError {
    /// Creates an error.
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

    /// Sets the cause. It becomes the `source()` of the caller's error, so its text must not contain secrets.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds the incomplete response: the status, the headers and the received part of the body. The caller's error has
    /// the status and the headers. The body is not read, because a part of a body proves nothing.
    #[must_use]
    pub fn with_response(mut self, response: http::Response<Bytes>) -> Self {
        self.response = Some(Box::new(response));
        self
    }

    /// Sets the time after which a request that was [`NotSent`](TransportErrorKind::NotSent) may be sent. The client
    /// then calls the transport again after that time, also for a mutation, within the call's deadline and the retry
    /// policy. The client's other calls do not wait. It has no effect with another kind.
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

    /// Sets the connect timeout that expired.
    pub(crate) fn with_connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = Some(limit);
        self
    }

    /// Sets the size limit that the response exceeded.
    pub(crate) fn with_response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = Some(bytes);
        self
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns the time after which the request may be sent, if it was set.
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
            Self::Connect => "cannot connect to the gateway",
            Self::ConnectTimeout => "cannot connect to the gateway in time",
            Self::Certificate => "the gateway's TLS certificate is not trusted",
            Self::Unprocessed => "the gateway rejected the request without processing it",
            Self::Interrupted => "the connection broke before the response was complete",
            Self::Encoding => "the response could not be decompressed",
            Self::TooLarge => "the response is larger than the limit",
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
