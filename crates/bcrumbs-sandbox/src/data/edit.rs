//! Changes rows. Every change of a row uses these functions: they set the timestamps, schedule later changes, and
//! record the events for webhooks.

use std::borrow::Cow;
use std::sync::RwLockWriteGuard;

use crate::data::changes::Changes;
use crate::data::contact::{Archived, Contact};
use crate::data::conversation::{Charge, Conversation, End, EndedBy};
use crate::data::instant::Millis;
use crate::data::message::{Author, Message};
use crate::data::new::NewContact;
use crate::data::occurrence::{Occurrence, Subject};
use crate::data::schedule::{Due, Report};
use crate::data::world::World;
use crate::event::Event;

/// The time until the network reports the status of a message, on the sandbox's clock: a guess.
const REPORTED_AFTER: Millis = 1_000;
/// The documented time for free replies after a contact's message.
const REPLY_WINDOW: Millis = 24 * 3_600_000;
/// The networks for which that time is documented.
const WITH_WINDOW: [&str; 2] = ["WHATSAPP", "INSTAGRAM"];

/// An exclusive access to the data. It holds the lock.
#[derive(Debug)]
pub(crate) struct Edit<'w> {
    pub(crate) world: &'w World,
    pub(crate) changes: RwLockWriteGuard<'w, Changes>,
}

impl<'w> Edit<'w> {
    /// Locks the data.
    pub(crate) fn new(world: &'w World) -> Self {
        Self { world, changes: world.changes_mut() }
    }

    /// An instant for new rows, later than every row.
    pub(crate) fn tick(&mut self) -> Millis {
        let now = self.world.clock().now();
        self.changes.tick(now)
    }

    /// Creates a contact and returns its index.
    pub(crate) fn add_contact(&mut self, new: NewContact, at: Millis) -> usize {
        let index = self.world.seeded_contacts() + self.changes.contacts.len();
        let contact = Contact::added(index, at, new);
        self.changes.contacts.push(contact.clone());
        self.record_event(Event::NewContact, at, || Subject::Contact(Box::new(contact)));
        index
    }

    /// Opens a conversation and returns it.
    pub(crate) fn open(&mut self, channel: usize, contact: usize, at: Millis) -> Conversation {
        let index = self.world.seeded() + self.changes.started.len();
        let row = Conversation::started(index, at, channel, contact);
        self.changes.started.push(row.clone());
        self.touch(index, at);
        self.record_conversation_event(Event::NewConversation, index, at);
        row
    }

    /// Writes a message into a conversation.
    pub(crate) fn write(
        &mut self,
        conversation: usize,
        author: Author,
        kind: Option<usize>,
        content: String,
        at: Millis,
    ) -> Message {
        let index = self.world.next_message(&self.changes);
        let message = Message::written(index, conversation, at, author, kind, content);
        let is = |known: Option<usize>| known.is_some() && known == kind;
        let (template, note) = (is(self.world.kinds().template), is(self.world.kinds().note));
        if author == Author::Workspace && !note {
            let report =
                if template || self.reaches(conversation, at) { Report::Sent } else { Report::Failed };
            self.changes.schedule.add(at + REPORTED_AFTER, Due::Report { message: index, report });
        }
        self.changes.messages.push(message.clone());
        self.touch(conversation, at);
        match author {
            Author::Contact => self.record_message_event(Event::IncomingMessage, index, at),
            Author::Workspace if note => {}
            Author::Workspace => self.record_message_event(Event::OutgoingMessage, index, at),
        }
        message
    }

    /// Returns whether the network accepts a free message: if the network has a reply window, the window must be open.
    fn reaches(&self, conversation: usize, at: Millis) -> bool {
        let row = self.world.conversation_in(&self.changes, conversation);
        let network = row.channel.and_then(|channel| self.world.catalog().channel_type(channel));
        if !network.is_some_and(|network| WITH_WINDOW.contains(&network)) {
            return true;
        }
        let received = row.contact.and_then(|contact| self.world.last_received(&self.changes, contact));
        received.is_some_and(|received| at - received < REPLY_WINDOW)
    }

