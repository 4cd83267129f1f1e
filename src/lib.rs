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
//! cursor at any time, and `.after(cursor)` resumes there. [`MessagesBetween`] takes a span of time by several requests
//! at once.
//!
//! # Starting and assigning
//!
//! [`Workspace::start_conversation`] sends an approved template to a [`Recipient`]; [`Workspace::assign_conversation`]
//! puts an [`Assignee`] in charge. Both await a [`Response`], which has the data, the status, the request's identifier
//! and the number of attempts.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
//! use bcrumbs::{Assignee, Recipient};
//!
//! let channel = "6743884f784839ad14770000";
//! let started =
//!     workspace.start_conversation(channel, Recipient::phone("+12025550123"), "order_shipped").language("en").await?;
//! workspace.assign_conversation(&started.id, channel, Assignee::agent("67d7f55f7a9c4e1d76f50001")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # The 24-hour window
//!
//! WhatsApp and Instagram let a business reply freely for 24 hours after a contact's message. [`ReplyWindow::at`] is
//! that rule as a pure function; [`Workspace::reply_window`] asks for what it needs.
//!
//! # Errors and outcomes
//!
//! Every call fails with an [`Error`]. Its text is one line that says what happened and what to do next, without keys or
//! personal data. A program asks [`Error::outcome`] whether a mutation may have run, [`Error::kind`] what went wrong,
//! [`Error::is_retryable`] and [`Error::retry_after`] whether and when to call again.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) {
//! use bcrumbs::{ErrorKind, Outcome, Recipient};
//!
//! let start = workspace.start_conversation("channel", Recipient::phone("+12025550123"), "welcome");
//! match start.await {
//!     Ok(started) => println!("conversation {}", started.id),
//!     Err(error) if error.outcome() != Outcome::NotExecuted => println!("look before sending again: {error}"),
//!     Err(error) if error.kind() == ErrorKind::RateLimited => println!("wait {:?}", error.retry_after()),
//!     Err(error) => println!("nothing was sent: {error}"),
//! }
//! # }
//! ```
//!
//! # Retries
//!
//! What may be repeated without harm is; see the table below. [`RetryPolicy`] sets how often and how patiently, for a
//! client or, by `.retry(…)`, for one call; [`RetryBudget`] bounds the retries of a client in all.
//! [`RetryPolicy::none`] turns them off.
//!
//! # Timeouts
//!
//! Three limits hold without being set: to reach the server, for an attempt, and for the whole call. `.timeout(…)` sets
//! the last one for one call.
//!
//! ```
//! use bcrumbs::{ApiKey, Client, RetryPolicy};
//! use std::time::Duration;
//!
//! let client = Client::builder(ApiKey::new("bck_0123456789"))
//!     .connect_timeout(Duration::from_secs(2))
//!     .attempt_timeout(Duration::from_secs(10))
//!     .total_timeout(Duration::from_secs(25))
//!     .retry(RetryPolicy::default().max_attempts(5))
//!     .build()?;
//! # Ok::<(), bcrumbs::Error>(())
//! ```
//!
#![doc = include_str!("../docs/failures.md")]
//!
//! # Testing your code
//!
//! **With a gateway.** The crate `bcrumbs-sandbox`, under `[dev-dependencies]`, runs one inside your test's process: it
//! executes this schema over seeded data, fails on demand, and tells what it was asked.
//!
//! ```
//! # use bcrumbs::{ApiKey, Client};
//! # use bcrumbs_sandbox::Sandbox;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
//! let workspace = client.workspace(sandbox.workspace_id());
//! # assert_eq!(workspace.conversations().page_size(3).await?.items.len(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! **Without a socket.** A [`Transport`] of your own answers whatever the test needs: an answer, a status, a broken
//! connection. Its example is the whole of it.
//!
//! **Without a client.** Models, pages, answers and errors are made by hand, for code that takes them:
//!
//! ```
//! use bcrumbs::{Conversation, Error, ErrorKind, Outcome, Page, Response};
//!
//! let mut waiting = Conversation::new("conv-1", chrono::Utc::now());
//! waiting.tags.push("vip".to_owned());
//! let answer: Result<Response<Page<Conversation>>, Error> = Ok(Response::new(Page::new(vec![waiting])));
//! let failure = Error::new(ErrorKind::Timeout, Outcome::Unknown, "no answer in time");
//! # assert!(answer.is_ok() && failure.outcome() == Outcome::Unknown);
//! ```
//!
//! They are read from JSON with the gateway's field names, too.
//!
//! # Queries of your own
//!
//! [`Client::execute`] sends any operation that `graphql_client` compiled, with the same key, limits and retries. The
//! schema is [`SDL`]. `graphql_client` looks at names of fields and little else: let `bcrumbs-schema` check the rest in
//! your build script.
//!
//! # Features
//!
//! `rustls` (default) and `ring` choose the TLS provider, `gzip` reads compressed answers, `http2` speaks HTTP/2,
//! `tracing` emits spans; `check-queries` is for this crate's own repository. Features only add. Without `rustls` and
//! `ring` the client reaches loopback addresses only.
//!
//! # What is logged
//!
//! Nothing without the feature `tracing`. With it, a span `graphql.call` at INFO for each call and a span
//! `graphql.attempt` at DEBUG for each attempt, with OpenTelemetry's names: `graphql.operation.name`,
//! `graphql.operation.type`, `server.address`, `server.port`, `http.request.method`, `http.request.resend_count`,
//! `http.response.status_code` and `error.type`; and an event at INFO for each resending. No variable, no body, no
//! header, no key. The `Debug` of models, requests and errors hides personal data too.
//!
//! # Versioning
//!
//! Semantic versioning, with a changelog; while the first number is 0, the second one counts breaking changes. These are
//! not breaking, so a minor or patch version may bring them:
//!
//! - fields of models, values of enums, variants of errors, filters: what may grow is `#[non_exhaustive]`;
//! - a name for an enum value that was `Unknown` before: compare `as_str()`, which stays;
//! - a further field in what is asked of the gateway, and a change of [`SDL`] and [`OPERATIONS`] after the vendor's;
//! - the text of errors and logs, and defaults of time limits, waits and sizes;
//! - a newer minimal compiler, if it is at least six months old. Now it is Rust 1.88.

mod answer;
mod assign_conversation;
mod auth;
mod body;
mod call;
mod client;
mod constructors;
mod conversation;
mod cursor;
mod document;
mod encode;
mod endpoint;
mod error;
mod gate;
mod graphql_error;
mod hint;
mod http_transport;
mod ids;
mod kinds;
mod limit;
mod list;
mod list_conversations;
mod list_data;
mod list_messages;
mod long_texts;
mod message;
mod messages_between;
mod operations;
mod page;
mod paging;
mod redact;
mod response;
mod retry;
mod retry_budget;
mod root_field;
mod root_fields;
mod scalars;
mod shipped;
mod signal;
mod start_conversation;
mod stream;
mod surrogates;
mod timer;
mod tokens;
mod trace;
mod transport;
mod walk;
mod whole;
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
pub use endpoint::DEFAULT_ENDPOINT;
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
pub use messages_between::{DEFAULT_CONCURRENCY, MAX_CONCURRENCY, MessagesBetween};
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
///
/// ```
/// assert!(bcrumbs::SDL.contains("startConv(input: ConvStartInput!): Conv"));
/// ```
pub const SDL: &str = include_str!("../schema/bcrumbs.graphql");

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
