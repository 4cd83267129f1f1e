//! Events that the gateway posts to webhooks.
//!
//! A webhook is one URL and one event. When the event happens, the gateway posts its body to the URL (page
//! apis/webhooks). This module parses the body. It contains no web server: a handler of any web framework passes the
//! bytes of the request to [`Event::parse`].
//!
//! - [`Event`] is a parsed event. [`Payload`] is its content: a message, a conversation, a contact, or unknown.
//! - [`Event::id`] and [`Seen`] find events that were delivered twice.
//! - [`Workspace::confirm`](crate::Workspace::confirm) reads the message of an event back from the gateway.
//!
//! The vendor documents no signature, so everybody who knows the URL can post false events. The section "Webhooks" of
//! the [manual](crate#webhooks) describes how to keep the URL secret and how to handle an event.
//!
//! ```
//! use bcrumbs::webhook::{Event, Payload};
//! use bcrumbs::WebhookEvent;
//!
//! let body = br#"{"event":"INCOMING_MESSAGE ","workspaceId":12,"type":"text","content":"Hello",
//!     "messageId":"68875c39-01b8-42a5-9273-fcfd2f697600","conversationId":"6728c86bf893860f458e0000",
//!     "createdAt":"Sat, 04 Jan 2025 15:35:46 GMT"}"#;
//! let event = Event::parse(body)?;
//! assert_eq!(event.name, WebhookEvent::IncomingMessage);
//! if let Payload::Message(message) = &event.payload {
//!     assert_eq!(message.content.as_deref(), Some("Hello"));
//! }
//! assert!(!format!("{event:?}").contains("Hello"));
//! # Ok::<(), bcrumbs::webhook::ParseError>(())
//! ```

pub(crate) mod event;
pub(crate) mod fields;
pub(crate) mod parse_error;
pub(crate) mod payload;
pub(crate) mod seen;

pub use event::Event;
pub use parse_error::ParseError;
pub use payload::{ContactEvent, ConversationEvent, MessageEvent, Payload};
pub use seen::Seen;
