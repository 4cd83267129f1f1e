//! `Client`, a handle that is cheap to clone. The clones share connections, limits and settings.

use crate::call::convert::Convert;
use crate::call::inner::ClientInner;
use crate::graphql::operations::{OPERATIONS, Operation};
use crate::paging::paged_query::PagedQuery;
use crate::request::list::List;
use crate::request::request::Request;
use crate::transport::endpoint;
use graphql_client::GraphQLQuery;
use std::fmt;
use std::sync::Arc;

/// A client for the gateway.
///
/// It is cheap to clone, and the clones share their connections. It needs a Tokio runtime.
///
/// ```no_run
/// use bcrumbs::{ApiKey, Client};
///
/// # async fn example() -> Result<(), bcrumbs::Error> {
/// let client = Client::new(ApiKey::new("bck_0123456789"))?;
/// let open = client.workspace(12).conversations().ended(false).page().await?;
/// println!("{} open conversations", open.items.len());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client(Arc<ClientInner>);

impl Client {
    pub(crate) fn from_inner(inner: ClientInner) -> Self {
        Self(Arc::new(inner))
    }

    pub(crate) fn inner(&self) -> &Arc<ClientInner> {
        &self.0
    }

    /// Creates a request for your own operation, compiled by `graphql_client`. The client's key, limits and retries
    /// apply.
    ///
    /// The client reads from the document whether the operation is a query. If it is not recognised as a query, it is
    /// treated as a mutation, and it is not retried if it may have run. [`Request::idempotency`] changes this.
    ///
    /// The call returns the data if any root field is not null. [`Response::errors`](crate::Response::errors) then
    /// contains the errors that the gateway sent with the data.
    ///
    /// # Errors
    ///
    /// Awaiting the request can fail with every kind except [`InvalidInput`](crate::ErrorKind::InvalidInput) and
    /// [`Pagination`](crate::ErrorKind::Pagination).
    ///
    /// ```no_run
    /// # mod example {
    /// use bcrumbs::Client;
    /// use bcrumbs::graphql_client::{self, GraphQLQuery};
    /// use std::time::Duration;
    ///
    /// #[derive(GraphQLQuery)]
    /// #[graphql(
    ///     schema_path = "schema/bcrumbs.graphql",
    ///     query_path = "tests/own/tags.graphql",
    ///     custom_scalars_module = "bcrumbs::scalars",
    ///     skip_serializing_none,
    ///     normalization = "rust"
    /// )]
    /// struct Tags;
    ///
    /// # async fn example(client: Client) -> Result<(), bcrumbs::Error> {
    /// let input = tags::TagsInput { workspace_id: 12, tag: None, type_: None };
    /// let response = client.execute::<Tags>(tags::Variables { input }).timeout(Duration::from_secs(5)).await?;
    /// println!("{} tags", response.into_data().tags.map_or(0, |tags| tags.nodes.len()));
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    pub fn execute<Q: GraphQLQuery>(&self, variables: Q::Variables) -> Request<Q> {
        Request::new(self.0.clone(), variables, Convert::Value(Some))
    }

    /// Creates a list for your own query. It has the same pages, items and positions as the lists of this crate.
    ///
    /// [`PagedQuery`] has an example.
    pub fn list<Q: PagedQuery>(&self, variables: Q::Variables) -> List<Q> {
        List::new(self.0.clone(), variables)
    }

    /// Returns the operations of this crate as this client sends them: the [`OPERATIONS`](crate::OPERATIONS) without
    /// the fields that [`ClientBuilder::omit_field`](crate::ClientBuilder::omit_field) removed.
    ///
    /// ```
    /// use bcrumbs::{ApiKey, Client, OPERATIONS};
    ///
    /// let client = Client::new(ApiKey::new("bck_0123456789"))?;
    /// assert!(client.operations().eq(OPERATIONS.iter().copied()));
    /// # Ok::<(), bcrumbs::Error>(())
    /// ```
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        OPERATIONS.iter().map(|operation| {
            let document = self.0.encoder.omitted.document(operation.name).unwrap_or(operation.document);
            Operation { name: operation.name, document }
        })
    }

    /// Returns the inner part, so that a test can change it.
    #[cfg(test)]
    pub(crate) fn into_inner(self) -> ClientInner {
        Arc::into_inner(self.0).expect("a client with one owner")
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &endpoint::shown(&self.0.uri.to_string()))
            .field("timeouts", &self.0.timeouts)
            .field("response_limit", &self.0.response_limit)
            .finish_non_exhaustive()
    }
}
