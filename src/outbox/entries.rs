//! The state of all keys of an outbox, built from the steps in its file.

use crate::outbox::intent::{Intent, Row};
use crate::outbox::record::{Record, Settlement};
use crate::outbox::sent::{Proof, Receipt, Sent};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The state of all keys.
#[derive(Default)]
pub(crate) struct Entries(BTreeMap<String, Entry>);

/// The state of one key.
enum Entry {
    Open(Box<Intent>),
    Settled {
        settlement: Settlement,
        /// The intent, if the message was sent and its row is not known. Then the row can be mistaken for the row of
        /// another intent.
        intent: Option<Box<Intent>>,
    },
}

/// What is known about a key.
pub(crate) enum Known {
    /// The key was never used, or its call was certainly not sent.
    Free,
    Open(Box<Intent>),
    Sent(Sent),
}

impl Entries {
    pub(crate) fn known(&self, key: &str) -> Known {
        match self.0.get(key) {
            None => Known::Free,
            Some(Entry::Open(intent)) => Known::Open(intent.clone()),
            Some(Entry::Settled { settlement, .. }) => {
                settlement.sent.clone().map_or(Known::Free, Known::Sent)
            }
        }
    }

    /// Adds a step. It fails if the step does not follow from the steps before it.
    pub(crate) fn apply(&mut self, record: Record) -> Result<(), &'static str> {
        match record {
            Record::Outbox(_) => Err("it is not the first line of the file"),
            Record::Intent(intent) => match self.known(&intent.key) {
                Known::Free => {
                    self.0.insert(intent.key.clone(), Entry::Open(intent));
                    Ok(())
                }
                Known::Open(_) | Known::Sent(_) => Err("its key has an intent already"),
            },
            Record::Settled(settlement) => self.settle(settlement),
        }
    }

    fn settle(&mut self, settlement: Settlement) -> Result<(), &'static str> {
        let intent = match self.0.remove(&settlement.key) {
            // A rewritten file has only the results of settled intents.
            None => None,
            Some(Entry::Open(intent)) => Some(intent),
            Some(settled @ Entry::Settled { .. }) => {
                self.0.insert(settlement.key, settled);
                return Err("its key is settled already");
            }
        };
        let has_unknown_row = settlement.sent.as_ref().is_some_and(|sent| sent.receipt.is_none());
        let intent = intent.filter(|_| has_unknown_row);
        self.0.insert(settlement.key.clone(), Entry::Settled { settlement, intent });
        Ok(())
    }

    /// Drops the results that are older than an instant. The intents that are open are kept.
    pub(crate) fn drop_settled_before(&mut self, oldest: DateTime<Utc>) {
        self.0.retain(|_, entry| match entry {
            Entry::Open(_) => true,
            Entry::Settled { settlement, .. } => settlement.sent.is_some() && settlement.at.0 >= oldest,
        });
    }

    /// Returns the steps that a rewritten file contains.
    pub(crate) fn steps(&self) -> impl Iterator<Item = Record> {
        self.0
            .values()
            .flat_map(|entry| match entry {
                Entry::Open(intent) => [Some(Record::Intent(intent.clone())), None],
                Entry::Settled { settlement, intent } => {
                    [intent.clone().map(Record::Intent), Some(Record::Settled(settlement.clone()))]
                }
            })
            .flatten()
    }

    /// Returns the open intents, the oldest first.
    pub(crate) fn open(&self) -> Vec<Intent> {
        let intents = self.0.values().filter_map(|entry| match entry {
            Entry::Open(intent) => Some(Intent::clone(intent)),
            Entry::Settled { .. } => None,
        });
        let mut intents: Vec<_> = intents.collect();
        intents.sort_by_key(|intent| intent.at);
        intents
    }

    /// Returns whether a row can only be the result of this intent: it is the result of no other call, and no other
    /// intent without a known row fits.
    pub(crate) fn is_only_of(&self, row: &Row, intent: &Intent) -> bool {
        self.0.iter().all(|(key, entry)| {
            key == &intent.key
                || match entry {
                    Entry::Open(other) | Entry::Settled { intent: Some(other), .. } => {
                        !other.may_have_created(row)
                    }
                    Entry::Settled { settlement, intent: None } => {
                        let receipt = settlement.sent.as_ref().and_then(|sent| sent.receipt.as_ref());
                        receipt.is_none_or(|receipt| receipt.id() != row.id())
                    }
                }
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Returns what was sent according to a row of a list.
pub(crate) fn sent_as_listed(row: &Row) -> Sent {
    let receipt = match row {
        Row::Message { message, .. } => Receipt::Message(message.id.clone()),
        Row::Conversation(conversation) => Receipt::Conversation(conversation.id.clone()),
    };
    Sent::new(Some(receipt), Proof::List)
}
