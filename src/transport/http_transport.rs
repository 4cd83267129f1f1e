//! `HttpTransport`, the default transport, built on `reqwest`. The retries and redirects of `reqwest` are turned off.

use crate::transport::body::{Body, TooLong};
use crate::transport::endpoint;
use crate::transport::transport::{Transport, TransportError, TransportErrorKind, TransportFuture};
use bytes::Bytes;
use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue, Uri};
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;
use url::Url;

/// The `user-agent` header of this crate. An application's name can be added before it.
pub(crate) const USER_AGENT_TEXT: &str = concat!("bcrumbs/", env!("CARGO_PKG_VERSION"));

/// The default [`Transport`], built on `reqwest`.
///
/// Create one if you need settings that [`ClientBuilder`](crate::ClientBuilder) does not have, or if your own transport
/// wraps it to collect metrics, to add a header or to limit requests. It keeps the contract of [`Transport`]: it does
/// not retry, it does not follow redirects, and it classifies every failure.
///
/// It only sends requests to the endpoint that it was built for. The clones share their connections.
///
/// # Proxies
///
/// For HTTPS it uses the proxy variables of the environment: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or
/// lower case. [`proxy`](crate::HttpTransportBuilder::proxy) and [`no_proxy`](crate::HttpTransportBuilder::no_proxy)
/// replace them. A proxy sees the host name and the encrypted bytes, but not the key. No proxy is used for loopback
/// addresses.
///
/// ```
/// use bcrumbs::{ApiKey, Client, DEFAULT_ENDPOINT, HttpTransport};
///
/// let transport =
///     HttpTransport::builder(DEFAULT_ENDPOINT).proxy("http://proxy.example:3128").application("shop/1.4").build()?;
/// let client = Client::builder(ApiKey::new("bck_0123456789")).transport(transport).build()?;
/// # Ok::<(), bcrumbs::Error>(())
/// ```
#[derive(Clone)]
pub struct HttpTransport {
    pub(crate) client: reqwest::Client,
    pub(crate) endpoint: Uri,
    /// The endpoint as a `Url` for reqwest.
    pub(crate) url: Url,
    pub(crate) connect_timeout: Duration,
    pub(crate) response_limit: usize,
    /// The `user-agent` header with the application's name, if a name is set.
    pub(crate) user_agent: Option<HeaderValue>,
    /// The headers that are added to requests without them.
    pub(crate) default_headers: HeaderMap,
}

impl HttpTransport {
    /// Adds the configured headers to a request. Fails if the request has another URL than the endpoint.
    fn prepared(&self, request: http::Request<Bytes>) -> Result<reqwest::Request, TransportError> {
        let (head, body) = request.into_parts();
        let (uri, endpoint) = (&head.uri, &self.endpoint);
        // Parsing the URL again would cost as much as converting the rest of the request.
        let url = if uri == endpoint {
            self.url.clone()
        } else if (uri.scheme(), uri.authority()) == (endpoint.scheme(), endpoint.authority()) {
            Url::parse(&uri.to_string()).map_err(|problem| {
                TransportError::new(TransportErrorKind::InvalidRequest).with_source(problem)
            })?
        } else {
            let reason = "the URL of the request is not the endpoint of the transport";
            return Err(TransportError::new(TransportErrorKind::NotSent).with_source(reason));
        };
        let mut prepared = reqwest::Request::new(head.method, url);
        *prepared.headers_mut() = head.headers;
        *prepared.body_mut() = Some(body.into());
        let headers = prepared.headers_mut();
        if let Some(user_agent) = &self.user_agent
            && headers.get(USER_AGENT).is_some_and(|own| own == USER_AGENT_TEXT)
        {
            headers.insert(USER_AGENT, user_agent.clone());
        }
        for (name, value) in &self.default_headers {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        Ok(prepared)
    }

    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let request = self.prepared(request)?;
        let mut answer = self.client.execute(request).await.map_err(|problem| self.not_answered(problem))?;
        let mut body = Body::new(answer.content_length().unwrap_or(0), self.response_limit);
        let broken = loop {
            match answer.chunk().await {
                Ok(Some(chunk)) => {
                    if let Err(TooLong) = body.push(chunk) {
                        let error = TransportError::new(TransportErrorKind::TooLarge);
                        break Some(error.with_response_limit(self.response_limit));
                    }
                }
                Ok(None) => break None,
                Err(problem) => break Some(body_broken(problem)),
            }
        };
        let mut response = http::Response::new(body.into_bytes());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        match broken {
            None => Ok(response),
            Some(error) => Err(error.with_response(response)),
        }
    }

