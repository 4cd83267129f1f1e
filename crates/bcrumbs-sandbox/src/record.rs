//! The small lists (agents, tags, keys and so on) need no code of their own: a record is its fields as JSON.

use apollo_compiler::resolvers::ResolvedValue;
use apollo_compiler::response::{JsonMap, JsonValue};

use crate::instant::Millis;
use crate::page::Rows;
use crate::resolve::{Context, Node, object};

/// One object of a type of the schema.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// The type's name in the schema.
    pub(crate) of: &'static str,
    pub(crate) created: Millis,
    fields: JsonMap,
}

impl Record {
    /// A record with those fields; what is not an object holds none.
    pub(crate) fn new(of: &'static str, created: Millis, fields: JsonValue) -> Self {
        let fields = if let JsonValue::Object(fields) = fields { fields } else { JsonMap::new() };
        Self { of, created, fields }
    }

    /// The text of a field.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.as_str()
    }

    /// Whether a field's text equals another one, letter case aside; true where none is wanted.
    pub(crate) fn is(&self, field: &str, wanted: Option<&String>) -> bool {
        let same = |wanted: &String| {
            self.text(field).is_some_and(|text| text.to_lowercase() == wanted.to_lowercase())
        };
        wanted.is_none_or(same)
    }

    /// Whether a field's text holds another one, letter case aside; true where none is wanted.
    pub(crate) fn holds(&self, field: &str, wanted: Option<&String>) -> bool {
        let held = |wanted: &String| {
            self.text(field).is_some_and(|text| crate::input::holds(text, &wanted.to_lowercase()))
        };
        wanted.is_none_or(held)
    }
}

impl Node for Record {
    fn type_name(&self) -> &'static str {
        self.of
    }

    fn field<'a>(&'a self, context: &'a Context<'a>, name: &str) -> Option<ResolvedValue<'a>> {
        let value = self.fields.get(name)?;
        if self.of != "WorkspaceSettings" || name != "testNums" {
            return Some(ResolvedValue::Leaf(value.clone()));
        }
        let numbers = value.as_array().cloned().unwrap_or_default().into_iter();
        let record = |fields| object(context, Self::new("WorkspaceTestNum", self.created, fields));
        Some(ResolvedValue::list(numbers.map(record)))
    }
}

/// A short list, newest first.
#[derive(Debug)]
pub(crate) struct Records(pub(crate) Vec<Record>);

impl Rows for Records {
    type Row = Record;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn time(&self, position: usize) -> Millis {
        self.0[position].created
    }

    fn row(&self, position: usize) -> Record {
        self.0[position].clone()
    }
}
