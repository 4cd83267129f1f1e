//! Applies an accepted list to the findings of a check.

use chrono::NaiveDate;

use crate::accept::list::AcceptedList;
use crate::accept::matching::Matching;
use crate::diagnostic::{Diagnostic, Report};

impl AcceptedList {
    /// Returns the report without the accepted findings, and their number in [`Report::accepted`]. An entry that matches
    /// nothing any more is a warning, and so is an entry that has expired: `today` is after its last day.
    ///
    /// A finding without a coordinate, such as an unreadable file, cannot be accepted.
    #[must_use]
    pub fn report(&self, report: Report, today: NaiveDate) -> Report {
        let mut matching = Matching::new(&self.findings, today);
        let before = report.diagnostics.len();
        let mut kept: Vec<Diagnostic> =
            report.diagnostics.into_iter().filter(|found| !is_accepted(found, &mut matching)).collect();
        let accepted = report.accepted + before - kept.len();
        kept.extend(matching.unused(&self.text));
        kept.extend(matching.expired(&self.text));
        Report { accepted, ..Report::new(kept) }
    }
}

pub(crate) fn is_accepted(found: &Diagnostic, matching: &mut Matching<'_>) -> bool {
    found.fingerprint().is_some_and(|fingerprint| matching.accepts(&fingerprint))
}
