//! Checks whether a body proves what the gateway did. Only complete JSON without repeated keys is a proof.

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

/// The keys of a GraphQL response in its JSON text.
const ANSWER_KEYS: [&str; 2] = ["\"data\"", "\"errors\""];

/// Parses a text that is exactly one JSON value.
pub(crate) fn read(text: &str) -> Option<Value> {
    serde_json::from_str::<Whole>(text).ok()?;
    serde_json::from_str(text).ok()
}

/// Returns whether a text is certainly not a part of a GraphQL response: it is empty, plain text or HTML. Such a text
/// comes from a proxy in front of the gateway.
pub(crate) fn is_plain(text: &str) -> bool {
    let is_text = |character: char| !character.is_control() || character.is_whitespace();
    !text.trim_start().starts_with(['{', '[', '\u{feff}'])
        && !quotes_answer(text)
        && text.chars().all(is_text)
}

/// Returns whether a value that is not a GraphQL response contains a part of one: at any depth a `data` key, a list of
/// `errors`, the `path` of an error, or a text that quotes a response. A proxy may wrap a response or put it into a
/// list.
pub(crate) fn holds_answer(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => quotes_answer(text),
        Value::Array(elements) => elements.iter().any(holds_answer),
        Value::Object(fields) => fields_hold_answer(fields),
    }
}

/// Returns the same for the fields of an object.
pub(crate) fn fields_hold_answer(fields: &Map<String, Value>) -> bool {
    fields.iter().any(|(key, value)| match (key.as_str(), value) {
        ("data", _) => true,
        ("errors" | "path", Value::Array(list)) if !list.is_empty() => true,
        _ => holds_answer(value),
    })
}

fn quotes_answer(text: &str) -> bool {
    ANSWER_KEYS.iter().any(|key| text.contains(key))
}

/// Any JSON without repeated or damaged keys. The value is not stored.
pub(crate) struct Whole;

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Whole {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self, A::Error> {
        while elements.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self, A::Error> {
        let mut keys = Vec::new();
        while let Some(Key(key)) = fields.next_key()? {
            // The replacement character may stand for a part of any name.
            if key.contains(char::REPLACEMENT_CHARACTER) {
                return Err(A::Error::custom("a key is damaged"));
            }
            keys.push(key);
            fields.next_value::<Self>()?;
        }
        keys.sort_unstable();
        if keys.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(A::Error::custom("a key is repeated"));
        }
        Ok(self)
    }
}

/// A key of an object. It is copied only if it contains escapes.
pub(crate) struct Key<'a>(pub(crate) Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }

        deserializer.deserialize_str(Text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::{holds_answer, is_plain, read};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn only_one_value_with_every_key_once_is_whole() {
        for text in ["null", " {} ", "[1,\"a\"]", r#"{"a":{"a":1},"b":[{"a":1},{"a":1}]}"#, r#"{"é":"�"}"#]
        {
            assert!(read(text).is_some(), "{text}");
        }
        for text in [
            "",
            "{",
            "{}{}",
            "{} x",
            "\u{feff}{}",
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"[{"b":{"a":1,"a":1}}]"#,
            r#"{"�":1}"#,
            r#"{"\ud800":1}"#,
            "{\"a\":1e999}",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn plain_text_is_distinguished_from_what_may_be_a_part_of_an_answer() {
        for text in ["", " \r\n", "slow down", "<html><p>429</p>", "null,", "a {\"b\":1}", "data"] {
            assert!(is_plain(text), "{text}");
        }
        for text in [
            " {",
            "\t[",
            "\u{feff}<html>",
            "--b\r\n\r\n{\"data\":",
            ")]}',\n{\"errors\":[",
            "\0{\0\"\0d\0a\0t\0a\0\"\0",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn a_wrapped_answer_is_found() {
        for value in [
            json!({"data": null}),
            json!([{"data": {}}]),
            json!({"result": {"data": 1}}),
            json!([{"errors": [{"message": "no"}]}]),
            json!({"path": ["a"]}),
            json!({"extensions": {"tracing": [{"path": ["a", 0]}]}}),
            json!({"status": 429, "body": "{\"data\":{}}"}),
            json!("{\"errors\":[]}"),
        ] {
            assert!(holds_answer(&value), "{value}");
        }
        for value in [
            json!(null),
            json!({"message": "no data"}),
            json!({"status": 429, "path": "/core/gq"}),
            json!([{"path": []}, 7]),
            json!({"message": "no", "errors": {"phone": ["no number"]}}),
        ] {
            assert!(!holds_answer(&value), "{value}");
        }
    }

    proptest! {
        #[test]
        fn a_part_of_an_object_is_neither_whole_nor_plain(length in 1_usize..60) {
            let text = json!({"errors": [{"message": "a [b] \"c\"", "path": ["d", 1]}], "data": null}).to_string();
            let part = &text[..length.min(text.len() - 1)];
            prop_assert!(read(part).is_none() && !is_plain(part), "{}", part);
        }

        #[test]
        fn a_value_is_read_as_serde_json_reads_it(text in "[\\[\\]{}:,\"a0-9. ]{0,12}") {
            if let Some(value) = read(&text) {
                prop_assert_eq!(value, serde_json::from_str::<Value>(&text).unwrap());
            }
        }
    }
}
