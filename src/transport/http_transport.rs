//! The client's own transport, over `reqwest`: everything there that resends, redirects or reroutes is switched off.

use crate::error::error::Error;
use crate::transport::endpoint::Endpoint;
use crate::transport::transport::{Transport, TransportError, TransportErrorKind, TransportFuture};
use bytes::{Bytes, BytesMut};
use std::error::Error as StdError;
use std::io;
use std::time::Duration;

/// How long an unused connection is kept. Below the 5 seconds after which Node's HTTP server closes it, for a request
/// that crosses such a close fails with an unknown outcome.
const POOL_IDLE: Duration = Duration::from_secs(4);

/// The largest buffer that is allocated because a server announces a long response; beyond it the buffer grows as the
/// bytes arrive.
const ANNOUNCED_CAPACITY: usize = 1024 * 1024;

/// What the transport is built from.
#[derive(Debug)]
pub(crate) struct HttpOptions {
    pub(crate) connect_timeout: Duration,
    pub(crate) response_limit: usize,
    pub(crate) root_certificates: Vec<Vec<u8>>,
}

#[derive(Debug)]
pub(crate) struct HttpTransport {
    client: reqwest::Client,
    response_limit: usize,
}

impl HttpTransport {
    /// Builds a transport for one endpoint: a loopback address needs neither a proxy nor a certificate store.
    pub(crate) fn new(endpoint: &Endpoint, options: &HttpOptions) -> Result<Self, Error> {
        let mut builder = reqwest::Client::builder()
            .connect_timeout(options.connect_timeout)
            .pool_idle_timeout(POOL_IDLE)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        if endpoint.is_loopback() {
            builder = builder.no_proxy();
        }
        builder = with_tls(builder, endpoint, &options.root_certificates)?;
        let client = builder.build().map_err(|problem| {
            Error::config("the HTTP client could not be built").with_source(problem.without_url())
        })?;
        Ok(Self { client, response_limit: options.response_limit })
    }

    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let request = reqwest::Request::try_from(request).map_err(|problem| {
            TransportError::new(TransportErrorKind::InvalidRequest).with_source(problem.without_url())
        })?;
        let mut answer = self.client.execute(request).await.map_err(not_answered)?;
        let announced = answer.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        let mut body = BytesMut::with_capacity(announced.min(self.response_limit).min(ANNOUNCED_CAPACITY));
        let broken = loop {
            match answer.chunk().await {
                Ok(Some(chunk)) => {
                    let room = self.response_limit - body.len();
                    body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
                        break Some(TransportError::new(TransportErrorKind::TooLarge));
                    }
                }
                Ok(None) => break None,
                Err(problem) => break Some(body_broken(problem)),
            }
        };
        let mut response = http::Response::new(body.freeze());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        match broken {
            None => Ok(response),
            Some(error) => Err(error.with_received(response)),
        }
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

#[cfg(any(feature = "rustls", feature = "ring"))]
fn with_tls(
    builder: reqwest::ClientBuilder,
    endpoint: &Endpoint,
    root_certificates: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, Error> {
    let mut roots = Vec::new();
    for pem in root_certificates {
        let certificates = reqwest::Certificate::from_pem_bundle(pem).map_err(|problem| {
            Error::config("a root certificate is not PEM").with_source(problem.without_url())
        })?;
        if certificates.is_empty() {
            return Err(Error::config("a root certificate is not PEM: no certificate found in it"));
        }
        roots.extend(certificates);
    }
    #[cfg(all(feature = "ring", not(feature = "rustls")))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Losing the race against another thread means that a provider is installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    // Without https, and on loopback, the system's store is not opened: it may not exist.
    Ok(if endpoint.is_loopback() || !endpoint.is_https() {
        builder.tls_certs_only(roots)
    } else {
        builder.tls_certs_merge(roots)
    })
}

#[cfg(not(any(feature = "rustls", feature = "ring")))]
fn with_tls(
    builder: reqwest::ClientBuilder,
    endpoint: &Endpoint,
    root_certificates: &[Vec<u8>],
) -> Result<reqwest::ClientBuilder, Error> {
    if endpoint.is_https() || !root_certificates.is_empty() {
        return Err(Error::config("https needs the crate's feature `rustls` or `ring`"));
    }
    Ok(builder)
}

/// Classifies a request that brought no response. `is_connect` comes first: a connect timeout is both.
fn not_answered(problem: reqwest::Error) -> TransportError {
    let kind = if problem.is_builder() {
        TransportErrorKind::InvalidRequest
    } else if is_certificate_problem(&problem) {
        TransportErrorKind::Certificate
    } else if problem.is_connect() && problem.is_timeout() {
        TransportErrorKind::ConnectTimeout
    } else if problem.is_connect() {
        TransportErrorKind::Connect
    } else if is_unprocessed(&problem) {
        TransportErrorKind::Unprocessed
    } else {
        TransportErrorKind::Interrupted
    };
    TransportError::new(kind).with_source(problem.without_url())
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
