//! The fields of the schema's `Mutation`: each checks its input, then changes the data.

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::serde_json_bytes::json;

use crate::data::catalog::{self, redacted};
use crate::data::changes::{Accepted, Access, Changes};
use crate::data::conversation::{AIS, Charge, Conversation};
use crate::data::edit::Edit;
use crate::data::ids::{self, Kind};
use crate::data::instant;
use crate::data::message::{Author, Message};
use crate::data::new::NewContact;
use crate::data::random::Random;
use crate::data::record::Record;
use crate::graphql::error::RequestError;
use crate::graphql::fallback;
use crate::graphql::input::Input;
use crate::graphql::queries::{check_full, check_workspace};
use crate::graphql::resolve::{Context, node};

/// The root of every mutation.
pub(crate) struct Mutations<'w> {
    pub(crate) context: &'w Context<'w>,
    pub(crate) type_name: &'w str,
}

/// The recipient of a new conversation.
enum Recipient {
    Known(usize),
    Number(String),
}

impl ObjectValue for Mutations<'_> {
    fn type_name(&self) -> &str {
        self.type_name
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let input = Input::of(info.arguments(), "input");
        let checked = || check_workspace(self.context.world, input);
        Ok(match info.field_name() {
            "startConv" => node(self.context, info, checked().and_then(|()| self.start(input))?),
            "assignConv" => node(self.context, info, checked().and_then(|()| self.assign(input))?),
            "addMessage" => node(self.context, info, checked().and_then(|()| self.add_message(input))?),
            "createTag" => node(self.context, info, checked().and_then(|()| self.create_tag(input))?),
            "genApiKey" => node(self.context, info, checked().and_then(|()| self.make_key(input))?),
            _ => fallback::value(info.schema(), &info.field_definition().ty),
        })
    }
}

/// A required text, which must not be empty.
fn required(input: Input<'_>, field: &str) -> Result<String, RequestError> {
    let text = input.text(field).unwrap_or_default();
    if text.trim().is_empty() {
        Err(RequestError::input(format!("{field} must not be empty")))
    } else {
        Ok(text)
    }
}

