//! Building a client: its settings, their defaults, and the reasons for them.

use crate::call::encode::Encoder;
use crate::call::inner::{ClientInner, Timeouts};
use crate::client::client::Client;
use crate::error::error::Error;
use crate::retry::budget::{BudgetState, RetryBudget};
use crate::retry::clock::SystemClock;
use crate::retry::cooldown::Cooldown;
use crate::retry::policy::RetryPolicy;
use crate::transport::credentials::{ApiKey, Credential};
use crate::transport::endpoint::{self, DEFAULT_ENDPOINT, Endpoint};
use crate::transport::http_transport::{HttpOptions, HttpTransport};
use crate::transport::transport::Transport;
use http::HeaderMap;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use std::env;
use std::fmt;
use std::time::Duration;

/// The time to reach the server, TLS included.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The time for one attempt, from sending to the last byte of the answer: a page of conversations takes a second, and
/// this is long enough for a slow mobile network.
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// The time for a whole call: two attempts that run out of time.
pub const DEFAULT_TOTAL_TIMEOUT: Duration = Duration::from_secs(60);

/// The largest answer that is read, in bytes after decompression. A page of 100 conversations with contacts is below
/// 100 KB; this leaves room for pages of thousands with their messages.
pub const DEFAULT_RESPONSE_LIMIT: usize = 16 * 1024 * 1024;

impl Client {
    /// Builds a client with every default: the public gateway, the time limits and the size limit named in this crate.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) where the key cannot be sent or the system's certificates cannot be read.
    pub fn new(credential: impl Into<Credential>) -> Result<Self, Error> {
        Self::builder(credential).build()
    }

    /// Builds a client from the environment: the key from `BCRUMBS_API_KEY` and, if it is set and not empty, the
    /// endpoint from `BCRUMBS_ENDPOINT`.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) where the key is missing or one of the two cannot be used.
    pub fn from_env() -> Result<Self, Error> {
        let key = variable("BCRUMBS_API_KEY")?
            .ok_or_else(|| Error::config("BCRUMBS_API_KEY is not set: put the gateway's API key there"))?;
        let mut builder = Self::builder(ApiKey::new(key));
        if let Some(endpoint) = variable("BCRUMBS_ENDPOINT")? {
            builder = builder.endpoint(endpoint);
        }
        builder.build()
    }

    /// Returns a builder, for settings other than the defaults.
    ///
    /// ```
    /// use bcrumbs::{ApiKey, Client};
    /// use std::time::Duration;
    ///
    /// let client = Client::builder(ApiKey::new("bck_0123456789"))
    ///     .endpoint("http://127.0.0.1:4000/core/gq")
    ///     .total_timeout(Duration::from_secs(10))
    ///     .build()?;
    /// # Ok::<(), bcrumbs::Error>(())
    /// ```
    pub fn builder(credential: impl Into<Credential>) -> ClientBuilder {
        ClientBuilder {
            credential: credential.into(),
            endpoint: DEFAULT_ENDPOINT.to_owned(),
            timeouts: Timeouts {
                connect: DEFAULT_CONNECT_TIMEOUT,
                attempt: DEFAULT_ATTEMPT_TIMEOUT,
                total: DEFAULT_TOTAL_TIMEOUT,
            },
            response_limit: DEFAULT_RESPONSE_LIMIT,
            retry: RetryPolicy::default(),
            budget: RetryBudget::default(),
            root_certificates: Vec::new(),
            transport: None,
        }
    }
}

/// Reads an environment variable; one that is empty counts as not set.
fn variable(name: &'static str) -> Result<Option<String>, Error> {
    match env::var(name) {
        Ok(value) if value.trim().is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(Error::config(format!("{name} is not UTF-8 text"))),
    }
}

/// Settings of a [`Client`] to be built; created by [`Client::builder`].
///
/// ```
/// use bcrumbs::{ApiKey, Client, RetryPolicy};
///
/// let once = Client::builder(ApiKey::new("bck_0123456789")).retry(RetryPolicy::none()).build()?;
/// # Ok::<(), bcrumbs::Error>(())
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    credential: Credential,
    endpoint: String,
    timeouts: Timeouts,
    response_limit: usize,
    retry: RetryPolicy,
    budget: RetryBudget,
    root_certificates: Vec<Vec<u8>>,
    transport: Option<Box<dyn Transport>>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What cannot be used may hold a password: that is one reason for which it cannot.
        let endpoint = Endpoint::parse(&self.endpoint);
        f.debug_struct("ClientBuilder")
            .field(
                "endpoint",
                &endpoint.as_ref().map_or("(not usable)".into(), |url| endpoint::shown(url.as_str())),
            )
            .field("timeouts", &self.timeouts)
            .field("response_limit", &self.response_limit)
            .field("retry", &self.retry)
            .field("budget", &self.budget)
            .field("root_certificates", &self.root_certificates.len())
            .field("transport", &self.transport)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Sets where requests go. It must be https; plain http is accepted for loopback addresses, which are reached
    /// without a proxy. Default: [`DEFAULT_ENDPOINT`].
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = url.into();
        self
    }

    /// Sets the time to reach the server. Default: [`DEFAULT_CONNECT_TIMEOUT`].
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.connect = limit;
        self
    }

    /// Sets the time for one attempt, to the last byte of its answer. Default: [`DEFAULT_ATTEMPT_TIMEOUT`].
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.attempt = limit;
        self
    }

    /// Sets the time for a whole call with its attempts. Default: [`DEFAULT_TOTAL_TIMEOUT`].
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.total = limit;
        self
    }

    /// Sets the largest answer that is read, in bytes after decompression. Default: [`DEFAULT_RESPONSE_LIMIT`].
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Sets how often a call is tried where its safety permits. Default: [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets how many retries the client and its clones may make in all. Default: [`RetryBudget::default`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Trusts one or more further certificates, in PEM. They are added to the system's; on loopback they are the only
    /// ones. It has no effect on a [`transport`](Self::transport) of the caller's own.
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates.push(pem.into());
        self
    }

    /// Sends requests through something other than `reqwest`: a double in a test, for instance.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config), with a text that says which setting cannot be used and why.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = Endpoint::parse(&self.endpoint)?;
        let uri = endpoint.as_str().parse().map_err(|_| Error::config("the endpoint is no URL for HTTP"))?;
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, self.credential.header()?),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (ACCEPT, HeaderValue::from_static("application/graphql-response+json, application/json")),
            (USER_AGENT, HeaderValue::from_static(concat!("bcrumbs/", env!("CARGO_PKG_VERSION")))),
        ]);
        let transport = match self.transport {
            Some(transport) => transport,
            None => Box::new(HttpTransport::new(
                &endpoint,
                &HttpOptions {
                    connect_timeout: self.timeouts.connect,
                    response_limit: self.response_limit,
                    root_certificates: self.root_certificates,
                },
            )?),
        };
        Ok(Client::from_inner(ClientInner {
            transport,
            uri,
            headers,
            encoder: Encoder::default(),
            timeouts: self.timeouts,
            response_limit: self.response_limit,
            retry: self.retry,
            budget: BudgetState::new(self.budget),
            cooldown: Cooldown::default(),
            clock: Box::new(SystemClock),
        }))
    }
}
