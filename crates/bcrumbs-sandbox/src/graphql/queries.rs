//! The fields of the schema's `Query`, with filters and pagination.

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};

use crate::data::changes::Access;
use crate::data::ids::{self, Kind};
use crate::data::record::Record;
use crate::data::rows::{Contacts, Conversations, Messages, Records, whole};
use crate::data::world::World;
use crate::graphql::contact::ContactFilter;
use crate::graphql::conversation::ConversationFilter;
use crate::graphql::error::RequestError;
use crate::graphql::fallback;
use crate::graphql::input::Input;
use crate::graphql::message::MessageFilter;
use crate::graphql::page::{Ask, Keep, page};
use crate::graphql::record::Condition;
use crate::graphql::resolve::{Context, Payload, node};

/// The root of every query.
pub(crate) struct Queries<'w> {
    pub(crate) context: &'w Context<'w>,
    pub(crate) type_name: &'w str,
}

/// Refuses other workspaces than the sandbox's own.
pub(crate) fn check_workspace(world: &World, input: Input<'_>) -> Result<(), RequestError> {
    match input.number("workspaceId") {
        Some(workspace) if workspace == i64::from(world.workspace()) => Ok(()),
        _ => Err(RequestError::forbidden("this key has no access to that workspace")),
    }
}

/// Refuses a key that is limited to the role Agent+.
pub(crate) fn check_full(access: Access) -> Result<(), RequestError> {
    match access {
        Access::Full => Ok(()),
        Access::Agent(_) => {
            Err(RequestError::forbidden("a key that is linked to an agent has no access to this operation"))
        }
    }
}

impl ObjectValue for Queries<'_> {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let world = self.context.world;
        let input = Input::of(info.arguments(), "input");
        let list = |records: fn(&World) -> Vec<Record>, conditions: Vec<Option<Condition>>| {
            check_workspace(world, input)?;
            self.records(info, records(world), &conditions)
        };
        let is = |field: &'static str| input.text(field).map(|wanted| Condition::Is(field, wanted));
        match info.field_name() {
            "convs" => Ok(self.conversations(info, input)?),
            "messages" => Ok(self.messages(info, input)?),
            "clients" => Ok(self.contacts(info, input)?),
            "agents" => {
                Ok(list(agents, vec![is("name"), is("surname"), is("email"), self.in_charge(input)])?)
            }
            "broadcasts" => {
                Ok(list(broadcasts, vec![is("name"), is("integrationId"), is("state"), is("templateName")])?)
            }
            "tags" => Ok(list(tags, vec![is("tag"), is("type")])?),
            "webhooks" => {
                check_full(self.context.access)?;
                Ok(list(webhooks, vec![is("event"), labelled(input)])?)
            }
            "apiKeys" => {
                check_full(self.context.access)?;
                Ok(list(keys, vec![labelled(input)])?)
            }
            "workspaceSettings" => {
                check_workspace(world, input)?;
                check_full(self.context.access)?;
                Ok(node(self.context, info, world.catalog().settings.clone()))
            }
            _ => Ok(fallback::value(info.schema(), &info.field_definition().ty)),
        }
    }
}

fn agents(world: &World) -> Vec<Record> {
    world.changes().agents.iter().rev().chain(&world.catalog().agents).cloned().collect()
}

fn broadcasts(world: &World) -> Vec<Record> {
    world.catalog().broadcasts.clone()
}

fn tags(world: &World) -> Vec<Record> {
    world.changes().tags.iter().rev().chain(&world.catalog().tags).cloned().collect()
}

fn webhooks(world: &World) -> Vec<Record> {
    world.changes().webhooks.iter().rev().chain(&world.catalog().webhooks).cloned().collect()
}

fn keys(world: &World) -> Vec<Record> {
    world.changes().keys.iter().rev().chain(&world.catalog().keys).cloned().collect()
}

fn labelled(input: Input<'_>) -> Option<Condition> {
    input.text("label").map(|pattern| Condition::Holds("label", pattern))
}

