//! `PagedQuery`, the trait through which paging reads and sets the parts of a query. All lists use the same paging
//! code.

use crate::model::page_request::PageRequest;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use graphql_client::GraphQLQuery;
use serde::de::DeserializeOwned;

/// A compiled query for a paged list. The lists of this crate implement it, and you can implement it for your own
/// queries.
///
/// The response must have the form of the gateway's lists: `{ FIELD { nodes { … } pageInfo { hasNextPage endCursor } }
/// }`. `count` is also read if the query selects it.
///
/// ```
/// use bcrumbs::graphql_client::{self, GraphQLQuery};
/// use bcrumbs::{PageRequest, PagedQuery};
///
/// #[derive(GraphQLQuery)]
/// #[graphql(
///     schema_path = "schema/bcrumbs.graphql",
///     query_path = "examples/queries/agents.graphql",
///     custom_scalars_module = "bcrumbs::scalars",
///     variable_types("bcrumbs::PageRequest"),
///     variables_derives = "Clone",
///     skip_serializing_none,
///     normalization = "rust"
/// )]
/// struct Agents;
///
/// impl PagedQuery for Agents {
///     type Item = agents::AgentsAgentsNodes;
///     const FIELD: &'static str = "agents";
///
///     fn set_page(variables: &mut agents::Variables, page: Option<PageRequest>) {
///         variables.page_info = page;
///     }
///
///     fn key(agent: &Self::Item) -> &str {
///         &agent.id
///     }
/// }
/// ```
pub trait PagedQuery: GraphQLQuery<Variables: Clone + Send + Sync + 'static> + 'static {
    /// The type of an item: the generated node type, or your own type that deserializes from a node.
    type Item: DeserializeOwned + Send + 'static;

    /// The field of `data` that contains the list. If the query uses an alias, it is the alias.
    const FIELD: &'static str;

    /// Sets the page that is requested. `None` means that no paging argument is sent.
    fn set_page(variables: &mut Self::Variables, page: Option<PageRequest>);

    /// Returns the identifier of an item. Items with the same identifier count as one item, which is returned once.
    fn key(item: &Self::Item) -> &str;

    /// Returns the instant of an item that the list's cursor refers to, if it is known. In the documentation's examples
    /// this is the time of creation. Without it, `.since(…)` and `.until(…)` are errors. Default: `None`.
    fn instant(_item: &Self::Item) -> Option<DateTime<Utc>> {
        None
    }

    /// Sets the period in the variables, if the operation has filters for it. Default: the operation has no such
    /// filters.
    ///
    /// The gateway does not document whether a filter includes its limit. The period that is passed here is therefore
    /// wider than the caller's period, and the caller's period is checked again when the items arrive.
    fn set_period(_variables: &mut Self::Variables, _period: Period) -> PeriodFilter {
        PeriodFilter::NotSent
    }
}

/// A span of time. A limit that is `None` is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first instant in the period.
    pub since: Option<DateTime<Utc>>,
    /// The first instant after the period.
    pub until: Option<DateTime<Utc>>,
}

impl Period {
    /// Returns whether an instant lies in the period.
    ///
    /// ```
    /// use bcrumbs::Period;
    ///
    /// let noon = "2026-03-16T12:00:00Z".parse()?;
    /// let morning = Period { since: None, until: Some(noon) };
    /// assert!(!morning.contains(noon));
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        self.since.is_none_or(|since| since <= instant) && self.until.is_none_or(|until| instant < until)
    }
}

impl Period {
    /// Returns the period with each limit moved outwards by more than a second, to a whole millisecond. It is not
    /// documented whether a filter includes its limit and how precisely it compares.
    pub(crate) fn widened(self) -> Self {
        let margin = TimeDelta::milliseconds(1_001);
        let floor =
            |instant: DateTime<Utc>| instant.duration_trunc(TimeDelta::milliseconds(1)).unwrap_or(instant);
        Self {
            since: self.since.map(|since| floor(since.checked_sub_signed(margin).unwrap_or(since))),
            until: self.until.map(|until| floor(until.checked_add_signed(margin).unwrap_or(until))),
        }
    }
}

/// Whether an operation filters by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodFilter {
    /// The variables contain the period.
    Sent,
    /// The operation has no such filters. The list then starts at a cursor and ends early.
    NotSent,
}
