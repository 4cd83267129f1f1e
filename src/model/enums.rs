//! Enumerations that keep a value nobody has documented yet, instead of refusing the whole answer.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A value that this version of the crate has no name for, kept as it came.
///
/// It cannot be built or matched on, so that a later version can give the value a name of its own without breaking
/// anybody. Compare `as_str()` of the enumeration instead.
///
/// ```
/// use bcrumbs::MessageStatus;
///
/// let status = MessageStatus::from("read");
/// assert!(matches!(status, MessageStatus::Unknown(_)) && status.as_str() == "read");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnknownValue(String);

macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $wire:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A value that is not documented; [`as_str`](Self::as_str) returns it.
            Unknown(UnknownValue),
        }

        impl $name {
            /// The documented values.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the value as it stands on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)+
                    Self::Unknown(UnknownValue(value)) => value,
                }
            }

            /// Finds a documented value; the vendor's examples put a space behind some (page apis/webhooks).
            fn known(value: &str) -> Option<Self> {
                match value.trim_end() {
                    $($wire => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                Self::known(value).unwrap_or_else(|| Self::Unknown(UnknownValue(value.to_owned())))
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::known(&value).unwrap_or(Self::Unknown(UnknownValue(value)))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;

                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("the name of an enum value")
                    }

                    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<$name, E> {
                        Ok(value.into())
                    }

                    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<$name, E> {
                        Ok(value.into())
                    }
                }

                deserializer.deserialize_str(Text)
            }
        }
    };
}

open_enum! {
    /// How far a broadcast has come (page apis/broadcasts).
    ///
    /// ```
    /// use bcrumbs::BroadcastState;
    ///
    /// assert_eq!(BroadcastState::InProgress.as_str(), "inProgress");
    /// ```
    BroadcastState {
        /// Not yet scheduled or launched.
        Draft = "draft",
        /// Waiting for its time.
        Scheduled = "scheduled",
        /// Being sent.
        InProgress = "inProgress",
        /// Sent.
        Completed = "completed",
        /// Stopped by an error.
        Failed = "failed",
    }
}

open_enum! {
    /// The network behind a channel (the gateway's `IntegrationType`; pages apis/convs and apis/channels).
    ///
    /// The pages disagree on the list, so a value may well be [`Unknown`](Self::Unknown): an older article names
    /// `BCWEBCHAT` and `FACEBOOK`.
    ///
    /// ```
    /// use bcrumbs::ChannelKind;
    ///
    /// assert_eq!(ChannelKind::from("WHATSAPP"), ChannelKind::WhatsApp);
    /// assert_eq!(ChannelKind::from("BCWEBCHAT").as_str(), "BCWEBCHAT");
    /// ```
    ChannelKind {
        /// WhatsApp Business.
        WhatsApp = "WHATSAPP",
        /// Instagram direct messages.
        Instagram = "INSTAGRAM",
        /// Telegram.
        Telegram = "TELEGRAM",
        /// A channel of the customer's own, connected by webhooks.
        Custom = "CUSTOM",
    }
}

open_enum! {
    /// What a message consists of (the gateway's `MessageType`; pages apis/messaging and apis/webhooks).
    ///
    /// ```
    /// use bcrumbs::MessageKind;
    ///
    /// assert_eq!(MessageKind::Text.as_str(), "text");
    /// ```
    MessageKind {
        /// Plain text.
        Text = "text",
        /// A picture; the content is its URL.
        Image = "image",
        /// A sound or voice recording; the content is its URL.
        Audio = "audio",
        /// A file; the content is its URL.
        Document = "document",
        /// A film; the content is its URL.
        Video = "video",
        /// A place on the map.
        Location = "location",
        /// Buttons or lists that the contact answers by tapping.
        Interactive = "interactive",
        /// An approved template, filled in.
        Template = "template",
        /// One or more address cards.
        Contacts = "contacts",
        /// An internal note: kept in the conversation, never sent to the contact.
        Note = "note",
    }
}

open_enum! {
    /// How far the delivery of a message has come (pages apis/messaging and apis/convs).
    ///
    /// The gateway types it as a string and closes its list with "etc.", so expect
    /// [`Unknown`](Self::Unknown) values.
    MessageStatus {
        /// Accepted, on its way.
        Pending = "pending",
        /// Handed to the network.
        Sent = "sent",
        /// Not delivered.
        Failed = "failed",
    }
}

