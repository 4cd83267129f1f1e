//! The type of every operation with one answer: its variables, its settings, and sending it.

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

/// An operation with one answer, sent by `.await`.
///
/// The methods of [`Workspace`](crate::Workspace) create the requests of this crate's operations;
/// [`Client::execute`](crate::Client::execute) creates those of your own.
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

    /// Records the workspace, which the variables hold too.
    pub(crate) fn of_workspace(mut self, workspace: WorkspaceId) -> Self {
        self.settings.workspace = Some(workspace);
        self
    }

    /// Sets what is checked before anything is sent.
    pub(crate) fn checked(mut self, check: fn(&Q::Variables) -> Result<(), Error>) -> Self {
        self.check = check;
        self
    }

    /// Returns what is wrong with the arguments, before anything is sent.
    pub(crate) fn check(&self) -> Result<(), Error> {
        (self.check)(&self.variables)
    }

    /// Makes the call one of several that have their limits together.
    pub(crate) fn within(mut self, limits: CallSettings) -> Self {
        self.settings = self.settings.within(limits);
        self
    }

    /// Sets the time for the call with its attempts, in place of the client's total timeout.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.timeout = Some(limit);
        self
    }

    /// Sets how often the call is tried, in place of the client's policy. An operation that is not idempotent is still
    /// never sent again where it may have run.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = Some(policy);
        self
    }

    /// Sets whether the operation may be sent twice, in place of what follows from its document.
    pub(crate) fn stated(mut self, idempotency: Idempotency) -> Self {
        self.settings.idempotency = Some(idempotency);
        self
    }
}

impl<Q: GraphQLQuery> Request<Q, Q::ResponseData> {
    /// States whether an operation of your own may be sent twice, in place of what follows from its document: a query is
    /// idempotent, a mutation is not. This crate's own operations do not have it: some cost money or reach a person.
    pub fn idempotency(self, idempotency: Idempotency) -> Self {
        self.stated(idempotency)
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

// The variables may hold personal data.
impl<Q: GraphQLQuery, T> fmt::Debug for Request<Q, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Returns what is checked of an optional argument: one that was not given is not empty.
pub(crate) fn given(argument: Option<&str>) -> &str {
    argument.unwrap_or("not given")
}

/// Refuses arguments that are empty, each with what it is called.
pub(crate) fn first_empty<const N: usize>(required: [(&str, &str); N]) -> Result<(), Error> {
    match required.iter().find(|(_, value)| value.trim().is_empty()) {
        Some((name, _)) => Err(Error::invalid_input(format!("the {name} is empty; nothing was sent"))),
        None => Ok(()),
    }
}
