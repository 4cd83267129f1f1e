//! `GraphQlError`, one entry of the `errors` list of a response. The vendor does not document its form, so it is read
//! tolerantly.

use crate::error::misfit;
use crate::redact::redact::{Quoted, Redaction};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

/// An error that the gateway reported, with or without data.
///
/// `Display` and `Debug` redact the text, because servers often repeat the request in their errors. If the error comes
/// from a call, the rules of [`Error`](crate::Error) apply: the credential and the text of the variables are hidden,
/// and the names of the document and the schema are shown. In a long list of errors, only the text of the first hundred
/// is printed. An error that was created by hand belongs to no call, so every quoted value in it is hidden.
/// [`message`](Self::message) returns the unredacted text.
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
#[derive(Clone)]
pub struct GraphQlError {
    /// `None` if the entry is empty. A response can contain millions of empty entries.
    content: Option<Box<Content>>,
}

/// The content of an entry.
#[derive(Clone)]
struct Content {
    message: Option<String>,
    path: Vec<Value>,
    extensions: Map<String, Value>,
    shown: Shown,
    /// The number of problems that this entry reports.
    count: u64,
}

/// The message of an entry without a message.
const NO_MESSAGE: &str = "the gateway sent no message";

static NO_EXTENSIONS: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// The maximum number of errors in one response that are redacted and shown. A reader does not need more.
const REDACTED_ERRORS: usize = 100;

/// The maximum number of keys and indexes of a path that are shown.
const SHOWN_DEPTH: usize = 16;

/// The largest list index. A larger number in a path is content, for example a phone number.
const LARGEST_POSITION: u64 = 99_999_999;

/// The printed form of an error.
#[derive(Clone)]
enum Shown {
    /// The error belongs to no call, and is redacted when it is printed.
    ByItself,
    /// The error was redacted when the response was read.
    Redacted(Box<Text>),
    /// The error comes after the maximum number of errors, so it was not redacted and is not printed.
    Nothing,
}

/// The redacted text of an error.
#[derive(Clone)]
struct Text {
    code: Option<String>,
    message: String,
    path: String,
}

impl Text {
    fn of(error: &GraphQlError, redaction: &Redaction, quoted: Quoted) -> Self {
        Self {
            code: error.code().map(|code| redaction.message(code, Quoted::Hidden)),
            message: redaction.message(error.message(), quoted),
            path: shown_path(error.path(), redaction),
        }
    }
}

