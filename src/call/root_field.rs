//! Checks whether a response proves that an operation ran: one of its root fields is not null.

use crate::call::whole::Key;
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::{Deserializer as Json, Value};
use std::cell::Cell;
use std::fmt;

/// Returns whether one of the fields in `data` is not null.
pub(crate) fn is_in(data: &Value, fields: &[&str]) -> bool {
    fields.iter().any(|field| data.get(field).is_some_and(|value| !value.is_null()))
}

/// Returns the same for the text of a complete response. Parsing stops at the first field that is not null.
pub(crate) fn is_in_answer(text: &str, fields: &[&str]) -> bool {
    if begins_with(text, fields) {
        return true;
    }
    let found = Cell::new(false);
    // The search stops with an error if it has found a field.
    let _ =
        FieldSearch { level: Level::Answer, fields, found: &found }.deserialize(&mut Json::from_str(text));
    found.get()
}

/// Returns whether a response has the usual beginning: `data` with one of the fields. This check needs no parser.
fn begins_with(text: &str, fields: &[&str]) -> bool {
    let is_first = |rest: &str, field: &str| {
        let value = rest.strip_prefix(field).and_then(|rest| rest.strip_prefix("\":"));
        value.is_some_and(|value| value.starts_with(['{', '[']))
    };
    text.strip_prefix("{\"data\":{\"").is_some_and(|rest| fields.iter().any(|field| is_first(rest, field)))
}

#[derive(Clone, Copy)]
enum Level {
    /// The whole response.
    Answer,
    /// The value of `data`.
    Data,
    /// The value of one of the fields.
    Field,
}

#[derive(Clone, Copy)]
struct FieldSearch<'a> {
    level: Level,
    fields: &'a [&'a str],
    found: &'a Cell<bool>,
}

impl FieldSearch<'_> {
    /// Returns the search below a key, if the value of the key must be searched.
    fn below(self, key: &str) -> Option<Self> {
        let level = match self.level {
            Level::Answer if key == "data" => Level::Data,
            Level::Data if self.fields.contains(&key) => Level::Field,
            Level::Answer | Level::Data | Level::Field => return None,
        };
        Some(Self { level, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for FieldSearch<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.level {
            Level::Answer => deserializer.deserialize_map(self),
            Level::Data | Level::Field => deserializer.deserialize_option(self),
        }
    }
}

impl<'de> Visitor<'de> for FieldSearch<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.level {
            Level::Answer | Level::Data => deserializer.deserialize_map(self),
            Level::Field => {
                self.found.set(true);
                Err(D::Error::custom("found"))
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Key(key)) = map.next_key()? {
            match self.below(&key) {
                Some(below) => map.next_value_seed(below)?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{is_in, is_in_answer};
    use serde_json::Value;

    #[test]
    fn a_field_that_was_asked_for_and_is_not_null_is_found() {
        for text in [
            r#"{"data":{"a":{"id":"1"}}}"#,
            r#"{"errors":[{"data":{}}],"data":{"x":1,"b":null,"a":[]}}"#,
            r#" {"data" : {"\u0061" : 0}}"#,
            r#"{"data":{"b":false}}"#,
            r#"{"data":{"b":[]}}"#,
        ] {
            assert!(is_in_answer(text, &["a", "b"]), "{text}");
            assert!(is_in(&serde_json::from_str::<Value>(text).unwrap()["data"], &["a", "b"]), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_taken_for_it() {
        for text in [
            r#"{"data":{"a":null,"error":{"a":1}}}"#,
            r#"{"data":null,"a":1}"#,
            r#"{"data":[{"a":1}]}"#,
            r#"{"data":{}}"#,
            r#"{"data":{"ab":{},"c":[]}}"#,
            r#"[{"data":{"a":1}}]"#,
            r#"{"errors":[{"data":{"a":1}}]}"#,
            "7",
        ] {
            assert!(!is_in_answer(text, &["a", "b"]), "{text}");
            let data = serde_json::from_str::<Value>(text).unwrap();
            assert!(!is_in(data.get("data").unwrap_or(&Value::Null), &["a", "b"]), "{text}");
        }
    }
}
