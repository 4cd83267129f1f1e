//! A typed client for the Bread Crumbs gateway, the GraphQL API for customer conversations over WhatsApp, Instagram,
//! Telegram and custom channels.
//!
//! The operations are compiled from `.graphql` files against a checked-in schema, so a call that the schema refuses does
//! not build. What comes back are plain models, documented field by field. The gateway says *client* and *integration*;
//! this crate says *contact* and *channel*, as the vendor's portal does, and names the wire's word at each type.
//!
//! # Quick start
//!
//! ```no_run
//! use bcrumbs::Client;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), bcrumbs::Error> {
//! let client = Client::from_env()?; // BCRUMBS_API_KEY and, if set, BCRUMBS_ENDPOINT
//! let workspace = client.workspace(12);
//! let page = workspace.conversations().ended(false).page_size(25).await?;
//! for conversation in &page.items {
//!     println!("{} since {}", conversation.id, conversation.created_at);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! `cargo run --example quickstart` in the repository does all of the following against an embedded gateway.
//!
//! # Authentication
//!
//! An [`ApiKey`] is sent as it is; the [`SessionToken`] of a signed-in user is sent as `Bearer`. A key that is linked to
//! an agent sees and may do what that agent's role permits (page apis/apikeys). [`Client::from_env`] reads the key from
//! the environment, [`Client::builder`] takes it as a value.
//!
//! # Listing and streaming
//!
//! [`Workspace::conversations`] and [`Workspace::messages`] take filters and give one [`Page`], or a stream: [`Items`]
//! one by one, [`Pages`] page by page. Streams implement `futures_core::Stream` and have `try_next` and `try_collect` of
//! their own. A list that is drained has one page in work and one on its way.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
//! let mut messages = workspace.messages().contact("67d09433594d52dd19817d60").lossless().items();
//! while let Some(message) = messages.try_next().await? {
//!     println!("{} {:?}", message.created_at, message.kind);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The gateway's cursor is an instant. Items that share a millisecond at the edge of a page come twice or never,
//! depending on the gateway: repeats are always removed, and `.lossless()` loses none either. A stream can tell its
//! cursor at any time, and `.after(cursor)` resumes there.
//!
//! # Starting and assigning
//!
//! [`Workspace::start_conversation`] sends an approved template to a [`Recipient`]; [`Workspace::assign_conversation`]
//! puts an [`Assignee`] in charge. Both await a [`Response`], which has the data, the status, the request's identifier
//! and the number of attempts.
//!
//! # The 24-hour window
//!
//! WhatsApp and Instagram let a business reply freely for 24 hours after a contact's message. [`ReplyWindow::at`] is
//! that rule as a pure function; [`Workspace::reply_window`] asks for what it needs.
//!
//! # Queries of your own
//!
//! [`Client::execute`] sends any operation that `graphql_client` compiled, with the same key, limits and retries. The
//! schema is [`SDL`].
//!
//! # Testing your code
//!
//! The crate `bcrumbs-sandbox` is a gateway inside your test's process: it executes this schema over seeded data and
//! fails on demand. For a test without a socket, pass a [`Transport`] of your own to [`ClientBuilder::transport`].
//! Models are built from JSON with the gateway's field names.
//!
//! # Features
//!
//! `rustls` (default) and `ring` choose the TLS provider, `gzip` reads compressed answers, `http2` speaks HTTP/2,
//! `tracing` emits spans. Features only add.
//!
//! # What is logged
//!
//! Nothing without the feature `tracing`. With it, a span `graphql.call` at INFO for each call and a span
//! `graphql.attempt` at DEBUG for each attempt, with OpenTelemetry's names: `graphql.operation.name`,
//! `graphql.operation.type`, `server.address`, `server.port`, `http.request.method`, `http.request.resend_count`,
//! `http.response.status_code` and `error.type`; and an event at INFO for each resending. No variable, no body, no
//! header, no key. The `Debug` of models, requests and errors hides personal data too.
//!
#![doc = include_str!("../docs/failures.md")]

mod answer;
mod assign_conversation;
mod auth;
mod call;
mod client;
mod constructors;
mod conversation;
mod cursor;
mod document;
mod endpoint;
mod error;
mod field_seen;
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
mod messages_between;
mod operations;
mod page;
mod paging;
mod response;
mod retry;
mod retry_budget;
mod scalars;
mod shipped;
mod signal;
mod start_conversation;
mod stream;
mod surrogates;
mod timer;
mod trace;
mod transport;
mod window;
mod windows;
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
pub use messages_between::{DEFAULT_CONCURRENCY, MessagesBetween};
pub use page::{DEFAULT_PAGE_SIZE, Page};
pub use response::Response;
pub use retry::RetryPolicy;
pub use retry_budget::RetryBudget;
pub use shipped::{OPERATIONS, Operation};
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
