//! Which items of a followed list were returned, and the position that stores it.

use crate::model::cursor::Cursor;
use crate::model::position::{Position, Returned};
use crate::paging::row::Row;
use chrono::{DateTime, DurationRound, SecondsFormat, TimeDelta, Utc};

/// The smallest difference between two instants.
const INSTANT: TimeDelta = TimeDelta::nanoseconds(1);

/// The precision of the positions.
const PRECISION: TimeDelta = TimeDelta::milliseconds(1);

/// The items that were returned: all items below an instant, and the items with these keys.
#[derive(Clone, Debug)]
pub(crate) struct FollowState {
    overlap: TimeDelta,
    low: DateTime<Utc>,
    keys: Vec<ReturnedKey>,
}

/// The key of an item that was returned, and the latest instant that the item can have.
#[derive(Clone, Debug)]
struct ReturnedKey {
    key: String,
    instant: DateTime<Utc>,
}

impl FollowState {
    /// Starts at an instant. All items at or after it are new.
    pub(crate) fn since(low: DateTime<Utc>, overlap: TimeDelta) -> Self {
        Self { overlap, low, keys: Vec::new() }
    }

    /// Resumes at a position. Returns `None` if its cursor is not a timestamp.
    pub(crate) fn after(position: &Position, overlap: TimeDelta) -> Option<Self> {
        let low = DateTime::from_timestamp_nanos(i64::try_from(position.cursor.instant()?).ok()?);
        Some(match &position.returned {
            Returned::Keys(keys) => {
                // The instants are read from the list before the first item is returned.
                let instant = low.checked_add_signed(overlap).unwrap_or(low);
                let keys = keys.iter().map(|key| ReturnedKey { key: key.clone(), instant }).collect();
                Self { overlap, low, keys }
            }
            Returned::All => Self::since(low.checked_add_signed(INSTANT).unwrap_or(low), overlap),
        })
    }

    /// Returns the instant below which no item is new.
    pub(crate) fn low(&self) -> DateTime<Utc> {
        self.low
    }

    /// Sets the instant below which no item is new, if it is above the present one.
    pub(crate) fn raise(&mut self, low: DateTime<Utc>) {
        if low > self.low {
            self.low = low;
            self.keys.retain(|returned| returned.instant >= low);
        }
    }

    /// Keeps the new items of a list, oldest first. The list is newest first.
    pub(crate) fn new_items<T>(&mut self, items: Vec<T>, row: Row<T>) -> Vec<T> {
        let mut new = Vec::new();
        for item in items.into_iter().rev() {
            let Some(instant) = (row.instant)(&item) else { continue };
            match self.keys.iter_mut().find(|returned| returned.key == row.key(&item)) {
                Some(returned) => returned.instant = returned.instant.max(instant),
                None if instant >= self.low => new.push(item),
                None => {}
            }
        }
        new.sort_by_key(|item| (row.instant)(item));
        new
    }

    /// Records that an item was returned.
    pub(crate) fn add<T>(&mut self, item: &T, row: Row<T>) {
        let Some(instant) = (row.instant)(item) else { return };
        self.keys.push(ReturnedKey { key: row.key(item).to_owned(), instant });
        let low = instant.checked_sub_signed(self.overlap).unwrap_or(instant);
        self.raise(low.duration_trunc(PRECISION).unwrap_or(low));
    }

    /// Returns the position after the items that were returned so far.
    pub(crate) fn position(&self) -> Position {
        let precise = self.low.timestamp_subsec_nanos().is_multiple_of(1_000_000);
        let format = if precise { SecondsFormat::Millis } else { SecondsFormat::Nanos };
        let keys = self.keys.iter().map(|returned| returned.key.clone()).collect();
        Position::new(Cursor::from(self.low.to_rfc3339_opts(format, true)), Returned::Keys(keys))
    }
}
