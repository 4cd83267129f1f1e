//! What an export that goes on must not write again: the items around the point where it stopped.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far above the oldest item one can come again: a cursor is an instant, printed in seconds at the coarsest, and
/// compared in seconds at the coarsest.
const REACH: TimeDelta = TimeDelta::milliseconds(1_999);

/// The least by which two instants differ.
const INSTANT: TimeDelta = TimeDelta::nanoseconds(1);

/// Something that is exported.
pub(crate) trait Item {
    /// Its identifier.
    fn id(&self) -> &str;
    /// When it was created.
    fn created_at(&self) -> DateTime<Utc>;
}

/// The edge of what has been written: the oldest instant, and the items that can come again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Edge {
    oldest: Option<DateTime<Utc>>,
    items: BTreeMap<String, DateTime<Utc>>,
}

impl Edge {
    /// Leaves only what has not been written.
    pub(crate) fn drop_repeats<T: Item>(&self, items: &mut Vec<T>) {
        items.retain(|item| !self.items.contains_key(item.id()));
    }

    /// Notes what has been written: a page, newer than what follows it.
    pub(crate) fn take<T: Item>(&mut self, items: &[T]) {
        let Some(oldest) = items.iter().map(Item::created_at).chain(self.oldest).min() else { return };
        self.oldest = Some(oldest);
        if !items.is_empty() {
            self.items.retain(|_, created_at| *created_at <= oldest + REACH);
        }
        self.items.extend(items.iter().map(|item| (item.id().to_owned(), item.created_at())));
    }

    /// Returns the instant before which everything is still to come, and at or after which only what is at the edge.
    pub(crate) fn rest_before(&self) -> Option<DateTime<Utc>> {
        self.oldest.map(|oldest| oldest + INSTANT)
    }
}

#[cfg(test)]
mod tests {
    use super::{Edge, Item};
    use chrono::{DateTime, Utc};

    struct At(String, i64);

    impl Item for At {
        fn id(&self) -> &str {
            &self.0
        }

        fn created_at(&self) -> DateTime<Utc> {
            DateTime::from_timestamp_millis(self.1).unwrap()
        }
    }

    fn at(id: &str, millis: i64) -> At {
        At(id.to_owned(), millis)
    }

    fn left(edge: &Edge, mut items: Vec<At>) -> Vec<String> {
        edge.drop_repeats(&mut items);
        items.into_iter().map(|item| item.0).collect()
    }

    #[test]
    fn what_shares_the_last_instant_is_not_written_again() {
        let mut edge = Edge::default();
        edge.take(&[at("a", 9_000), at("b", 5_000), at("c", 5_000)]);
        assert_eq!(left(&edge, vec![at("b", 5_000), at("c", 5_000), at("d", 5_000)]), ["d"]);
        edge.take(&[at("d", 5_000)]);
        assert_eq!(left(&edge, vec![at("b", 5_000), at("d", 5_000), at("e", 4_999)]), ["e"]);
        assert_eq!(edge.rest_before(), Some("1970-01-01T00:00:05.000000001Z".parse().unwrap()));
    }

    #[test]
    fn a_page_without_anything_new_changes_nothing() {
        let mut edge = Edge::default();
        edge.take(&[at("a", 9_000), at("b", 5_000)]);
        let before = edge.clone();
        edge.take::<At>(&[]);
        assert_eq!(edge, before);
        assert_eq!(Edge::default().rest_before(), None);
    }

    #[test]
    fn what_lies_well_above_is_forgotten() {
        let mut edge = Edge::default();
        for second in (0..1_000).rev() {
            edge.take(&[
                at(&format!("{second}a"), second * 2_000 + 1),
                at(&format!("{second}b"), second * 2_000),
            ]);
        }
        assert_eq!(edge.items.len(), 2, "{edge:?}");
    }
}
