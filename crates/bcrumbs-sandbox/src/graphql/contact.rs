//! A contact as the schema's types `Client` and `ConvClient`, and the filters of the list `clients`.

use apollo_compiler::resolvers::{ResolveInfo, ResolvedValue};
use apollo_compiler::response::{JsonMap, JsonValue};

use crate::data::contact::Contact;
use crate::data::ids::{self, Kind};
use crate::data::instant;
use crate::data::world::World;
use crate::graphql::input::{Input, holds};
use crate::graphql::resolve::{Context, Node, leaf};

/// The field that the contact and its copy in a conversation share.
fn common(contact: &Contact, name: &str) -> Option<JsonValue> {
    Some(match name {
        "name" => leaf(contact.name.as_deref()),
        "surname" => leaf(contact.surname.as_deref()),
        "phone" => leaf(contact.phone.as_deref()),
        "code" => leaf(contact.code.as_deref()),
        _ => return None,
    })
}

/// Whether the full name or the phone number holds a text (in lower case).
pub(crate) fn named(contact: &Contact, sought: &str) -> bool {
    holds(&contact.full_name(), sought)
        || contact.phone.as_deref().is_some_and(|phone| phone.contains(sought))
}

impl Node for Contact {
    fn field<'a>(&'a self, context: &'a Context<'a>, info: &'a ResolveInfo<'a>) -> Option<ResolvedValue<'a>> {
        Some(ResolvedValue::Leaf(match info.field_name() {
            "workspaceId" => JsonValue::from(context.world.workspace()),
            "id" => ids::id(Kind::Contact, self.index).into(),
            "email" => leaf(self.email.as_deref()),
            "address" => leaf(self.address()),
            "city" => leaf(self.city.as_deref()),
            "country" => leaf(self.country.as_deref()),
            "externalClientId" => leaf(self.external_id()),
            "tags" => self.tags.json(),
            "stageId" => leaf(self.stage.map(|stage| context.world.catalog().stage_id(stage))),
            "defaultAgentId" => leaf(self.agent.map(|agent| ids::id(Kind::Agent, agent))),
            "createdAt" => instant::text(self.created).into(),
            "deletedAt" => leaf(self.archived.as_ref().map(|archived| instant::text(archived.at))),
            "archivedBy" => leaf(self.archived.as_ref().map(|archived| &*archived.by)),
            other => common(self, other)?,
        }))
    }
}

/// The copy of a contact in a conversation.
#[derive(Debug)]
pub(crate) struct ContactOfConversation(pub(crate) Contact);

impl Node for ContactOfConversation {
    const FIELDS: &'static [&'static str] = &["name", "surname", "code", "phone", "isDeleted"];

    fn field<'a>(&'a self, context: &'a Context<'a>, info: &'a ResolveInfo<'a>) -> Option<ResolvedValue<'a>> {
        self.json(context, info.field_name()).map(ResolvedValue::Leaf)
    }

    fn json(&self, _: &Context<'_>, field: &str) -> Option<JsonValue> {
        match field {
            "isDeleted" if self.0.archived.is_none() && self.0.index % 11 == 5 => Some(JsonValue::Null),
            "isDeleted" => Some(self.0.archived.is_some().into()),
            other => common(&self.0, other),
        }
    }
}

/// A filter of contacts.
#[derive(Debug)]
pub(crate) struct ContactFilter {
    exact: Vec<(&'static str, String)>,
    tags: Option<Vec<String>>,
    stage: Option<String>,
    archived: bool,
    query: Option<String>,
}

impl ContactFilter {
    /// Reads the `input` argument. The list contains either only archived contacts, or only contacts that are not
    /// archived.
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

    /// Returns whether the filter keeps a contact.
    pub(crate) fn keeps(&self, contact: &Contact, world: &World) -> bool {
        let value = |field: &str| match field {
            "email" => contact.email.clone(),
            "name" => contact.name.as_deref().map(str::to_owned),
            "surname" => contact.surname.as_deref().map(str::to_owned),
            "code" => contact.code.clone(),
            "city" => contact.city.as_deref().map(str::to_owned),
            "country" => contact.country.as_deref().map(str::to_owned),
            "phone" => contact.phone.clone(),
            _ => contact.external_id(),
        };
        let same = |(field, wanted): &(&str, String)| {
            value(field).is_some_and(|text| text.to_lowercase() == *wanted)
        };
        contact.archived.is_some() == self.archived
            && self.exact.iter().all(same)
            && self.tags.as_ref().is_none_or(|tags| contact.tags.any_of(tags))
            && self.stage.as_ref().is_none_or(|wanted| {
                contact.stage.is_some_and(|stage| world.catalog().stage_id(stage) == *wanted)
            })
            && self.query.as_ref().is_none_or(|query| {
                named(contact, query)
                    || contact.email.as_deref().is_some_and(|email| holds(email, query))
                    || contact.tags.texts().any(|tag| holds(tag, query))
            })
    }
}