/// Whether a text is a phone number in international form.
fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl Mutations<'_> {
    fn done(&self, id: String) {
        *self.context.effect.borrow_mut() = Some(id);
    }

    fn channel(&self, input: Input<'_>) -> Result<usize, RequestError> {
        let channel = input.text("integrationId").and_then(|id| self.context.world.find_channel(&id));
        channel.ok_or_else(|| RequestError::input("integrationId is not a channel of this workspace"))
    }

    /// Returns the conversation of the input. The key must have access to it, and it must be on the channel of the
    /// input.
    fn conversation(&self, changes: &Changes, input: Input<'_>) -> Result<Conversation, RequestError> {
        let world = self.context.world;
        let id = input.text("convId").unwrap_or_default();
        let index = world.find_conversation(changes, &id);
        let index = index.ok_or_else(|| RequestError::not_found("there is no such conversation"))?;
        let row = world.conversation_in(changes, index);
        if !self.context.access.sees(&row) {
            return Err(RequestError::forbidden("the conversation is assigned to another agent"));
        }
        let channel = self.channel(input)?;
        match row.channel {
            Some(own) if own != channel => Err(RequestError::input("the conversation is on another channel")),
            Some(_) | None => Ok(row),
        }
    }

    /// Returns the recipient of the input. The contact counts if a phone number is set as well, as in the
    /// documentation's example.
    fn recipient(&self, changes: &Changes, input: Input<'_>) -> Result<Recipient, RequestError> {
        let world = self.context.world;
        match (input.text("clientId"), input.text("phone")) {
            (Some(id), _) => {
                let contact = world.find_contact(changes, &id);
                contact
                    .map(Recipient::Known)
                    .ok_or_else(|| RequestError::input("clientId is not a contact of this workspace"))
            }
            (None, Some(phone)) if is_phone(&phone) => {
                let known = world.contact_by_phone(changes, &phone);
                Ok(known.map_or(Recipient::Number(phone), Recipient::Known))
            }
            (None, Some(_)) => Err(RequestError::input("phone must be + and 7 to 15 digits")),
            (None, None) => Err(RequestError::input("clientId or phone is required")),
        }
    }

    fn start(&self, input: Input<'_>) -> Result<Conversation, RequestError> {
        let world = self.context.world;
        let channel = self.channel(input)?;
        let template = required(input, "templateName")?;
        let mut edit = Edit::new(world);
        let recipient = self.recipient(&edit.changes, input)?;
        let at = edit.tick();
        let contact = match recipient {
            Recipient::Known(contact) => contact,
            Recipient::Number(phone) => edit.add_contact(NewContact::new().phone(phone), at),
        };
        let row = edit.open(channel, contact, at);
        edit.write(row.index, Author::Workspace, world.kinds().template, template, at);
        self.done(ids::id(Kind::Conversation, row.index));
        Ok(row)
    }

    fn assign(&self, input: Input<'_>) -> Result<Conversation, RequestError> {
        let world = self.context.world;
        let mut edit = Edit::new(world);
        let index = self.conversation(&edit.changes, input)?.index;
        let named = input
            .text("agentId")
            .ok_or_else(|| RequestError::input("agentId is required: the agent or AI to assign"))?;
        let charge = if input.flag("isAi").unwrap_or(false) {
            ids::index(Kind::Ai, &named).filter(|ai| *ai < AIS).map(Charge::Ai)
        } else {
            world.find_agent(&edit.changes, &named).map(Charge::Agent)
        };
        let charge =
            charge.ok_or_else(|| RequestError::input("agentId is not an agent or AI of this workspace"))?;
        edit.assign(index, charge);
        self.done(ids::id(Kind::Conversation, index));
        Ok(world.conversation_in(&edit.changes, index))
    }

    fn add_message(&self, input: Input<'_>) -> Result<Message, RequestError> {
        let world = self.context.world;
        let mut edit = Edit::new(world);
        let row = self.conversation(&edit.changes, input)?;
        let content = required(input, "content")?;
        let kind = input.text("type").and_then(|kind| world.kinds().find(&kind));
        if let Some(id) = input.text("replyToMessageId") {
            world
                .find_message(&edit.changes, &id)
                .ok_or_else(|| RequestError::input("replyToMessageId is not a message of this workspace"))?;
        }
        if row.ended.is_some() {
            return Err(RequestError::input("the conversation has ended and takes no more messages"));
        }
        if let (Access::Agent(agent), Charge::Nobody) = (self.context.access, row.charge) {
            edit.assign(row.index, Charge::Agent(agent));
        }
        let at = edit.tick();
        let message = edit.write(row.index, Author::Workspace, kind, content, at);
        self.done(ids::message_id(message.index));
        Ok(message)
    }

    fn create_tag(&self, input: Input<'_>) -> Result<Record, RequestError> {
        let world = self.context.world;
        let tag = required(input, "tag")?;
        let mut edit = Edit::new(world);
        let at = edit.tick();
        let id = ids::id(Kind::Tag, world.catalog().tags.len() + edit.changes.tags.len());
        let record = Record::new(
            at,
            json!({
                "workspaceId": world.workspace(), "id": id.as_str(), "tag": tag, "type": input.text("type"),
                "order": input.number("order"), "description": input.text("description"), "createdAt": instant::text(at),
            }),
        );
        edit.changes.tags.push(record.clone());
        self.done(id);
        Ok(record)
    }

    fn make_key(&self, input: Input<'_>) -> Result<Record, RequestError> {
        let world = self.context.world;
        check_full(self.context.access)?;
        let label = required(input, "label")?;
        let mut edit = Edit::new(world);
        let agent = input.text("agentId");
        let access = match &agent {
            None => Access::Full,
            Some(id) => {
                let agent = world.find_agent(&edit.changes, id);
                let agent =
                    agent.ok_or_else(|| RequestError::input("agentId is not an agent of this workspace"))?;
                Access::Agent(agent)
            }
        };
        let at = edit.tick();
        let place = world.catalog().keys.len() + edit.changes.keys.len();
        let key = new_key(&edit.changes, place);
        let fields =
            |shown: &str| catalog::key(world.workspace(), place, &label, shown, at, agent.as_deref());
        let record = Record::new(at, fields(&key));
        edit.changes.keys.push(Record::new(at, fields(&redacted(&key))));
        edit.changes.accepted.push(Accepted { key, access });
        self.done(ids::id(Kind::ApiKey, place));
        Ok(record)
    }
}

/// Returns a key that depends only on the earlier keys, so that every run is the same.
fn new_key(changes: &Changes, place: usize) -> String {
    let keys = changes.accepted.iter().flat_map(|accepted| accepted.key.bytes());
    let salt = keys.fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let mut random = Random::of(salt, 6, place);
    format!("bck_{:016x}{:016x}", random.next(), random.next())
}
