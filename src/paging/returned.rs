//! Tracks which items were returned: the keys in a position, and the items that are dropped after resuming.

use crate::model::cursor::{Cursor, round_up};
use crate::model::position::{MOST_KEYS, Position, Returned};
use crate::paging::row::Row;
use std::cmp::Ordering;
use std::sync::LazyLock;

/// A cursor in the form of the documentation's example (page apis/pagination).
static DOCUMENTED_FORM: LazyLock<Cursor> = LazyLock::new(|| Cursor::from("1970-01-01T00:00:00.000Z"));

/// The last returned items that have the same cursor. When the buffers have grown, adding an item needs no allocation.
#[derive(Debug)]
pub(crate) struct ReturnedItems {
    /// A cursor of this list. It shows the form of the cursors. `None` if no cursor was received.
    form: Option<Cursor>,
    /// The precision of that form in nanoseconds: the value of its last digit.
    unit: i64,
    /// The instant of the last item with the precision of the form.
    slot: Option<i64>,
    keys: Vec<String>,
    count: usize,
    order: Order,
}

/// Whether the items came newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    NewestFirst,
    /// An item came after an older item or has no instant, or the cursors are not timestamps. No cursor can be made
    /// from an item.
    Other,
}

impl Default for ReturnedItems {
    fn default() -> Self {
        Self {
            form: None,
            unit: 1_000_000,
            slot: None,
            keys: Vec::new(),
            count: 0,
            order: Order::NewestFirst,
        }
    }
}

impl ReturnedItems {
    /// Starts after a position. The items with its keys were returned.
    pub(crate) fn after(position: &Position) -> Self {
        let mut returned = Self::default();
        returned.start_page(Some(&position.cursor));
        let slot = position.cursor.instant().and_then(|instant| i64::try_from(instant).ok());
        match &position.returned {
            // It is unknown which items were returned before a cursor of the gateway.
            Returned::Keys(keys) if keys.is_empty() => return returned,
            Returned::Keys(keys) => {
                returned.count = keys.len();
                returned.keys = keys.clone();
            }
            Returned::All => returned.count = MOST_KEYS + 1,
        }
        returned.slot = slot;
        returned
    }

    /// Starts the next page, whose end cursor has the form of the list's cursors.
    pub(crate) fn start_page(&mut self, end_cursor: Option<&Cursor>) {
        let Some(cursor) = end_cursor else { return };
        let Some(unit) = cursor.unit().and_then(|unit| i64::try_from(unit).ok()) else {
            self.order = Order::Other;
            return;
        };
        if unit != self.unit {
            self.slot = None;
        }
        self.form = Some(cursor.clone());
        self.unit = unit;
    }

    /// Adds the next returned item.
    pub(crate) fn add<T>(&mut self, item: &T, row: Row<T>) {
        let Some(nanos) = row.nanos(item).and_then(|nanos| i64::try_from(nanos).ok()) else {
            self.order = Order::Other;
            return;
        };
        let slot = self.round_up(nanos);
        if self.slot.is_some_and(|last| slot > last) {
            self.order = Order::Other;
        }
        if self.slot != Some(slot) {
            self.slot = Some(slot);
            self.count = 0;
        }
        if self.count < MOST_KEYS {
            if self.keys.len() == self.count {
                self.keys.push(String::new());
            }
            let key = &mut self.keys[self.count];
            key.clear();
            key.push_str(row.key(item));
        }
        self.count += 1;
    }

    /// Adds the items of a page. Only the last items can have the cursor after the page, so only their keys are kept.
    pub(crate) fn add_all<T>(&mut self, items: &[T], row: Row<T>) {
        if !self.is_newest_first(items, row) {
            self.order = Order::Other;
        }
        let first = items.first().and_then(|first| i64::try_from(row.nanos(first)?).ok());
        if first.zip(self.slot).is_some_and(|(first, last)| self.round_up(first) > last) {
            self.order = Order::Other;
        }
        self.add_last(items, row);
    }

