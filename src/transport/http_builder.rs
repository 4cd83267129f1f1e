//! `HttpTransportBuilder`: the settings of the `reqwest` transport, and the rules that prevent sending a key
//! unencrypted.

use crate::error::error::Error;
use crate::transport::endpoint::{self, Endpoint};
use crate::transport::http_transport::{HttpTransport, USER_AGENT_TEXT};
use http::HeaderMap;
use http::header::{self, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use std::fmt;
use std::time::Duration;

/// The default timeout for connecting to the server, including TLS.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The default maximum size of a response, in bytes after decompression. A page of 100 conversations with contacts has
/// less than 100 KB. The limit is large enough for pages of thousands of conversations with their messages.
pub const DEFAULT_RESPONSE_LIMIT: usize = 16 * 1024 * 1024;

/// How long an unused connection is kept. Node's HTTP server closes it after 5 seconds. If the server closes a
/// connection while a request is sent, the outcome of the request is unknown, so the client closes it earlier.
const POOL_IDLE: Duration = Duration::from_secs(4);

/// The headers that the client, the credential or a feature of this crate sets.
const RESERVED: [HeaderName; 10] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::HOST,
    // It is for the proxy, but a default header is sent to the gateway.
    header::PROXY_AUTHORIZATION,
    header::TRANSFER_ENCODING,
    header::USER_AGENT,
];

/// A builder for an [`HttpTransport`], created by [`HttpTransport::builder`].
///
/// ```
/// use bcrumbs::{DEFAULT_ENDPOINT, HttpTransport};
/// use http::{HeaderName, HeaderValue};
/// use std::time::Duration;
///
/// let transport = HttpTransport::builder(DEFAULT_ENDPOINT)
///     .connect_timeout(Duration::from_secs(2))
///     .default_header(HeaderName::from_static("x-team"), HeaderValue::from_static("support"))
///     .build()?;
/// # Ok::<(), bcrumbs::Error>(())
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct HttpTransportBuilder {
    pub(crate) endpoint: String,
    pub(crate) response_limit: usize,
    connect_timeout: Duration,
    root_certificates: Vec<Vec<u8>>,
    identity: Option<SecretSlice<u8>>,
    proxy: ProxyRule,
    #[cfg(feature = "http2")]
    http2: Http2,
    application: Option<String>,
    default_headers: HeaderMap,
}

/// The proxy for an endpoint that is not a loopback address.
enum ProxyRule {
    /// The proxy from the environment.
    Environment,
    /// No proxy, even if the environment sets one.
    Never,
    /// The proxy at this URL. The URL may contain a password.
    At(SecretString),
}

/// Whether an [`HttpTransport`] uses HTTP/2. Needs the feature `http2`.
#[cfg(feature = "http2")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Http2 {
    /// HTTP/2 if the server offers it in the TLS handshake.
    #[default]
    Negotiated,
    /// HTTP/1.1 only.
    Never,
    /// HTTP/2 always, without negotiation. It also works with plain HTTP on loopback addresses.
    Always,
}

impl HttpTransport {
    /// Returns a builder for a transport that sends requests to this endpoint. The client must have the same endpoint.
    /// It must be an HTTPS URL; plain HTTP is accepted for loopback addresses only.
    pub fn builder(endpoint: impl Into<String>) -> HttpTransportBuilder {
        HttpTransportBuilder {
            endpoint: endpoint.into(),
            response_limit: DEFAULT_RESPONSE_LIMIT,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            root_certificates: Vec::new(),
            identity: None,
            proxy: ProxyRule::Environment,
            #[cfg(feature = "http2")]
            http2: Http2::default(),
            application: None,
            default_headers: HeaderMap::new(),
        }
    }
}

impl HttpTransportBuilder {
    /// Sets the timeout for connecting to the server, including TLS. Default: [`DEFAULT_CONNECT_TIMEOUT`].
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets the maximum size of a response, in bytes after decompression. Default: [`DEFAULT_RESPONSE_LIMIT`]. The
    /// client's [`response_limit`](crate::ClientBuilder::response_limit) applies too, so set both to raise the limit.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Adds one or more trusted root certificates in PEM format. They are trusted in addition to the system's
    /// certificates. For a loopback endpoint, the transport trusts only the added certificates.
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Sets the client certificate in PEM format: the private key, the certificate, and the intermediate certificates.
    /// The memory of the text is cleared when the builder is dropped. Needs the feature `rustls` or `ring`.
    #[cfg(any(feature = "rustls", feature = "ring"))]
    pub fn identity_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.identity = Some(pem.into().into());
        self
    }

    /// Sets the URL of the proxy, HTTP or HTTPS. It replaces the proxy of the environment. The URL may contain a user
    /// name and a password. [`build`](Self::build) fails if the endpoint is a loopback address, because no proxy is
    /// used for loopback addresses.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = ProxyRule::At(url.into().into());
        self
    }

    /// Uses no proxy, even if the environment sets one.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxyRule::Never;
        self
    }

    /// Sets whether HTTP/2 is used. Default: [`Http2::Negotiated`]. Needs the feature `http2`.
    #[cfg(feature = "http2")]
    pub fn http2(mut self, http2: Http2) -> Self {
        self.http2 = http2;
        self
    }

    /// Sets the name of your application, for example `shop/1.4`. The `user-agent` header is then `shop/1.4
    /// bcrumbs/<version>`.
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = Some(name.into());
        self
    }

    /// Adds a header to each request that does not already have this header. The value is treated as a secret, so
    /// `Debug` hides it.
    ///
    /// [`build`](Self::build) fails for `authorization`, `user-agent` and the headers that describe the body or the
    /// connection.
    pub fn default_header(mut self, name: HeaderName, mut value: HeaderValue) -> Self {
        value.set_sensitive(true);
        self.default_headers.insert(name, value);
        self
    }

    /// Builds the transport. It sends nothing.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) if a setting is invalid. The text of the error names the setting and the
    /// reason.
    pub fn build(self) -> Result<HttpTransport, Error> {
        let endpoint = Endpoint::parse(&self.endpoint)?;
        let uri = endpoint.as_str().parse().map_err(|_| Error::config("the endpoint is not an HTTP URL"))?;
        if let Some(name) = self.default_headers.keys().find(|name| RESERVED.contains(name)) {
            return Err(Error::config(format!(
                "`{name}` cannot be a default header: the request, the credential or another setting determines it"
            )));
        }
        let user_agent = self.application.as_deref().map(user_agent).transpose()?;
        let mut builder = reqwest::Client::builder()
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(POOL_IDLE)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false);
        builder = self.proxy.applied(builder, &endpoint)?;
        #[cfg(feature = "http2")]
        {
            builder = match self.http2 {
                Http2::Negotiated => builder,
                Http2::Never => builder.http1_only(),
                Http2::Always => builder.http2_prior_knowledge(),
            };
        }
        builder = with_tls(builder, &endpoint, &self.root_certificates, self.identity.as_ref())?;
        let client = builder.build().map_err(|problem| {
            Error::config("the HTTP client could not be built").with_source(problem.without_url())
        })?;
        Ok(HttpTransport {
            client,
            endpoint: uri,
            url: endpoint.into_url(),
            connect_timeout: self.connect_timeout,
            response_limit: self.response_limit,
            user_agent,
            default_headers: self.default_headers,
        })
    }
}

