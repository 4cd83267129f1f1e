//! The changes by requests, tests and the clock.

use std::collections::BTreeMap;

use crate::data::contact::Contact;
use crate::data::conversation::Conversation;
use crate::data::instant::Millis;
use crate::data::message::Message;
use crate::data::occurrence::{Occurrence, Subscription};
use crate::data::record::Record;
use crate::data::schedule::Schedule;

/// The changes.
#[derive(Debug)]
pub(crate) struct Changes {
    /// The conversations that were opened.
    pub(crate) started: Vec<Conversation>,
    /// The changed seeded conversations.
    pub(crate) conversations: BTreeMap<usize, Conversation>,
    /// The time of the last message of a conversation, if it was written after the start.
    pub(crate) active: BTreeMap<usize, Millis>,
    /// The time at which the seeded conversations without new messages ended.
    pub(crate) seeded_ended: Option<Millis>,
    /// The messages that were written.
    pub(crate) messages: Vec<Message>,
    /// The changed seeded messages.
    pub(crate) seeded_messages: BTreeMap<usize, Message>,
    /// The contacts that were created.
    pub(crate) contacts: Vec<Contact>,
    /// The changed seeded contacts.
    pub(crate) seeded_contacts: BTreeMap<usize, Contact>,
    pub(crate) agents: Vec<Record>,
    pub(crate) tags: Vec<Record>,
    pub(crate) webhooks: Vec<Record>,
    pub(crate) keys: Vec<Record>,
    /// The keys that open the gateway.
    pub(crate) accepted: Vec<Accepted>,
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) schedule: Schedule,
    /// The recorded events that were not yet posted to webhooks.
    pub(crate) occurrences: Vec<Occurrence>,
    /// The instant of the newest row.
    pub(crate) last: Millis,
}

/// A key that opens the gateway.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) key: String,
    pub(crate) access: Access,
}

/// The rights of a key or token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everything.
    Full,
    /// The rights of the role Agent+, as the agent with that index.
    Agent(usize),
}

impl Access {
    /// Returns whether the key has access to a conversation. The role Agent+ has access to conversations that are
    /// assigned to its agent or to no agent.
    pub(crate) fn sees(self, conversation: &Conversation) -> bool {
        match self {
            Self::Full => true,
            Self::Agent(own) => conversation.assignee().is_none_or(|agent| agent == own),
        }
    }
}

impl Changes {
    /// Returns no changes, and a key with all rights.
    pub(crate) fn new(key: String, now: Millis) -> Self {
        Self {
            started: Vec::new(),
            conversations: BTreeMap::new(),
            active: BTreeMap::new(),
            seeded_ended: None,
            messages: Vec::new(),
            seeded_messages: BTreeMap::new(),
            contacts: Vec::new(),
            seeded_contacts: BTreeMap::new(),
            agents: Vec::new(),
            tags: Vec::new(),
            webhooks: Vec::new(),
            keys: Vec::new(),
            accepted: vec![Accepted { key, access: Access::Full }],
            subscriptions: Vec::new(),
            schedule: Schedule::default(),
            occurrences: Vec::new(),
            last: now - 1,
        }
    }

    /// An instant later than every row, and not before `now`.
    pub(crate) fn tick(&mut self, now: Millis) -> Millis {
        self.last = now.max(self.last + 1);
        self.last
    }
}
