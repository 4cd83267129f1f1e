//! `Position`, at which a list is resumed, also by another process: a cursor, and the items at its instant that were
//! already returned.

use crate::model::cursor::Cursor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// The maximum number of keys in a position, so that a position is short. If more items have the same instant, the list
/// reads to the end of that instant.
pub(crate) const MOST_KEYS: usize = 8;

/// Separates the cursor and the keys.
const SEPARATOR: char = '~';

/// A position at which `.after(…)` resumes a list.
///
/// A cursor of the gateway is a timestamp, and several items can have the same timestamp. A position also contains the
/// identifiers of the items with this timestamp that were already returned. A list that is resumed there therefore
/// returns each item once.
///
/// It can be stored as text: the cursor and up to eight identifiers, joined by `~`, or the cursor and a single `~` if
/// all items of that instant were returned. The position of a followed list has the identifiers of all returned items
/// within the overlap; see [`FollowPolicy::overlap`](crate::FollowPolicy::overlap). Treat the text as opaque. A cursor of the gateway is accepted too. The
/// items at its instant, and up to one millisecond above it, are then returned again.
///
/// ```
/// use bcrumbs::Position;
///
/// let position: Position = "2026-03-16T12:25:10.000Z~67d7f55f7a9a4e1d76f58831".parse()?;
/// assert_eq!(position.to_string(), "2026-03-16T12:25:10.000Z~67d7f55f7a9a4e1d76f58831");
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    pub(crate) cursor: Cursor,
    pub(crate) returned: Returned,
}

/// The items at the instant of a cursor that were already returned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Returned {
    /// The items with these keys, at most [`MOST_KEYS`]. An empty list means no items.
    Keys(Vec<String>),
    /// All items of the instant.
    All,
}

impl Position {
    pub(crate) fn new(cursor: Cursor, returned: Returned) -> Self {
        Self { cursor, returned }
    }
}

impl From<Cursor> for Position {
    fn from(cursor: Cursor) -> Self {
        Self::new(cursor, Returned::Keys(Vec::new()))
    }
}

impl From<&Position> for Position {
    fn from(position: &Position) -> Self {
        position.clone()
    }
}

impl From<&str> for Position {
    /// Parses the text that [`Display`](fmt::Display) prints, or a cursor of the gateway.
    fn from(text: &str) -> Self {
        let whole = || Self::from(Cursor::from(text));
        let Some((cursor, keys)) = text.split_once(SEPARATOR) else {
            return whole();
        };
        let cursor = Cursor::from(cursor);
        // A cursor that is not a timestamp is a cursor of the gateway, with any content.
        if cursor.instant().is_none() {
            return whole();
        }
        if keys.is_empty() {
            return Self::new(cursor, Returned::All);
        }
        Self::new(cursor, Returned::Keys(keys.split(SEPARATOR).map(unescaped).collect()))
    }
}

impl From<String> for Position {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl FromStr for Position {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cursor.fmt(f)?;
        match &self.returned {
            Returned::All => write!(f, "{SEPARATOR}"),
            Returned::Keys(keys) => keys.iter().try_for_each(|key| write!(f, "{SEPARATOR}{}", escaped(key))),
        }
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// Escapes the separator in a key. An empty key becomes `%`.
fn escaped(key: &str) -> String {
    if key.is_empty() { "%".to_owned() } else { key.replace('%', "%25").replace(SEPARATOR, "%7E") }
}

fn unescaped(text: &str) -> String {
    if text == "%" { String::new() } else { text.replace("%7E", "~").replace("%25", "%") }
}

#[cfg(test)]
mod tests {
    use super::{Position, Returned};
    use crate::model::cursor::Cursor;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_position_reads_back_from_its_text(
            millis in 1_000_000_000_000_i64..4_000_000_000_000,
            number: bool,
            keys in proptest::option::of(proptest::collection::vec("[a-z0-9~% \"é]{0,6}", 0..4)),
        ) {
            let text = chrono::DateTime::from_timestamp_millis(millis).unwrap().to_rfc3339();
            let cursor = if number { millis.to_string() } else { text };
            let returned = keys.map_or(Returned::All, Returned::Keys);
            let position = Position::new(Cursor::from(cursor), returned);
            prop_assert_eq!(&Position::from(position.to_string()), &position);
            let json = serde_json::to_string(&position).unwrap();
            prop_assert_eq!(serde_json::from_str::<Position>(&json).unwrap(), position);
        }

        #[test]
        fn a_cursor_of_the_gateway_is_kept_as_it_is(text in ".*") {
            let cursor = Cursor::from(text.as_str());
            prop_assume!(cursor.instant().is_none());
            prop_assume!(text.split_once('~').is_none_or(|(head, _)| Cursor::from(head).instant().is_none()));
            prop_assert_eq!(Position::from(text), Position::from(cursor));
        }
    }
}
