//! `Request`, the type of every operation that is not a paged list: its variables, its settings, and sending it.

use crate::call::call::call;
use crate::call::convert::Convert;
use crate::call::inner::ClientInner;
use crate::call::response::Response;
use crate::call::settings::CallSettings;
use crate::error::error::Error;
use crate::model::ids::WorkspaceId;
use crate::retry::idempotency::Idempotency;
use crate::retry::policy::RetryPolicy;
use graphql_client::GraphQLQuery;
use serde::de::DeserializeOwned;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// An operation with one response. Awaiting it sends the operation.
///
/// The methods of [`Workspace`](crate::Workspace) create the requests for the operations of this crate.
/// [`Client::execute`](crate::Client::execute) creates a request for your own operation.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::{ChannelId, Recipient};
/// use std::time::Duration;
///
/// let started = workspace
///     .start_conversation(ChannelId::from("6743884f783839ad14770000"), Recipient::phone("+12025550123"), "welcome")
///     .timeout(Duration::from_secs(10))
///     .await?;
/// println!("conversation {}, request {:?}", started.id, started.request_id());
/// # Ok(())
/// # }
/// ```
#[must_use = "a request does nothing until it is awaited"]
pub struct Request<Q: GraphQLQuery, T = <Q as GraphQLQuery>::ResponseData> {
    client: Arc<ClientInner>,
    pub(crate) variables: Q::Variables,
    check: fn(&Q::Variables) -> Result<(), Error>,
    convert: Convert<Q::ResponseData, T>,
    settings: CallSettings,
}

impl<Q: GraphQLQuery, T> Request<Q, T> {
    pub(crate) fn new(
        client: Arc<ClientInner>,
        variables: Q::Variables,
        convert: Convert<Q::ResponseData, T>,
    ) -> Self {
        Self { client, variables, check: |_| Ok(()), convert, settings: CallSettings::default() }
    }

    /// Sets the workspace for the span. The variables contain it too.
    pub(crate) fn of_workspace(mut self, workspace: WorkspaceId) -> Self {
        self.settings.workspace = Some(workspace);
        self
    }

    /// Sets the check of the arguments that runs before the request is sent.
    pub(crate) fn checked(mut self, check: fn(&Q::Variables) -> Result<(), Error>) -> Self {
        self.check = check;
        self
    }

    /// Returns the error of the arguments, if there is one. It runs before the request is sent.
    pub(crate) fn check(&self) -> Result<(), Error> {
        (self.check)(&self.variables)
    }

    /// Returns the limits of this call, to share them with other calls.
    pub(crate) fn limits(&self) -> CallSettings {
        self.settings
    }

    /// Sets limits that this call shares with other calls.
    pub(crate) fn within(mut self, limits: CallSettings) -> Self {
        self.settings = self.settings.within(limits);
        self
    }

    /// Sets the timeout of the call, including retries. Default: the client's total timeout.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.timeout = Some(limit);
        self
    }

    /// Sets the retry policy of the call. Default: the client's policy. Independent of the policy, an operation that is
    /// not idempotent is not retried if it may have run.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = Some(policy);
        self
    }

    /// Sets whether the operation may be sent twice, in place of the default of its document.
    pub(crate) fn with_idempotency(mut self, idempotency: Idempotency) -> Self {
        self.settings.idempotency = Some(idempotency);
        self
    }
}

impl<Q: GraphQLQuery> Request<Q, Q::ResponseData> {
    /// Sets whether one of your own operations may be sent twice. Default: a query is idempotent, a mutation is not.
    ///
    /// The crate's own operations do not have this method, because some of them cost money or reach a person.
    pub fn idempotency(self, idempotency: Idempotency) -> Self {
        self.with_idempotency(idempotency)
    }
}

impl<Q, T> Request<Q, T>
where
    Q: GraphQLQuery<Variables: Send + Sync, ResponseData: DeserializeOwned>,
{
    async fn send(self) -> Result<Response<T>, Error> {
        let checked = self.check();
        let body = Q::build_query(self.variables);
        checked.map_err(|error| error.with_operation(body.operation_name))?;
        call(&self.client, &body, &self.settings, self.convert).await
    }
}

impl<Q, T> IntoFuture for Request<Q, T>
where
    Q: GraphQLQuery<Variables: Send + Sync, ResponseData: DeserializeOwned> + 'static,
    T: 'static,
{
    type Output = Result<Response<T>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<Q: GraphQLQuery<Variables: Clone>, T> Clone for Request<Q, T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            variables: self.variables.clone(),
            check: self.check,
            convert: self.convert,
            settings: self.settings,
        }
    }
}

// The variables are hidden, because they may contain personal data.
impl<Q: GraphQLQuery, T> fmt::Debug for Request<Q, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Returns the text to check of an optional argument: an argument that was not set is not empty.
pub(crate) fn if_set(argument: Option<&str>) -> &str {
    argument.unwrap_or("not set")
}

/// Returns an error if one of the arguments is empty. Each argument is a pair of name and value.
pub(crate) fn first_empty<const N: usize>(required: [(&str, &str); N]) -> Result<(), Error> {
    match required.iter().find(|(_, value)| value.trim().is_empty()) {
        Some((name, _)) => Err(Error::invalid_input(format!("the {name} is empty; nothing was sent"))),
        None => Ok(()),
    }
}
