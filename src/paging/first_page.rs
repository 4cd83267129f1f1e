//! The first page of a list, read by itself: most need none of the rules of going on to a second page.

use crate::model::position::Position;
use crate::paging::page::Fetched;
use crate::paging::returned::{ReturnedItems, no_key_comes_twice};
use crate::paging::row::Row;

/// What is known of a list's first page without the rules.
#[derive(Debug)]
pub(crate) enum Alone {
    /// No rule changes it, and the list is resumed there.
    Complete(Option<Position>),
    NeedsRules,
}

/// Looks whether a list's first page needs the rules: it may hold an item twice, or end where no position can be made.
pub(crate) fn alone<T>(fetched: &Fetched<T>, row: Row<T>) -> Alone {
    let page = &fetched.response.data;
    if !fetched.has_info || !no_key_comes_twice(&page.items, row) {
        return Alone::NeedsRules;
    }
    if !page.has_next {
        return Alone::Complete(None);
    }
    let mut returned = ReturnedItems::default();
    returned.start_page(page.end_cursor.as_ref());
    // The page was seen to be newest first.
    returned.add_last(&page.items, row);
    // A cursor that is not a timestamp gives no position.
    match returned.position() {
        Some(position) if page.end_cursor.is_some() && !returned.is_crowded() => {
            Alone::Complete(Some(position))
        }
        Some(_) | None => Alone::NeedsRules,
    }
}
