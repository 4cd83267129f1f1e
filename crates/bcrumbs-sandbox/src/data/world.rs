//! What the gateway knows: the seeded rows, computed on demand, with the changes that were made to them.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::data::catalog::Catalog;
use crate::data::changes::{Access, Changes};
use crate::data::clock::Clock;
use crate::data::contact::{self, Contact};
use crate::data::conversation::{Conversation, End, EndedBy};
use crate::data::ids::{self, Kind};
use crate::data::instant::Millis;
use crate::data::message::{Author, Kinds, Message, Position};
use crate::data::plan::Plan;
use crate::data::schedule::Due;
use crate::data::timeline::Timeline;
use crate::data::vocabulary::Vocabulary;

const HOUR: Millis = 3_600_000;

/// The state of the gateway. What takes `&Changes` may be called while the lock on them is held, the rest must not.
#[derive(Debug)]
pub(crate) struct World {
    plan: Plan,
    clock: Clock,
    timeline: Timeline,
    catalog: Catalog,
    changes: RwLock<Changes>,
    /// When the next scheduled thing happens; far away where nothing is scheduled.
    pub(crate) next_due: AtomicI64,
}

impl World {
    /// Returns new data.
    pub(crate) fn new(plan: Plan, vocabulary: Vocabulary) -> Self {
        let clock = Clock::new(plan.now);
        let now = clock.now();
        let mut changes = Changes::new(plan.api_key.clone(), now);
        let ttl = Millis::from(plan.ttl_hours) * HOUR;
        if ttl > 0 && plan.conversations > 0 {
            changes.schedule.add(now + ttl, Due::EndSeeded);
        }
        Self {
            next_due: AtomicI64::new(changes.schedule.next().unwrap_or(Millis::MAX)),
            timeline: Timeline::new(plan.seed, now, plan.conversations, plan.messages),
            catalog: Catalog::new(vocabulary, &plan, now),
            changes: RwLock::new(changes),
            clock,
            plan,
        }
    }

