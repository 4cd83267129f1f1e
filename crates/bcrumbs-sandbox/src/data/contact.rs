//! The people who write to the workspace.

use std::borrow::Cow;
use std::sync::Arc;

use crate::data::ids::{self, Kind};
use crate::data::instant::Millis;
use crate::data::new::NewContact;
use crate::data::random::Random;
use crate::data::tags::Tags;
use crate::data::words::{AGENTS, NAMES, PLACES, STAGES};

const CONTACTS: u64 = 3;

/// A seeded text, or a text of a test or request.
pub(crate) type Text = Cow<'static, str>;

/// One contact.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    /// The index of the row; part of the identifier.
    pub(crate) index: usize,
    pub(crate) created: Millis,
    /// The time of the last change, if there was one.
    pub(crate) patched: Option<Millis>,
    pub(crate) name: Option<Text>,
    pub(crate) surname: Option<Text>,
    pub(crate) phone: Option<String>,
    pub(crate) tags: Tags,
    pub(crate) archived: Option<Archived>,
    pub(crate) code: Option<String>,
    pub(crate) email: Option<String>,
    /// The number of the house in the main street.
    pub(crate) house: Option<usize>,
    pub(crate) city: Option<Text>,
    pub(crate) country: Option<Text>,
    pub(crate) stage: Option<usize>,
    pub(crate) agent: Option<usize>,
}

/// The archiving of a contact.
#[derive(Debug, Clone)]
pub(crate) struct Archived {
    pub(crate) at: Millis,
    /// A user's identifier, or the word SYSTEM.
    pub(crate) by: Arc<str>,
}

/// Returns the number of contacts for a number of conversations: three for every five.
pub(crate) fn contacts_of(conversations: usize) -> usize {
    conversations / 5 * 3 + (conversations % 5).min(3)
}

/// The contact of a seeded conversation.
pub(crate) fn of_conversation(index: usize) -> usize {
    index / 5 * 3 + [0, 1, 2, 0, 1][index % 5]
}

/// The seeded conversations that a contact may have, newest first.
pub(crate) fn conversations(contact: usize) -> impl Iterator<Item = usize> {
    let first = contact / 3 * 5 + contact % 3;
    [Some(first), (contact % 3 < 2).then_some(first + 3)].into_iter().flatten()
}

/// The phone number of a seeded contact: fictional, and its own for the first six million.
fn phone(index: usize) -> String {
    format!("+1{}555{:04}", 202 + index / 10_000 % 600, index % 10_000)
}

/// Returns the seeded contact with that phone number, if there is one.
pub(crate) fn by_phone(phone: &str) -> Option<usize> {
    let digits = phone.strip_prefix("+1").filter(|rest| rest.len() == 10 && rest.is_ascii())?;
    let (area, rest) = digits.split_at(3);
    let area: usize = area.parse().ok()?;
    let last: usize = rest.strip_prefix("555")?.parse().ok()?;
    Some(area.checked_sub(202)? * 10_000 + last)
}

impl Contact {
    /// The seeded contact of that index.
    pub(crate) fn seeded(seed: u64, index: usize, created: Millis) -> Self {
        let mut random = Random::of(seed, CONTACTS, index);
        let (name, surname) = NAMES[random.below(NAMES.len())];
        let nameless = index > 0 && random.one_in(23);
        let email = random.one_in(2).then(|| format!("contact{index}@example.com"));
        let deleted = index > 0 && random.one_in(19);
        let by_system = random.one_in(2);
        let tags = Tags::draw(&mut random);
        let code = random.one_in(3).then(|| format!("C-{index:05}"));
        let place = (!random.one_in(3)).then(|| PLACES[random.below(PLACES.len())]);
        Self {
            index,
            created,
            patched: None,
            name: (!nameless).then_some(Text::Borrowed(name)),
            surname: surname.filter(|_| !nameless).map(Text::Borrowed),
            phone: (index % 7 != 3).then(|| phone(index)),
            tags,
            archived: deleted.then(|| Archived {
                at: created + 1,
                by: if by_system { "SYSTEM".into() } else { ids::id(Kind::User, 0).into() },
            }),
            code,
            email,
            house: place.map(|_| 1 + index % 90),
            city: place.map(|(city, _)| Text::Borrowed(city)),
            country: place.map(|(_, country)| Text::Borrowed(country)),
            stage: random.one_in(3).then(|| random.below(STAGES.len())),
            agent: random.one_in(5).then(|| random.below(AGENTS.len())),
        }
    }

    /// A contact that a test or a request has created.
    pub(crate) fn added(index: usize, created: Millis, new: NewContact) -> Self {
        let NewContact { name, surname, phone, email, code, city, country, tags } = new;
        Self {
            index,
            created,
            patched: None,
            name: name.map(Text::Owned),
            surname: surname.map(Text::Owned),
            phone,
            tags: Tags::written(tags),
            archived: None,
            code,
            email,
            house: None,
            city: city.map(Text::Owned),
            country: country.map(Text::Owned),
            stage: None,
            agent: None,
        }
    }

    /// First and last name in one text.
    pub(crate) fn full_name(&self) -> String {
        [self.name.as_deref(), self.surname.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Its identifier at the network: the phone number's digits.
    pub(crate) fn external_id(&self) -> Option<String> {
        self.phone.as_deref().map(|phone| phone.trim_start_matches('+').to_owned())
    }

    /// The postal address.
    pub(crate) fn address(&self) -> Option<String> {
        Some(format!("{} Main Street, {}", self.house?, self.city.as_deref()?))
    }
}
