//! `ParseError`, the reason why a body is not an event. It never contains a part of the body.

use serde_json::error::Category;
use std::fmt;

/// The error of a body that is not an event; returned by [`Event::parse`](crate::webhook::Event::parse).
///
/// Its text is one line and contains no part of the body.
///
/// ```
/// use bcrumbs::webhook::Event;
///
/// let error = Event::parse(br#"{"event":"NEW_CLIENT","phone":"+12025550123",}"#).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the body of the webhook is not valid JSON: trailing comma at line 1 column 46; some examples on the vendor's \
///      pages have a trailing comma, which JSON does not allow"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Syntax(String),
    CutOff,
    NoObject,
}

impl ParseError {
    pub(crate) fn new(error: &serde_json::Error) -> Self {
        let problem = match error.classify() {
            // The text of a syntax error has a position and no part of the input.
            Category::Syntax => Problem::Syntax(error.to_string()),
            Category::Eof => Problem::CutOff,
            // The text of such an error quotes the input.
            Category::Data | Category::Io => Problem::NoObject,
        };
        Self { problem }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::Syntax(error) => {
                write!(f, "the body of the webhook is not valid JSON: {error}")?;
                if error.starts_with("trailing comma") {
                    f.write_str(
                        "; some examples on the vendor's pages have a trailing comma, which JSON does not allow",
                    )?;
                }
                Ok(())
            }
            Problem::CutOff => {
                f.write_str("the body of the webhook is empty or ends early; was the whole request read?")
            }
            Problem::NoObject => f.write_str("the body of the webhook is JSON, but not an object"),
        }
    }
}

impl std::error::Error for ParseError {}
