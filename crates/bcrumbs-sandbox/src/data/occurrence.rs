//! The recorded events of rows, kept until the webhooks are called.

use crate::data::contact::Contact;
use crate::data::conversation::Conversation;
use crate::data::instant::Millis;
use crate::data::message::Message;
use crate::event::Event;

/// One event, with a copy of its rows.
#[derive(Debug, Clone)]
pub(crate) struct Occurrence {
    pub(crate) event: Event,
    pub(crate) at: Millis,
    pub(crate) subject: Subject,
}

/// The rows of an event.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    /// A message, with its conversation and that conversation's contact.
    Message(Box<Message>, Box<Conversation>, Option<Box<Contact>>),
    /// A conversation and its contact.
    Conversation(Box<Conversation>, Option<Box<Contact>>),
    /// A contact.
    Contact(Box<Contact>),
}

/// A webhook that events are posted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) event: Event,
    pub(crate) url: String,
}