open_enum! {
    /// What a tag can be put on (the gateway's `TagType`; page apis/tags).
    ///
    /// The page's table spells the kind of conversations `conversation`, its example answer `conv`: expect both.
    ///
    /// ```
    /// use bcrumbs::TagKind;
    ///
    /// assert_eq!(TagKind::from("clientStage"), TagKind::ContactStage);
    /// assert_ne!(TagKind::from("conv"), TagKind::Conversation);
    /// ```
    TagKind {
        /// Anything.
        Common = "common",
        /// A contact.
        Contact = "client",
        /// A message.
        Message = "message",
        /// A conversation, as the page's table spells it.
        Conversation = "conversation",
        /// A stage that contacts pass through.
        ContactStage = "clientStage",
        /// A stage that conversations pass through.
        ConversationStage = "convStage",
        /// A conversation, as the page's example answer spells it.
        Conv = "conv",
    }
}

open_enum! {
    /// What a webhook is called for (pages apis/webhooks and its older article; the type's name is ours).
    ///
    /// The pages disagree on the list: `MESSAGE_UPDATED` is on the newer one alone. Their examples have a space behind the
    /// name, which is not part of it.
    ///
    /// ```
    /// use bcrumbs::WebhookEvent;
    ///
    /// assert_eq!(WebhookEvent::from("INCOMING_MESSAGE "), WebhookEvent::IncomingMessage);
    /// ```
    WebhookEvent {
        /// A contact wrote.
        IncomingMessage = "INCOMING_MESSAGE",
        /// The workspace's side wrote; which of agents, AIs and the API is not documented.
        OutgoingMessage = "OUTGOING_MESSAGE",
        /// A message changed, for instance its status.
        MessageUpdated = "MESSAGE_UPDATED",
        /// A conversation was ended.
        EndingConversation = "ENDING_CONV",
        /// A contact was created.
        NewContact = "NEW_CLIENT",
        /// A conversation was opened.
        NewConversation = "NEW_CONV",
        /// A contact changed.
        ContactUpdated = "CLIENT_UPDATED",
        /// Any of the others.
        Any = "ANY_EVENT",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_value_survives_the_way_there_and_back() {
        let kind: ChannelKind = serde_json::from_str("\"BCWEBCHAT\"").unwrap();
        assert!(matches!(kind, ChannelKind::Unknown(_)));
        assert_eq!(serde_json::to_string(&kind).unwrap(), "\"BCWEBCHAT\"");
    }

    /// Returns the values of an enum as the wire has them; each is read as itself.
    fn known<T: for<'a> From<&'a str> + PartialEq + fmt::Debug>(
        values: &'static [T],
        as_str: fn(&T) -> &str,
    ) -> Vec<&'static str> {
        for value in values {
            assert_eq!(&T::from(as_str(value)), value);
        }
        values.iter().map(as_str).collect()
    }

    #[test]
    fn a_value_is_read_from_its_owned_text_too() {
        for kind in ChannelKind::KNOWN {
            assert_eq!(&ChannelKind::from(kind.to_string()), kind);
        }
        assert_eq!(MessageStatus::from("sent"), MessageStatus::Sent);
    }

    #[test]
    fn a_space_behind_a_known_value_is_not_part_of_it_and_an_unknown_value_keeps_its_own() {
        for event in WebhookEvent::KNOWN {
            assert_eq!(&WebhookEvent::from(format!("{event} ")), event);
        }
        let unknown: WebhookEvent = serde_json::from_str("\"NEW_AGENT \"").unwrap();
        assert_eq!(unknown.as_str(), "NEW_AGENT ");
    }

    #[test]
    fn every_known_value_is_read_and_written_by_its_own_name_and_the_schema_lists_the_same() {
        for (name, values) in [
            ("BroadcastState", known(BroadcastState::KNOWN, BroadcastState::as_str)),
            ("IntegrationType", known(ChannelKind::KNOWN, ChannelKind::as_str)),
            ("MessageType", known(MessageKind::KNOWN, MessageKind::as_str)),
            ("TagType", known(TagKind::KNOWN, TagKind::as_str)),
            ("WebhookEvent", known(WebhookEvent::KNOWN, WebhookEvent::as_str)),
        ] {
            let body =
                crate::SDL.split(&format!("enum {name} {{")).nth(1).unwrap().split('}').next().unwrap();
            let listed: Vec<_> =
                body.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('"')).collect();
            assert_eq!(listed, values, "{name}");
        }
        // The schema types it as a string.
        assert_eq!(known(MessageStatus::KNOWN, MessageStatus::as_str), ["pending", "sent", "failed"]);
    }
}
