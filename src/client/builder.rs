//! `ClientBuilder`: the settings of a client, their defaults, and the reasons for the defaults.

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

/// The default timeout of one attempt, from sending the request to the last byte of the response. A page of
/// conversations takes about a second; the timeout is long enough for a slow mobile network.
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// The default timeout of a whole call. It is long enough for two attempts that run into their timeout.
pub const DEFAULT_TOTAL_TIMEOUT: Duration = Duration::from_secs(60);

impl Client {
    /// Builds a client with the default settings, for the public gateway.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) if the key cannot be sent or the system's certificates cannot be read.
    pub fn new(credential: impl Into<Credential>) -> Result<Self, Error> {
        Self::builder(credential).build()
    }

    /// Builds a client from the environment. `BCRUMBS_API_KEY` is the key. `BCRUMBS_ENDPOINT` is the endpoint; it is
    /// optional. `BCRUMBS_OMIT_FIELDS` is an optional list of fields, separated by commas, for
    /// [`ClientBuilder::omit_field`]. An empty variable counts as not set. [`Client::new`] and [`Client::builder`] do
    /// not read these variables.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) if the key is missing or one of the variables is invalid.
    pub fn from_env() -> Result<Self, Error> {
        let key = variable("BCRUMBS_API_KEY")?
            .ok_or_else(|| Error::config("BCRUMBS_API_KEY is not set: set it to your API key"))?;
        let mut builder = Self::builder(ApiKey::new(key));
        if let Some(endpoint) = variable("BCRUMBS_ENDPOINT")? {
            builder = builder.endpoint(endpoint);
        }
        let omitted = variable("BCRUMBS_OMIT_FIELDS")?.unwrap_or_default();
        let fields = omitted.split(',').filter(|field| !field.trim().is_empty());
        fields.fold(builder, ClientBuilder::omit_field).build()
    }

    /// Returns a builder for a client with other settings than the defaults.
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

/// Reads an environment variable. An empty variable counts as not set.
fn variable(name: &'static str) -> Result<Option<String>, Error> {
    match env::var(name) {
        Ok(value) if value.trim().is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(Error::config(format!("{name} is not UTF-8 text"))),
    }
}

/// A builder for a [`Client`], created by [`Client::builder`].
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
    /// Sets the URL of the gateway. It must be an HTTPS URL; plain HTTP is accepted for loopback addresses only. No
    /// proxy is used for loopback addresses. Default: [`DEFAULT_ENDPOINT`].
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.http.endpoint = url.into();
        self
    }

    /// Sets the timeout for connecting to the server. Default:
    /// [`DEFAULT_CONNECT_TIMEOUT`](crate::DEFAULT_CONNECT_TIMEOUT). It has no effect if you set your own
    /// [`transport`](Self::transport).
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.http = self.http.connect_timeout(limit);
        self
    }

    /// Sets the timeout of one attempt, from sending the request to the last byte of the response. Default:
    /// [`DEFAULT_ATTEMPT_TIMEOUT`].
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.attempt = limit;
        self
    }

    /// Sets the timeout of a whole call, including retries. Default: [`DEFAULT_TOTAL_TIMEOUT`].
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.total = limit;
        self
    }

    /// Sets the maximum size of a response, in bytes after decompression. Default:
    /// [`DEFAULT_RESPONSE_LIMIT`](crate::DEFAULT_RESPONSE_LIMIT). Your own [`transport`](Self::transport) must limit
    /// what it reads itself; the client returns an error if the response is larger than this limit.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.http = self.http.response_limit(bytes);
        self
    }

    /// Sets the retry policy. It applies to the calls that may be retried. Default: [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the maximum number of retries of the client and its clones together. Default: [`RetryBudget::default`].
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Sets how many attempts, including retries, may start within any span of time of the length `per`. The client and
    /// its clones share the limit. 0 counts as 1. Default: no limit.
    ///
    /// Calls wait in the order in which they arrived. The attempt timeout starts after the wait. If a call cannot start
    /// before its deadline, it fails with [`RateLimited`](crate::ErrorKind::RateLimited), and that attempt did not run.
    /// The limit applies to the start of the attempts. Requests can reach the gateway closer together than they
    /// started, so set the limit a little lower than the gateway's.
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

    /// Removes a field from this crate's queries. The field in the model is then empty, as if the gateway had sent
    /// null. Default: no field is removed.
    ///
    /// If the gateway removed a field from its schema, it refuses every query with that field, and the call fails with
    /// [`SchemaMismatch`](crate::ErrorKind::SchemaMismatch). `omit_field` makes the query valid again without a new
    /// version of this crate.
    ///
    /// Write the field as `Type.field`, with the type name from [`SDL`](crate::SDL). You may leave the type out if only
    /// one type has a field of that name. The field is removed from every query that selects it. Mutations and your own
    /// operations ([`Client::execute`], [`Client::list`]) are sent unchanged.
    ///
    /// [`build`](Self::build) fails if the field cannot be left out, and the error lists the fields that can be left
    /// out. These are the nullable fields of queries, except the fields of `PageInfo` and the last field of a
    /// selection.
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

    /// Adds one or more trusted root certificates in PEM format. They are trusted in addition to the system's
    /// certificates. For a loopback endpoint, the client trusts only the added certificates. They have no effect if you
    /// set your own [`transport`](Self::transport).
    pub fn root_certificate_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.http = self.http.root_certificate_pem(pem);
        self
    }

    /// Sets the transport that sends the requests: an [`HttpTransport`] with more settings than this builder has, a
    /// wrapper around one, or a test double. A transport must keep the contract of [`Transport`].
    ///
    /// [`connect_timeout`](Self::connect_timeout) and [`root_certificate_pem`](Self::root_certificate_pem) then have no
    /// effect. The [`endpoint`](Self::endpoint) is still used, and it must be the endpoint of the `HttpTransport`.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Builds the client. It sends nothing.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) if a setting is invalid. The text of the error names the setting and the
    /// reason.
    pub fn build(self) -> Result<Client, Error> {
        let endpoint = Endpoint::parse(&self.http.endpoint)?;
        let uri = endpoint.as_str().parse().map_err(|_| Error::config("the endpoint is not an HTTP URL"))?;
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
