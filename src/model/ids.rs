//! Identifiers and other texts that the gateway defines. Each has its own type, so that a channel cannot be passed
//! instead of a contact.

use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Creates it from the gateway's text.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// Returns the gateway's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(id: &str) -> Result<Self, Infallible> {
                Ok(id.into())
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

identifier! {
    /// A conversation, for example `67d7f55f7a9a4e1d76f58831` (page apis/convs).
    ///
    /// ```
    /// use bcrumbs::ConversationId;
    ///
    /// let id = ConversationId::from("67d7f55f7a9a4e1d76f58831");
    /// assert_eq!(id.as_str(), "67d7f55f7a9a4e1d76f58831");
    /// ```
    ConversationId
}
identifier! {
    /// A channel: a connection of the workspace to WhatsApp, Instagram, Telegram or its own system.
    ///
    /// The gateway's API calls it *integration*. The portal and this crate call it *channel*.
    ChannelId
}
identifier! {
    /// A contact: a person who writes to the workspace.
    ///
    /// The gateway's API calls it *client*. The portal and this crate call it *contact*.
    ContactId
}
identifier! {
    /// An agent: a user of the workspace to whom conversations can be assigned (page apis/agents).
    AgentId
}
identifier! {
    /// An AI assistant to which conversations can be assigned (page apis/ais).
    AiId
}
identifier! {
    /// A message, for example `68875c39-01b8-42a5-9273-fcfd2f697600` (page apis/convs).
    MessageId
}
identifier! {
    /// A stage, which groups conversations or contacts (pages apis/convs and apis/contacts).
    StageId
}
identifier! {
    /// A tag (page apis/tags).
    TagId
}
identifier! {
    /// A user of the portal. Each agent has one (page apis/agents).
    UserId
}
identifier! {
    /// A broadcast: a template sent to many contacts (page apis/broadcasts).
    BroadcastId
}
identifier! {
    /// A webhook (page apis/webhooks).
    WebhookId
}
identifier! {
    /// The identifier of an API key, which is not the key itself (page apis/apikeys).
    ApiKeyId
}
identifier! {
    /// The settings of a workspace (page apis/workspace-settings).
    SettingsId
}

identifier! {
    /// An event that the gateway posted to a webhook. [`Event::id`](crate::webhook::Event::id) makes it of the fields of
    /// the event.
    EventId
}

identifier! {
    /// The type of an internal note (page apis/messaging, which names no value).
    NoteType
}
identifier! {
    /// The state of a channel (page apis/channels, which names no value).
    IntegrationState
}

/// A workspace: the account that conversations, channels and contacts belong to.
///
/// ```
/// use bcrumbs::WorkspaceId;
///
/// assert_eq!(WorkspaceId::from(12).to_string(), "12");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkspaceId(i64);

impl WorkspaceId {
    /// Creates it from the number of a workspace. The schema's `Int` has 32 bits. A larger number is sent unchanged,
    /// and the gateway may refuse it.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// Returns the number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl From<i32> for WorkspaceId {
    fn from(id: i32) -> Self {
        Self(id.into())
    }
}

impl From<i64> for WorkspaceId {
    fn from(id: i64) -> Self {
        Self(id)
    }
}

impl From<WorkspaceId> for i64 {
    fn from(id: WorkspaceId) -> Self {
        id.0
    }
}

impl FromStr for WorkspaceId {
    type Err = ParseIntError;

    /// Parses an integer.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl fmt::Display for WorkspaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
