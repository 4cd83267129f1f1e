//! What the gateway knows: the seeded rows, computed on demand, and the changes that requests made to them.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use apollo_compiler::Schema;
use chrono::{DateTime, Utc};

use crate::builder::CursorRule;
use crate::catalog::Catalog;
use crate::contact::{self, Contact};
use crate::conversation::{Charge, Conversation};
use crate::instant::Millis;
use crate::message::{Kinds, Message};
use crate::record::Record;
use crate::timeline::Timeline;

/// What a world is made from.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) conversations: usize,
    pub(crate) messages: usize,
    pub(crate) workspace: i32,
    pub(crate) cursor: CursorRule,
    pub(crate) most: Option<usize>,
    /// The instant that stands still; `None` where the clock runs.
    pub(crate) now: Option<DateTime<Utc>>,
    pub(crate) api_key: String,
}

/// The state of the gateway. Its lock is never held while another method is called.
#[derive(Debug)]
pub(crate) struct World {
    plan: Plan,
    timeline: Timeline,
    catalog: Catalog,
    changes: RwLock<Changes>,
}

/// What requests have changed.
#[derive(Debug)]
pub(crate) struct Changes {
    pub(crate) started: Vec<Conversation>,
    pub(crate) assigned: BTreeMap<usize, Charge>,
    pub(crate) messages: Vec<Message>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) tags: Vec<Record>,
    pub(crate) keys: Vec<Record>,
    /// The keys that open the gateway.
    pub(crate) accepted: Vec<String>,
    /// The last instant that was given to a new thing.
    last: Millis,
}

impl Changes {
    /// An instant later than everything that exists, and not before `now`.
    pub(crate) fn tick(&mut self, now: Millis) -> Millis {
        self.last = now.max(self.last + 1);
        self.last
    }
}

impl World {
    /// A fresh world.
    pub(crate) fn new(plan: Plan, schema: &Schema) -> Self {
        let now = plan.now.unwrap_or_else(Utc::now).timestamp_millis();
        let changes = Changes {
            started: Vec::new(),
            assigned: BTreeMap::new(),
            messages: Vec::new(),
            contacts: Vec::new(),
            tags: Vec::new(),
            keys: Vec::new(),
            accepted: vec![plan.api_key.clone()],
            last: now - 1,
        };
        Self {
            timeline: Timeline::new(plan.seed, now, plan.conversations, plan.messages),
            catalog: Catalog::new(schema, plan.workspace, now, &plan.api_key),
            changes: RwLock::new(changes),
            plan,
        }
    }

    /// The changes, to read.
    pub(crate) fn changes(&self) -> RwLockReadGuard<'_, Changes> {
        self.changes.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The changes, to add to.
    pub(crate) fn change(&self) -> RwLockWriteGuard<'_, Changes> {
        self.changes.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time on the gateway's clock.
    pub(crate) fn clock(&self) -> Millis {
        self.plan.now.unwrap_or_else(Utc::now).timestamp_millis()
    }

    pub(crate) fn workspace(&self) -> i32 {
        self.plan.workspace
    }

    pub(crate) fn cursor_rule(&self) -> CursorRule {
        self.plan.cursor
    }

    /// The most rows that a page may have.
    pub(crate) fn most(&self) -> Option<usize> {
        self.plan.most
    }

    pub(crate) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    pub(crate) fn kinds(&self) -> &Kinds {
        &self.catalog.kinds
    }

    /// Whether a key opens the gateway.
    pub(crate) fn accepts(&self, key: &str) -> bool {
        self.changes().accepted.iter().any(|accepted| accepted == key)
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

    /// Whether there is a conversation of that index.
    pub(crate) fn has_conversation(&self, index: usize) -> bool {
        index < self.seeded() + self.started()
    }

    pub(crate) fn conversation_created(&self, index: usize) -> Millis {
        match index.checked_sub(self.seeded()) {
            None => self.timeline.conversation(index),
            Some(started) => self.changes().started[started].created,
        }
    }

    /// The conversation of an index that exists, as it is now.
    pub(crate) fn conversation(&self, index: usize) -> Conversation {
        let mut row = match index.checked_sub(self.seeded()) {
            Some(started) => self.changes().started[started].clone(),
            None => {
                let created = self.timeline.conversation(index);
                let last = if self.messages_each() == 0 {
                    created
                } else {
                    self.message_created(index * self.messages_each())
                };
                Conversation::seeded(self.plan.seed, index, created, last, self.catalog.networks.len())
            }
        };
        if let Some(charge) = self.changes().assigned.get(&index) {
            row.charge = *charge;
        }
        row
    }

    /// The number of seeded messages of each conversation.
    pub(crate) fn messages_each(&self) -> usize {
        self.timeline.messages_each()
    }

    /// The messages that were added, newest first.
    pub(crate) fn added_messages(&self) -> Vec<Message> {
        self.changes().messages.iter().rev().cloned().collect()
    }

    pub(crate) fn message_created(&self, index: usize) -> Millis {
        self.timeline.message(index)
    }

    /// The seeded message of that index.
    pub(crate) fn message(&self, index: usize) -> Message {
        let (conversation, place) = (index / self.messages_each(), index % self.messages_each());
        let first = place + 1 == self.messages_each();
        Message::seeded(
            self.plan.seed,
            index,
            conversation,
            self.timeline.message(index),
            first,
            self.kinds(),
        )
    }

    /// Whether there is a message of that index.
    pub(crate) fn has_message(&self, index: usize) -> bool {
        index < self.timeline.messages() + self.changes().messages.len()
    }

    /// The index of the next message to be added, given the changes so far.
    pub(crate) fn next_message(&self, changes: &Changes) -> usize {
        self.timeline.messages() + changes.messages.len()
    }

    /// The messages of a conversation, newest first.
    pub(crate) fn messages_of(&self, conversation: usize) -> Vec<Message> {
        let mut messages: Vec<_> = {
            let changes = self.changes();
            changes.messages.iter().rev().filter(|it| it.conversation == conversation).cloned().collect()
        };
        if conversation < self.seeded() {
            let first = conversation * self.messages_each();
            messages.extend((first..first + self.messages_each()).map(|index| self.message(index)));
        }
        messages
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
        match index.checked_sub(self.seeded_contacts()) {
            None => Contact::seeded(self.plan.seed, index, self.contact_created(index)),
            Some(added) => self.changes().contacts[added].clone(),
        }
    }

    /// The seeded contact with a phone number.
    pub(crate) fn contact_by_phone(&self, phone: &str) -> Option<usize> {
        let index = contact::by_phone(phone).filter(|index| *index < self.seeded_contacts())?;
        (self.contact(index).phone.as_deref() == Some(phone)).then_some(index)
    }
}
