//! Which page of a list is asked for: written once by hand, so that every list shares it.

use crate::model::cursor::Cursor;
use serde::Serialize;

/// Which page of a list is asked for: the gateway's `PageInfoInput` (page apis/pagination). What is not set is not sent.
///
/// A list of your own takes it in [`PagedQuery::set_page`](crate::PagedQuery::set_page). Let `graphql_client` use this type
/// for the variable instead of a generated one, by `variable_types("bcrumbs::PageRequest")`, and declare `$pageInfo`
/// as the first variable of the query: `variable_types` goes by position.
///
/// ```
/// use bcrumbs::PageRequest;
///
/// let mut page = PageRequest::default();
/// page.limit = Some(25);
/// assert_eq!(serde_json::to_string(&page)?, r#"{"limit":25}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PageRequest {
    /// The number of items on the page. The gateway's default is [`DEFAULT_PAGE_SIZE`](crate::DEFAULT_PAGE_SIZE).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Where the page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// Free text that filters the list. The wire says `query`.
    #[serde(rename = "query", skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// `Some(true)` asks for the number of all results. The wire says `count`.
    #[serde(rename = "count", skip_serializing_if = "Option::is_none")]
    pub total: Option<bool>,
}

impl PageRequest {
    /// Returns `None` where nothing is set: an argument that is not needed is not sent.
    pub(crate) fn non_empty(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}
