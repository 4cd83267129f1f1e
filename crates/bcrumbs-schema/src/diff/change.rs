//! One change of a schema, and the list that the comparisons write to.
//!
//! The levels are those of graphql-js: `findBreakingChanges` and `findDangerousChanges`. What it does not report has a
//! kind of its own.

use std::fmt;

use apollo_compiler::Node;
use apollo_compiler::ast::Directive;
use serde::Serialize;

use crate::diagnostic::Location;
use crate::finding::location;
use crate::rules::deprecation;
use crate::source::Texts;
use crate::span::Span;

/// The risk of a change for a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeLevel {
    /// An operation that was valid can be refused, or its answer can no longer be decoded.
    Breaking,
    /// Every operation stays valid, but a client may get an unexpected value.
    Dangerous,
    /// The change has no effect on clients.
    Safe,
}

impl fmt::Display for ChangeLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ChangeLevel::Breaking => "breaking",
            ChangeLevel::Dangerous => "dangerous",
            ChangeLevel::Safe => "safe",
        })
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The risk.
    pub level: ChangeLevel,
    /// What kind of change it is, in kebab case: graphql-js's own names where it has one.
    pub kind: &'static str,
    /// Where, as a schema coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE`, `@directive(argument:)`.
    pub coordinate: String,
    /// One sentence for a person.
    pub message: String,
    /// Where it stands in the old schema; `None` for what is new.
    pub old: Option<Location>,
    /// Where it stands in the new schema; `None` for what was removed.
    pub new: Option<Location>,
}

impl Change {
    /// Returns the fingerprint for an [`AcceptedList`](crate::AcceptedList): the kind and the coordinate.
    ///
    /// ```
    /// use bcrumbs_schema::{Options, Schema, diff};
    /// let old = Schema::parse("old", "type Query { a: Int b: Int }").unwrap();
    /// let new = Schema::parse("new", "type Query { a: Int }").unwrap();
    /// assert_eq!(diff(&old, &new, &[], &Options::new()).changes[0].fingerprint(), "field-removed Query.b");
    /// ```
    #[must_use]
    pub fn fingerprint(&self) -> String {
        format!("{} {}", self.kind, self.coordinate)
    }
}

/// Where a change stands in the two schemas.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ends {
    pub(crate) old: Option<Span>,
    pub(crate) new: Option<Span>,
}

impl Ends {
    pub(crate) fn old(span: Span) -> Self {
        Ends { old: Some(span), new: None }
    }

    pub(crate) fn new(span: Span) -> Self {
        Ends { old: None, new: Some(span) }
    }

    pub(crate) fn both(old: Span, new: Span) -> Self {
        Ends { old: Some(old), new: Some(new) }
    }
}

/// Turns a span of a schema into a place that a person can open. What no text holds, as a root type's usual name, has
/// none.
pub(crate) fn place(texts: &Texts, span: Option<Span>) -> Option<Location> {
    span.filter(|span| span.end > 0).map(|span| location(texts.of(span), span))
}

/// The list that the comparisons write to.
pub(crate) struct Changes {
    old: Texts,
    new: Texts,
    pub(crate) list: Vec<Change>,
}

impl Changes {
    pub(crate) fn between(old: Texts, new: Texts) -> Self {
        Changes { old, new, list: Vec::new() }
    }

    pub(crate) fn breaking(
        &mut self,
        kind: &'static str,
        coordinate: impl Into<String>,
        at: Ends,
        message: impl Into<String>,
    ) {
        self.push(ChangeLevel::Breaking, kind, coordinate, at, message);
    }

    pub(crate) fn dangerous(
        &mut self,
        kind: &'static str,
        coordinate: impl Into<String>,
        at: Ends,
        message: impl Into<String>,
    ) {
        self.push(ChangeLevel::Dangerous, kind, coordinate, at, message);
    }

    pub(crate) fn safe(
        &mut self,
        kind: &'static str,
        coordinate: impl Into<String>,
        at: Ends,
        message: impl Into<String>,
    ) {
        self.push(ChangeLevel::Safe, kind, coordinate, at, message);
    }

    fn push(
        &mut self,
        level: ChangeLevel,
        kind: &'static str,
        coordinate: impl Into<String>,
        at: Ends,
        message: impl Into<String>,
    ) {
        self.list.push(Change {
            level,
            kind,
            coordinate: coordinate.into(),
            message: message.into(),
            old: place(&self.old, at.old),
            new: place(&self.new, at.new),
        });
    }

    /// A changed description is safe, but it is reported.
    pub(crate) fn description(&mut self, coordinate: &str, at: Ends, old: Option<&str>, new: Option<&str>) {
        match (old, new) {
            (None, Some(_)) => self.safe("description-added", coordinate, at, "a description was added"),
            (Some(_), None) => {
                self.safe("description-removed", coordinate, at, "the description was removed");
            }
            (Some(old), Some(new)) if old != new => {
                self.safe("description-changed", coordinate, at, "the description changed");
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    /// Deprecations are the vendor's notice of a change to come.
    pub(crate) fn deprecation(
        &mut self,
        coordinate: &str,
        at: Ends,
        old: &[Node<Directive>],
        new: &[Node<Directive>],
    ) {
        match (deprecation::reason(old), deprecation::reason(new)) {
            (None, Some(reason)) => {
                let message = format!("it is deprecated now: {reason}");
                self.safe("deprecation-added", coordinate, at, message);
            }
            (Some(_), None) => self.safe("deprecation-removed", coordinate, at, "it is no longer deprecated"),
            (Some(old), Some(new)) if old != new => {
                let message = format!("the reason is now: {new}");
                self.safe("deprecation-reason-changed", coordinate, at, message);
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
}
