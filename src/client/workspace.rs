//! `Workspace`, a handle for one workspace. Each file in `api/` adds methods to it.

use crate::call::convert::{Convert, Converted};
use crate::call::settings::CallSettings;
use crate::client::client::Client;
use crate::model::ids::WorkspaceId;
use crate::paging::paged_query::PagedQuery;
use crate::request::list::List;
use crate::request::request::Request;
use graphql_client::GraphQLQuery;
use std::time::SystemTime;

/// A handle for one workspace, created by [`Client::workspace`]. It is cheap to clone.
///
/// ```no_run
/// use bcrumbs::Client;
///
/// # async fn example() -> Result<(), bcrumbs::Error> {
/// let workspace = Client::from_env()?.workspace(12);
/// let page = workspace.conversations().ended(false).page().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Workspace {
    client: Client,
    id: WorkspaceId,
}

impl Client {
    /// Returns a handle for one workspace. It sends nothing.
    pub fn workspace(&self, id: impl Into<WorkspaceId>) -> Workspace {
        Workspace { client: self.clone(), id: id.into() }
    }
}

impl Workspace {
    /// Returns the workspace identifier.
    pub fn id(&self) -> WorkspaceId {
        self.id
    }

    /// Returns the client, for example to send your own operations.
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn list<Q: PagedQuery>(&self, variables: Q::Variables) -> List<Q> {
        self.client.list(variables).of_workspace(self.id)
    }

    /// Creates an operation with one response. `convert` returns `None` if the root field is null.
    pub(crate) fn request<Q: GraphQLQuery, T>(
        &self,
        variables: Q::Variables,
        convert: fn(Q::ResponseData) -> Option<T>,
    ) -> Request<Q, T> {
        Request::new(self.client.inner().clone(), variables, Convert::Value(convert)).of_workspace(self.id)
    }

    /// Creates an operation that returns a list without pages. Null elements are left out, and
    /// [`Response::errors`](crate::Response::errors) reports them, as for a page.
    pub(crate) fn nodes<Q: GraphQLQuery, T>(
        &self,
        variables: Q::Variables,
        convert: fn(Q::ResponseData) -> Option<Converted<Vec<T>>>,
    ) -> Request<Q, Vec<T>> {
        Request::new(self.client.inner().clone(), variables, Convert::Nodes(convert)).of_workspace(self.id)
    }

    /// Returns the current time of this machine's clock.
    pub(crate) fn local_now(&self) -> SystemTime {
        self.client.inner().clock.time_of_day()
    }

    /// Starts the common timeout of several calls.
    pub(crate) fn started(&self, settings: CallSettings) -> CallSettings {
        settings.started(self.client.inner().timeouts.total)
    }
}
