//! Applies an accepted list to a comparison.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::accept::list::AcceptedList;
use crate::accept::matching::Matching;
use crate::accept::report::is_accepted;
use crate::diagnostic::Diagnostic;
use crate::diff::compare::Diff;
use crate::diff::impact::{Effect, Impact};

impl AcceptedList {
    /// Returns the comparison without the accepted changes and findings, and their number in [`Diff::accepted`].
    ///
    /// An accepted change also covers the generated types that change at its coordinate. An operation is no longer
    /// affected if all of its changed types and all of its new findings are accepted: to accept a change does not accept
    /// an operation that it makes invalid. An entry for a change that matches nothing any more is a warning, and so is an
    /// entry that has expired.
    #[must_use]
    pub fn diff(&self, diff: Diff, today: NaiveDate) -> Diff {
        let mut changes = Matching::new(&self.changes, today);
        let mut findings = Matching::new(&self.findings, today);
        let Diff { changes: all, mut operations, diagnostics, accepted } = diff;
        let (covered, kept): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|change| changes.accepts(&change.fingerprint()));
        let coordinates: HashSet<&str> = covered.iter().map(|change| change.coordinate.as_str()).collect();
        for impact in &mut operations {
            impact.model_changes.retain(|change| {
                !coordinates.contains(change.coordinate.as_str()) && !changes.accepts(&change.fingerprint())
            });
        }
        let was_found = files_with_errors(&operations, &diagnostics);
        let all = diagnostics.len();
        let mut moved = HashMap::new();
        let mut left = Vec::new();
        for (index, found) in diagnostics.into_iter().enumerate() {
            if !is_accepted(&found, &mut findings) {
                moved.insert(index, left.len());
                left.push(found);
            }
        }
        let accepted = accepted + covered.len() + all - left.len();
        for impact in &mut operations {
            impact.diagnostics = impact.diagnostics.iter().filter_map(|at| moved.get(at).copied()).collect();
        }
        let is_found = files_with_errors(&operations, &left);
        for impact in &mut operations {
            let is_mended = was_found.contains(&impact.file) && !is_found.contains(&impact.file);
            impact.effect = effect(impact, is_mended);
        }
        left.extend(changes.unused(&self.text));
        left.extend(changes.expired(&self.text));
        left.extend(findings.expired(&self.text));
        Diff { changes: kept, operations, diagnostics: left, accepted }
    }
}

/// The effect that is left. `is_mended` means that the file had errors, and all of them are accepted.
fn effect(impact: &Impact, is_mended: bool) -> Effect {
    match impact.effect {
        Effect::Broken if !is_mended => Effect::Broken,
        Effect::Broken | Effect::ModelChanged if impact.model_changes.is_empty() => Effect::Unaffected,
        Effect::Broken | Effect::ModelChanged => Effect::ModelChanged,
        Effect::InvalidBefore => Effect::InvalidBefore,
        Effect::Unaffected => Effect::Unaffected,
    }
}

/// A file is sent whole, so an error about one of its operations affects all of them.
fn files_with_errors(operations: &[Impact], diagnostics: &[Diagnostic]) -> HashSet<String> {
    let has_error = |impact: &&Impact| impact.diagnostics.iter().any(|at| diagnostics[*at].is_error());
    operations.iter().filter(has_error).map(|impact| impact.file.clone()).collect()
}
