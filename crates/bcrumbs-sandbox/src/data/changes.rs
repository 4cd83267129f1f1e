//! What requests, tests and the clock have changed about a world.

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
    /// The seeded conversations that are no longer as they were seeded.
    pub(crate) conversations: BTreeMap<usize, Conversation>,
    /// When something was last written in a conversation, where that was after the start.
    pub(crate) active: BTreeMap<usize, Millis>,
    /// When the seeded conversations ended in which nothing was written.
    pub(crate) seeded_ended: Option<Millis>,
    /// The messages that were written.
    pub(crate) messages: Vec<Message>,
    /// The seeded messages that are no longer as they were seeded.
    pub(crate) seeded_messages: BTreeMap<usize, Message>,
    /// The contacts that were created.
    pub(crate) contacts: Vec<Contact>,
    /// The seeded contacts that are no longer as they were seeded.
    pub(crate) seeded_contacts: BTreeMap<usize, Contact>,
    pub(crate) agents: Vec<Record>,
    pub(crate) tags: Vec<Record>,
    pub(crate) webhooks: Vec<Record>,
    pub(crate) keys: Vec<Record>,
    /// The keys that open the gateway.
    pub(crate) accepted: Vec<Accepted>,
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) schedule: Schedule,
    /// What has happened and was not yet posted to webhooks.
    pub(crate) occurrences: Vec<Occurrence>,
    /// The last instant that was given to a new row.
    pub(crate) last: Millis,
}

/// A key that opens the gateway.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) key: String,
    pub(crate) access: Access,
}

/// What a key or token may see and do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everything.
    Full,
    /// What the role Agent+ may, as the agent of that index.
    Agent(usize),
}

impl Access {
    /// Whether a conversation is seen: the role Agent+ sees those that are assigned to it or to no agent.
    pub(crate) fn sees(self, conversation: &Conversation) -> bool {
        match self {
            Self::Full => true,
            Self::Agent(own) => conversation.assignee().is_none_or(|agent| agent == own),
        }
    }
}

impl Changes {
    /// No changes, with a key that may do everything.
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
