//! Reads the arguments of all operations. The executor has coerced them by the schema; this file checks the rest.

use apollo_compiler::response::{JsonMap, JsonValue};
use chrono::{DateTime, Utc};

use crate::data::instant;
use crate::graphql::error::RequestError;

/// The fields of an `input` argument. A null field counts as absent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a>(Option<&'a JsonMap>);

impl<'a> Input<'a> {
    /// Returns the argument of that name.
    pub(crate) fn of(arguments: &'a JsonMap, name: &str) -> Self {
        Self(arguments.get(name).and_then(JsonValue::as_object))
    }

    /// Returns the value of a field, if it is set.
    pub(crate) fn get(self, field: &str) -> Option<&'a JsonValue> {
        self.0?.get(field).filter(|value| !value.is_null())
    }

    /// Returns the text of a field. An identifier can also be a whole number.
    pub(crate) fn text(self, field: &str) -> Option<String> {
        let value = self.get(field)?;
        value.as_str().map(str::to_owned).or_else(|| value.as_i64().map(|number| number.to_string()))
    }

    /// Returns the boolean of a field.
    pub(crate) fn flag(self, field: &str) -> Option<bool> {
        self.get(field)?.as_bool()
    }

    /// Returns the whole number of a field.
    pub(crate) fn number(self, field: &str) -> Option<i64> {
        self.get(field)?.as_i64()
    }

    /// Returns the list of texts of a field.
    pub(crate) fn texts(self, field: &str) -> Option<Vec<String>> {
        let list = self.get(field)?.as_array()?;
        Some(list.iter().filter_map(JsonValue::as_str).map(str::to_owned).collect())
    }

    /// Returns the instant of a field. Refuses text that is not ISO 8601.
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

/// Returns whether a text contains another one, which must be in lower case. Ignores the letter case.
pub(crate) fn holds(text: &str, sought: &str) -> bool {
    text.to_lowercase().contains(sought)
}
