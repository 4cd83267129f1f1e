//! A typed client for the Bread Crumbs gateway.

mod answer;
mod assign_conversation;
mod auth;
mod call;
mod client;
mod conversation;
mod cursor;
mod document;
mod endpoint;
mod error;
mod gate;
mod graphql_error;
mod hint;
mod http_transport;
mod ids;
mod kinds;
mod list;
mod list_conversations;
mod list_messages;
mod mask;
mod message;
mod operations;
mod page;
mod paging;
mod response;
mod retry;
mod retry_budget;
mod scalars;
mod signal;
mod start_conversation;
mod stream;
mod timer;
mod trace;
mod transport;
mod window;
mod workspace;

pub use assign_conversation::{AssignConversation, AssignedConversation, Assignee};
pub use auth::{ApiKey, Credential, SessionToken};
pub use client::{
    Client, ClientBuilder, DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_CONNECT_TIMEOUT, DEFAULT_RESPONSE_LIMIT,
    DEFAULT_TOTAL_TIMEOUT,
};
pub use conversation::{Conversation, ConversationContact};
pub use cursor::Cursor;
pub use error::{Error, ErrorKind, Outcome, TimeoutPhase};
pub use graphql_client;
pub use graphql_error::GraphQlError;
pub use ids::{
    AgentId, AiId, BroadcastId, ChannelId, ContactId, ConversationId, MessageId, StageId, WorkspaceId,
};
pub use kinds::{ChannelKind, MessageKind, MessageStatus, UnknownValue};
pub use list_conversations::ListConversations;
pub use list_messages::ListMessages;
pub use message::Message;
pub use page::{DEFAULT_PAGE_SIZE, Page};
pub use response::Response;
pub use retry::RetryPolicy;
pub use retry_budget::RetryBudget;
pub use start_conversation::{Recipient, StartConversation, StartedConversation};
pub use stream::{Items, Pages};
pub use transport::{Transport, TransportError, TransportErrorKind, TransportFuture};
pub use window::{REPLY_WINDOW, Remedy, ReplyWindow};
pub use workspace::Workspace;

/// The gateway's schema as far as it is documented, in GraphQL's schema definition language.
pub const SDL: &str = include_str!("../schema/bcrumbs.graphql");

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
