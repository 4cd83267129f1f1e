//! Building a client: its settings, their defaults, and the reasons for them.

use crate::call::encode::Encoder;
use crate::call::inner::{ClientInner, Timeouts};
use crate::client::client::Client;
use crate::error::error::Error;
use crate::graphql::omitted_fields::OmittedFields;
use crate::retry::budget::{BudgetState, RetryBudget};
use crate::retry::clock::SystemClock;
use crate::retry::cooldown::Cooldown;
use crate::retry::policy::RetryPolicy;
use crate::retry::rate_limit::RateLimit;
use crate::transport::credentials::{ApiKey, Credential};
use crate::transport::endpoint::{DEFAULT_ENDPOINT, Endpoint};
use crate::transport::http_builder::HttpTransportBuilder;
use crate::transport::http_transport::{HttpTransport, USER_AGENT_TEXT};
use crate::transport::transport::Transport;
use http::HeaderMap;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use std::env;
use std::fmt;
use std::time::Duration;

/// The time for one attempt, from sending to the last byte of the answer: a page of conversations takes a second, and
/// this is long enough for a slow mobile network.
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// The time for a whole call: two attempts that run out of time.
pub const DEFAULT_TOTAL_TIMEOUT: Duration = Duration::from_secs(60);

impl Client {
    /// Builds a client with every default: the public gateway, the time limits and the size limit named in this crate.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) where the key cannot be sent or the system's certificates cannot be read.
    pub fn new(credential: impl Into<Credential>) -> Result<Self, Error> {
        Self::builder(credential).build()
    }

    /// Builds a client from the environment: the key from `BCRUMBS_API_KEY` and, where they are set and not empty, the
    /// endpoint from `BCRUMBS_ENDPOINT` and the fields that are left out, separated by commas, from
    /// `BCRUMBS_OMIT_FIELDS`; see [`ClientBuilder::omit_field`]. Nothing else reads the environment for them.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) where the key is missing or one of the three cannot be used.
    pub fn from_env() -> Result<Self, Error> {
        let key = variable("BCRUMBS_API_KEY")?
            .ok_or_else(|| Error::config("BCRUMBS_API_KEY is not set: put the gateway's API key there"))?;
        let mut builder = Self::builder(ApiKey::new(key));
        if let Some(endpoint) = variable("BCRUMBS_ENDPOINT")? {
            builder = builder.endpoint(endpoint);
        }
        let omitted = variable("BCRUMBS_OMIT_FIELDS")?.unwrap_or_default();
        let fields = omitted.split(',').filter(|field| !field.trim().is_empty());
        fields.fold(builder, ClientBuilder::omit_field).build()
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
            http: HttpTransport::builder(DEFAULT_ENDPOINT),
            timeouts: Timeouts { attempt: DEFAULT_ATTEMPT_TIMEOUT, total: DEFAULT_TOTAL_TIMEOUT },
            retry: RetryPolicy::default(),
            budget: RetryBudget::default(),
            rate_limit: None,
            omitted: Vec::new(),
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
    http: HttpTransportBuilder,
    timeouts: Timeouts,
    retry: RetryPolicy,
    budget: RetryBudget,
    rate_limit: Option<RateLimit>,
    omitted: Vec<String>,
    transport: Option<Box<dyn Transport>>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("http", &self.http)
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .field("budget", &self.budget)
            .field("rate_limit", &self.rate_limit)
            .field("omitted", &self.omitted)
            .field("transport", &self.transport)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Sets where requests go. It must be https; plain http is accepted for loopback addresses, which are reached
    /// without a proxy. Default: [`DEFAULT_ENDPOINT`].
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.http.endpoint = url.into();
        self
    }

    /// Sets the time to reach the server. Default: [`DEFAULT_CONNECT_TIMEOUT`](crate::DEFAULT_CONNECT_TIMEOUT). It has no
    /// effect on a [`transport`](Self::transport) of the caller's own.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.http = self.http.connect_timeout(limit);
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

