//! Converts the response to an introspection query to SDL.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::document::parse::{self, Sdl};
use crate::introspect::described::Described;
use crate::introspect::tree;
use crate::rules::definitions;
use crate::source::{Source, Texts};

/// The reason why a response to the introspection query is not a schema.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum IntrospectError {
    /// The text is not JSON.
    NotJson {
        /// The parser's message with the position.
        reason: String,
    },
    /// The server returned errors and no schema. Servers do this if introspection is disabled.
    Refused {
        /// The messages of the errors.
        messages: Vec<String>,
    },
    /// The response has neither `data.__schema` nor `__schema`.
    NoSchema,
    /// A part of the response does not have the shape that the specification defines.
    Malformed {
        /// What.
        reason: String,
    },
    /// The response is complete, but its schema is not valid.
    Invalid {
        /// What is wrong with it, placed in the SDL that was made.
        diagnostics: Vec<Diagnostic>,
    },
}

impl fmt::Display for IntrospectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IntrospectError::NotJson { reason } => write!(f, "the response is not JSON: {reason}"),
            IntrospectError::Refused { messages } => {
                write!(f, "the server refuses introspection: {}", messages.join("; "))
            }
            IntrospectError::NoSchema => {
                f.write_str("the response has no `__schema`: it belongs to another query")
            }
            IntrospectError::Malformed { reason } => {
                write!(f, "the response is not a complete introspection: {reason}")
            }
            IntrospectError::Invalid { diagnostics } => {
                f.write_str("the server's schema is not valid")?;
                diagnostics.iter().try_for_each(|diagnostic| write!(f, "\n{diagnostic}"))
            }
        }
    }
}

impl std::error::Error for IntrospectError {}

/// Makes SDL of an answer to [`INTROSPECTION_QUERY`](crate::INTROSPECTION_QUERY), either whole (`{"data":{"__schema":…}}`) or only its data.
///
/// The order is stable: directives and then types by name, fields and values in the server's order, which carries
/// meaning. Descriptions, deprecations, default values, `@specifiedBy`, `@oneOf` and `repeatable` are kept.
///
/// # Errors
///
/// The text is not JSON, the server refused, or the answer is not that of a valid schema.
///
/// ```
/// use bcrumbs_schema::{IntrospectError, introspect};
///
/// let refused = introspect(r#"{"errors":[{"message":"introspection is disabled"}]}"#).unwrap_err();
/// assert_eq!(refused.to_string(), "the server refuses introspection: introspection is disabled");
/// ```
pub fn introspect(json: &str) -> Result<String, IntrospectError> {
    let answer: Value =
        serde_json::from_str(json).map_err(|e| IntrospectError::NotJson { reason: e.to_string() })?;
    introspect_value(&answer)
}

/// [`introspect`] for an answer that is parsed already.
///
/// # Errors
///
/// The server refused, or the answer is not that of a valid schema.
///
/// ```
/// use bcrumbs_schema::{IntrospectError, introspect_value};
/// let answer = serde_json::json!({"data": {"viewer": null}});
/// assert_eq!(introspect_value(&answer), Err(IntrospectError::NoSchema));
/// ```
pub fn introspect_value(answer: &Value) -> Result<String, IntrospectError> {
    let found = [answer.pointer("/data/__schema"), answer.get("__schema")].into_iter().flatten();
    let Some(found) = found.into_iter().find(|found| !found.is_null()) else {
        return Err(refusal(answer));
    };
    let described =
        Described::deserialize(found).map_err(|e| IntrospectError::Malformed { reason: e.to_string() })?;
    let tree = tree::of(&described).map_err(|reason| IntrospectError::Malformed { reason })?;
    let text = tree.to_string();
    // Parsed for the lines of findings.
    let invalid = |diagnostics| IntrospectError::Invalid { diagnostics };
    let Sdl { text, tree, .. } =
        parse::sdl(&Source::new("introspection.graphql", text)).map_err(|refused| invalid(vec![*refused]))?;
    let valid = definitions::validate(tree).map_err(|found| {
        let texts = Texts::new(text);
        invalid(found.into_iter().map(|finding| finding.place(&texts)).collect())
    })?;
    let mut plain = valid.into_inner();
    if !described.declares("oneOf") {
        plain.directive_definitions.shift_remove("oneOf");
    }
    Ok(plain.to_string())
}

fn refusal(answer: &Value) -> IntrospectError {
    let errors = answer.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if errors.is_empty() {
        return IntrospectError::NoSchema;
    }
    let message =
        |error: &Value| error.get("message").and_then(Value::as_str).unwrap_or("(no message)").to_owned();
    IntrospectError::Refused { messages: errors.iter().map(message).collect() }
}
