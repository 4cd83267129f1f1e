//! What a resumed export must not write again: the items around the point where it stopped.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far above the oldest item one can come again: a cursor is an instant, printed in seconds at the coarsest, and
/// compared in seconds at the coarsest.
const REACH: TimeDelta = TimeDelta::milliseconds(1_999);

/// The least by which two instants differ.
const INSTANT: TimeDelta = TimeDelta::nanoseconds(1);

/// How items are distinguished, and where they lie in time.
#[derive(Debug)]
pub(crate) struct Keys<T> {
    pub(crate) key: fn(&T) -> &str,
    pub(crate) instant: fn(&T) -> Option<DateTime<Utc>>,
}

/// What has been written at the end so far: the oldest instant, and the items that can come again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    oldest: Option<DateTime<Utc>>,
    items: BTreeMap<String, DateTime<Utc>>,
}

impl Seen {
    /// Leaves only what has not been written.
    pub(crate) fn drop_repeats<T>(&self, items: &mut Vec<T>, keys: &Keys<T>) {
        items.retain(|item| !self.items.contains_key((keys.key)(item)));
    }

    /// Notes what has been written: a page, newer than what follows it.
    pub(crate) fn take<T>(&mut self, items: &[T], keys: &Keys<T>) {
        let written: Vec<(String, DateTime<Utc>)> = items
            .iter()
            .filter_map(|item| Some(((keys.key)(item).to_owned(), (keys.instant)(item)?)))
            .collect();
        let Some(oldest) = written.iter().map(|(_, instant)| *instant).chain(self.oldest).min() else {
            return;
        };
        self.oldest = Some(oldest);
        if !written.is_empty() {
            self.items.retain(|_, instant| *instant <= oldest + REACH);
        }
        self.items.extend(written);
    }

    /// Returns the instant before which everything is still to come, and at or after which only what is at the seen.
    pub(crate) fn rest_before(&self) -> Option<DateTime<Utc>> {
        self.oldest.map(|oldest| oldest + INSTANT)
    }
}

#[cfg(test)]
mod tests {
    use super::{Keys, Seen};
    use chrono::DateTime;

    struct At(String, i64);

    const KEYS: Keys<At> =
        Keys { key: |item| &item.0, instant: |item| DateTime::from_timestamp_millis(item.1) };

    fn at(id: &str, millis: i64) -> At {
        At(id.to_owned(), millis)
    }

    fn left(seen: &Seen, mut items: Vec<At>) -> Vec<String> {
        seen.drop_repeats(&mut items, &KEYS);
        items.into_iter().map(|item| item.0).collect()
    }

    #[test]
    fn what_shares_the_last_instant_is_not_written_again() {
        let mut seen = Seen::default();
        seen.take(&[at("a", 9_000), at("b", 5_000), at("c", 5_000)], &KEYS);
        assert_eq!(left(&seen, vec![at("b", 5_000), at("c", 5_000), at("d", 5_000)]), ["d"]);
        seen.take(&[at("d", 5_000)], &KEYS);
        assert_eq!(left(&seen, vec![at("b", 5_000), at("d", 5_000), at("e", 4_999)]), ["e"]);
        assert_eq!(seen.rest_before(), Some("1970-01-01T00:00:05.000000001Z".parse().unwrap()));
    }

    #[test]
    fn a_page_without_anything_new_changes_nothing() {
        let mut seen = Seen::default();
        seen.take(&[at("a", 9_000), at("b", 5_000)], &KEYS);
        let before = seen.clone();
        seen.take(&[], &KEYS);
        assert_eq!(seen, before);
        assert_eq!(Seen::default().rest_before(), None);
    }

    #[test]
    fn what_lies_well_above_is_forgotten() {
        let mut seen = Seen::default();
        for second in (0..1_000).rev() {
            seen.take(
                &[at(&format!("{second}a"), second * 2_000 + 1), at(&format!("{second}b"), second * 2_000)],
                &KEYS,
            );
        }
        assert_eq!(seen.items.len(), 2, "{seen:?}");
    }
}
