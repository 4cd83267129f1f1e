//! Compares two schemas, and finds the affected operations.

use std::fmt;

use serde::Serialize;

use crate::check::units::Units;
use crate::diagnostic::{Diagnostic, draw_all};
use crate::diff::change::{Change, ChangeLevel, Changes};
use crate::diff::impact::{Effect, Impact};
use crate::diff::names::Names;
use crate::diff::operations::Schemas;
use crate::diff::{directives, operations, types};
use crate::excerpt::{Style, printable};
use crate::options::Options;
use crate::schema::Schema;
use crate::source::Source;

/// The changes between two schemas, and their effect on a set of operations.
///
/// `Serialize` gives `{"changes":[…],"operations":[…],"diagnostics":[…]}`; the JSON schema of it is
/// `schemas/diff.schema.json` of this crate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// The changes, the worst first, then by coordinate.
    pub changes: Vec<Change>,
    /// All operations, affected or not, in the order of the documents.
    pub operations: Vec<Impact>,
    /// The findings that the new schema causes and the old one did not, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of changes and findings that an [`AcceptedList`](crate::AcceptedList) has removed.
    #[serde(skip)]
    pub accepted: usize,
}

impl Diff {
    /// Returns the worst level among the changes; `None` where nothing changed.
    #[must_use]
    pub fn level(&self) -> Option<ChangeLevel> {
        self.changes.iter().map(|change| change.level).min()
    }

    /// Returns the affected operations: those that are no longer valid, or whose Rust types change.
    pub fn affected(&self) -> impl Iterator<Item = &Impact> {
        self.operations.iter().filter(|operation| operation.is_affected())
    }

    /// Draws the changes, then each affected operation with its findings, then the counts.
    #[must_use]
    pub fn draw(&self, style: &Style) -> String {
        let mut out: Vec<String> = self.changes.iter().map(change_line).collect();
        for operation in self.affected() {
            let name = if operation.operation.is_empty() { "(anonymous)" } else { &operation.operation };
            out.push(format!("\noperation {name} ({}): {}", printable(&operation.file), operation.effect));
            for change in &operation.model_changes {
                let shown = |shape: &Option<String>| shape.clone().unwrap_or_else(|| "none".to_owned());
                let (before, after) = (shown(&change.before), shown(&change.after));
                let note = change.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
                out.push(format!("  by {}: {before} -> {after}{note}", change.coordinate));
            }
            if operation.effect == Effect::Broken && operation.diagnostics.is_empty() {
                out.push("  by another operation of the same file, which is sent whole".to_owned());
            }
        }
        let drawn = draw_all(&self.diagnostics, style);
        if !drawn.is_empty() {
            out.push(format!("\n{}", drawn.trim_end()));
        }
        out.extend(self.invalid_before());
        out.push(format!("\n{}", self.summary()));
        let text = out.join("\n");
        text.trim_start_matches('\n').to_owned()
    }

    /// Returns the numbers of changes and of affected operations on one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |level| self.changes.iter().filter(|change| change.level == level).count();
        let accepted =
            if self.accepted > 0 { format!("; {} accepted", self.accepted) } else { String::new() };
        format!(
            "{} breaking, {} dangerous, {} safe; {} of {} operations affected{accepted}",
            count(ChangeLevel::Breaking),
            count(ChangeLevel::Dangerous),
            count(ChangeLevel::Safe),
            self.affected().count(),
            self.operations.len()
        )
    }

    /// One line for each file with operations that were invalid before.
    fn invalid_before(&self) -> Vec<String> {
        let of_files = self.operations.chunk_by(|a, b| a.file == b.file);
        let lines = of_files.filter_map(|of_file| {
            let count = of_file.iter().filter(|impact| impact.effect == Effect::InvalidBefore).count();
            let file = printable(&of_file.first()?.file);
            (count > 0).then(|| format!("\n{file}: invalid before the change ({count} of {})", of_file.len()))
        });
        lines.collect()
    }
}

fn change_line(change: &Change) -> String {
    let Change { level, kind, coordinate, message, old, new } = change;
    let place = new
        .as_ref()
        .or(old.as_ref())
        .map_or_else(String::new, |at| format!(" ({}:{}:{})", at.file, at.start.line, at.start.column));
    printable(&format!("{:<9} {coordinate}: {message} [{kind}]{place}", level.to_string()))
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.draw(&Style::plain()))
    }
}

/// Compares two schemas, and checks each operation against both.
///
/// An operation is affected if it is no longer valid, or if its generated Rust types change.
///
/// ```
/// use bcrumbs_schema::{ChangeLevel, Effect, Options, Schema, Source, diff};
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
/// assert_eq!(diff.changes[0].level, ChangeLevel::Breaking);
/// assert_eq!(diff.operations[0].effect, Effect::Broken);
/// assert_eq!(diff.operations[1].model_changes[0].coordinate, "Query.tags");
/// ```
#[must_use]
pub fn diff(old: &Schema, new: &Schema, operations: &[Source], options: &Options) -> Diff {
    let units = Units::of(operations, options.fragment_scope());
    let names = Names::of(&old.valid, &new.valid, options.compared_names(), &units);
    let mut changes = Changes::between(old.texts(), new.texts());
    types::compare(&old.valid, &new.valid, &names, &mut changes);
    directives::compare(&old.valid, &new.valid, &names, &mut changes);
    let mut changes = changes.list;
    if names.are_sent_only() {
        changes.retain(|change| !change.kind.starts_with("description-"));
    }
    changes.sort_by(|a, b| (a.level, &a.coordinate, a.kind).cmp(&(b.level, &b.coordinate, b.kind)));
    // Two types of one schema can stand where the other has one, so a change can be found twice.
    let key = |change: &Change| (change.kind, change.coordinate.clone(), change.message.clone());
    changes.dedup_by(|a, b| key(a) == key(b));
    let order = |file: &str| operations.iter().position(|source| source.path == file);
    let operations::Compared { operations, diagnostics } =
        operations::compare(Schemas { old, new, names: &names }, units, order, options);
    Diff { changes, operations, diagnostics, accepted: 0 }
}