    /// Records the time of a new message, which delays the end of the conversation.
    fn touch(&mut self, conversation: usize, at: Millis) {
        self.changes.active.insert(conversation, at);
        if let Some(ttl) = self.world.ttl() {
            self.changes.schedule.add(at + ttl, Due::End { conversation });
        }
        self.world.reschedule(&self.changes);
    }

    /// Puts someone in charge of a conversation.
    pub(crate) fn assign(&mut self, conversation: usize, charge: Charge) {
        self.change_conversation(conversation, |row| row.charge = charge);
    }

    /// Ends a conversation.
    pub(crate) fn end(&mut self, conversation: usize, by: EndedBy, at: Millis) {
        self.end_quietly(conversation, by, at);
        self.record_conversation_event(Event::EndingConversation, conversation, at);
    }

    /// Ends a conversation; the caller reports it.
    pub(crate) fn end_quietly(&mut self, conversation: usize, by: EndedBy, at: Millis) {
        self.change_conversation(conversation, |row| row.ended = Some(End { by: Some(by), at: Some(at) }));
    }

    /// Changes a conversation in place.
    pub(crate) fn change_conversation(&mut self, index: usize, change: impl FnOnce(&mut Conversation)) {
        match index.checked_sub(self.world.seeded()) {
            Some(started) => change(&mut self.changes.started[started]),
            None => {
                let mut row = self.world.conversation_in(&self.changes, index);
                change(&mut row);
                self.changes.conversations.insert(index, row);
            }
        }
    }

    /// Sets the delivery status of a message.
    pub(crate) fn set_status(&mut self, index: usize, status: Cow<'static, str>, at: Millis) {
        let mut message = self.world.message_in(&self.changes, index);
        message.status = Some(status);
        let seeded = self.world.next_message(&self.changes) - self.changes.messages.len();
        match index.checked_sub(seeded) {
            Some(written) => self.changes.messages[written] = message,
            None => {
                self.changes.seeded_messages.insert(index, message);
            }
        }
        self.record_message_event(Event::MessageUpdated, index, at);
    }

    /// Archives a contact.
    pub(crate) fn archive(&mut self, contact: usize, at: Millis) {
        self.change_contact(contact, at, |it| it.archived = Some(Archived { at, by: "SYSTEM".into() }));
    }

    /// Unarchives a contact.
    pub(crate) fn unarchive(&mut self, contact: usize, at: Millis) {
        self.change_contact(contact, at, |it| it.archived = None);
    }

    /// Changes a contact in place.
    pub(crate) fn change_contact(&mut self, index: usize, at: Millis, change: impl FnOnce(&mut Contact)) {
        let mut contact = self.world.contact_in(&self.changes, index);
        change(&mut contact);
        contact.patched = Some(at);
        match index.checked_sub(self.world.seeded_contacts()) {
            Some(added) => self.changes.contacts[added] = contact.clone(),
            None => {
                self.changes.seeded_contacts.insert(index, contact.clone());
            }
        }
        self.record_event(Event::ContactUpdated, at, || Subject::Contact(Box::new(contact)));
    }

    /// Records an event of a conversation.
    pub(crate) fn record_conversation_event(&mut self, event: Event, index: usize, at: Millis) {
        let world = self.world;
        if self.wanted(event) {
            let row = world.conversation_in(&self.changes, index);
            let contact = row.contact.map(|contact| Box::new(world.contact_in(&self.changes, contact)));
            self.record_event(event, at, || Subject::Conversation(Box::new(row), contact));
        }
    }

    fn record_message_event(&mut self, event: Event, index: usize, at: Millis) {
        let world = self.world;
        if self.wanted(event) {
            let message = world.message_in(&self.changes, index);
            let row = world.conversation_in(&self.changes, message.conversation);
            let contact = row.contact.map(|contact| Box::new(world.contact_in(&self.changes, contact)));
            self.record_event(event, at, || Subject::Message(Box::new(message), Box::new(row), contact));
        }
    }

    /// Returns whether a webhook is registered for an event.
    pub(crate) fn wanted(&self, event: Event) -> bool {
        self.changes.subscriptions.iter().any(|subscription| subscription.event.covers(event))
    }

    fn record_event(&mut self, event: Event, at: Millis, subject: impl FnOnce() -> Subject) {
        if self.wanted(event) {
            self.changes.occurrences.push(Occurrence { event, at, subject: subject() });
        }
    }
}
