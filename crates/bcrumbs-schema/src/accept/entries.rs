//! Prints the entries that a person adds to an accepted list.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::diagnostic::{Diagnostic, Report};
use crate::diff::change::ChangeLevel;
use crate::diff::compare::Diff;

impl Report {
    /// Returns an entry of an [`AcceptedList`](crate::AcceptedList) for each finding, as TOML. The reason is empty: a list
    /// is valid only after a person has written it. Empty if there is no finding that can be accepted.
    #[must_use]
    pub fn entries(&self) -> String {
        of_findings(&self.diagnostics)
    }
}

impl Diff {
    /// Returns an entry of an [`AcceptedList`](crate::AcceptedList), as TOML, for each breaking or dangerous change, for
    /// each change of a generated type, and for each finding. The reason is empty: a list is valid only after a person has
    /// written it. Empty if there is nothing to accept.
    #[must_use]
    pub fn entries(&self) -> String {
        let models = || self.operations.iter().flat_map(|impact| &impact.model_changes);
        let coordinates: BTreeSet<&str> = models().map(|change| change.coordinate.as_str()).collect();
        let counts = |level: ChangeLevel, coordinate: &str| match level {
            ChangeLevel::Breaking | ChangeLevel::Dangerous => true,
            ChangeLevel::Safe => coordinates.contains(coordinate),
        };
        let changes = self.changes.iter().filter(|change| counts(change.level, &change.coordinate));
        let mut fingerprints: BTreeSet<String> = changes.map(|change| change.fingerprint()).collect();
        let named: BTreeSet<&str> = self.changes.iter().map(|change| change.coordinate.as_str()).collect();
        let unnamed = models().filter(|change| !named.contains(change.coordinate.as_str()));
        fingerprints.extend(unnamed.map(|change| change.fingerprint()));
        let mut out = String::new();
        for fingerprint in fingerprints {
            entry("change", &fingerprint, &mut out);
        }
        out + &of_findings(&self.diagnostics)
    }
}

fn of_findings(diagnostics: &[Diagnostic]) -> String {
    let fingerprints: BTreeSet<String> = diagnostics.iter().filter_map(Diagnostic::fingerprint).collect();
    let mut out = String::new();
    for fingerprint in fingerprints {
        entry("finding", &fingerprint, &mut out);
    }
    out
}

/// A fingerprint consists of names and a few signs, of which TOML escapes none.
fn entry(table: &str, fingerprint: &str, out: &mut String) {
    let _ = write!(out, "[[{table}]]\nfingerprint = \"{fingerprint}\"\nreason = \"\"\n\n");
}
