//! The people who write to the workspace.

use apollo_compiler::resolvers::ResolvedValue;
use apollo_compiler::response::{JsonMap, JsonValue};

use crate::dice::Dice;
use crate::ids::{self, Kind};
use crate::input::{Input, holds};
use crate::instant::{self, Millis};
use crate::page::Rows;
use crate::resolve::{Context, Node, leaf};
use crate::tags::Tags;
use crate::texts::{AGENTS, NAMES, PLACES, STAGES};
use crate::world::World;

const CONTACTS: u64 = 3;

/// One contact.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    /// Its place in the world; part of its identifier.
    pub(crate) index: usize,
    pub(crate) created: Millis,
    pub(crate) name: Option<&'static str>,
    pub(crate) surname: Option<&'static str>,
    pub(crate) phone: Option<String>,
    pub(crate) tags: Tags,
    pub(crate) deleted: Option<Millis>,
    archived_by: Option<String>,
    code: Option<String>,
    email: Option<String>,
    place: Option<(&'static str, &'static str)>,
    stage: Option<usize>,
    agent: Option<usize>,
}

/// The number of contacts behind a number of conversations: three for every five.
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

/// The seeded contact with that phone number, if a contact with its place had one.
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
        let mut dice = Dice::of(seed, CONTACTS, index);
        let (name, surname) = NAMES[dice.below(NAMES.len())];
        let nameless = index > 0 && dice.one_in(23);
        let email = dice.one_in(2).then(|| format!("contact{index}@example.com"));
        let deleted = (index > 0 && dice.one_in(19)).then_some(created + 1);
        let archiver = if dice.one_in(2) { "SYSTEM".to_owned() } else { ids::id(Kind::User, 0) };
        Self {
            index,
            created,
            name: (!nameless).then_some(name),
            surname: surname.filter(|_| !nameless),
            phone: (index % 7 != 3).then(|| phone(index)),
            tags: Tags::draw(&mut dice),
            deleted,
            archived_by: deleted.map(|_| archiver),
            code: dice.one_in(3).then(|| format!("C-{index:05}")),
            email,
            place: (!dice.one_in(3)).then(|| PLACES[dice.below(PLACES.len())]),
            stage: dice.one_in(3).then(|| dice.below(STAGES.len())),
            agent: dice.one_in(5).then(|| dice.below(AGENTS.len())),
        }
    }

    /// A contact known by nothing but a phone number.
    pub(crate) fn by_number(index: usize, created: Millis, phone: String) -> Self {
        Self {
            index,
            created,
            name: None,
            surname: None,
            phone: Some(phone),
            tags: Tags::NONE,
            deleted: None,
            archived_by: None,
            code: None,
            email: None,
            place: None,
            stage: None,
            agent: None,
        }
    }

    /// First and last name in one text.
    pub(crate) fn full_name(&self) -> String {
        [self.name, self.surname].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Whether the full name or the phone number holds a text (in lower case).
    pub(crate) fn named(&self, sought: &str) -> bool {
        holds(&self.full_name(), sought) || self.phone.as_deref().is_some_and(|phone| phone.contains(sought))
    }

    fn external_id(&self) -> Option<String> {
        self.phone.as_deref().map(|phone| phone.trim_start_matches('+').to_owned())
    }

    /// The field that the contact and its copy in a conversation share.
    fn common(&self, name: &str) -> Option<JsonValue> {
        Some(match name {
            "name" => leaf(self.name),
            "surname" => leaf(self.surname),
            "phone" => leaf(self.phone.as_deref()),
            "code" => leaf(self.code.as_deref()),
            _ => return None,
        })
    }
}

impl Node for Contact {
    fn type_name(&self) -> &'static str {
        "Client"
    }

    fn field<'a>(&'a self, context: &'a Context<'a>, name: &str) -> Option<ResolvedValue<'a>> {
        Some(ResolvedValue::Leaf(match name {
            "workspaceId" => JsonValue::from(context.world.workspace()),
            "id" => ids::id(Kind::Contact, self.index).into(),
            "email" => leaf(self.email.as_deref()),
            "address" => {
                leaf(self.place.map(|(city, _)| format!("{} Main Street, {city}", 1 + self.index % 90)))
            }
            "city" => leaf(self.place.map(|(city, _)| city)),
            "country" => leaf(self.place.map(|(_, country)| country)),
            "externalClientId" => leaf(self.external_id()),
            "tags" => self.tags.json(),
            "stageId" => leaf(self.stage.map(|stage| context.world.catalog().stage_id(stage))),
            "defaultAgentId" => leaf(self.agent.map(|agent| ids::id(Kind::Agent, agent))),
            "createdAt" => instant::text(self.created).into(),
            "deletedAt" => leaf(self.deleted.map(instant::text)),
            "archivedBy" => leaf(self.archived_by.as_deref()),
            other => self.common(other)?,
        }))
    }
}

