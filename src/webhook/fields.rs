//! The fields of an event's body. A field that is missing, null or of another type counts as absent.

use crate::call::surrogates::mend;
use crate::graphql::scalars;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// The fields of a JSON object, each as JSON text. If a field is repeated, the last one counts.
pub(crate) struct Fields<'a>(HashMap<String, &'a RawValue>);

impl<'a> Fields<'a> {
    pub(crate) fn parse(body: &'a [u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(body).map(Self)
    }

    fn json(&self, field: &str) -> Option<&'a str> {
        self.0.get(field).map(|json| json.get())
    }

    /// Returns a text. An integer counts as a text with its digits.
    pub(crate) fn text(&self, field: &str) -> Option<String> {
        let json = self.json(field)?;
        if is_integer(json) { Some(json.to_owned()) } else { string(json) }
    }

    /// Returns an identifier. An empty text is no identifier.
    pub(crate) fn id<T: From<String>>(&self, field: &str) -> Option<T> {
        self.text(field).filter(|text| !text.trim().is_empty()).map(T::from)
    }

    pub(crate) fn flag(&self, field: &str) -> Option<bool> {
        serde_json::from_str(self.json(field)?).ok()
    }

    /// Returns an integer. A text with an integer is accepted too.
    pub(crate) fn integer(&self, field: &str) -> Option<i64> {
        self.text(field)?.trim().parse().ok()
    }

    /// Returns the texts of a list. Other elements are left out.
    pub(crate) fn texts(&self, field: &str) -> Vec<String> {
        let elements = self.json(field).and_then(|json| serde_json::from_str::<Vec<&RawValue>>(json).ok());
        elements.into_iter().flatten().filter_map(|element| string(element.get())).collect()
    }

    /// Returns an instant. Both documented forms are accepted.
    pub(crate) fn time(&self, field: &str) -> Option<DateTime<Utc>> {
        let text = self.text(field)?;
        let text: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
            text.trim().into_deserializer();
        scalars::DateTime::deserialize(text).ok().map(DateTime::from)
    }
}

fn is_integer(json: &str) -> bool {
    let digits = json.strip_prefix('-').unwrap_or(json);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Parses a JSON string. Half of a character is replaced.
fn string(json: &str) -> Option<String> {
    match mend(json) {
        Some(mended) => serde_json::from_str(&mended).ok(),
        None => serde_json::from_str(json).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn a_field_of_another_type_counts_as_absent_and_an_integer_as_text() {
        let body = br#"{"number": 90071992547409931234567, "flag": "true", "list": ["a", null, 5, "b"],
            "half": "ab\ud83d", "space": " ", "object": {"a": []}, "null": null, "float": 1.5}"#;
        let fields = Fields::parse(body).unwrap();
        assert_eq!(fields.text("number").as_deref(), Some("90071992547409931234567"));
        assert_eq!(fields.text("half").as_deref(), Some("ab\u{fffd}"));
        assert_eq!(fields.texts("list"), ["a", "b"]);
        for absent in ["object", "null", "float", "list", "missing"] {
            assert_eq!(fields.text(absent), None, "{absent}");
            assert_eq!(
                (fields.integer(absent), fields.flag(absent), fields.time(absent)),
                (None, None, None)
            );
        }
        assert_eq!((fields.flag("flag"), fields.id::<String>("space")), (None, None));
        assert!(fields.texts("object").is_empty() && fields.integer("number").is_none());
    }
}
