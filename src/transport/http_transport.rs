//! The client's own transport, over `reqwest`: everything there that resends, redirects or reroutes is switched off.

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

/// A request's `user-agent`, unless the consumer's own name stands before it.
pub(crate) const USER_AGENT_TEXT: &str = concat!("bcrumbs/", env!("CARGO_PKG_VERSION"));

/// Sends requests over `reqwest`: what a client uses unless it is given another [`Transport`].
///
/// Create one to set more than [`ClientBuilder`](crate::ClientBuilder) does, or to wrap it in a transport of your own,
/// which measures, adds a header or limits what is sent. It keeps the contract of [`Transport`]: it resends nothing,
/// follows no redirect, and classifies every failure.
///
/// It reaches the endpoint that it was built for and no other: https, or plain http on loopback addresses. Clones share
/// their connections.
///
/// # Proxies
///
/// For https it obeys the proxy settings of the environment, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or lower
/// case. [`proxy`](crate::HttpTransportBuilder::proxy) and [`no_proxy`](crate::HttpTransportBuilder::no_proxy) replace
/// them. A proxy sees the address and the encrypted bytes, not the key. Loopback addresses are reached without a proxy.
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
    /// The endpoint once more, as reqwest takes it.
    pub(crate) url: Url,
    pub(crate) connect_timeout: Duration,
    pub(crate) response_limit: usize,
    /// The `user-agent` with the consumer's own name, where one is set.
    pub(crate) user_agent: Option<HeaderValue>,
    /// What is added where a request does not have it.
    pub(crate) default_headers: HeaderMap,
}

impl HttpTransport {
    /// Adds what the transport was set to add; fails where a request is for another address.
    fn prepared(&self, request: http::Request<Bytes>) -> Result<reqwest::Request, TransportError> {
        let (head, body) = request.into_parts();
        let (uri, endpoint) = (&head.uri, &self.endpoint);
        if (uri.scheme(), uri.authority()) != (endpoint.scheme(), endpoint.authority()) {
            let reason = "the request is for another address than the endpoint of the transport";
            return Err(TransportError::new(TransportErrorKind::NotSent).with_source(reason));
        }
        // Parsing the address costs as much as converting the rest of the request.
        let url = if uri == endpoint { Ok(self.url.clone()) } else { Url::parse(&uri.to_string()) };
        let url = url.map_err(|problem| {
            TransportError::new(TransportErrorKind::InvalidRequest).with_source(problem)
        })?;
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

    /// Reports a request that brought no response.
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

/// Classifies a request that brought no response. `is_connect` comes first: a connect timeout is both.
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

/// Distinguishes a broken connection from a broken compression: below reqwest's own layers, the decompressor's error is an
/// `io::Error`, the connection's is not.
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

/// Walks down the causes of an error. An `io::Error` leaves out what it wraps, and TLS errors come wrapped twice.
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

/// Returns whether an HTTP/2 server said that it did not look at the request: it refused the stream, or left it out when
/// it announced which was the last that it had looked at (RFC 9113, section 8.7).
#[cfg(feature = "http2")]
fn is_unprocessed(problem: &reqwest::Error) -> bool {
    sources(problem).filter_map(|source| source.downcast_ref::<h2::Error>()).any(|stream| {
        // A stream that the announcement covers does not fail by it.
        let refused = stream.is_reset() && stream.reason() == Some(h2::Reason::REFUSED_STREAM);
        stream.is_remote() && (refused || stream.is_go_away())
    })
}

#[cfg(not(feature = "http2"))]
fn is_unprocessed(_: &reqwest::Error) -> bool {
    false
}
