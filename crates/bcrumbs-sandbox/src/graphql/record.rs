//! The rows of the small lists as objects of the schema, and how they are filtered.

use apollo_compiler::resolvers::{ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonValue;

use crate::data::record::Record;
use crate::graphql::input::holds;
use crate::graphql::resolve::{Context, Node, nodes};

impl Node for Record {
    fn field<'a>(&'a self, context: &'a Context<'a>, info: &'a ResolveInfo<'a>) -> Option<ResolvedValue<'a>> {
        let value = self.get(info.field_name())?;
        let items = value.as_array().filter(|items| items.iter().any(JsonValue::is_object));
        match items {
            // A list of objects takes a selection, such as the test numbers of the settings.
            Some(items) if !context.is_leaf(info) => {
                let records = items.iter().map(|fields| Self::new(self.created, fields.clone()));
                Some(nodes(context, info, records.collect()))
            }
            _ => Some(ResolvedValue::Leaf(value.clone())),
        }
    }

    fn json(&self, _: &Context<'_>, field: &str) -> Option<JsonValue> {
        self.get(field).cloned()
    }
}

/// How a filter compares a field of a record.
#[derive(Debug)]
pub(crate) enum Condition {
    /// The text equals the wanted one, letter case aside.
    Is(&'static str, String),
    /// The text holds the wanted one, letter case aside.
    Holds(&'static str, String),
    /// One of the texts holds the wanted one, letter case aside.
    AnyHolds(&'static [&'static str], String),
}

impl Condition {
    /// Returns whether a record fits the filter.
    pub(crate) fn keeps(&self, record: &Record) -> bool {
        let held = |field: &str, wanted: &str| {
            record.text(field).is_some_and(|text| holds(text, &wanted.to_lowercase()))
        };
        match self {
            Self::Is(field, wanted) => {
                record.text(field).is_some_and(|text| text.to_lowercase() == wanted.to_lowercase())
            }
            Self::Holds(field, wanted) => held(field, wanted),
            Self::AnyHolds(fields, wanted) => fields.iter().any(|field| held(field, wanted)),
        }
    }
}
