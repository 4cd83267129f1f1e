//! The library's traits for an operation that is known only when the command runs.

use crate::commands::api::document::{Operation, PAGE, PagedOperation};
use crate::output::column::Column;
use crate::output::row::Row;
use bcrumbs::graphql_client::{GraphQLQuery, QueryBody};
use bcrumbs::{PageRequest, PagedQuery};
use chrono::{DateTime, Utc};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// The values of the variables, and the text that they belong to.
///
/// The library's traits take text that lives for ever. The process sends one operation, so the text is leaked.
#[derive(Clone, Debug)]
pub(crate) struct Variables {
    text: &'static str,
    name: &'static str,
    page_variable: &'static str,
    values: Map<String, Value>,
}

impl Variables {
    pub(crate) fn new(operation: &Operation, values: Map<String, Value>) -> Self {
        Self { text: leaked(&operation.text), name: leaked(&operation.name), page_variable: "", values }
    }

    /// Returns the same for a list whose pages are followed.
    pub(crate) fn of_pages(self, paged: &PagedOperation) -> Self {
        Self { text: leaked(&paged.text), page_variable: leaked(&paged.page_variable), ..self }
    }

    /// Returns the items on a page and the text to search for, as far as the page's variable sets them.
    pub(crate) fn page(&self) -> AskedPage {
        let page = self.values.get(self.page_variable);
        let field = |name: &str| page.and_then(|page| page.get(name));
        AskedPage {
            limit: field("limit").and_then(Value::as_u64).and_then(|limit| u32::try_from(limit).ok()),
            search: field("query").and_then(Value::as_str).map(str::to_owned),
        }
    }
}

/// What the user sets of the pages; where each begins is the paging's.
#[derive(Debug)]
pub(crate) struct AskedPage {
    pub(crate) limit: Option<u32>,
    pub(crate) search: Option<String>,
}

fn leaked(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

impl Serialize for Variables {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.values.serialize(serializer)
    }
}

/// The operation that the user gave: sent once, or followed page by page.
#[derive(Debug)]
pub(crate) struct GivenOperation;

impl GraphQLQuery for GivenOperation {
    type Variables = Variables;
    type ResponseData = Value;

    fn build_query(variables: Variables) -> QueryBody<Variables> {
        QueryBody { query: variables.text, operation_name: variables.name, variables }
    }
}

impl PagedQuery for GivenOperation {
    type Item = Node;
    const FIELD: &'static str = PAGE;

    fn set_page(variables: &mut Variables, page: Option<PageRequest>) {
        // A page request is an object of numbers and texts: it can always be written.
        match page.and_then(|page| serde_json::to_value(page).ok()) {
            Some(page) => variables.values.insert(variables.page_variable.to_owned(), page),
            None => variables.values.remove(variables.page_variable),
        };
    }

    fn key(node: &Node) -> &str {
        &node.key
    }

    fn instant(node: &Node) -> Option<DateTime<Utc>> {
        node.instant
    }
}

/// An item of a list, as it came.
#[derive(Debug)]
pub(crate) struct Node {
    value: Value,
    key: String,
    instant: Option<DateTime<Utc>>,
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let key = match value.get("id").or_else(|| value.get("messageId")) {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            _ => return Err(D::Error::custom("an item has no id")),
        };
        let created_at = value.get("createdAt").and_then(Value::as_str);
        let instant = created_at.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        Ok(Self { key, instant: instant.map(|instant| instant.to_utc()), value })
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

// Only printed as JSON: what the columns of a table were is not known.
impl Row for Node {
    const FIELDS: &'static [&'static str] = &[];
    const COLUMNS: &'static [Column] = &[];

    fn cells(&self) -> Vec<String> {
        Vec::new()
    }
}
