//! The changes that are scheduled on the sandbox's clock, in order.

use std::collections::BTreeSet;

use crate::data::instant::Millis;

/// A scheduled change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// The network reports the status of a message of the workspace.
    Report {
        /// The message's index.
        message: usize,
        /// The reported status.
        report: Report,
    },
    /// A conversation ends, unless it has a newer message.
    End {
        /// The conversation's index.
        conversation: usize,
    },
    /// The seeded conversations without a newer message end.
    EndSeeded,
}

/// The status of a message that the network reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Report {
    Sent,
    Failed,
}

/// An entry: its time, its order among equal times, and the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) at: Millis,
    number: usize,
    pub(crate) due: Due,
}

/// All scheduled changes.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    entries: BTreeSet<Entry>,
    added: usize,
}

impl Schedule {
    /// Adds a change at an instant.
    pub(crate) fn add(&mut self, at: Millis, due: Due) {
        self.entries.insert(Entry { at, number: self.added, due });
        self.added += 1;
    }

    /// Returns the time of the next change; `None` if there is none.
    pub(crate) fn next(&self) -> Option<Millis> {
        self.entries.first().map(|entry| entry.at)
    }

    /// Removes and returns the next change at or before an instant.
    pub(crate) fn take(&mut self, now: Millis) -> Option<Entry> {
        if self.next()? > now {
            return None;
        }
        self.entries.pop_first()
    }
}