    /// Adds the last items of a page that is newest first.
    pub(crate) fn add_last<T>(&mut self, items: &[T], row: Row<T>) {
        for item in &items[items.len().saturating_sub(MOST_KEYS + 1)..] {
            self.add(item, row);
        }
    }

    /// Returns whether more items have the last cursor than a position can contain.
    pub(crate) fn is_crowded(&self) -> bool {
        self.count > MOST_KEYS && self.order == Order::NewestFirst
    }

    /// Returns the position after the added items. Returns `None` if no item was added or no cursor can be made from
    /// the items. If more items have the same instant than a position can contain, it is the start of that instant.
    pub(crate) fn position(&self) -> Option<Position> {
        let known = if self.is_crowded() { 0 } else { self.count };
        Some(Position::new(self.cursor()?, Returned::Keys(self.keys[..known].to_vec())))
    }

    /// Returns the position at the end of a list, where all items of the last instant were returned.
    pub(crate) fn end(&self) -> Option<Position> {
        if self.is_crowded() { Some(Position::new(self.cursor()?, Returned::All)) } else { self.position() }
    }

    fn cursor(&self) -> Option<Cursor> {
        if self.order == Order::Other {
            return None;
        }
        self.form.as_ref().unwrap_or(&DOCUMENTED_FORM).at(self.slot?.into())
    }

    /// Returns whether no item has a newer cursor than the item before it.
    fn is_newest_first<T>(&self, items: &[T], row: Row<T>) -> bool {
        let instants = items.iter().map(|item| row.nanos(item).and_then(|nanos| i64::try_from(nanos).ok()));
        instants.is_sorted_by(|item, next| {
            item.zip(*next)
                .is_some_and(|(item, next)| item >= next || self.round_up(item) >= self.round_up(next))
        })
    }

    /// Rounds `nanos` up to the precision of the cursors.
    fn round_up(&self, nanos: i64) -> i64 {
        if self.unit > 1 { (-nanos).div_euclid(self.unit).saturating_mul(-self.unit) } else { nanos }
    }
}

/// Returns whether a page certainly contains each item once: it is newest first, and few items have the same instant.
pub(crate) fn no_key_comes_twice<T>(items: &[T], row: Row<T>) -> bool {
    let mut tie = 0;
    items.iter().enumerate().all(|(index, item)| {
        let before = index.checked_sub(1).map(|before| (row.instant)(&items[before]));
        match (before, (row.instant)(item)) {
            (_, None) | (Some(None), _) => false,
            (Some(Some(before)), Some(instant)) if instant == before => {
                index - tie <= MOST_KEYS
                    && items[tie..index].iter().all(|other| row.key(other) != row.key(item))
            }
            (before, instant) => {
                tie = index;
                before.is_none_or(|before| instant <= before)
            }
        }
    })
}

/// Returns whether an item was returned before a position: the item is newer than the cursor, or the position contains
/// its key. A cursor without keys proves nothing.
pub(crate) fn was_returned<T>(after: &Position, item: &T, row: Row<T>) -> bool {
    let is_named = |keys: &[String]| keys.iter().any(|key| key == row.key(item));
    let order = row.nanos(item).zip(after.cursor.instant()).map(|(item, cursor)| {
        let unit = after.cursor.unit().unwrap_or(1);
        // The item's instant, rounded up to the precision of the cursor.
        round_up(item, unit).cmp(&cursor)
    });
    match (&after.returned, order) {
        (Returned::Keys(keys), _) if keys.is_empty() => false,
        (Returned::Keys(keys), Some(Ordering::Equal) | None) => is_named(keys),
        (Returned::All, Some(Ordering::Equal)) | (_, Some(Ordering::Greater)) => true,
        (_, Some(Ordering::Less)) | (Returned::All, None) => false,
    }
}
