//! What can be changed: each field of the schema's `Mutation`, checked first and then really done.

use apollo_compiler::resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::serde_json_bytes::json;

use crate::catalog::{self, masked};
use crate::contact::Contact;
use crate::conversation::{AIS, Charge, Conversation};
use crate::dice::Dice;
use crate::ids::{self, Kind};
use crate::input::Input;
use crate::instant;
use crate::message::Message;
use crate::queries::{check_workspace, conversation};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::resolve::{Context, object};
use crate::world::Changes;

/// The root of every mutation.
pub(crate) struct Mutations<'w>(pub(crate) &'w Context<'w>);

/// Who a new conversation is with.
enum Recipient {
    Known(usize),
    Number(String),
}

impl ObjectValue for Mutations<'_> {
    fn type_name(&self) -> &str {
        "Mutation"
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let input = Input::of(info.arguments(), "input");
        check_workspace(self.0.world, input)?;
        Ok(match info.field_name() {
            "startConv" => object(self.0, self.start(input)?),
            "assignConv" => object(self.0, self.assign(input)?),
            "addMessage" => object(self.0, self.add_message(input)?),
            "createTag" => object(self.0, self.create_tag(input)?),
            "genApiKey" => object(self.0, self.make_key(input)?),
            _ => return Err(self.unknown_field_error(info)),
        })
    }
}

/// A required text, which must not be empty.
fn required(input: Input<'_>, field: &str) -> Result<String, Refusal> {
    let text = input.text(field).unwrap_or_default();
    if text.trim().is_empty() { Err(Refusal::input(format!("{field} must not be empty"))) } else { Ok(text) }
}

