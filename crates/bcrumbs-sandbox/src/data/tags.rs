//! The tags of a row. A seeded row needs only a few bytes for them.

use std::sync::Arc;

use apollo_compiler::response::JsonValue;

use crate::data::random::Random;
use crate::data::words::TAGS;

/// The tags of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tags {
    /// No list at all.
    Absent,
    /// Up to three of the seeded tags.
    Drawn([Option<u8>; 3]),
    /// The same, and a null after them.
    DrawnWithNull([Option<u8>; 3]),
    /// The tags that a test or a request has set.
    Written(Arc<[String]>),
}

impl Tags {
    /// An empty list.
    pub(crate) const NONE: Self = Self::Drawn([None; 3]);

    /// The tags of those texts.
    pub(crate) fn written(tags: Vec<String>) -> Self {
        Self::Written(tags.into())
    }

    /// A list, an empty list, or null.
    pub(crate) fn draw(random: &mut Random) -> Self {
        if random.one_in(9) {
            return Self::Absent;
        }
        let mut tags = [None; 3];
        let wanted = random.below(4);
        for slot in tags.iter_mut().take(wanted) {
            *slot = Some(random.below(TAGS.len()) as u8);
        }
        if random.one_in(40) { Self::DrawnWithNull(tags) } else { Self::Drawn(tags) }
    }

    /// The texts of the tags.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let drawn: &[Option<u8>] = match self {
            Self::Absent | Self::Written(_) => &[],
            Self::Drawn(tags) | Self::DrawnWithNull(tags) => tags,
        };
        let written: &[String] = match self {
            Self::Absent | Self::Drawn(_) | Self::DrawnWithNull(_) => &[],
            Self::Written(tags) => tags,
        };
        let drawn = drawn.iter().flatten().map(|tag| TAGS[usize::from(*tag)]);
        drawn.chain(written.iter().map(String::as_str))
    }

    /// Returns whether the row has one of the tags.
    pub(crate) fn any_of(&self, wanted: &[String]) -> bool {
        self.texts().any(|tag| wanted.iter().any(|one| one == tag))
    }

    /// The list as JSON.
    pub(crate) fn json(&self) -> JsonValue {
        let null = match self {
            Self::Absent => return JsonValue::Null,
            Self::DrawnWithNull(_) => Some(JsonValue::Null),
            Self::Drawn(_) | Self::Written(_) => None,
        };
        JsonValue::Array(self.texts().map(JsonValue::from).chain(null).collect())
    }
}