impl ProxyRule {
    fn applied(
        &self,
        builder: reqwest::ClientBuilder,
        endpoint: &Endpoint,
    ) -> Result<reqwest::ClientBuilder, Error> {
        match self {
            Self::At(_) if endpoint.is_loopback() => Err(Error::config(
                "the endpoint is a loopback address, for which no proxy is used: remove the proxy",
            )),
            Self::At(url) => {
                // The text is not shown: an invalid URL may contain a password.
                let refused = || Error::config("the proxy must be an http or https URL");
                let url = url.expose_secret();
                if !["http", "https"].iter().any(|scheme| url.trim().starts_with(&format!("{scheme}://"))) {
                    return Err(refused());
                }
                Ok(builder.proxy(reqwest::Proxy::all(url.trim()).map_err(|_| refused())?))
            }
            Self::Never => Ok(builder.no_proxy()),
            Self::Environment if endpoint.is_loopback() => Ok(builder.no_proxy()),
            Self::Environment => Ok(builder),
        }
    }
}

/// Returns the `user-agent` header: the application's name, then the name of this crate.
fn user_agent(application: &str) -> Result<HeaderValue, Error> {
    let shown = application.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    match HeaderValue::from_str(&format!("{} {USER_AGENT_TEXT}", application.trim())) {
        Ok(value) if shown && !application.trim().is_empty() => Ok(value),
        _ => Err(Error::config(
            "the name of the application must be visible ASCII text, for example `shop/1.4`",
        )),
    }
}

#[cfg(any(feature = "rustls", feature = "ring"))]
fn with_tls(
    mut builder: reqwest::ClientBuilder,
    endpoint: &Endpoint,
    root_certificates: &[Vec<u8>],
    identity: Option<&SecretSlice<u8>>,
) -> Result<reqwest::ClientBuilder, Error> {
    let mut roots = Vec::new();
    for pem in root_certificates {
        let certificates = reqwest::Certificate::from_pem_bundle(pem).map_err(|problem| {
            Error::config("a root certificate is not in PEM format").with_source(problem.without_url())
        })?;
        if certificates.is_empty() {
            return Err(Error::config("a root certificate is not in PEM format: no certificate found"));
        }
        roots.extend(certificates);
    }
    if let Some(pem) = identity {
        if !endpoint.is_https() {
            return Err(Error::config("a client certificate needs an https endpoint"));
        }
        // The source is not added: its text may contain a line of the key.
        let identity = reqwest::Identity::from_pem(pem.expose_secret()).map_err(|_| {
            Error::config("the client certificate must be PEM text with one private key and its certificates")
        })?;
        builder = builder.identity(identity);
    }
    #[cfg(all(feature = "ring", not(feature = "rustls")))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // An error means that another thread has already installed a provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    // The system's certificates are not read for plain HTTP and for loopback addresses: the store may not exist.
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
    identity: Option<&SecretSlice<u8>>,
) -> Result<reqwest::ClientBuilder, Error> {
    if endpoint.is_https() || !root_certificates.is_empty() || identity.is_some() {
        return Err(Error::config("https needs the feature `rustls` or `ring` of this crate"));
    }
    Ok(builder)
}

impl fmt::Debug for HttpTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("HttpTransportBuilder");
        shown
            .field("endpoint", &endpoint::shown_if_usable(&self.endpoint))
            .field("connect_timeout", &self.connect_timeout)
            .field("response_limit", &self.response_limit)
            .field("root_certificates", &self.root_certificates.len())
            .field("identity", &self.identity.is_some())
            .field("proxy", &self.proxy)
            .field("application", &self.application)
            .field("default_headers", &self.default_headers.keys().collect::<Vec<_>>());
        #[cfg(feature = "http2")]
        shown.field("http2", &self.http2);
        shown.finish_non_exhaustive()
    }
}

impl fmt::Debug for ProxyRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Environment => "Environment",
            Self::Never => "Never",
            Self::At(_) => "At(hidden)",
        })
    }
}
