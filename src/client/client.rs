//! The client: a cheap handle to what its calls share.

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

/// A client of the gateway.
///
/// It is cheap to clone, and clones share their connections. It needs a Tokio runtime.
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

    /// Creates a request for an operation of your own, compiled by `graphql_client`, with this client's key and limits.
    ///
    /// Whether it is a query is read from its document. What is not recognised as a query is treated as a mutation, which
    /// is not sent again where it may have run; [`Request::idempotency`] states otherwise.
    ///
    /// The answer's data is returned where any of its fields is there; errors that came beside it are in
    /// [`Response::errors`](crate::Response::errors).
    ///
    /// # Errors
    ///
    /// Awaiting it fails with any kind but [`InvalidInput`](crate::ErrorKind::InvalidInput) and
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
    /// let answer = client.execute::<Tags>(tags::Variables { input }).timeout(Duration::from_secs(5)).await?;
    /// println!("{} tags", answer.into_data().tags.map_or(0, |tags| tags.nodes.len()));
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    pub fn execute<Q: GraphQLQuery>(&self, variables: Q::Variables) -> Request<Q> {
        Request::new(self.0.clone(), variables, Convert::Value(Some))
    }

    /// Creates a list of a query of your own: pages, items and positions as this crate's lists have them.
    ///
    /// [`PagedQuery`] has an example.
    pub fn list<Q: PagedQuery>(&self, variables: Q::Variables) -> List<Q> {
        List::new(self.0.clone(), variables)
    }

    /// Returns the operations of this crate as this client sends them: those of [`OPERATIONS`](crate::OPERATIONS), without
    /// the fields that [`ClientBuilder::omit_field`](crate::ClientBuilder::omit_field) leaves out.
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

    /// Returns the inner part, for a test to replace a part of it.
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
