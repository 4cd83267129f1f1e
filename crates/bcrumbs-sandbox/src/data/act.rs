//! The changes that a test makes without GraphQL: inserts rows, and acts as an agent in the portal or as a contact.

use std::borrow::Cow;

use apollo_compiler::response::serde_json_bytes::json;

use crate::data::catalog::OPT_OUT;
use crate::data::changes::Changes;
use crate::data::conversation::{Charge, EndedBy};
use crate::data::edit::Edit;
use crate::data::ids::{self, Kind};
use crate::data::instant;
use crate::data::message::Author;
use crate::data::new::{NewAgent, NewContact, NewConversation, Received};
use crate::data::occurrence::Subscription;
use crate::data::record::Record;
use crate::data::tags::Tags;
use crate::data::world::World;
use crate::error::Error;
use crate::event::Event;

fn unknown(what: &'static str, id: &str) -> Error {
    Error::UnknownId { what, id: id.to_owned() }
}

fn contact_named(world: &World, changes: &Changes, id: &str) -> Result<usize, Error> {
    world.find_contact(changes, id).ok_or_else(|| unknown("contact", id))
}

fn conversation_named(world: &World, changes: &Changes, id: &str) -> Result<usize, Error> {
    world.find_conversation(changes, id).ok_or_else(|| unknown("conversation", id))
}

fn agent_named(world: &World, changes: &Changes, id: &str) -> Result<usize, Error> {
    world.find_agent(changes, id).ok_or_else(|| unknown("agent", id))
}

fn channel_named(world: &World, id: &str) -> Result<usize, Error> {
    world.find_channel(id).ok_or_else(|| unknown("channel", id))
}

/// Inserts a contact.
pub(crate) fn add_contact(world: &World, new: NewContact) -> String {
    let mut edit = Edit::new(world);
    let at = edit.tick();
    ids::id(Kind::Contact, edit.add_contact(new, at))
}

/// Inserts an agent.
pub(crate) fn add_agent(world: &World, new: NewAgent) -> String {
    let NewAgent { name, surname, email } = new;
    let mut edit = Edit::new(world);
    let at = edit.tick();
    let index = world.catalog().agents.len() + edit.changes.agents.len();
    let id = ids::id(Kind::Agent, index);
    edit.changes.agents.push(Record::new(
        at,
        json!({
            "workspaceId": world.workspace(), "id": id.as_str(), "userId": ids::id(Kind::User, index),
            "name": name, "surname": surname, "email": email, "avatar": null,
            "createdAt": instant::text(at),
        }),
    ));
    id
}

/// Inserts a conversation.
pub(crate) fn add_conversation(world: &World, new: NewConversation) -> Result<String, Error> {
    let mut edit = Edit::new(world);
    let contact = contact_named(world, &edit.changes, &new.contact)?;
    let channel = channel_named(world, &new.channel)?;
    let agent = new.agent.map(|id| agent_named(world, &edit.changes, &id)).transpose()?;
    let at = edit.tick();
    let row = edit.open(channel, contact, at);
    edit.change_conversation(row.index, |row| {
        row.charge = agent.map_or(Charge::Nobody, Charge::Agent);
        row.tags = Tags::written(new.tags);
    });
    Ok(ids::id(Kind::Conversation, row.index))
}

/// A contact writes on a channel.
pub(crate) fn receive(world: &World, contact: &str, channel: &str, text: String) -> Result<Received, Error> {
    let mut edit = Edit::new(world);
    let contact = contact_named(world, &edit.changes, contact)?;
    let channel = channel_named(world, channel)?;
    let at = edit.tick();
    let archived = world.contact_in(&edit.changes, contact).archived.is_some();
    let leaves = text.trim().eq_ignore_ascii_case(OPT_OUT);
    if archived && !leaves {
        edit.unarchive(contact, at);
    }
    let open = world.conversations_with(&edit.changes, contact).into_iter();
    let open = open.filter(|row| row.ended.is_none()).find(|row| row.channel == Some(channel));
    let conversation = open.unwrap_or_else(|| edit.open(channel, contact, at)).index;
    let kind = Some(world.kinds().text);
    let message = edit.write(conversation, Author::Contact, kind, text, at);
    if leaves && !archived {
        edit.archive(contact, at);
    }
    Ok(Received {
        message_id: ids::message_id(message.index),
        conversation_id: ids::id(Kind::Conversation, conversation),
    })
}