/// Whether a text is a phone number in international form.
fn is_phone(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl Mutations<'_> {
    fn done(&self, id: String) {
        *self.0.effect.borrow_mut() = Some(id);
    }

    fn channel(&self, input: Input<'_>) -> Result<usize, Refusal> {
        let channel = input.text("integrationId").and_then(|id| ids::index(Kind::Channel, &id));
        let known = channel.filter(|channel| *channel < self.0.world.catalog().networks.len());
        known.ok_or_else(|| Refusal::input("integrationId names no channel of this workspace"))
    }

    /// The conversation that was named, which must run on the channel that was named.
    fn conversation(&self, input: Input<'_>) -> Result<usize, Refusal> {
        let id = input.text("convId").unwrap_or_default();
        let index = conversation(self.0.world, &id)
            .ok_or_else(|| Refusal::not_found("there is no such conversation"))?;
        let channel = self.channel(input)?;
        match self.0.world.conversation(index).channel {
            Some(own) if own != channel => Err(Refusal::input("the conversation runs on another channel")),
            _ => Ok(index),
        }
    }

    /// Who was named: the contact, where a phone number stands beside it as in the documentation's example.
    fn recipient(&self, input: Input<'_>) -> Result<Recipient, Refusal> {
        let world = self.0.world;
        match (input.text("clientId"), input.text("phone")) {
            (Some(id), _) => {
                let known = world.seeded_contacts() + world.added_contacts();
                let contact = ids::index(Kind::Contact, &id).filter(|contact| *contact < known);
                contact.map(Recipient::Known).ok_or_else(|| Refusal::input("clientId names no contact"))
            }
            (None, Some(phone)) if is_phone(&phone) => {
                Ok(world.contact_by_phone(&phone).map_or(Recipient::Number(phone), Recipient::Known))
            }
            (None, Some(_)) => Err(Refusal::input("phone must be + and 7 to 15 digits")),
            (None, None) => Err(Refusal::input("give clientId or phone")),
        }
    }

    fn start(&self, input: Input<'_>) -> Result<Conversation, Refusal> {
        let world = self.0.world;
        let channel = self.channel(input)?;
        let template = required(input, "templateName")?;
        let recipient = self.recipient(input)?;
        let (seeded, seeded_contacts, clock) = (world.seeded(), world.seeded_contacts(), world.clock());

        let mut changes = world.change();
        let at = changes.tick(clock);
        let contact = match recipient {
            Recipient::Known(contact) => contact,
            Recipient::Number(phone) => {
                let known =
                    changes.contacts.iter().find(|it| it.phone.as_deref() == Some(&phone)).map(|it| it.index);
                known.unwrap_or_else(|| {
                    let index = seeded_contacts + changes.contacts.len();
                    changes.contacts.push(Contact::by_number(index, at, phone));
                    index
                })
            }
        };
        let row = Conversation::started(seeded + changes.started.len(), at, channel, contact);
        changes.started.push(row.clone());
        let kind = world.kinds().template;
        let message = Message::added(world.next_message(&changes), row.index, at, kind, template);
        changes.messages.push(message);
        drop(changes);
        self.done(ids::id(Kind::Conversation, row.index));
        Ok(row)
    }

    fn assign(&self, input: Input<'_>) -> Result<Conversation, Refusal> {
        let index = self.conversation(input)?;
        let ai = input.flag("isAi").unwrap_or(false);
        let (kind, known) =
            if ai { (Kind::Ai, AIS) } else { (Kind::Agent, self.0.world.catalog().agents.len()) };
        let named =
            input.text("agentId").ok_or_else(|| Refusal::input("agentId must say who takes charge"))?;
        let who = ids::index(kind, &named).filter(|who| *who < known);
        let who = who.ok_or_else(|| Refusal::input("agentId names nobody of this workspace"))?;
        let charge = if ai { Charge::Ai(who) } else { Charge::Agent(who) };
        self.0.world.change().assigned.insert(index, charge);
        self.done(ids::id(Kind::Conversation, index));
        Ok(self.0.world.conversation(index))
    }

    fn add_message(&self, input: Input<'_>) -> Result<Message, Refusal> {
        let world = self.0.world;
        let conversation = self.conversation(input)?;
        let content = required(input, "content")?;
        let kind = input.text("type").and_then(|kind| world.kinds().find(&kind));
        if let Some(id) = input.text("replyToMessageId") {
            let known = ids::message_index(&id).is_some_and(|index| world.has_message(index));
            if !known {
                return Err(Refusal::input("replyToMessageId names no message"));
            }
        }
        let clock = world.clock();
        let mut changes = world.change();
        let at = changes.tick(clock);
        let message = Message::added(world.next_message(&changes), conversation, at, kind, content);
        changes.messages.push(message.clone());
        drop(changes);
        self.done(ids::message_id(message.index));
        Ok(message)
    }

    fn create_tag(&self, input: Input<'_>) -> Result<Record, Refusal> {
        let world = self.0.world;
        let tag = required(input, "tag")?;
        let clock = world.clock();
        let mut changes = world.change();
        let at = changes.tick(clock);
        let id = ids::id(Kind::Tag, world.catalog().tags.len() + changes.tags.len());
        let record = Record::new(
            "Tag",
            at,
            json!({
                "workspaceId": world.workspace(), "id": id.as_str(), "tag": tag, "type": input.text("type"),
                "order": input.number("order"), "description": input.text("description"), "createdAt": instant::text(at),
            }),
        );
        changes.tags.push(record.clone());
        drop(changes);
        self.done(id);
        Ok(record)
    }

    fn make_key(&self, input: Input<'_>) -> Result<Record, Refusal> {
        let world = self.0.world;
        let label = required(input, "label")?;
        let agent = input.text("agentId");
        if let Some(id) = &agent {
            let known = ids::index(Kind::Agent, id).is_some_and(|agent| agent < world.catalog().agents.len());
            if !known {
                return Err(Refusal::input("agentId names no agent of this workspace"));
            }
        }
        let clock = world.clock();
        let mut changes = world.change();
        let at = changes.tick(clock);
        let place = world.catalog().keys.len() + changes.keys.len();
        let key = new_key(&changes, place);
        let fields =
            |shown: &str| catalog::key(world.workspace(), place, &label, shown, at, agent.as_deref());
        let record = Record::new("ApiKey", at, fields(&key));
        changes.keys.push(Record::new("ApiKey", at, fields(&masked(&key))));
        changes.accepted.push(key);
        drop(changes);
        self.done(ids::id(Kind::ApiKey, place));
        Ok(record)
    }
}

/// A key that follows from the keys before it, so that a run can be repeated.
fn new_key(changes: &Changes, place: usize) -> String {
    let salt = changes
        .accepted
        .concat()
        .bytes()
        .fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let mut dice = Dice::of(salt, 6, place);
    format!("bck_{:016x}{:016x}", dice.next(), dice.next())
}
