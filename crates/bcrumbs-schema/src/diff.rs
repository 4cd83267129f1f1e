//! What changed between two schemas, how much it can hurt, and which operations it hurts.
//!
//! The levels are those of graphql-js: `findBreakingChanges` and `findDangerousChanges`. What only graphql-inspector
//! reports is safe here, under a kind of its own.

mod directives;
mod model;
mod operations;
mod types;
mod values;

use std::fmt;

use apollo_compiler::ast;
use serde::Serialize;

use crate::check::Options;
use crate::deprecation;
use crate::schema::Schema;
use crate::source::Source;

pub use operations::OperationDiff;

/// How much a change can hurt a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Level {
    /// An operation that was valid can be refused, or its answer can no longer be decoded.
    Breaking,
    /// Every operation stays valid, but a client may meet what it did not expect.
    Dangerous,
    /// No client notices.
    Safe,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Breaking => "breaking",
            Level::Dangerous => "dangerous",
            Level::Safe => "safe",
        })
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// How much it can hurt.
    pub level: Level,
    /// What kind of change it is, in kebab case: graphql-js's own names where it has one.
    pub kind: &'static str,
    /// Where, as a schema coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE`, `@directive(argument:)`.
    pub coordinate: String,
    /// One sentence for a person.
    pub message: String,
}

/// Two schemas compared, and what the difference does to a set of operations.
///
/// `Serialize` gives `{"changes":[{"level","kind","coordinate","message"}],
/// "operations":[{"name","file","valid","model_changed","diagnostics"}]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// The changes, the worst first, then by coordinate.
    pub changes: Vec<Change>,
    /// Every operation that was given, hit or not, in the order of the documents.
    pub operations: Vec<OperationDiff>,
}

impl Diff {
    /// The worst level among the changes; `None` where nothing changed.
    #[must_use]
    pub fn level(&self) -> Option<Level> {
        self.changes.iter().map(|change| change.level).min()
    }

    /// The operations that a person has to look at: no longer valid, or with another Rust type.
    pub fn hit(&self) -> impl Iterator<Item = &OperationDiff> {
        self.operations.iter().filter(|operation| !operation.valid || operation.model_changed)
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            writeln!(
                f,
                "{:<9} {}: {} [{}]",
                change.level.to_string(),
                change.coordinate,
                change.message,
                change.kind
            )?;
        }
        for operation in self.hit() {
            let what = if operation.valid { "the generated model changes" } else { "no longer valid" };
            writeln!(f, "\noperation {} ({}): {what}", operation.name, operation.file)?;
            for coordinate in &operation.model_changes {
                writeln!(f, "  by {coordinate}")?;
            }
            for diagnostic in &operation.diagnostics {
                writeln!(f, "{diagnostic}")?;
            }
        }
        let count = |level| self.changes.iter().filter(|change| change.level == level).count();
        write!(
            f,
            "{} breaking, {} dangerous, {} safe; {} of {} operations hit",
            count(Level::Breaking),
            count(Level::Dangerous),
            count(Level::Safe),
            self.hit().count(),
            self.operations.len()
        )
    }
}

/// Compares two schemas, and checks each operation against both.
///
/// ```
/// use bcrumbs_schema::{Level, Options, Schema, Source, diff};
///
/// let old = Schema::parse("old.graphql", "type Query { tag: String, tags: [String] }").unwrap();
/// let new = Schema::parse("new.graphql", "type Query { tags: [String!] }").unwrap();
/// let operations = [
///     Source::new("tag.graphql", "query tag { tag }"),
///     Source::new("tags.graphql", "query tags { tags }"),
/// ];
/// let diff = diff(&old, &new, &operations, &Options::new());
///
/// assert_eq!(diff.changes[0].coordinate, "Query.tag");
/// assert_eq!(diff.changes[0].level, Level::Breaking);
/// assert!(!diff.operations[0].valid);
/// assert_eq!(diff.operations[1].model_changes, ["Query.tags"]);
/// ```
#[must_use]
pub fn diff(old: &Schema, new: &Schema, operations: &[Source], options: &Options) -> Diff {
    let mut changes = Changes::default();
    types::compare(&old.valid, &new.valid, &mut changes);
    directives::compare(&old.valid, &new.valid, &mut changes);
    let mut changes = changes.0;
    changes.sort_by(|a, b| (a.level, &a.coordinate, a.kind).cmp(&(b.level, &b.coordinate, b.kind)));
    Diff { changes, operations: operations::compare(old, new, operations, options) }
}

/// The list that the comparisons write to.
#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn breaking(&mut self, kind: &'static str, coordinate: impl Into<String>, message: impl Into<String>) {
        self.push(Level::Breaking, kind, coordinate, message);
    }

    fn dangerous(&mut self, kind: &'static str, coordinate: impl Into<String>, message: impl Into<String>) {
        self.push(Level::Dangerous, kind, coordinate, message);
    }

    fn safe(&mut self, kind: &'static str, coordinate: impl Into<String>, message: impl Into<String>) {
        self.push(Level::Safe, kind, coordinate, message);
    }

    fn push(
        &mut self,
        level: Level,
        kind: &'static str,
        coordinate: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.0.push(Change { level, kind, coordinate: coordinate.into(), message: message.into() });
    }

    /// Descriptions never hurt; that they changed is still news.
    fn description(&mut self, coordinate: &str, old: Option<&str>, new: Option<&str>) {
        match (old, new) {
            (None, Some(_)) => self.safe("description-added", coordinate, "a description was added"),
            (Some(_), None) => self.safe("description-removed", coordinate, "the description was removed"),
            (Some(old), Some(new)) if old != new => {
                self.safe("description-changed", coordinate, "the description changed");
            }
            _ => {}
        }
    }

    /// Deprecations are the vendor's notice of a change to come.
    fn deprecation(
        &mut self,
        coordinate: &str,
        old: &[apollo_compiler::Node<ast::Directive>],
        new: &[apollo_compiler::Node<ast::Directive>],
    ) {
        match (deprecation::reason(old), deprecation::reason(new)) {
            (None, Some(reason)) => {
                self.safe("deprecation-added", coordinate, format!("it is deprecated now: {reason}"));
            }
            (Some(_), None) => self.safe("deprecation-removed", coordinate, "it is no longer deprecated"),
            (Some(old), Some(new)) if old != new => {
                self.safe("deprecation-reason-changed", coordinate, format!("the reason is now: {new}"));
            }
            _ => {}
        }
    }
}

/// What two maps have in common and what only one of them has, each in the order of its own map.
struct Matched<'a, K, V> {
    removed: Vec<(&'a K, &'a V)>,
    added: Vec<(&'a K, &'a V)>,
    both: Vec<(&'a K, &'a V, &'a V)>,
}

fn matched<'a, K, V>(
    old: impl IntoIterator<Item = (&'a K, &'a V)>,
    new: impl IntoIterator<Item = (&'a K, &'a V)>,
) -> Matched<'a, K, V>
where
    K: Eq + std::hash::Hash + 'a,
    V: 'a,
{
    let new: Vec<(&K, &V)> = new.into_iter().collect();
    let by_name: std::collections::HashMap<&K, &V> = new.iter().copied().collect();
    let (mut removed, mut both) = (Vec::new(), Vec::new());
    let mut known = std::collections::HashSet::new();
    for (name, value) in old {
        known.insert(name);
        match by_name.get(name) {
            Some(other) => both.push((name, value, *other)),
            None => removed.push((name, value)),
        }
    }
    let added = new.into_iter().filter(|(name, _)| !known.contains(name)).collect();
    Matched { removed, added, both }
}
