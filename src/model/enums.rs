//! Enums that keep an undocumented value instead of failing to decode the response.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An undocumented value of an enum, stored unchanged.
///
/// It cannot be created or matched outside of this crate, so that a later version can add a variant for the value
/// without a breaking change. Compare `as_str()` of the enum instead.
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
            /// An undocumented value. [`as_str`](Self::as_str) returns it.
            Unknown(UnknownValue),
        }

        impl $name {
            /// The documented values.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the gateway's value.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)+
                    Self::Unknown(UnknownValue(value)) => value,
                }
            }

            /// Finds a documented value. Some of the vendor's examples have a space after the value (page
            /// apis/webhooks).
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
    /// The state of a broadcast (page apis/broadcasts).
    ///
    /// ```
    /// use bcrumbs::BroadcastState;
    ///
    /// assert_eq!(BroadcastState::InProgress.as_str(), "inProgress");
    /// ```
    BroadcastState {
        /// Not yet scheduled or launched.
        Draft = "draft",
        /// Scheduled for a later time.
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
    /// The kind of a channel (the gateway's `IntegrationType`; pages apis/convs and apis/channels).
    ///
    /// The pages have different lists, so a value can be [`Unknown`](Self::Unknown): an older article names `BCWEBCHAT`
    /// and `FACEBOOK`.
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
        /// The customer's own channel, connected with webhooks.
        Custom = "CUSTOM",
    }
}

open_enum! {
    /// The kind of a message (the gateway's `MessageType`; pages apis/messaging and apis/webhooks).
    ///
    /// ```
    /// use bcrumbs::MessageKind;
    ///
    /// assert_eq!(MessageKind::Text.as_str(), "text");
    /// ```
    MessageKind {
        /// Plain text.
        Text = "text",
        /// An image; the content is its URL.
        Image = "image",
        /// An audio or voice recording; the content is its URL.
        Audio = "audio",
        /// A document; the content is its URL.
        Document = "document",
        /// A video; the content is its URL.
        Video = "video",
        /// A location on a map.
        Location = "location",
        /// Buttons or lists that the contact can select from.
        Interactive = "interactive",
        /// An approved template with its values.
        Template = "template",
        /// One or more contact cards.
        Contacts = "contacts",
        /// An internal note. It is stored in the conversation and never sent to the contact.
        Note = "note",
    }
}

open_enum! {
    /// The delivery status of a message (pages apis/messaging and apis/convs).
    ///
    /// The gateway's type is a string, and the documented list ends with "etc.", so expect [`Unknown`](Self::Unknown)
    /// values.
    MessageStatus {
        /// Accepted, not yet sent.
        Pending = "pending",
        /// Passed to the network of the channel.
        Sent = "sent",
        /// Not delivered.
        Failed = "failed",
    }
}

open_enum! {
    /// The kind of object that a tag is for (the gateway's `TagType`; page apis/tags).
    ///
    /// The page has two values for conversations: `conversation` in its table and `conv` in its example. Expect both.
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
        /// A conversation, in the page's table.
        Conversation = "conversation",
        /// A stage of contacts.
        ContactStage = "clientStage",
        /// A stage of conversations.
        ConversationStage = "convStage",
        /// A conversation, in the page's example.
        Conv = "conv",
    }
}

open_enum! {
    /// The event of a webhook (page apis/webhooks and its older article; the name of the type is this crate's).
    ///
    /// The pages have different lists: only the newer one has `MESSAGE_UPDATED`. Their examples have a space after the
    /// name; the space is removed.
    ///
    /// ```
    /// use bcrumbs::WebhookEvent;
    ///
    /// assert_eq!(WebhookEvent::from("INCOMING_MESSAGE "), WebhookEvent::IncomingMessage);
    /// ```
    WebhookEvent {
        /// A contact sent a message.
        IncomingMessage = "INCOMING_MESSAGE",
        /// The workspace sent a message. It is not documented whether this includes messages of AIs and of the API.
        OutgoingMessage = "OUTGOING_MESSAGE",
        /// A message changed, for example its status.
        MessageUpdated = "MESSAGE_UPDATED",
        /// A conversation was ended.
        EndingConversation = "ENDING_CONV",
        /// A contact was created.
        NewContact = "NEW_CLIENT",
        /// A conversation was opened.
        NewConversation = "NEW_CONV",
        /// A contact changed.
        ContactUpdated = "CLIENT_UPDATED",
        /// All of these events.
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

    /// Returns the gateway's values of an enum, and asserts that each value is parsed as itself.
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
