//! The small lists (agents, tags, keys and so on) need no code of their own: a record is its fields as JSON.

use apollo_compiler::response::{JsonMap, JsonValue};

use crate::data::instant::Millis;

/// One row of a small list.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) created: Millis,
    fields: JsonMap,
}

impl Record {
    /// A record with those fields; what is not an object holds none.
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
