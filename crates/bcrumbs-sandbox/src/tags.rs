//! Which tags a seeded thing carries: a few bytes a row, so that a million rows stay small.

use apollo_compiler::response::JsonValue;

use crate::dice::Dice;
use crate::texts::TAGS;

/// The tags of one row: absent, or up to three, one of which may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tags(Option<[Option<u8>; 3]>, bool);

impl Tags {
    /// No list at all.
    pub(crate) const ABSENT: Self = Self(None, false);
    /// An empty list.
    pub(crate) const NONE: Self = Self(Some([None; 3]), false);

    /// A list, an empty list, or null.
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        if dice.one_in(9) {
            return Self::ABSENT;
        }
        let mut tags = [None; 3];
        let wanted = dice.below(4);
        for slot in tags.iter_mut().take(wanted) {
            *slot = Some(dice.below(TAGS.len()) as u8);
        }
        Self(Some(tags), dice.one_in(40))
    }

    /// The texts of the tags.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &'static str> {
        self.0.into_iter().flatten().flatten().map(|tag| TAGS[usize::from(tag)])
    }

    /// Whether one of the wanted tags is among them.
    pub(crate) fn any_of(&self, wanted: &[String]) -> bool {
        self.texts().any(|tag| wanted.iter().any(|one| one == tag))
    }

    /// The list as JSON.
    pub(crate) fn json(&self) -> JsonValue {
        if self.0.is_none() {
            return JsonValue::Null;
        }
        let null = self.1.then_some(JsonValue::Null);
        JsonValue::Array(self.texts().map(JsonValue::from).chain(null).collect())
    }
}
