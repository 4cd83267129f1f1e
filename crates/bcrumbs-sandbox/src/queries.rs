//! What can be read: each list of the schema's `Query`, filtered and paged.

use std::ops::Range;

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::JsonMap;

use crate::contact::{ContactFilter, Contacts};
use crate::conversation::{ConversationFilter, Conversations};
use crate::ids::{self, Kind};
use crate::input::Input;
use crate::message::{MessageFilter, Messages};
use crate::page::{Ask, Keep, Rows, page};
use crate::record::{Record, Records};
use crate::refusal::Refusal;
use crate::resolve::{Context, Payload, object};
use crate::world::World;

/// The root of every query.
pub(crate) struct Queries<'w>(pub(crate) &'w Context<'w>);

/// Refuses every workspace but the sandbox's own.
pub(crate) fn check_workspace(world: &World, input: Input<'_>) -> Result<(), Refusal> {
    match input.number("workspaceId") {
        Some(workspace) if workspace == i64::from(world.workspace()) => Ok(()),
        _ => Err(Refusal::forbidden("this key has no access to that workspace")),
    }
}

impl ObjectValue for Queries<'_> {
    fn type_name(&self) -> &str {
        "Query"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let input = Input::of(info.arguments(), "input");
        check_workspace(self.0.world, input)?;
        let ask = Ask::of(info.arguments(), self.0.world.most())?;
        match info.field_name() {
            "convs" => Ok(self.conversations(info, ask)),
            "messages" => Ok(self.messages(info, ask)?),
            "clients" => Ok(self.contacts(info, ask)),
            "workspaceSettings" => Ok(object(self.0, self.0.world.catalog().settings.clone())),
            name => match self.records(name, info.arguments(), &ask) {
                Some(records) => Ok(self.list(info, records, ask)),
                None => Err(self.unknown_field_error(info)),
            },
        }
    }
}

impl Queries<'_> {
    fn conversations<'a>(&'a self, info: &'a ResolveInfo<'a>, ask: Ask) -> ResolvedValue<'a> {
        let world = self.0.world;
        let filter = ConversationFilter::of(info.arguments(), ask.query.clone());
        let rows = Conversations::new(world);
        let stretches = match filter.contact() {
            None => whole(&rows),
            Some(contact) => contact.map(|contact| rows.of_contact(contact)).unwrap_or_default(),
        };
        let keep = |row: &_| filter.keeps(row, world);
        let keep: Keep<'_, _> = if filter.keeps_all() { None } else { Some(&keep) };
        Payload::resolved(self.0, info, page(&rows, &stretches, keep, &ask, world.cursor_rule()), ask)
    }

    fn messages<'a>(&'a self, info: &'a ResolveInfo<'a>, ask: Ask) -> Result<ResolvedValue<'a>, Refusal> {
        let world = self.0.world;
        let filter = MessageFilter::of(info.arguments(), ask.query.clone())?;
        let rows = Messages::new(world);
        let stretches = match filter.contact() {
            None => whole(&rows),
            Some(contact) => contact.map(|contact| rows.of_contact(contact)).unwrap_or_default(),
        };
        let stretches = filter.dated(&rows, stretches);
        let keep = |row: &_| filter.keeps(row, world);
        let keep: Keep<'_, _> = if filter.keeps_all() { None } else { Some(&keep) };
        Ok(Payload::resolved(self.0, info, page(&rows, &stretches, keep, &ask, world.cursor_rule()), ask))
    }

    fn contacts<'a>(&'a self, info: &'a ResolveInfo<'a>, ask: Ask) -> ResolvedValue<'a> {
        let world = self.0.world;
        let filter = ContactFilter::of(info.arguments(), ask.query.clone());
        let rows = Contacts::new(world);
        let stretches = match Input::of(info.arguments(), "input").text("conversationId") {
            None => whole(&rows),
            Some(id) => {
                let conversation = conversation(world, &id);
                let contact = conversation.and_then(|index| world.conversation(index).contact);
                let position = contact.and_then(|contact| rows.position(contact));
                position.map(|at| at..at + 1).into_iter().collect()
            }
        };
        let keep = |row: &_| filter.keeps(row, world);
        Payload::resolved(self.0, info, page(&rows, &stretches, Some(&keep), &ask, world.cursor_rule()), ask)
    }

    /// The wanted rows of one of the short lists; `None` where there is no such list.
    fn records(&self, list: &str, arguments: &JsonMap, ask: &Ask) -> Option<Vec<Record>> {
        let (world, catalog) = (self.0.world, self.0.world.catalog());
        let input = Input::of(arguments, "input");
        let wants = |field: &str| input.text(field);
        let fields: &[&str] = match list {
            "agents" => &["name", "surname", "email"],
            "broadcasts" => &["name", "integrationId", "state", "templateName"],
            "tags" => &["tag", "type"],
            "webhooks" => &["event"],
            "apiKeys" => &[],
            _ => return None,
        };
        let rows: Vec<Record> = match list {
            "agents" => catalog.agents.clone(),
            "broadcasts" => catalog.broadcasts.clone(),
            "webhooks" => catalog.webhooks.clone(),
            "tags" => world.changes().tags.iter().rev().chain(&catalog.tags).cloned().collect(),
            _ => world.changes().keys.iter().rev().chain(&catalog.keys).cloned().collect(),
        };
        let exact: Vec<_> = fields.iter().map(|field| (*field, wants(field))).collect();
        let label = wants("label").filter(|_| matches!(list, "webhooks" | "apiKeys"));
        let in_charge = wants("conversationId").filter(|_| list == "agents").map(|id| {
            let agent = conversation(world, &id).and_then(|index| world.conversation(index).assignee());
            agent.map_or_else(String::new, |agent| ids::id(Kind::Agent, agent))
        });
        let found = |row: &Record| {
            ask.query.is_none()
                || ["name", "surname", "email"].iter().any(|at| row.holds(at, ask.query.as_ref()))
        };
        let keep = |row: &Record| {
            exact.iter().all(|(field, wanted)| row.is(field, wanted.as_ref()))
                && row.holds("label", label.as_ref())
                && row.is("id", in_charge.as_ref())
                && found(row)
        };
        Some(rows.into_iter().filter(keep).collect())
    }

    fn list<'a>(&'a self, info: &'a ResolveInfo<'a>, rows: Vec<Record>, mut ask: Ask) -> ResolvedValue<'a> {
        if !info.field_definition().arguments.iter().any(|argument| argument.name == "pageInfo") {
            ask.unlimited();
        }
        let rows = Records(rows);
        let page = page(&rows, &whole(&rows), None, &ask, self.0.world.cursor_rule());
        Payload::resolved(self.0, info, page, ask)
    }
}

fn whole(rows: &impl Rows) -> Vec<Range<usize>> {
    std::iter::once(0..rows.len()).collect()
}

/// The index of the conversation with that identifier, if there is one.
pub(crate) fn conversation(world: &World, id: &str) -> Option<usize> {
    ids::index(Kind::Conversation, id).filter(|index| world.has_conversation(*index))
}
