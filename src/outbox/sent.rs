//! The results of an outbox: what was sent, how that is known, and what a person has to decide.

use crate::model::ids::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};

/// A message that was sent, returned by the methods of [`Outbox`](crate::outbox::Outbox).
///
/// ```
/// use bcrumbs::outbox::{Proof, Sent};
///
/// let sent = Sent::new(None, Proof::Person);
/// assert!(sent.receipt.is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sent {
    /// The row that the call created. `None` if the response did not contain it, or if a person decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// How it is known that the message was sent.
    pub proof: Proof,
}

impl Sent {
    /// Creates a result, for tests.
    pub fn new(receipt: Option<Receipt>, proof: Proof) -> Self {
        Self { receipt, proof }
    }
}

/// The row that a call created.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Receipt {
    /// A message in the conversation.
    Message(MessageId),
    /// The conversation that a template opened.
    Conversation(ConversationId),
}

impl Receipt {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Message(id) => id.as_str(),
            Self::Conversation(id) => id.as_str(),
        }
    }
}

/// How it is known that a message was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Proof {
    /// The gateway's response to the call.
    Response,
    /// The gateway's list has exactly one new row that fits. The row can also come from another program or a person who
    /// sent the same text to the same contact at the same time.
    List,
    /// A person decided, with [`Outbox::resolve`](crate::outbox::Outbox::resolve).
    Person,
}

/// Why an intent is open, and what a person has to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// It was not looked up since the outbox was opened.
    NotLookedUp,
    /// The list has no new row that fits. The message was probably not sent, or the gateway has not processed it yet.
    NoRow,
    /// The list has several rows that fit, or a row that fits several intents.
    SeveralRows,
    /// A list before the call or now was incomplete, so it proves nothing: the gateway left rows out, or its cursors are
    /// no timestamps.
    IncompleteList,
}

/// A person's decision about an open intent, for [`Outbox::resolve`](crate::outbox::Outbox::resolve).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// The message was sent.
    Sent,
    /// The message was not sent. The key can be used again.
    NotSent,
}
