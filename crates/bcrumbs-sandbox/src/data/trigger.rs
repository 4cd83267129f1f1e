//! Triggers an event with few arguments, to try out a receiver by hand.

use std::borrow::Cow;

use crate::data::act;
use crate::data::conversation::{Conversation, EndedBy};
use crate::data::edit::Edit;
use crate::data::ids::{self, Kind};
use crate::data::message::Author;
use crate::data::new::NewContact;
use crate::data::world::World;
use crate::error::Error;
use crate::event::Event;

/// The arguments of an event. The sandbox chooses the others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wish {
    pub(crate) contact: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) text: Option<String>,
}

/// The contact and the channel of an event.
struct Place {
    contact: usize,
    channel: usize,
}

/// Triggers an event and returns the identifier of its row. The default contact is the newest one that is not
/// archived, or a new one if there is none. The default channel is the first.
pub(crate) fn trigger(world: &World, event: Event, wish: Wish) -> Result<String, Error> {
    let Wish { contact, channel, text } = wish;
    let text = |usual: &str| text.clone().unwrap_or_else(|| usual.to_owned());
    if event == Event::IncomingMessage {
        let place = place(&mut Edit::new(world), contact, channel)?;
        let (contact, channel) =
            (ids::id(Kind::Contact, place.contact), ids::id(Kind::Channel, place.channel));
        return Ok(act::receive(world, &contact, &channel, text("Hello"))?.message_id);
    }
    let mut edit = Edit::new(world);
    if event == Event::NewContact {
        let at = edit.tick();
        let new = NewContact::named(text("Triggered"));
        return Ok(ids::id(Kind::Contact, edit.add_contact(new, at)));
    }
    let place = place(&mut edit, contact, channel)?;
    match event {
        Event::OutgoingMessage | Event::MessageUpdated => {
            let row = open_conversation(&mut edit, &place);
            let at = edit.tick();
            let kind = Some(world.kinds().text);
            let message = edit.write(row.index, Author::Workspace, kind, text("Hello"), at);
            if event == Event::MessageUpdated {
                edit.set_status(message.index, Cow::Borrowed("sent"), at);
            }
            Ok(ids::message_id(message.index))
        }
        Event::EndingConversation => {
            let row = open_conversation(&mut edit, &place);
            let at = edit.tick();
            edit.end(row.index, EndedBy::System, at);
            Ok(ids::id(Kind::Conversation, row.index))
        }
        Event::NewConversation => {
            let at = edit.tick();
            let row = edit.open(place.channel, place.contact, at);
            Ok(ids::id(Kind::Conversation, row.index))
        }
        Event::ContactUpdated => {
            let at = edit.tick();
            edit.change_contact(place.contact, at, |_| {});
            Ok(ids::id(Kind::Contact, place.contact))
        }
        Event::IncomingMessage | Event::NewContact | Event::Any => {
            let known = Event::ALL.into_iter().filter(|event| *event != Event::Any).map(Event::as_str);
            Err(Error::UnknownEvent {
                name: event.as_str().to_owned(),
                known: known.collect::<Vec<_>>().join(", "),
            })
        }
    }
}

fn place(edit: &mut Edit<'_>, contact: Option<String>, channel: Option<String>) -> Result<Place, Error> {
    let world = edit.world;
    let channel = match channel {
        None => 0,
        Some(id) => world.find_channel(&id).ok_or(Error::UnknownId { what: "channel", id })?,
    };
    let contact = match contact {
        Some(id) => {
            let found = world.find_contact(&edit.changes, &id);
            found.ok_or(Error::UnknownId { what: "contact", id })?
        }
        None => match newest_contact(edit) {
            Some(contact) => contact,
            None => {
                let at = edit.tick();
                edit.add_contact(NewContact::named("Triggered"), at)
            }
        },
    };
    Ok(Place { contact, channel })
}

fn newest_contact(edit: &Edit<'_>) -> Option<usize> {
    let seeded = edit.world.seeded_contacts();
    let added = (seeded..seeded + edit.changes.contacts.len()).rev();
    let present = |index: &usize| edit.world.contact_in(&edit.changes, *index).archived.is_none();
    added.chain(0..seeded).find(present)
}

/// Returns the open conversation of a contact on a channel, or opens one.
fn open_conversation(edit: &mut Edit<'_>, place: &Place) -> Conversation {
    let rows = edit.world.conversations_with(&edit.changes, place.contact).into_iter();
    let mut open = rows.filter(|row| row.ended.is_none() && row.channel == Some(place.channel));
    match open.next() {
        Some(row) => row,
        None => {
            let at = edit.tick();
            edit.open(place.channel, place.contact, at)
        }
    }
}