impl Queries<'_> {
    fn ask(&self, info: &ResolveInfo<'_>, input: Input<'_>) -> Result<Ask, RequestError> {
        check_workspace(self.context.world, input)?;
        Ask::of(info.arguments(), self.context.world.plan().max_page_size)
    }

    fn conversations<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
        input: Input<'_>,
    ) -> Result<ResolvedValue<'a>, RequestError> {
        let (world, access) = (self.context.world, self.context.access);
        let ask = self.ask(info, input)?;
        let filter = ConversationFilter::of(info.arguments(), ask.query.clone());
        let rows = Conversations::new(world);
        let stretches = match filter.contact() {
            None => whole(&rows),
            Some(contact) => contact.map(|contact| rows.of_contact(contact)).unwrap_or_default(),
        };
        let keep = |row: &_| filter.keeps(row, world) && access.sees(row);
        let keep: Keep<'_, _> = if filter.keeps_all() && access == Access::Full { None } else { Some(&keep) };
        let page = page(&rows, &stretches, keep, &ask, world.plan().cursor);
        Ok(Payload::resolved(self.context, info, page, ask))
    }

    fn messages<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
        input: Input<'_>,
    ) -> Result<ResolvedValue<'a>, RequestError> {
        let (world, access) = (self.context.world, self.context.access);
        let ask = self.ask(info, input)?;
        let filter = MessageFilter::of(info.arguments(), ask.query.clone())?;
        let rows = Messages::new(world);
        let stretches = match filter.contact() {
            None => whole(&rows),
            Some(contact) => contact.map(|contact| rows.of_contact(contact)).unwrap_or_default(),
        };
        let stretches = filter.dated(&rows, stretches);
        let keep = |row: &_| filter.keeps(row, world, access);
        let keep: Keep<'_, _> = if filter.keeps_all() && access == Access::Full { None } else { Some(&keep) };
        let page = page(&rows, &stretches, keep, &ask, world.plan().cursor);
        Ok(Payload::resolved(self.context, info, page, ask))
    }

    fn contacts<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
        input: Input<'_>,
    ) -> Result<ResolvedValue<'a>, RequestError> {
        let world = self.context.world;
        let ask = self.ask(info, input)?;
        let filter = ContactFilter::of(info.arguments(), ask.query.clone());
        let rows = Contacts::new(world);
        let stretches = match input.text("conversationId") {
            None => whole(&rows),
            Some(id) => {
                let conversation = world.find_conversation(&world.changes(), &id);
                let contact = conversation.and_then(|index| world.conversation(index).contact);
                let position = contact.and_then(|contact| rows.position(contact));
                position.map(|at| at..at + 1).into_iter().collect()
            }
        };
        let keep = |row: &_| filter.keeps(row, world);
        let page = page(&rows, &stretches, Some(&keep), &ask, world.plan().cursor);
        Ok(Payload::resolved(self.context, info, page, ask))
    }

    /// Returns the agent in charge of a conversation, or an unknown identifier if nobody is in charge.
    fn in_charge(&self, input: Input<'_>) -> Option<Condition> {
        let world = self.context.world;
        let id = input.text("conversationId")?;
        let conversation = world.find_conversation(&world.changes(), &id);
        let agent = conversation.and_then(|index| world.conversation(index).assignee());
        Some(Condition::Is("id", agent.map_or_else(String::new, |agent| ids::id(Kind::Agent, agent))))
    }

    fn records<'a>(
        &'a self,
        info: &'a ResolveInfo<'a>,
        rows: Vec<Record>,
        conditions: &[Option<Condition>],
    ) -> Result<ResolvedValue<'a>, RequestError> {
        let world = self.context.world;
        let mut ask = Ask::of(info.arguments(), world.plan().max_page_size)?;
        if !info.field_definition().arguments.iter().any(|argument| argument.name == "pageInfo") {
            ask.unlimited();
        }
        let found = ask.query.clone().map(|query| Condition::AnyHolds(&["name", "surname", "email"], query));
        let conditions: Vec<_> = conditions.iter().flatten().chain(&found).collect();
        let kept = rows.into_iter().filter(|row| conditions.iter().all(|condition| condition.keeps(row)));
        let rows = Records(kept.collect());
        let page = page(&rows, &whole(&rows), None, &ask, world.plan().cursor);
        Ok(Payload::resolved(self.context, info, page, ask))
    }
}
