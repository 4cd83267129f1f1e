//! What a change of the schema does to one operation, as data.

use std::fmt;

use serde::Serialize;

use crate::diagnostic::Location;
use crate::span::Position;

/// What a change of the schema does to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The operation is no longer valid.
    Broken,
    /// The generated Rust types differ.
    ModelChanged,
    /// The operation had errors under the old schema.
    InvalidBefore,
    /// The operation is still valid, and its types are the same.
    Unaffected,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Effect::Broken => "no longer valid",
            Effect::ModelChanged => "the generated types change",
            Effect::InvalidBefore => "invalid before the change",
            Effect::Unaffected => "unaffected",
        })
    }
}

/// One coordinate of the schema at which the types of an operation differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ModelChange {
    /// The coordinate, as `Type.field` or `Enum.VALUE`.
    pub coordinate: String,
    /// What it was: a type, the possible types of an interface or union, `value` for one of an enum.
    pub before: Option<String>,
    /// What it is now.
    pub after: Option<String>,
    /// Where the old schema defines it.
    pub old: Option<Location>,
    /// Where the new schema defines it.
    pub new: Option<Location>,
    /// What to know about the change, if it can go unnoticed: a new required input field compiles with a derived
    /// `Default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl ModelChange {
    /// Returns the fingerprint for an [`AcceptedList`](crate::AcceptedList), for a generated type that changes without a
    /// change at the same coordinate: the possible types of an interface.
    pub(crate) fn fingerprint(&self) -> String {
        format!("model-changed {}", self.coordinate)
    }
}

/// What a change of the schema does to one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Impact {
    /// The operation's name; empty for an anonymous one, and for a document that cannot be read.
    pub operation: String,
    /// The file that it stands in.
    pub file: String,
    /// Where its name stands.
    pub start: Position,
    /// What the change does to it.
    pub effect: Effect,
    /// Where its types differ.
    pub model_changes: Vec<ModelChange>,
    /// The findings about it under the new schema that there were not under the old: their places in
    /// [`Diff::diagnostics`](crate::Diff::diagnostics). An operation of a file with errors elsewhere is broken too, since
    /// the whole file is sent.
    pub diagnostics: Vec<usize>,
}

impl Impact {
    /// Returns whether a person has to look at the operation.
    #[must_use]
    pub fn is_affected(&self) -> bool {
        match self.effect {
            Effect::Broken | Effect::ModelChanged => true,
            Effect::InvalidBefore | Effect::Unaffected => false,
        }
    }
}
