//! The page arguments of a list. The type is written by hand, so that all lists use the same type.

use crate::model::cursor::Cursor;
use serde::Serialize;

/// The page arguments of a list: the gateway's `PageInfoInput` (page apis/pagination). Fields that are not set are not
/// sent.
///
/// Your own list receives it in [`PagedQuery::set_page`](crate::PagedQuery::set_page). With
/// `variable_types("bcrumbs::PageRequest")`, `graphql_client` uses this type for the variable instead of a generated
/// type. `variable_types` goes by position, so declare `$pageInfo` as the first variable of the query.
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
    /// The cursor at which the page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Cursor>,
    /// Free text that filters the list. The gateway calls it `query`.
    #[serde(rename = "query", skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// `Some(true)` requests the total number of results. The gateway calls it `count`.
    #[serde(rename = "count", skip_serializing_if = "Option::is_none")]
    pub total: Option<bool>,
}

impl PageRequest {
    /// Returns `None` if no field is set, so that the argument is not sent.
    pub(crate) fn non_empty(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}
