//! The errors of the gateway: a code and a message.

use apollo_compiler::resolvers::FieldError;

/// Separates the code from the message, because an error of the executor has one text only.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// An error of the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestError {
    /// The value of `extensions.code`.
    pub(crate) code: &'static str,
    /// The value of `message`.
    pub(crate) message: String,
}

impl RequestError {
    /// An argument whose value cannot be used.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self { code: "BAD_USER_INPUT", message: message.into() }
    }

    /// A document that the schema does not allow.
    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self { code: "GRAPHQL_VALIDATION_FAILED", message: message.into() }
    }

    /// An object that does not exist.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self { code: "NOT_FOUND", message: message.into() }
    }

    /// A workspace that the key has no access to.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self { code: "FORBIDDEN", message: message.into() }
    }

    /// A failure of the gateway's own.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self { code: "INTERNAL_SERVER_ERROR", message: message.into() }
    }
}

impl From<RequestError> for FieldError {
    fn from(error: RequestError) -> Self {
        Self { message: format!("{}{SEPARATOR}{}", error.code, error.message) }
    }
}
