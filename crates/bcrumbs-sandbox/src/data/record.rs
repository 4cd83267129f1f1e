//! The rows of the small lists (agents, tags, keys and so on), each as the JSON of its fields.

use apollo_compiler::response::{JsonMap, JsonValue};

use crate::data::instant::Millis;

/// One row of a small list.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) created: Millis,
    fields: JsonMap,
}

impl Record {
    /// Returns a record with those fields. A value that is not an object has no fields.
    pub(crate) fn new(created: Millis, fields: JsonValue) -> Self {
        let fields = if let JsonValue::Object(fields) = fields { fields } else { JsonMap::new() };
        Self { created, fields }
    }

    /// The value of a field, if the record has it.
    pub(crate) fn get(&self, field: &str) -> Option<&JsonValue> {
        self.fields.get(field)
    }

    /// The text of a field.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.as_str()
    }
}