    /// The changes, to read.
    pub(crate) fn changes(&self) -> RwLockReadGuard<'_, Changes> {
        self.changes.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The changes, to add to.
    pub(crate) fn changes_mut(&self) -> RwLockWriteGuard<'_, Changes> {
        self.changes.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(crate) fn workspace(&self) -> i32 {
        self.plan.workspace
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub(crate) fn kinds(&self) -> &Kinds {
        &self.catalog.kinds
    }

    /// After how many milliseconds a conversation ends by itself; `None` where it does not.
    pub(crate) fn ttl(&self) -> Option<Millis> {
        Some(Millis::from(self.plan.ttl_hours) * HOUR).filter(|ttl| *ttl > 0)
    }

    /// Notes when the next scheduled thing happens.
    pub(crate) fn reschedule(&self, changes: &Changes) {
        self.next_due.store(changes.schedule.next().unwrap_or(Millis::MAX), Ordering::Relaxed);
    }

    /// What a key may do; `None` where it does not open the gateway.
    pub(crate) fn access(&self, key: &str) -> Option<Access> {
        self.changes().accepted.iter().find(|accepted| accepted.key == key).map(|accepted| accepted.access)
    }

    /// The number of seeded conversations.
    pub(crate) fn seeded(&self) -> usize {
        self.timeline.conversations()
    }

    /// The number of conversations that were started since.
    pub(crate) fn started(&self) -> usize {
        self.changes().started.len()
    }

    /// Which of the started conversations are with a contact, by their place among the started ones.
    pub(crate) fn started_with(&self, contact: usize) -> Vec<usize> {
        let changes = self.changes();
        let with = |(place, row): (usize, &Conversation)| (row.contact == Some(contact)).then_some(place);
        changes.started.iter().enumerate().filter_map(with).collect()
    }

    /// The index of the conversation with that identifier, if there is one.
    pub(crate) fn find_conversation(&self, changes: &Changes, id: &str) -> Option<usize> {
        let known = self.seeded() + changes.started.len();
        ids::index(Kind::Conversation, id).filter(|index| *index < known)
    }

    /// The index of the contact with that identifier, if there is one.
    pub(crate) fn find_contact(&self, changes: &Changes, id: &str) -> Option<usize> {
        let known = self.seeded_contacts() + changes.contacts.len();
        ids::index(Kind::Contact, id).filter(|index| *index < known)
    }

    /// The index of the agent with that identifier, if there is one.
    pub(crate) fn find_agent(&self, changes: &Changes, id: &str) -> Option<usize> {
        let known = self.catalog.agents.len() + changes.agents.len();
        ids::index(Kind::Agent, id).filter(|index| *index < known)
    }

    /// The index of the message with that identifier, if there is one.
    pub(crate) fn find_message(&self, changes: &Changes, id: &str) -> Option<usize> {
        let known = self.timeline.messages() + changes.messages.len();
        ids::message_index(id).filter(|index| *index < known)
    }

    /// The index of the channel with that identifier, if there is one.
    pub(crate) fn find_channel(&self, id: &str) -> Option<usize> {
        ids::index(Kind::Channel, id).filter(|index| *index < self.catalog.networks.len())
    }

    pub(crate) fn conversation_created(&self, index: usize) -> Millis {
        match index.checked_sub(self.seeded()) {
            None => self.timeline.conversation(index),
            Some(started) => self.changes().started[started].created,
        }
    }

    /// The conversation of an index that exists, as it is now.
    pub(crate) fn conversation(&self, index: usize) -> Conversation {
        self.conversation_in(&self.changes(), index)
    }

    /// The same, while the lock is held.
    pub(crate) fn conversation_in(&self, changes: &Changes, index: usize) -> Conversation {
        if let Some(started) = index.checked_sub(self.seeded()) {
            return changes.started[started].clone();
        }
        if let Some(changed) = changes.conversations.get(&index) {
            return changed.clone();
        }
        let created = self.timeline.conversation(index);
        let last = if self.messages_each() == 0 {
            created
        } else {
            self.message_created(index * self.messages_each())
        };
        let mut row = Conversation::seeded(self.plan.seed, index, created, last, self.catalog.networks.len());
        if row.ended.is_none() && !changes.active.contains_key(&index) {
            let by_system = |at| End { by: Some(EndedBy::System), at: Some(at) };
            row.ended = changes.seeded_ended.map(by_system);
        }
        row
    }

    /// The number of seeded messages of each conversation.
    pub(crate) fn messages_each(&self) -> usize {
        self.timeline.messages_each()
    }

    pub(crate) fn message_created(&self, index: usize) -> Millis {
        self.timeline.message(index)
    }

    /// The message of an index that exists, as it is now.
    pub(crate) fn message_in(&self, changes: &Changes, index: usize) -> Message {
        if let Some(written) = index.checked_sub(self.timeline.messages()) {
            return changes.messages[written].clone();
        }
        if let Some(changed) = changes.seeded_messages.get(&index) {
            return changed.clone();
        }
        let (conversation, place) = (index / self.messages_each(), index % self.messages_each());
        let position = if place + 1 == self.messages_each() { Position::First } else { Position::Later };
        let created = self.timeline.message(index);
        Message::seeded(self.plan.seed, index, conversation, created, position, self.kinds())
    }

    /// The index of the next message to be written.
    pub(crate) fn next_message(&self, changes: &Changes) -> usize {
        self.timeline.messages() + changes.messages.len()
    }

    /// The messages of a conversation, newest first.
    pub(crate) fn messages_of(&self, changes: &Changes, conversation: usize) -> Vec<Message> {
        let written = changes.messages.iter().rev().filter(|it| it.conversation == conversation).cloned();
        let mut messages: Vec<_> = written.collect();
        if conversation < self.seeded() {
            let first = conversation * self.messages_each();
            messages
                .extend((first..first + self.messages_each()).map(|index| self.message_in(changes, index)));
        }
        messages
    }

    /// The conversations with a contact, newest first.
    pub(crate) fn conversations_with(&self, changes: &Changes, contact: usize) -> Vec<Conversation> {
        let started = changes.started.iter().rev().filter(|row| row.contact == Some(contact)).cloned();
        let seeded = contact::conversations(contact).filter(|index| *index < self.seeded());
        let seeded = seeded.map(|index| self.conversation_in(changes, index));
        started.chain(seeded.filter(|row| row.contact == Some(contact))).collect()
    }

    /// When a contact last wrote.
    pub(crate) fn last_received(&self, changes: &Changes, contact: usize) -> Option<Millis> {
        let conversations = self.conversations_with(changes, contact).into_iter();
        let messages = conversations.flat_map(|row| self.messages_of(changes, row.index));
        messages.filter(|message| message.author == Author::Contact).map(|message| message.created).max()
    }

    /// The number of seeded contacts.
    pub(crate) fn seeded_contacts(&self) -> usize {
        contact::contacts_of(self.seeded())
    }

    /// The number of contacts that were created since.
    pub(crate) fn added_contacts(&self) -> usize {
        self.changes().contacts.len()
    }

    pub(crate) fn contact_created(&self, index: usize) -> Millis {
        match index.checked_sub(self.seeded_contacts()) {
            None => self.timeline.conversation((index / 3 * 5 + 4).min(self.seeded().saturating_sub(1))),
            Some(added) => self.changes().contacts[added].created,
        }
    }

    /// The contact of an index that exists.
    pub(crate) fn contact(&self, index: usize) -> Contact {
        self.contact_in(&self.changes(), index)
    }

    /// The same, while the lock is held.
    pub(crate) fn contact_in(&self, changes: &Changes, index: usize) -> Contact {
        if let Some(added) = index.checked_sub(self.seeded_contacts()) {
            return changes.contacts[added].clone();
        }
        if let Some(changed) = changes.seeded_contacts.get(&index) {
            return changed.clone();
        }
        let created = self.timeline.conversation((index / 3 * 5 + 4).min(self.seeded().saturating_sub(1)));
        Contact::seeded(self.plan.seed, index, created)
    }

    /// The contact with a phone number.
    pub(crate) fn contact_by_phone(&self, changes: &Changes, phone: &str) -> Option<usize> {
        let seeded = contact::by_phone(phone).filter(|index| *index < self.seeded_contacts());
        let has = |index: &usize| self.contact_in(changes, *index).phone.as_deref() == Some(phone);
        let added = || changes.contacts.iter().find(|it| it.phone.as_deref() == Some(phone));
        seeded.filter(has).or_else(|| added().map(|contact| contact.index))
    }
}
