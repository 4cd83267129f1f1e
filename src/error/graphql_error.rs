//! One entry of an answer's `errors` list, read tolerantly: nothing about its form is documented by the vendor.

use crate::error::misfit;
use crate::redact::redact::{Quoted, Redaction};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

/// An error that the gateway reported beside, or instead of, data.
///
/// Printing it, by `Display` or `Debug`, redacts it, because servers echo what they were sent. Where it came from a call,
/// the credential and the text that was sent in the variables are hidden, and the names of the document and the schema are
/// shown, as [`Error`](crate::Error) says; of a long list of errors, the first hundred are. One that was made by hand has
/// no call, so every quoted value is hidden. [`message`](Self::message) returns the text as it came.
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
    /// Nothing where the gateway said nothing: an answer can hold millions of such entries.
    content: Option<Box<Content>>,
}

/// What the gateway said of an error.
#[derive(Clone)]
struct Content {
    message: Option<String>,
    path: Vec<Value>,
    extensions: Map<String, Value>,
    shown: Shown,
    /// The problems that it stands for.
    count: u64,
}

/// Stands for a message where there is none.
const NO_MESSAGE: &str = "the gateway gave no message";

static NO_EXTENSIONS: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);

/// The errors of one answer that are redacted by what was sent; a reader needs no more of them.
const REDACTED_ERRORS: usize = 100;

/// The keys and positions of a path that are shown at most.
const SHOWN_DEPTH: usize = 16;

/// No list is longer than so many elements: a greater number in a path is no position.
const LARGEST_POSITION: u64 = 99_999_999;

/// What is printed of an error.
#[derive(Clone)]
enum Shown {
    /// It came from no call that is known, and is redacted when it is printed.
    ByItself,
    /// It was redacted when the answer was read.
    Redacted(Box<Text>),
    /// It stands behind so many others that it was not redacted, and nothing of it is printed.
    Nothing,
}

/// An error as it is printed.
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

/// Writes names and positions down. Anything else in a path is content, and is hidden.
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

/// Redacts the errors of an answer by what is known of its call; `invalid` is what is done with quoted names where the
/// operation was refused as invalid.
pub(crate) fn redact_all(errors: &mut [GraphQlError], redaction: &Redaction, invalid: Quoted) {
    for (place, error) in errors.iter_mut().enumerate() {
        let shown = if place < REDACTED_ERRORS {
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

/// Returns the first error that says that the operation does not fit the gateway's schema.
pub(crate) fn first_misfit(errors: &[GraphQlError]) -> Option<&GraphQlError> {
    let is_misfit = |error: &&GraphQlError| error.is_validation_failure() || error.misfit().is_some();
    errors.iter().take(REDACTED_ERRORS).find(is_misfit)
}

impl GraphQlError {
    /// Reports that an element of a list was null though the gateway said nothing of it.
    pub(crate) fn null_element(path: Vec<Value>) -> Self {
        Self::of_this_crate("the gateway sent null in place of an item; it was left out".to_owned(), path, 1)
    }

    /// Reports that so many further elements of a list were null.
    pub(crate) fn null_elements(further: usize, path: Vec<Value>) -> Self {
        Self::of_this_crate(
            format!("the gateway sent null in place of {further} more items; they were left out"),
            path,
            further as u64,
        )
    }

    /// Makes an error with a text of this crate's own, which needs no redaction.
    fn of_this_crate(message: String, path: Vec<Value>, count: u64) -> Self {
        let path_text = shown_path(&path, &Redaction::default());
        let text = Text { code: None, message: message.clone(), path: path_text };
        let shown = Shown::Redacted(Box::new(text));
        Self::of(Content { message: Some(message), path, extensions: Map::new(), shown, count })
    }

    /// Takes any JSON value: an object by its usual fields, anything else as the message.
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
            // Not as GraphQL has it, and still a place.
            Some(place) => vec![place],
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

    /// Returns the number of problems that it stands for.
    pub(crate) fn count(&self) -> u64 {
        self.content.as_ref().map_or(1, |content| content.count)
    }

    /// Returns the message as the gateway sent it. It may hold personal data.
    pub fn message(&self) -> &str {
        self.content.as_ref().and_then(|content| content.message.as_deref()).unwrap_or(NO_MESSAGE)
    }

    /// Returns `extensions.code`, for example `UNAUTHENTICATED`. The vendor documents no list of codes.
    pub fn code(&self) -> Option<&str> {
        self.extensions().get("code").and_then(Value::as_str)
    }

    /// Returns whether the server says that the operation does not fit its schema, by the code of Apollo or the class of
    /// graphql-java.
    pub(crate) fn is_validation_failure(&self) -> bool {
        let class = self.extensions().get("classification").and_then(Value::as_str);
        self.code() == Some("GRAPHQL_VALIDATION_FAILED") || class == Some("ValidationError")
    }

    /// Returns the name of what does not fit the gateway's schema, where the message says so and the code names no other
    /// reason.
    pub(crate) fn misfit(&self) -> Option<&str> {
        match self.code() {
            Some("FORBIDDEN" | "INTERNAL_SERVER_ERROR" | "NOT_FOUND" | "UNAUTHENTICATED") => None,
            _ => misfit::misfit(self.message()),
        }
    }

    /// Returns where in `data` the error happened, for example `convs`, `nodes`, `3`; empty where it was not said.
    pub fn path(&self) -> &[Value] {
        self.content.as_ref().map_or(&[], |content| &content.path)
    }

    /// Returns everything else that the gateway said of the error.
    pub fn extensions(&self) -> &Map<String, Value> {
        self.content.as_ref().map_or(&NO_EXTENSIONS, |content| &content.extensions)
    }

    /// Returns what is printed.
    fn text(&self) -> Cow<'_, Text> {
        match self.content.as_ref().map(|content| &content.shown) {
            Some(Shown::Redacted(text)) => Cow::Borrowed(text),
            Some(Shown::ByItself) | None => Cow::Owned(Text::of(self, &Redaction::default(), Quoted::Hidden)),
            Some(Shown::Nothing) => {
                let message = "a further error, not shown".to_owned();
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
    /// Accepts any JSON value: an object by its usual fields, anything else as the message.
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
            assert_eq!(read(odd).message(), "the gateway gave no message", "{odd}");
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
