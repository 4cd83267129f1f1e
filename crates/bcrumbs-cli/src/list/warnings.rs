//! Warnings about parts of answers that are missing: each text once, however many pages repeat it.

use crate::output::message::say;
use bcrumbs::GraphQlError;
use std::collections::BTreeSet;
use std::fmt;

/// The different warnings that are printed: more say nothing new to a person.
const MOST: usize = 20;

/// The warnings of a list so far.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    printed: BTreeSet<String>,
    repeated: u64,
}

impl Warnings {
    /// Warns of errors beside the data by `print`, of each text once.
    pub(crate) fn add(&mut self, errors: &[GraphQlError], print: impl Fn(fmt::Arguments<'_>)) {
        for error in errors {
            let text = error.to_string();
            if self.printed.len() == MOST || self.printed.contains(&text) {
                self.repeated += 1;
                continue;
            }
            print(format_args!("warning: {text}; the rest of the answer is there"));
            self.printed.insert(text);
        }
    }

    /// Warns of how many warnings were not printed.
    pub(crate) fn finish(&self) {
        if self.repeated > 0 {
            say(format_args!("warning: {} more warnings like these", self.repeated));
        }
    }
}

/// Warns of errors beside the data of one answer.
pub(crate) fn warn(errors: &[GraphQlError]) {
    let mut warnings = Warnings::default();
    warnings.add(errors, say);
    warnings.finish();
}

/// Warns that a list of several pages may lack items.
pub(crate) fn warn_of_edges() {
    say(format_args!(
        "warning: the gateway's cursors are not points in time, so items at the edges of pages may be missing"
    ));
}