/// Formats the names and indexes of a path. Everything else in a path is content and is hidden.
fn shown_path(path: &[Value], redaction: &Redaction) -> String {
    let part = |part: &Value| match part {
        Value::String(key) => redaction.key(key).map(str::to_owned),
        Value::Number(_) => {
            part.as_u64().filter(|index| *index <= LARGEST_POSITION).map(|index| index.to_string())
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let shown = path.iter().take(SHOWN_DEPTH).map(|value| part(value).unwrap_or_else(|| "…".to_owned()));
    let further = (path.len() > SHOWN_DEPTH).then(|| "…".to_owned());
    format!("[{}]", shown.chain(further).collect::<Vec<_>>().join(", "))
}

/// Redacts the errors of a response. `invalid` is the rule for quoted names if the operation was refused as invalid.
pub(crate) fn redact_all(errors: &mut [GraphQlError], redaction: &Redaction, invalid: Quoted) {
    for (index, error) in errors.iter_mut().enumerate() {
        let shown = if index < REDACTED_ERRORS {
            let is_invalid = error.is_validation_failure()
                || error.code() == Some("BAD_USER_INPUT")
                || error.misfit().is_some();
            let quoted = if is_invalid { invalid } else { Quoted::Hidden };
            Shown::Redacted(Box::new(Text::of(error, redaction, quoted)))
        } else {
            Shown::Nothing
        };
        if let Some(content) = &mut error.content {
            content.shown = shown;
        }
    }
}

/// Returns the first error which reports that the operation does not fit the gateway's schema.
pub(crate) fn first_misfit(errors: &[GraphQlError]) -> Option<&GraphQlError> {
    let is_misfit = |error: &&GraphQlError| error.is_validation_failure() || error.misfit().is_some();
    errors.iter().take(REDACTED_ERRORS).find(is_misfit)
}

impl GraphQlError {
    /// Creates the error for a null list element for which the gateway reported no error.
    pub(crate) fn null_element(path: Vec<Value>) -> Self {
        Self::of_this_crate(
            "the gateway sent null instead of an item; the item was left out".to_owned(),
            path,
            1,
        )
    }

    /// Creates the error for `further` more null elements of a list.
    pub(crate) fn null_elements(further: usize, path: Vec<Value>) -> Self {
        Self::of_this_crate(
            format!("the gateway sent null instead of {further} more items; the items were left out"),
            path,
            further as u64,
        )
    }

    /// Creates an error with a text of this crate, which needs no redaction.
    fn of_this_crate(message: String, path: Vec<Value>, count: u64) -> Self {
        let path_text = shown_path(&path, &Redaction::default());
        let text = Text { code: None, message: message.clone(), path: path_text };
        let shown = Shown::Redacted(Box::new(text));
        Self::of(Content { message: Some(message), path, extensions: Map::new(), shown, count })
    }

    /// Converts any JSON value: an object by its usual fields; every other value becomes the message.
    pub(crate) fn from_value(value: Value) -> Self {
        let shown = Shown::ByItself;
        let mut fields = match value {
            Value::Object(fields) if !fields.is_empty() => fields,
            Value::String(message) => {
                let (path, extensions) = (Vec::new(), Map::new());
                return Self::of(Content { message: Some(message), path, extensions, shown, count: 1 });
            }
            _ => return Self { content: None },
        };
        let message = match fields.remove("message") {
            Some(Value::String(message)) => Some(message),
            _ => None,
        };
        let path = match fields.remove("path") {
            Some(Value::Array(path)) => path,
            Some(Value::Null) | None => Vec::new(),
            // It does not follow the GraphQL specification, but it is still a path.
            Some(element) => vec![element],
        };
        let extensions = match fields.remove("extensions") {
            Some(Value::Object(extensions)) => extensions,
            _ => Map::new(),
        };
        Self::of(Content { message, path, extensions, shown, count: 1 })
    }

    fn of(content: Content) -> Self {
        Self { content: Some(Box::new(content)) }
    }

    /// Returns the number of problems that this entry reports.
    pub(crate) fn count(&self) -> u64 {
        self.content.as_ref().map_or(1, |content| content.count)
    }

    /// Returns the gateway's message without redaction. It may contain personal data.
    pub fn message(&self) -> &str {
        self.content.as_ref().and_then(|content| content.message.as_deref()).unwrap_or(NO_MESSAGE)
    }

    /// Returns `extensions.code`, for example `UNAUTHENTICATED`. The vendor documents no list of codes.
    pub fn code(&self) -> Option<&str> {
        self.extensions().get("code").and_then(Value::as_str)
    }

    /// Returns whether the server reports that the operation does not fit its schema, with the code of Apollo or the
    /// classification of graphql-java.
    pub(crate) fn is_validation_failure(&self) -> bool {
        let class = self.extensions().get("classification").and_then(Value::as_str);
        self.code() == Some("GRAPHQL_VALIDATION_FAILED") || class == Some("ValidationError")
    }

    /// Returns the name of the field, argument, variable or type that does not fit the gateway's schema. Returns `None`
    /// if the message has no known form or the code reports another reason.
    pub(crate) fn misfit(&self) -> Option<&str> {
        match self.code() {
            Some("FORBIDDEN" | "INTERNAL_SERVER_ERROR" | "NOT_FOUND" | "UNAUTHENTICATED") => None,
            _ => misfit::misfit(self.message()),
        }
    }

    /// Returns the path in `data` that the error belongs to, for example `convs`, `nodes`, `3`. It is empty if the
    /// error has no path.
    pub fn path(&self) -> &[Value] {
        self.content.as_ref().map_or(&[], |content| &content.path)
    }

    /// Returns the extensions of the error. They may contain personal data.
    pub fn extensions(&self) -> &Map<String, Value> {
        self.content.as_ref().map_or(&NO_EXTENSIONS, |content| &content.extensions)
    }

    /// Returns the redacted text.
    fn text(&self) -> Cow<'_, Text> {
        match self.content.as_ref().map(|content| &content.shown) {
            Some(Shown::Redacted(text)) => Cow::Borrowed(text),
            Some(Shown::ByItself) | None => Cow::Owned(Text::of(self, &Redaction::default(), Quoted::Hidden)),
            Some(Shown::Nothing) => {
                let message = "another error, not shown".to_owned();
                Cow::Owned(Text { code: None, message, path: "…".to_owned() })
            }
        }
    }
}

impl PartialEq for GraphQlError {
    fn eq(&self, other: &Self) -> bool {
        self.message() == other.message()
            && self.path() == other.path()
            && self.extensions() == other.extensions()
    }
}

impl fmt::Display for GraphQlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        if let Some(code) = &text.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(&text.message)
    }
}

