//! Builds the transport over `reqwest`: its settings, and the rules that keep a key from being sent where it could be read.

use crate::error::error::Error;
use crate::transport::endpoint::{self, Endpoint};
use crate::transport::http_transport::{HttpTransport, USER_AGENT_TEXT};
use http::HeaderMap;
use http::header::{self, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use std::fmt;
use std::time::Duration;

/// The time to reach the server, TLS included.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The largest answer that is read, in bytes after decompression. A page of 100 conversations with contacts is below
/// 100 KB; this leaves room for pages of thousands with their messages.
pub const DEFAULT_RESPONSE_LIMIT: usize = 16 * 1024 * 1024;

/// How long an unused connection is kept. Below the 5 seconds after which Node's HTTP server closes it, for a request
/// that crosses such a close fails with an unknown outcome.
const POOL_IDLE: Duration = Duration::from_secs(4);

/// The headers that follow from the request, from the client's credential or from a feature of this crate.
const RESERVED: [HeaderName; 10] = [
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::AUTHORIZATION,
    header::CONNECTION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::HOST,
    // The proxy's own, which would be sent to the gateway.
    header::PROXY_AUTHORIZATION,
    header::TRANSFER_ENCODING,
    header::USER_AGENT,
];

/// Settings of an [`HttpTransport`] to be built; created by [`HttpTransport::builder`].
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

/// Which proxy is used where the endpoint is not on loopback.
enum ProxyRule {
    /// What the environment sets.
    Environment,
    /// None, whatever the environment sets.
    Never,
    /// The one at this address, which may hold a password.
    At(SecretString),
}

/// Whether an [`HttpTransport`] uses HTTP/2. It is there with the feature `http2`.
#[cfg(feature = "http2")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Http2 {
    /// Where the server offers it in the TLS handshake.
    #[default]
    Negotiated,
    /// Never: HTTP/1.1 only.
    Never,
    /// Always, without asking the server: also over plain http on loopback.
    Always,
}

impl HttpTransport {
    /// Returns a builder for a transport that reaches this endpoint, which must be the client's. It must be https; plain
    /// http is accepted for loopback addresses.
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
    /// Sets the time to reach the server, TLS included. Default: [`DEFAULT_CONNECT_TIMEOUT`].
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets the largest answer that is read, in bytes after decompression. Default: [`DEFAULT_RESPONSE_LIMIT`]. The
    /// client's own [`response_limit`](crate::ClientBuilder::response_limit) holds too: to raise the limit, set both.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Trusts one or more further certificates, in PEM. They are added to the system's; on loopback they are the only
    /// ones.
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Sets the client certificate, in PEM: the private key, the certificate and the certificates between it and a root.
    /// The memory of the text is wiped when the builder is dropped. It is there with the feature `rustls` or `ring`.
    #[cfg(any(feature = "rustls", feature = "ring"))]
    pub fn identity_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.identity = Some(pem.into().into());
        self
    }

    /// Sets the proxy, an http or https address, in place of what the environment sets. A user name and a password may be
    /// part of it. On loopback no proxy is used, so there it is refused.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = ProxyRule::At(url.into().into());
        self
    }

    /// Uses no proxy, whatever the environment sets.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxyRule::Never;
        self
    }

    /// Sets whether HTTP/2 is used. Default: [`Http2::Negotiated`]. It is there with the feature `http2`.
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

    /// Adds a header to each request that does not have it. The value is treated as a secret: no `Debug` shows it.
    ///
    /// `authorization`, `user-agent` and the headers that describe the body or the connection are refused by
    /// [`build`](Self::build).
    pub fn default_header(mut self, name: HeaderName, mut value: HeaderValue) -> Self {
        value.set_sensitive(true);
        self.default_headers.insert(name, value);
        self
    }

    /// Builds the transport. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config), with a text that says which setting cannot be used and why.
    pub fn build(self) -> Result<HttpTransport, Error> {
        let endpoint = Endpoint::parse(&self.endpoint)?;
        let uri = endpoint.as_str().parse().map_err(|_| Error::config("the endpoint is no URL for HTTP"))?;
        if let Some(name) = self.default_headers.keys().find(|name| RESERVED.contains(name)) {
            return Err(Error::config(format!(
                "`{name}` cannot be a default header: it follows from the request, the credential or another setting"
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
            Self::At(_) if endpoint.is_loopback() => {
                Err(Error::config("the endpoint is on loopback, which is reached without a proxy"))
            }
            Self::At(url) => {
                // What is no address may hold a password.
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

/// Puts an application's name before this crate's.
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
            Error::config("a root certificate is not PEM").with_source(problem.without_url())
        })?;
        if certificates.is_empty() {
            return Err(Error::config("a root certificate is not PEM: no certificate found in it"));
        }
        roots.extend(certificates);
    }
    if let Some(pem) = identity {
        if !endpoint.is_https() {
            return Err(Error::config("a client certificate needs an https endpoint"));
        }
        // The cause is left out: it may show a line of the key.
        let identity = reqwest::Identity::from_pem(pem.expose_secret()).map_err(|_| {
            Error::config("the client certificate is not PEM with one private key and its certificates")
        })?;
        builder = builder.identity(identity);
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
    identity: Option<&SecretSlice<u8>>,
) -> Result<reqwest::ClientBuilder, Error> {
    if endpoint.is_https() || !root_certificates.is_empty() || identity.is_some() {
        return Err(Error::config("https needs the crate's feature `rustls` or `ring`"));
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
