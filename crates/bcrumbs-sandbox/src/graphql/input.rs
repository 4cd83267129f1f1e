//! Arguments arrive coerced by the schema; what the schema leaves open is read here, once for all operations.

use apollo_compiler::response::{JsonMap, JsonValue};
use chrono::{DateTime, Utc};

use crate::data::instant;
use crate::graphql::error::RequestError;

/// The fields of one `input` argument. A field that is null counts as left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a>(Option<&'a JsonMap>);

impl<'a> Input<'a> {
    /// The argument of that name.
    pub(crate) fn of(arguments: &'a JsonMap, name: &str) -> Self {
        Self(arguments.get(name).and_then(JsonValue::as_object))
    }

    /// The value of a field that is set.
    pub(crate) fn get(self, field: &str) -> Option<&'a JsonValue> {
        self.0?.get(field).filter(|value| !value.is_null())
    }

    /// The text of a field; an identifier may be given as a whole number.
    pub(crate) fn text(self, field: &str) -> Option<String> {
        let value = self.get(field)?;
        value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|number| number.to_string()))
    }

    /// A field's truth value.
    pub(crate) fn flag(self, field: &str) -> Option<bool> {
        self.get(field)?.as_bool()
    }

    /// A field's whole number.
    pub(crate) fn number(self, field: &str) -> Option<i64> {
        self.get(field)?.as_i64()
    }

    /// A field's list of texts.
    pub(crate) fn texts(self, field: &str) -> Option<Vec<String>> {
        let list = self.get(field)?.as_array()?;
        Some(list.iter().filter_map(JsonValue::as_str).map(str::to_owned).collect())
    }

    /// A field's instant; refused where it is not ISO 8601 text.
    pub(crate) fn instant(self, field: &str) -> Result<Option<DateTime<Utc>>, RequestError> {
        let Some(value) = self.get(field) else {
            return Ok(None);
        };
        match value.as_str().and_then(instant::parse) {
            Some(at) => Ok(Some(at)),
            None => Err(RequestError::input(format!("{field} is not an ISO 8601 instant"))),
        }
    }
}

/// Whether a text holds another one, letter case aside. The sought text is in lower case already.
pub(crate) fn holds(text: &str, sought: &str) -> bool {
    text.to_lowercase().contains(sought)
}
