//! The parts of an item that paging reads.

use crate::model::cursor::nanos;
use chrono::{DateTime, Utc};

/// The functions that read the identifier of an item and its instant, if the instant is known.
#[derive(Debug)]
pub(crate) struct Row<T> {
    pub(crate) key: fn(&T) -> &str,
    pub(crate) instant: fn(&T) -> Option<DateTime<Utc>>,
}

impl<T> Clone for Row<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Row<T> {}

impl<T> Row<T> {
    pub(crate) fn key(self, item: &T) -> &str {
        (self.key)(item)
    }

    /// Returns the item's instant in nanoseconds since the epoch.
    pub(crate) fn nanos(self, item: &T) -> Option<i128> {
        (self.instant)(item).as_ref().map(nanos)
    }
}
