//! Plain paging: each page begins at the end cursor of the page before. It works for every kind of cursor.

use crate::model::cursor::Cursor;
use crate::paging::page::Page;
use crate::paging::row::Row;
use std::collections::HashSet;

/// The keys of the page before, and Brent's cycle detection over the cursors, which needs constant memory.
#[derive(Debug)]
pub(crate) struct Plain {
    previous: HashSet<String>,
    /// The keys that were returned before plain paging began. They are kept while they are returned again.
    earlier: HashSet<String>,
    last: Option<Cursor>,
    anchor: Option<Cursor>,
    steps: u64,
    stride: u64,
}

impl Plain {
    pub(crate) fn new(first: Option<Cursor>) -> Self {
        Self::after(first, HashSet::new())
    }

    /// Starts at a cursor. The items with these keys may be returned again below it.
    pub(crate) fn after(first: Option<Cursor>, earlier: HashSet<String>) -> Self {
        Self { previous: HashSet::new(), earlier, last: first.clone(), anchor: first, steps: 0, stride: 1 }
    }

    pub(crate) fn drop_repeats<T>(&mut self, page: &mut Page<T>, row: Row<T>) {
        let mut keys = HashSet::with_capacity(page.items.len());
        if !page.items.is_empty() && !page.items.iter().any(|item| self.earlier.contains(row.key(item))) {
            self.earlier.clear();
        }
        page.items.retain(|item| {
            let new = keys.insert(row.key(item).to_owned());
            new && !self.previous.contains(row.key(item)) && !self.earlier.contains(row.key(item))
        });
        self.previous = keys;
    }

    /// Returns whether `cursor` leads back to an earlier page of the list.
    pub(crate) fn is_circular(&mut self, cursor: &Cursor) -> bool {
        if self.anchor.as_ref() == Some(cursor) || self.last.as_ref() == Some(cursor) {
            return true;
        }
        self.last = Some(cursor.clone());
        self.steps += 1;
        if self.steps == self.stride {
            self.anchor = Some(cursor.clone());
            self.stride *= 2;
            self.steps = 0;
        }
        false
    }
}