/// What a conversation carries of its contact.
#[derive(Debug)]
pub(crate) struct ContactOfConversation(pub(crate) Contact);

impl Node for ContactOfConversation {
    fn type_name(&self) -> &'static str {
        "ConvClient"
    }

    fn field<'a>(&'a self, _: &'a Context<'a>, name: &str) -> Option<ResolvedValue<'a>> {
        Some(ResolvedValue::Leaf(match name {
            "isDeleted" => match self.0.deleted {
                None if self.0.index % 11 == 5 => JsonValue::Null,
                deleted => deleted.is_some().into(),
            },
            other => self.0.common(other)?,
        }))
    }
}

/// All contacts, newest first.
#[derive(Debug)]
pub(crate) struct Contacts<'w> {
    world: &'w World,
    added: usize,
}

impl<'w> Contacts<'w> {
    /// The contacts as they are now.
    pub(crate) fn new(world: &'w World) -> Self {
        Self { world, added: world.added_contacts() }
    }

    /// The position of the contact with that index.
    pub(crate) fn position(&self, index: usize) -> Option<usize> {
        let seeded = self.world.seeded_contacts();
        if index < seeded { Some(self.added + index) } else { self.added.checked_sub(index - seeded + 1) }
    }

    fn index(&self, position: usize) -> usize {
        match position.checked_sub(self.added) {
            Some(seeded) => seeded,
            None => self.world.seeded_contacts() + self.added - 1 - position,
        }
    }
}

impl Rows for Contacts<'_> {
    type Row = Contact;

    fn len(&self) -> usize {
        self.added + self.world.seeded_contacts()
    }

    fn time(&self, position: usize) -> Millis {
        self.world.contact_created(self.index(position))
    }

    fn row(&self, position: usize) -> Contact {
        self.world.contact(self.index(position))
    }
}

/// Which contacts to list.
#[derive(Debug)]
pub(crate) struct ContactFilter {
    exact: Vec<(&'static str, String)>,
    tags: Option<Vec<String>>,
    stage: Option<String>,
    archived: bool,
    query: Option<String>,
}

impl ContactFilter {
    /// Reads the `input` argument. Archived contacts are listed only when asked for, and then alone.
    pub(crate) fn of(arguments: &JsonMap, query: Option<String>) -> Self {
        let input = Input::of(arguments, "input");
        let fields = ["email", "name", "surname", "code", "city", "country", "phone", "externalClientId"];
        Self {
            exact: fields
                .into_iter()
                .filter_map(|field| Some((field, input.text(field)?.to_lowercase())))
                .collect(),
            tags: input.texts("tags"),
            stage: input.text("stageId"),
            archived: input.flag("isDeleted").unwrap_or(false),
            query,
        }
    }

    /// Whether a contact is wanted.
    pub(crate) fn keeps(&self, contact: &Contact, world: &World) -> bool {
        let value = |field: &str| match field {
            "email" => contact.email.clone(),
            "name" => contact.name.map(str::to_owned),
            "surname" => contact.surname.map(str::to_owned),
            "code" => contact.code.clone(),
            "city" => contact.place.map(|(city, _)| city.to_owned()),
            "country" => contact.place.map(|(_, country)| country.to_owned()),
            "phone" => contact.phone.clone(),
            _ => contact.external_id(),
        };
        let same = |(field, wanted): &(&str, String)| {
            value(field).is_some_and(|text| text.to_lowercase() == *wanted)
        };
        contact.deleted.is_some() == self.archived
            && self.exact.iter().all(same)
            && self.tags.as_ref().is_none_or(|tags| contact.tags.any_of(tags))
            && self.stage.as_ref().is_none_or(|wanted| {
                contact.stage.is_some_and(|stage| world.catalog().stage_id(stage) == *wanted)
            })
            && self.query.as_ref().is_none_or(|query| {
                contact.named(query)
                    || contact.email.as_deref().is_some_and(|email| holds(email, query))
                    || contact.tags.texts().any(|tag| holds(tag, query))
            })
    }
}
