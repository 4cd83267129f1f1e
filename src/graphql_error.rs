//! One entry of an answer's `errors` list, read tolerantly: nothing about its form is documented by the vendor.

use crate::mask::mask;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::fmt;

/// An error that the gateway reported beside, or instead of, data.
///
/// Printing it, by `Display` or `Debug`, masks quoted values and long numbers: servers echo what they were sent, and a
/// contact's phone number does not belong in a log. [`message`](Self::message) gives the text as it came.
///
/// ```
/// use bcrumbs::GraphQlError;
///
/// let json = r#"{"message": "no contact \"Ada\"", "path": ["convs"], "extensions": {"code": "NOT_FOUND"}}"#;
/// let error: GraphQlError = serde_json::from_str(json)?;
/// assert_eq!((error.code(), error.message()), (Some("NOT_FOUND"), "no contact \"Ada\""));
/// assert_eq!(error.to_string(), "NOT_FOUND: no contact \"…\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct GraphQlError {
    message: String,
    path: Vec<Value>,
    extensions: Map<String, Value>,
}

impl GraphQlError {
    /// Reports that an element of a list was null though the gateway said nothing of it.
    pub(crate) fn null_element(path: Vec<Value>) -> Self {
        let message = "the gateway sent null in place of an item; it was left out".to_owned();
        Self { message, path, extensions: Map::new() }
    }

    /// Reports that so many further elements of a list were null.
    pub(crate) fn null_elements(further: usize, path: Vec<Value>) -> Self {
        let message = format!("the gateway sent null in place of {further} more items; they were left out");
        Self { message, path, extensions: Map::new() }
    }

    /// Returns the message as the gateway sent it. It may hold personal data.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns `extensions.code`, for example `UNAUTHENTICATED`. The vendor documents no list of codes.
    pub fn code(&self) -> Option<&str> {
        self.extensions.get("code").and_then(Value::as_str)
    }

    /// Returns where in `data` the error happened, for example `convs`, `nodes`, `3`; empty where it was not said.
    pub fn path(&self) -> &[Value] {
        &self.path
    }

    /// Returns everything else that the gateway said of the error.
    pub fn extensions(&self) -> &Map<String, Value> {
        &self.extensions
    }
}

impl fmt::Display for GraphQlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = self.code() {
            write!(f, "{}: ", mask(code))?;
        }
        f.write_str(&mask(&self.message))
    }
}

impl fmt::Debug for GraphQlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphQlError")
            .field("code", &self.code().map(mask))
            .field("message", &mask(&self.message))
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl<'de> Deserialize<'de> for GraphQlError {
    /// Accepts any JSON value: an object by its usual fields, anything else as the message.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = match Value::deserialize(deserializer)? {
            Value::Object(fields) => fields,
            Value::String(message) => Map::from_iter([("message".to_owned(), message.into())]),
            _ => Map::new(),
        };
        let message = match fields.remove("message") {
            Some(Value::String(message)) => message,
            _ => "the gateway gave no message".to_owned(),
        };
        let path = match fields.remove("path") {
            Some(Value::Array(path)) => path,
            _ => Vec::new(),
        };
        let extensions = match fields.remove("extensions") {
            Some(Value::Object(extensions)) => extensions,
            _ => Map::new(),
        };
        Ok(Self { message, path, extensions })
    }
}

#[cfg(test)]
mod tests {
    use super::GraphQlError;

    fn read(json: &str) -> GraphQlError {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_entry_of_any_form_is_read() {
        let error = read(r#"{"message":"no","path":["convs",0],"extensions":{"code":"FORBIDDEN","a":1}}"#);
        assert_eq!((error.message(), error.code(), error.path().len()), ("no", Some("FORBIDDEN"), 2));
        assert_eq!(error.extensions()["a"], 1);
        assert_eq!(read(r#""broken""#).message(), "broken");
        for odd in ["{}", "null", "[1]", r#"{"message":5,"path":"x","extensions":null}"#] {
            assert_eq!(read(odd).message(), "the gateway gave no message", "{odd}");
        }
    }

    #[test]
    fn printing_masks_what_the_server_echoed() {
        let error = read(r#"{"message":"no contact \"Ana\" at +12025550123","extensions":{"code":"X"}}"#);
        assert_eq!(error.to_string(), "X: no contact \"…\" at …");
        let debug = format!("{error:?}");
        assert!(!debug.contains("Ana") && !debug.contains("2025550123"), "{debug}");
    }
}
