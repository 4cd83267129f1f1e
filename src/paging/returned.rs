//! Which items were returned: what a position holds beside its cursor, and what is dropped after it.

use crate::model::cursor::Cursor;
use crate::model::position::{MOST_KEYS, Position, Returned};
use crate::paging::row::Row;
use std::cmp::Ordering;
use std::sync::LazyLock;

/// A cursor in the form of the documentation's example (page apis/pagination).
static DOCUMENTED_FORM: LazyLock<Cursor> = LazyLock::new(|| Cursor::from("1970-01-01T00:00:00.000Z"));

/// The items that were returned last and print as the same cursor. Adding one costs no allocation once the buffers have
/// grown.
#[derive(Debug)]
pub(crate) struct ReturnedItems {
    /// A cursor of this list, for its form; `None` where none has come.
    form: Option<Cursor>,
    /// What one step of that form's last digit stands for, in nanoseconds.
    unit: i64,
    /// The instant of the last item, as the form prints it.
    slot: Option<i64>,
    keys: Vec<String>,
    count: usize,
    order: Order,
}

/// Whether the items came newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    NewestFirst,
    /// An item came after an older one or had no instant, or the cursors are no instants: no cursor can be made of an
    /// item.
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
    /// Starts after a position: the items that it names were returned.
    pub(crate) fn after(position: &Position) -> Self {
        let mut returned = Self::default();
        returned.start_page(Some(&position.cursor));
        let slot = position.cursor.instant().and_then(|instant| i64::try_from(instant).ok());
        match &position.returned {
            // Nothing is known of what was returned before a cursor of the gateway.
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

    /// Adds the item that was returned next.
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

    /// Adds the items of a page. Only the last ones can share the cursor after the page, so only their keys are kept.
    pub(crate) fn add_all<T>(&mut self, items: &[T], row: Row<T>) {
        let (middle, last) = items.split_at(items.len().saturating_sub(MOST_KEYS + 1));
        if !self.is_newest_first(items, row) {
            self.order = Order::Other;
        }
        if let Some(first) = middle.first() {
            self.add(first, row);
        }
        for item in last {
            self.add(item, row);
        }
    }

    /// Returns whether more items share the last one's cursor than a position can hold.
    pub(crate) fn is_crowded(&self) -> bool {
        self.count > MOST_KEYS && self.order == Order::NewestFirst
    }

    /// Returns the position after the items that were added; `None` where there is none, or no cursor can be made of
    /// them. Between more items at one instant than it can hold, it is the start of that instant.
    pub(crate) fn position(&self) -> Option<Position> {
        let known = if self.is_crowded() { 0 } else { self.count };
        Some(Position::new(self.cursor()?, Returned::Keys(self.keys[..known].to_vec())))
    }

    /// Returns the position at the end of a list: every item of the last instant was returned.
    pub(crate) fn end(&self) -> Option<Position> {
        if self.is_crowded() { Some(Position::new(self.cursor()?, Returned::All)) } else { self.position() }
    }

    fn cursor(&self) -> Option<Cursor> {
        if self.order == Order::Other {
            return None;
        }
        self.form.as_ref().unwrap_or(&DOCUMENTED_FORM).at(self.slot?.into())
    }

    /// Returns whether no item prints as a newer cursor than the one before it.
    fn is_newest_first<T>(&self, items: &[T], row: Row<T>) -> bool {
        let instants = items.iter().map(|item| row.nanos(item).and_then(|nanos| i64::try_from(nanos).ok()));
        instants.is_sorted_by(|item, next| {
            item.zip(*next)
                .is_some_and(|(item, next)| item >= next || self.round_up(item) >= self.round_up(next))
        })
    }

    /// Returns the first instant from `nanos` on that the cursors' form can print.
    fn round_up(&self, nanos: i64) -> i64 {
        if self.unit > 1 { (-nanos).div_euclid(self.unit).saturating_mul(-self.unit) } else { nanos }
    }
}

/// Returns whether a page is known to hold each item once: it is newest first, and few items share an instant.
pub(crate) fn no_key_comes_twice<T>(items: &[T], row: Row<T>) -> bool {
    let mut tie = 0;
    items.iter().enumerate().all(|(place, item)| {
        let before = place.checked_sub(1).map(|before| (row.instant)(&items[before]));
        match (before, (row.instant)(item)) {
            (_, None) | (Some(None), _) => false,
            (Some(Some(before)), Some(instant)) if instant == before => {
                place - tie <= MOST_KEYS
                    && items[tie..place].iter().all(|other| row.key(other) != row.key(item))
            }
            (before, instant) => {
                tie = place;
                before.is_none_or(|before| instant <= before)
            }
        }
    })
}

/// Returns whether an item was returned before a position: it is newer than the cursor, or named. Nothing is known of a
/// cursor that stands alone.
pub(crate) fn was_returned<T>(after: &Position, item: &T, row: Row<T>) -> bool {
    let is_named = |keys: &[String]| keys.iter().any(|key| key == row.key(item));
    let order = row.nanos(item).zip(after.cursor.instant()).map(|(item, cursor)| {
        let unit = after.cursor.unit().unwrap_or(1);
        // The instant that the cursor's form prints for the item.
        (-(-item).div_euclid(unit) * unit).cmp(&cursor)
    });
    match (&after.returned, order) {
        (Returned::Keys(keys), _) if keys.is_empty() => false,
        (Returned::Keys(keys), Some(Ordering::Equal) | None) => is_named(keys),
        (Returned::All, Some(Ordering::Equal)) | (_, Some(Ordering::Greater)) => true,
        (_, Some(Ordering::Less)) | (Returned::All, None) => false,
    }
}