    /// Sets the largest answer that is read, in bytes after decompression. Default:
    /// [`DEFAULT_RESPONSE_LIMIT`](crate::DEFAULT_RESPONSE_LIMIT). A [`transport`](Self::transport) of the caller's own has
    /// to bound what it reads; a longer answer that it returns fails all the same.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.http = self.http.response_limit(bytes);
        self
    }

    /// Sets how often a call is tried where its idempotency permits. Default: [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets how many retries the client and its clones may make in all. Default: [`RetryBudget::default`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Starts at most so many attempts within any span of this length, retries included, for the client and its clones
    /// together; 0 attempts count as 1. Default: no limit.
    ///
    /// Calls wait in the order in which they came, before the time of their attempt begins. One that gets no turn before
    /// its deadline fails with [`RateLimited`](crate::ErrorKind::RateLimited); that attempt did not run. The limit is about
    /// when attempts start: on their way they may come closer to each other, so leave a reserve.
    ///
    /// ```
    /// use bcrumbs::{ApiKey, Client};
    /// use std::time::Duration;
    ///
    /// let client = Client::builder(ApiKey::new("bck_0123456789")).rate_limit(10, Duration::from_secs(1)).build()?;
    /// # Ok::<(), bcrumbs::Error>(())
    /// ```
    pub fn rate_limit(mut self, attempts: u32, per: Duration) -> Self {
        self.rate_limit = Some(RateLimit::new(attempts, per));
        self
    }

    /// Leaves a field out of what this crate's queries ask for, as if the gateway had sent null. Default: none.
    ///
    /// A field that the gateway dropped makes it refuse the whole query, with
    /// [`SchemaMismatch`](crate::ErrorKind::SchemaMismatch). This makes the query valid again without a new version of
    /// this crate.
    ///
    /// The field is written with its type in [`SDL`](crate::SDL), whose names of types are this crate's; the type may be
    /// left out where only one type has such a field. It is left out of every query that asks for it. Mutations are sent
    /// as they are, and so are operations of your own ([`Client::execute`], [`Client::list`]).
    ///
    /// [`build`](Self::build) fails where the field cannot be left out, and lists those that can: fields of queries that
    /// can be null, without those of `PageInfo`, and not the last field of a selection.
    ///
    /// ```
    /// use bcrumbs::{ApiKey, Client};
    ///
    /// let client = Client::builder(ApiKey::new("bck_0123456789")).omit_field("Conv.aiAssigneed").build()?;
    /// let convs = client.operations().find(|operation| operation.name == "convs").unwrap();
    /// assert!(!convs.document.contains("aiAssigneed"));
    /// # Ok::<(), bcrumbs::Error>(())
    /// ```
    pub fn omit_field(mut self, field: impl Into<String>) -> Self {
        self.omitted.push(field.into());
        self
    }

    /// Trusts one or more further certificates, in PEM. They are added to the system's; on loopback they are the only
    /// ones. It has no effect on a [`transport`](Self::transport) of the caller's own.
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.http = self.http.root_certificate_pem(pem);
        self
    }

    /// Sends requests through this transport: an [`HttpTransport`] with more settings than this builder has, one that
    /// wraps it, or a double in a test. [`Transport`] has the contract that it keeps.
    ///
    /// [`connect_timeout`](Self::connect_timeout) and [`root_certificate_pem`](Self::root_certificate_pem) then have no
    /// effect. The [`endpoint`](Self::endpoint) is still where requests go, and must be the one of the `HttpTransport`.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config), with a text that names the setting cannot be used and why.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = Endpoint::parse(&self.http.endpoint)?;
        let uri = endpoint.as_str().parse().map_err(|_| Error::config("the endpoint is no URL for HTTP"))?;
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, self.credential.header()?),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (ACCEPT, HeaderValue::from_static("application/graphql-response+json, application/json")),
            (USER_AGENT, HeaderValue::from_static(USER_AGENT_TEXT)),
        ]);
        let response_limit = self.http.response_limit;
        let transport = match self.transport {
            Some(transport) => transport,
            None => Box::new(self.http.build()?),
        };
        Ok(Client::from_inner(ClientInner {
            transport,
            uri,
            headers,
            encoder: Encoder::new(OmittedFields::new(&self.omitted)?),
            timeouts: self.timeouts,
            response_limit,
            retry: self.retry,
            budget: BudgetState::new(self.budget),
            cooldown: Cooldown::default(),
            rate_limit: self.rate_limit,
            clock: Box::new(SystemClock),
        }))
    }
}