    /// Creates the error for a request without a response.
    fn not_answered(&self, problem: reqwest::Error) -> TransportError {
        let error = TransportError::new(kind_of(&problem)).with_source(problem.without_url());
        error.with_connect_timeout(self.connect_timeout)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport")
            .field("endpoint", &endpoint::shown(&self.endpoint.to_string()))
            .field("connect_timeout", &self.connect_timeout)
            .field("response_limit", &self.response_limit)
            .field("user_agent", &self.user_agent)
            .field("default_headers", &self.default_headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

/// Classifies a request without a response. `is_connect` is checked first, because a connect timeout is also a timeout.
fn kind_of(problem: &reqwest::Error) -> TransportErrorKind {
    if problem.is_builder() {
        TransportErrorKind::InvalidRequest
    } else if is_certificate_problem(problem) {
        TransportErrorKind::Certificate
    } else if problem.is_connect() && problem.is_timeout() {
        TransportErrorKind::ConnectTimeout
    } else if problem.is_connect() {
        TransportErrorKind::Connect
    } else if is_unprocessed(problem) {
        TransportErrorKind::Unprocessed
    } else {
        TransportErrorKind::Interrupted
    }
}

/// Distinguishes a broken connection from broken compression. Below the errors of reqwest, the error of the
/// decompressor is an `io::Error`; the error of the connection is not.
fn body_broken(problem: reqwest::Error) -> TransportError {
    let cause = sources(&problem).find(|source| !source.is::<reqwest::Error>());
    let encoding = cause.and_then(|cause| cause.downcast_ref::<io::Error>()).is_some_and(|error| {
        matches!(
            error.kind(),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other
        )
    });
    let kind = if encoding { TransportErrorKind::Encoding } else { TransportErrorKind::Interrupted };
    TransportError::new(kind).with_source(problem.without_url())
}

/// Returns an error and its sources. The `source()` of an `io::Error` skips the wrapped error, and TLS errors are
/// wrapped twice.
fn sources<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.map(|wrapped| wrapped as _).or_else(|| error.source())
    })
}

#[cfg(any(feature = "rustls", feature = "ring"))]
fn is_certificate_problem(problem: &reqwest::Error) -> bool {
    sources(problem)
        .filter_map(|source| source.downcast_ref())
        .any(|tls| matches!(tls, rustls::Error::InvalidCertificate(_)))
}

#[cfg(not(any(feature = "rustls", feature = "ring")))]
fn is_certificate_problem(_: &reqwest::Error) -> bool {
    false
}

/// Returns whether an HTTP/2 server reported that it did not process the request: it refused the stream, or the stream
/// is after the last processed stream of its GOAWAY frame (RFC 9113, section 8.7).
#[cfg(feature = "http2")]
fn is_unprocessed(problem: &reqwest::Error) -> bool {
    sources(problem).filter_map(|source| source.downcast_ref::<h2::Error>()).any(|stream| {
        // A GOAWAY frame does not fail the streams that the server still processes.
        let refused = stream.is_reset() && stream.reason() == Some(h2::Reason::REFUSED_STREAM);
        stream.is_remote() && (refused || stream.is_go_away())
    })
}

#[cfg(not(feature = "http2"))]
fn is_unprocessed(_: &reqwest::Error) -> bool {
    false
}