impl fmt::Debug for GraphQlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text();
        f.debug_struct("GraphQlError")
            .field("code", &text.code)
            .field("message", &text.message)
            .field("path", &format_args!("{}", text.path))
            .finish_non_exhaustive()
    }
}

impl<'de> Deserialize<'de> for GraphQlError {
    /// Accepts any JSON value: an object by its usual fields; every other value becomes the message.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from_value)
    }
}

#[cfg(test)]
mod tests {
    use super::{GraphQlError, REDACTED_ERRORS, redact_all};
    use crate::redact::redact::{Quoted, Redaction};

    fn read(json: &str) -> GraphQlError {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_entry_of_any_form_is_read() {
        let error = read(r#"{"message":"no","path":["convs",0],"extensions":{"code":"FORBIDDEN","a":1}}"#);
        assert_eq!((error.message(), error.code(), error.path().len()), ("no", Some("FORBIDDEN"), 2));
        assert_eq!(error.extensions()["a"], 1);
        assert_eq!(read(r#""broken""#).message(), "broken");
        assert_eq!(read(r#"{"path":"convs"}"#).path(), ["convs"]);
        for odd in ["{}", "null", "[1]", r#"{"message":5,"path":"x","extensions":null}"#] {
            assert_eq!(read(odd).message(), "the gateway sent no message", "{odd}");
        }
    }

    #[test]
    fn printing_redacts_what_the_server_echoed() {
        let error = read(r#"{"message":"no contact \"Ana\" at +12025550123","extensions":{"code":"X"}}"#);
        assert_eq!(error.to_string(), "X: no contact \"…\" at …");
        let debug = format!("{error:?}");
        assert!(!debug.contains("Ana") && !debug.contains("2025550123"), "{debug}");
    }
    #[test]
    fn a_path_prints_names_and_positions_and_no_content() {
        let path = r#"{"path":["convs","nodes",17,"Ana Lucia","+12025550123",12025550123,-1,1.5,null,["x y"],{"a":"Zoe"},
            "bck_3f9a1c77e0d24b6f"]}"#;
        assert!(format!("{:?}", read(path)).contains("path: [convs, nodes, 17, …, …, …, …, …, …, …, …, …]"));
        let long = format!(r#"{{"path":[{}"convs"]}}"#, "1,".repeat(100_000));
        assert!(format!("{:?}", read(&long)).len() < 300);
    }

    #[test]
    fn of_many_errors_the_first_are_redacted_and_the_others_print_nothing() {
        let mut errors = vec![read(r#"{"message":"no Ana"}"#); REDACTED_ERRORS + 10_000];
        redact_all(&mut errors, &Redaction::default(), Quoted::Hidden);
        let printed: Vec<bool> = errors.iter().map(|error| error.to_string().contains("Ana")).collect();
        assert_eq!(printed.iter().filter(|printed| **printed).count(), REDACTED_ERRORS);
        assert!(printed[..REDACTED_ERRORS].iter().all(|printed| *printed));
        assert!(!format!("{:?}", errors[REDACTED_ERRORS]).contains("Ana"));
    }
}