/// An agent writes in the portal, and takes charge where nobody is in charge.
pub(crate) fn answer(world: &World, conversation: &str, agent: &str, text: String) -> Result<String, Error> {
    let mut edit = Edit::new(world);
    let index = conversation_named(world, &edit.changes, conversation)?;
    let agent = agent_named(world, &edit.changes, agent)?;
    let row = world.conversation_in(&edit.changes, index);
    if row.ended.is_some() {
        return Err(Error::ConversationEnded { id: conversation.to_owned() });
    }
    if row.charge == Charge::Nobody {
        edit.assign(index, Charge::Agent(agent));
    }
    let at = edit.tick();
    let kind = Some(world.kinds().text);
    let message = edit.write(index, Author::Workspace, kind, text, at);
    Ok(ids::message_id(message.index))
}

/// Ends a conversation, as the gateway does by itself.
pub(crate) fn end(world: &World, conversation: &str) -> Result<(), Error> {
    let mut edit = Edit::new(world);
    let index = conversation_named(world, &edit.changes, conversation)?;
    if world.conversation_in(&edit.changes, index).ended.is_some() {
        return Err(Error::ConversationEnded { id: conversation.to_owned() });
    }
    let at = edit.tick();
    edit.end(index, EndedBy::System, at);
    Ok(())
}

/// Sets the delivery status of a message.
pub(crate) fn set_status(world: &World, message: &str, status: String) -> Result<(), Error> {
    let mut edit = Edit::new(world);
    let index = world.find_message(&edit.changes, message).ok_or_else(|| unknown("message", message))?;
    let at = edit.tick();
    edit.set_status(index, Cow::Owned(status), at);
    Ok(())
}

/// Sets the fields of a contact that are set in `new`; tags are added.
pub(crate) fn update_contact(world: &World, contact: &str, new: NewContact) -> Result<(), Error> {
    let mut edit = Edit::new(world);
    let index = contact_named(world, &edit.changes, contact)?;
    let at = edit.tick();
    edit.change_contact(index, at, |contact| {
        let NewContact { name, surname, phone, email, code, city, country, tags } = new;
        let keep =
            |new: Option<String>, old: &mut Option<_>| *old = new.map(Cow::Owned).or_else(|| old.take());
        keep(name, &mut contact.name);
        keep(surname, &mut contact.surname);
        keep(city, &mut contact.city);
        keep(country, &mut contact.country);
        contact.phone = phone.or_else(|| contact.phone.take());
        contact.email = email.or_else(|| contact.email.take());
        contact.code = code.or_else(|| contact.code.take());
        if !tags.is_empty() {
            let old = contact.tags.texts().map(str::to_owned);
            contact.tags = Tags::written(old.chain(tags).collect());
        }
    });
    Ok(())
}

/// Registers a webhook; `url` was checked.
pub(crate) fn add_webhook(world: &World, event: Event, url: String) -> String {
    let mut edit = Edit::new(world);
    let at = edit.tick();
    let index = world.catalog().webhooks.len() + edit.changes.webhooks.len();
    let id = ids::id(Kind::Webhook, index);
    edit.changes.webhooks.push(Record::new(
        at,
        json!({
            "workspaceId": world.workspace(), "id": id.as_str(), "label": format!("Webhook {index}"),
            "url": url.as_str(), "event": event.as_str(), "createdAt": instant::text(at),
        }),
    ));
    edit.changes.subscriptions.push(Subscription { event, url });
    id
}
