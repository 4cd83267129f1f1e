//! What a list needs to know of its query, so that one implementation of paging serves every list.

use crate::model::page_request::PageRequest;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use graphql_client::GraphQLQuery;
use serde::de::DeserializeOwned;

/// A compiled query that lists page by page. This crate's lists implement it, and your own may.
///
/// Its answer must have the form of the gateway's lists: `{ FIELD { nodes { … } pageInfo { hasNextPage endCursor } } }`.
/// `count` beside them is read where it is selected.
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
    /// What is listed: a generated node, or a type of your own that reads one.
    type Item: DeserializeOwned + Send + 'static;

    /// The field of the answer's `data` that holds the list; its alias where the query gives it one.
    const FIELD: &'static str;

    /// Sets which page is asked for; `None` where nothing about paging is to be sent.
    fn set_page(variables: &mut Self::Variables, page: Option<PageRequest>);

    /// Returns the item's identifier. Items with the same identifier are the same item, which is returned once.
    fn key(item: &Self::Item) -> &str;

    /// Returns the instant that the list's cursor follows, where one is known: when the item was created, as far as the
    /// documentation's examples show. Without it `.since(…)` and `.until(…)` are refused.
    fn instant(_item: &Self::Item) -> Option<DateTime<Utc>> {
        None
    }

    /// Sends the limits of time as filters, where the operation has such filters.
    ///
    /// The gateway documents for none whether a limit itself is included, so the limits that are passed here are wider
    /// than the caller's, which are checked again when the items arrive.
    fn set_period(_variables: &mut Self::Variables, _period: Period) -> PeriodFilter {
        PeriodFilter::NotSent
    }
}

/// A span of time; a limit that is `None` is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first instant that is included.
    pub since: Option<DateTime<Utc>>,
    /// The first instant after those that are included.
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
    /// Returns the period with each limit moved outwards by more than a second, to a whole millisecond: it is documented
    /// neither whether a filter includes its limit nor how finely it compares.
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
    /// The variables hold the limits of time.
    Sent,
    /// The operation has no such filters: the list starts at a cursor and ends early.
    NotSent,
}
