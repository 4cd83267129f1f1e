//! What is to happen later on the sandbox's clock, in order.

use std::collections::BTreeSet;

use crate::data::instant::Millis;

/// What happens by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// The network reports what became of a message of the workspace's.
    Report {
        /// The message's index.
        message: usize,
        /// What the network reports.
        report: Report,
    },
    /// A conversation ends, unless something was written in it since.
    End {
        /// The conversation's index.
        conversation: usize,
    },
    /// The seeded conversations end in which nothing was written since.
    EndSeeded,
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Report {
    Sent,
    Failed,
}

/// An entry: when, in which order among equal times, and what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) at: Millis,
    number: usize,
    pub(crate) due: Due,
}

/// Everything that is to happen.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    entries: BTreeSet<Entry>,
    added: usize,
}

impl Schedule {
    /// Adds what is to happen at an instant.
    pub(crate) fn add(&mut self, at: Millis, due: Due) {
        self.entries.insert(Entry { at, number: self.added, due });
        self.added += 1;
    }

    /// When the next thing happens; `None` where nothing is left.
    pub(crate) fn next(&self) -> Option<Millis> {
        self.entries.first().map(|entry| entry.at)
    }

    /// Takes out the next thing that happens at an instant or before it.
    pub(crate) fn take(&mut self, now: Millis) -> Option<Entry> {
        if self.next()? > now {
            return None;
        }
        self.entries.pop_first()
    }
}
