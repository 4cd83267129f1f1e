//! The body of a delivery, as the pages apis/webhooks and the older article document it.

use serde_json::{Value, json};

use crate::data::contact::Contact;
use crate::data::conversation::Conversation;
use crate::data::ids::{self, Kind};
use crate::data::instant::{self, Millis};
use crate::data::message::{Author, Message};
use crate::data::occurrence::{Occurrence, Subject};
use crate::data::world::World;
use crate::webhook::delivery::DeliveryFault;

/// Returns the body of an event. A fault can change how it is written.
pub(crate) fn body(world: &World, occurrence: &Occurrence, fault: Option<DeliveryFault>) -> Value {
    let swapped = fault == Some(DeliveryFault::OtherDateForm);
    let conversation_date = if swapped { instant::text } else { instant::http_date };
    let contact_date = if swapped { instant::http_date } else { instant::text };
    let mut body = match &occurrence.subject {
        Subject::Message(message, conversation, contact) => {
            let mut body = of_conversation(world, conversation, contact.as_deref());
            add_message(&mut body, world, message, &conversation_date(message.created));
            body
        }
        Subject::Conversation(conversation, contact) => {
            // The vendor does not document the message fields of these events. Here they are null, and the date is
            // that of the event.
            let mut body = of_conversation(world, conversation, contact.as_deref());
            for field in ["type", "content", "messageId", "isAgent"] {
                body[field] = Value::Null;
            }
            body["createdAt"] = conversation_date(occurrence.at).into();
            body
        }
        Subject::Contact(contact) => of_contact(world, contact, contact_date),
    };
    let space = if fault == Some(DeliveryFault::StraySpace) { " " } else { "" };
    body["event"] = format!("{}{space}", occurrence.event).into();
    body
}

fn of_conversation(world: &World, conversation: &Conversation, contact: Option<&Contact>) -> Value {
    let channel = conversation.channel;
    json!({
        "workspaceId": world.workspace(),
        "integrationId": channel.map(|channel| ids::id(Kind::Channel, channel)),
        "integrationType": channel.and_then(|channel| world.catalog().channel_type(channel)),
        "conversationId": ids::id(Kind::Conversation, conversation.index),
        "clientId": conversation.contact.map(|contact| ids::id(Kind::Contact, contact)),
        "externalClientId": contact.and_then(Contact::external_id),
        "debug": false,
    })
}

fn add_message(body: &mut Value, world: &World, message: &Message, date: &str) {
    body["type"] = world.kinds().name(message.kind).into();
    body["content"] = message.content(world.kinds()).into();
    body["messageId"] = ids::message_id(message.index).into();
    body["isAgent"] = (message.author == Author::Workspace).into();
    body["createdAt"] = date.into();
}

fn of_contact(world: &World, contact: &Contact, date: fn(Millis) -> String) -> Value {
    json!({
        "workspaceId": world.workspace(),
        "id": ids::id(Kind::Contact, contact.index),
        "email": contact.email,
        "name": contact.name,
        "surname": contact.surname,
        "phone": contact.phone,
        "address": contact.address(),
        "city": contact.city,
        "country": contact.country,
        "externalClientId": contact.external_id(),
        "tags": contact.tags.texts().collect::<Vec<_>>(),
        "stageId": contact.stage.map(|stage| world.catalog().stage_id(stage)),
        "createdAt": date(contact.created),
        "patchedAt": date(contact.patched.unwrap_or(contact.created)),
    })
}
