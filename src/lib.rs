//! A typed client for the Bread Crumbs gateway, the GraphQL API for customer conversations over WhatsApp, Instagram,
//! Telegram and custom channels.
//!
//! The operations are compiled from `.graphql` files against a checked-in schema, so an operation that does not fit the
//! schema does not compile. The results are plain structs, and each field is documented. The gateway's API says
//! *client* and *integration*. This crate says *contact* and *channel*, as the vendor's portal does; each type
//! documents the gateway's name.
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
//! for conversation in workspace.conversations().ended(false).page_size(25).page().await? {
//!     println!("{} since {}", conversation.id, conversation.created_at);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! In the repository, `cargo run --example quickstart` does all of this with an embedded gateway.
//!
//! # Authentication
//!
//! An [`ApiKey`] is sent unchanged. The [`SessionToken`] of a signed-in user is sent as `Bearer <token>`. A key that is
//! linked to an agent has the permissions of that agent's role (page apis/apikeys). [`Client::from_env`] reads the key
//! from the environment. [`Client::builder`] takes the key as a value.
//!
//! # Lists
//!
//! [`Workspace::conversations`], [`Workspace::messages`], [`Workspace::contacts`], [`Workspace::agents`] and
//! [`Workspace::broadcasts`] return a [`List`]. You set its filters and read it in one of three ways: [`List::page`]
//! returns one [`Page`], [`List::items`] streams the items, and [`List::pages`] streams the pages. The streams
//! implement `futures_core::Stream`, and they also have a `try_next` method. [`Items::all`] collects all items and
//! reports those that could not be read. A stream holds one page in memory while it fetches the next one.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) -> Result<(), Box<dyn std::error::Error>> {
//! let march = ("2026-03-01T00:00:00Z".parse()?, "2026-04-01T00:00:00Z".parse()?);
//! let mut messages = workspace.messages().contact("67d09433594d52dd19817d60").since(march.0).until(march.1).items();
//! while let Some(message) = messages.try_next().await? {
//!     println!("{} {:?}", message.created_at, message.kind);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The gateway's cursor is a timestamp. If two items at a page boundary have the same timestamp, plain paging can
//! return one of them twice or lose it. A list of this crate returns each item exactly once. If the gateway's cursors
//! are not timestamps, the crate cannot guarantee this, and `is_lossless()` returns `false`.
//!
//! A list can be resumed, also by another process. [`Page::next`], [`Pages::position`] and [`Items::position`] return a
//! [`Position`], which you can store as a short text. [`List::after`] resumes the list there, and no item is lost or
//! repeated.
//!
//! # Contacts and agents
//!
//! [`Workspace::contacts`] lists the customers, and [`Workspace::agents`] lists the people who answer them. Both select
//! every field in the table of properties of their page. Our copy of the contacts page is incomplete: its example query
//! is cut off. If the gateway refuses one of the fields, leave that field out with `ClientBuilder::omit_field`.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
//! let found = workspace.contacts().phone("+12025550123").page().await?;
//! let agents = workspace.agents().items().all::<Vec<_>>().await?;
//! println!("{} contacts with that number, {} agents", found.items.len(), agents.items.len());
//! # Ok(())
//! # }
//! ```
//!
//! # Tags and stages
//!
//! [`Workspace::tags`] returns all tags and stages in one response, because no paging is documented. A null element is
//! left out, and [`Response::errors`] contains its path. [`Workspace::create_tag`] creates a tag. The [`TagKind`] of a
//! tag is the kind of object that the tag is for. No page documents an operation that adds a tag to a conversation.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
//! use bcrumbs::TagKind;
//!
//! let known = workspace.tags().tag("late").kind(TagKind::Conversation).await?;
//! if known.is_empty() {
//!     workspace.create_tag("late", TagKind::Conversation).description("Delivery is late").await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Broadcasts
//!
//! [`Workspace::broadcasts`] lists the templates that are sent to many contacts, with their [`BroadcastState`] and
//! their counts. Broadcasts are read-only. The repository's `docs/platform.md` has one table of what the vendor
//! documents for each operation.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
//! use bcrumbs::BroadcastState;
//!
//! let mut sent = workspace.broadcasts().state(BroadcastState::Completed).items();
//! while let Some(broadcast) = sent.try_next().await? {
//!     println!("{}: {:?} of {:?} failed", broadcast.id, broadcast.failed_count, broadcast.total_count);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Starting and assigning
//!
//! [`Workspace::start_conversation`] sends an approved template to a [`Recipient`]; [`Workspace::assign_conversation`]
//! assigns a conversation to an [`Assignee`]. Both return a [`Request`]. Awaiting the request sends it. The
//! [`Response`] contains the data, the HTTP status, the request identifier and the number of attempts.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
//! use bcrumbs::{Assignee, ChannelId, Recipient};
//!
//! let channel = ChannelId::from("6743884f783839ad14770000");
//! let started =
//!     workspace.start_conversation(&channel, Recipient::phone("+12025550123"), "order_shipped").language("en").await?;
//! workspace.assign_conversation(&started.id, &channel, Assignee::agent("67d7f55f7a9c4e1d76f50001")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Replying
//!
//! On WhatsApp and Instagram, a business may reply freely for 24 hours after a contact's message. After that, WhatsApp
//! accepts an approved [`Template`]; for Instagram no other way is documented (page apis/convs). [`Workspace::reply`]
//! asks the gateway whether the window is open. If it is closed, the call fails with [`ErrorKind::ReplyWindowClosed`]
//! before anything is sent. With [`SendReply::or_template`] it sends a template instead, and the template opens another
//! conversation. This is the loop of a support service:
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
//! use bcrumbs::{Assignee, ErrorKind, Outcome};
//!
//! let agent = Assignee::agent("67d7f55f7a9c4e1d76f50001");
//! let mut open = workspace.conversations().ended(false).with_messages().items();
//! while let Some(conversation) = open.try_next().await? {
//!     let (Some(since), Some(channel)) = (conversation.waiting_since(), &conversation.channel_id) else { continue };
//!     println!("{} has been waiting since {since}", conversation.id);
//!     match workspace.reply(&conversation, "We are on it.").await {
//!         Ok(_) => {
//!             workspace.assign_conversation(&conversation.id, channel, agent.clone()).await?;
//!         }
//!         Err(error) if error.kind() == ErrorKind::ReplyWindowClosed => println!("needs a template"),
//!         Err(error) if error.outcome() == Outcome::NotExecuted => println!("not sent: {error}"),
//!         Err(error) => println!("perhaps sent, check before replying again: {error}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The loop sends no template. After a template, the contact still waits in the first conversation, so each run of the
//! loop would send and pay for another template. Send templates from a program that remembers to whom it sent one.
//!
//! [`Conversation::waiting_since`] and [`Conversation::reply_window`] read the messages inside a conversation. It is
//! not documented how many messages the gateway includes. [`Workspace::reply_window`] asks the gateway.
//! [`ReplyWindow::at`] computes the same rule without the network. As far as the API shows, a window belongs to a
//! contact and not to one channel.
//!
//! [`Workspace::add_message`] adds a [`Content`] without checking the window. The content is a text, the URL of an
//! image, of an audio recording, of a video or of a document, or an internal note. The contact never sees a note. Every
//! other content reaches a person, so the call is not retried if an earlier attempt may have run.
//!
//! # The workspace
//!
//! [`Workspace::webhooks`], [`Workspace::api_keys`] and [`Workspace::settings`] return the webhooks, the API keys and
//! the settings of the workspace. [`Workspace::generate_api_key`] generates a key, which can be linked to an agent. The
//! lists are not paged. Their `Debug` output hides keys and webhook URLs; `expose()` returns them. Use the portal to
//! register webhooks and to change settings: no page documents operations for that.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
//! let settings = workspace.settings().await?;
//! println!("conversations end after {:?} hours", settings.conversation_ttl_hours);
//! for webhook in workspace.webhooks().await?.into_data() {
//!     println!("{:?} is called for {:?}", webhook.label, webhook.event);
//! }
//! let bot = workspace.generate_api_key("Bot").agent("67d7f55f7a9c4e1d76f50001").await?.into_data();
//! let listed = workspace.api_keys().label("Bot").await?;
//! assert!(listed.iter().any(|key| key.id == bot.id));
//! # Ok(())
//! # }
//! ```
//!
//! # Errors and outcomes
//!
//! Every call that fails returns an [`Error`]. Its text is one line: what failed and what to do next, without keys and
//! personal data. [`Error::outcome`] returns whether a mutation may have run. [`Error::kind`] returns what failed.
//! [`Error::is_retryable`] and [`Error::retry_after`] return whether and when to call again.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) {
//! use bcrumbs::{ChannelId, Outcome, Recipient};
//!
//! let channel = ChannelId::from("6743884f783839ad14770000");
//! match workspace.start_conversation(&channel, Recipient::phone("+12025550123"), "welcome").await {
//!     Ok(started) => println!("conversation {}", started.id),
//!     Err(error) => match error.outcome() {
//!         Outcome::NotExecuted => println!("nothing was sent: {error}"),
//!         Outcome::Unknown => println!("it may have been sent, check before sending again: {error}"),
//!         Outcome::Executed => println!("it was sent, do not send it again: {error}"),
//!     },
//! }
//! # }
//! ```
//!
//! # Retries
//!
//! Operations that are safe to repeat are retried. The table below lists the cases. [`RetryPolicy`] sets the number of
//! attempts and the waits between them, for a client or, with `.retry(…)`, for one call. [`RetryPolicy::none`] turns
//! retries off. [`RetryBudget`] limits the retries of all calls of a client together. [`ClientBuilder::rate_limit`]
//! limits how many attempts start within a span of time.
//!
//! # Timeouts
//!
//! Three time limits have a default: the connect timeout, the timeout of one attempt, and the timeout of the whole
//! call. `.timeout(…)` replaces the third one for one call.
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
//! # Your own transport
//!
//! [`HttpTransport`] has settings that [`ClientBuilder`] does not have: a proxy, a client certificate, default headers,
//! the name of your application, and HTTP/2. Your own [`Transport`] can wrap it to collect metrics, to add tracing
//! headers or to limit requests. Each request has a [`CallInfo`] with the operation, its kind, the attempt and the
//! idempotency. The documentation of [`Transport`] lists the rules that keep [`Error::outcome`] correct. A wrapper that
//! does not send a request returns [`TransportErrorKind::NotSent`]. The repository's `examples/transport.rs` is a
//! complete example.
//!
//! ```
//! use bcrumbs::{ApiKey, Client, DEFAULT_ENDPOINT, HttpTransport};
//!
//! let http = HttpTransport::builder(DEFAULT_ENDPOINT).application("shop/1.4").build()?;
//! let client = Client::builder(ApiKey::new("bck_0123456789")).transport(http).build()?;
//! # Ok::<(), bcrumbs::Error>(())
//! ```
//!
//! For HTTPS, the default transport uses the proxy variables of the environment: `HTTPS_PROXY`, `ALL_PROXY` and
//! `NO_PROXY`.
//!
#![doc = include_str!("../docs/failures.md")]
//!
//! # Where the gateway's schema differs
//!
//! [`SDL`] follows the vendor's documentation, and the gateway's own schema may change. If the two schemas differ, a
//! call can fail with [`ErrorKind::SchemaMismatch`]: the gateway refuses the operation as invalid, or its data does not
//! have the types of [`SDL`]. The text of the error names the field or the argument. `bcrumbs schema check --live`
//! prints all differences.
//!
//! If the gateway removed a field, you can leave the field out of the queries. You do not need a new version of this
//! crate:
//!
//! ```
//! use bcrumbs::{ApiKey, Client};
//!
//! let client = Client::builder(ApiKey::new("bck_0123456789")).omit_field("Conv.aiAssigneed").build()?;
//! let convs = client.operations().find(|operation| operation.name == "convs").unwrap();
//! assert!(!convs.document.contains("aiAssigneed"));
//! # Ok::<(), bcrumbs::Error>(())
//! ```
//!
//! [`ClientBuilder::omit_field`] documents the rules. [`Client::from_env`] and the command read the fields from
//! `BCRUMBS_OMIT_FIELDS`, separated by commas. Mutations and your own operations are sent unchanged.
//!
//! The gateway may send an identifier as an integer. The crate keeps it as text with all its digits, in this crate's
//! operations and in your own. The same is true for every other text field. Values of the type `JSON` keep their
//! numbers. There is one exception: in a fragment of your own query an integer is an error, because serde reads the
//! fields of a fragment before it knows their types.
//!
//! # Testing your code
//!
//! **With a gateway.** Add the crate `bcrumbs-sandbox` to `[dev-dependencies]`. It runs a gateway inside the process of
//! your test. The gateway executes the operations of this schema on generated data, fails on demand, and records the
//! requests that it received.
//!
//! ```
//! # use bcrumbs::{ApiKey, Client};
//! # use bcrumbs_sandbox::Sandbox;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
//! let workspace = client.workspace(sandbox.workspace_id());
//! # assert_eq!(workspace.conversations().page_size(3).page().await?.items.len(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! **Without a socket.** Your own [`Transport`] returns what the test needs: a response, a status or a broken
//! connection. The documentation of the trait has a complete example.
//!
//! **Without a client.** You can create models, pages, responses and errors directly, to test functions that take them:
//!
//! ```
//! use bcrumbs::{Conversation, Error, ErrorKind, Outcome, Page, Response};
//!
//! let mut waiting = Conversation::new("conv-1", chrono::Utc::now());
//! waiting.tags.push("vip".to_owned());
//! let success: Result<Response<Page<Conversation>>, Error> = Ok(Response::new(Page::new(vec![waiting])));
//! let failure = Error::new(ErrorKind::Timeout, Outcome::Unknown, "no response in time");
//! # assert!(success.is_ok() && failure.outcome() == Outcome::Unknown);
//! ```
//!
//! Models can also be read from JSON with the gateway's field names.
//!
//! # Your own queries
//!
//! [`Client::execute`] sends any operation that `graphql_client` compiled, with the client's key, limits and retries.
//! It returns a [`Request`] with the settings `timeout`, `retry` and `idempotency`. [`Client::list`] returns a [`List`]
//! for any query that implements [`PagedQuery`]. It has the same pages, items, positions and guarantees as the lists of
//! this crate.
//!
//! The schema is [`SDL`]; `bcrumbs schema print` writes it to a file. The module [`scalars`] has a type for each scalar
//! of the schema. A query declares only the variables that it needs, `$pageInfo` first:
//!
//! ```graphql
//! query clients($pageInfo: PageInfoInput, $workspaceId: Int!) {
//!   clients(input: { workspaceId: $workspaceId }, pageInfo: $pageInfo) {
//!     nodes { id createdAt }
//!     pageInfo { hasNextPage endCursor }
//!   }
//! }
//! ```
//!
//! ```
//! use bcrumbs::graphql_client::{self, GraphQLQuery};
//! use bcrumbs::{Client, PageRequest, PagedQuery};
//!
//! #[derive(GraphQLQuery)]
//! #[graphql(
//!     schema_path = "schema/bcrumbs.graphql",
//!     query_path = "examples/queries/clients.graphql",
//!     custom_scalars_module = "bcrumbs::scalars",
//!     variable_types("bcrumbs::PageRequest"),
//!     variables_derives = "Clone",
//!     skip_serializing_none,
//!     normalization = "rust"
//! )]
//! struct Clients;
//!
//! impl PagedQuery for Clients {
//!     type Item = clients::ClientsClientsNodes;
//!     const FIELD: &'static str = "clients";
//!
//!     fn set_page(variables: &mut clients::Variables, page: Option<PageRequest>) {
//!         variables.page_info = page;
//!     }
//!
//!     fn key(contact: &Self::Item) -> &str {
//!         &contact.id
//!     }
//!
//!     fn instant(contact: &Self::Item) -> Option<chrono::DateTime<chrono::Utc>> {
//!         Some(contact.created_at.into())
//!     }
//! }
//!
//! # async fn example(client: Client) -> Result<(), bcrumbs::Error> {
//! let mut contacts = client.list::<Clients>(clients::Variables { page_info: None, workspace_id: 12 }).items();
//! while let Some(contact) = contacts.try_next().await? {
//!     println!("{} since {:?}", contact.id, contact.created_at);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The function `instant` makes positions exact and enables `since` and `until`. `graphql_client` checks the names of
//! fields and little else, so use `bcrumbs-schema` in your build script to check the rest. The repository's
//! `examples/own_query.rs` and `examples/reply` are complete examples.
//!
//! # Features
//!
//! `rustls` (default) and `ring` select the TLS provider, `gzip` reads compressed responses, `http2` adds HTTP/2, and
//! `tracing` emits spans. `check-queries` is for this crate's own repository only. Features are additive. Without
//! `rustls` and `ring` the client can only reach loopback addresses.
//!
//! # What is logged
//!
//! Without the feature `tracing` the crate logs nothing. With it, the crate emits a span for each call, a span for each
//! attempt, and an event for each retry, all with the target `bcrumbs`. The fields have the names of OpenTelemetry
//! where it defines one.
//!
//! | span or event | level | fields |
//! |---|---|---|
//! | span `graphql.call` | INFO | `graphql.operation.name`, `graphql.operation.type`, `server.address`, `server.port`, `bcrumbs.workspace.id`, `bcrumbs.attempts`, `bcrumbs.request_id`, `error.type` |
//! | span `graphql.attempt` | DEBUG | `http.request.method`, `http.request.resend_count`, `http.response.status_code`, `bcrumbs.request_id`, `error.type` |
//! | event `sending again` | INFO | `error.type`, `http.request.resend_count`, `wait_ms` |
//!
//! `bcrumbs.workspace.id` is set if a [`Workspace`] created the call; it is not set for your own operations.
//! `bcrumbs.attempts` and `bcrumbs.request_id` are set when the call has ended. `bcrumbs.request_id` is the
//! `x-request-id` or `request-id` header of the gateway's last response, if it has one. Text that was sent in the call
//! is redacted in it.
//!
//! The crate does not log variables, bodies, other headers or keys. The `Debug` output of models, requests and errors
//! also hides personal data.
//!
//! # Versioning
//!
//! The crate follows semantic versioning and has a changelog. While the major version is 0, a breaking change increases
//! the minor version. The following changes are not breaking, so any version may contain them:
//!
//! - new fields of models, values of enums, variants of errors, and filters: the types that may grow are
//!   `#[non_exhaustive]`;
//! - a new variant for an enum value that was `Unknown` before: compare `as_str()`, which does not change;
//! - more fields in the queries, and changes of [`SDL`] and [`OPERATIONS`] that follow the vendor's changes;
//! - the query types in `List<…>` and `Request<…>` of this crate's own operations, and the generated variables of these
//!   types;
//! - the text of errors and logs, and the defaults of timeouts, waits and sizes;
//! - a newer minimum Rust version, if that version is at least six months old. The minimum is Rust 1.88.

mod api;
mod call;
mod client;
mod error;
mod graphql;
mod model;
mod paging;
mod redact;
mod request;
mod retry;
mod sdl;
mod transport;

pub use api::add_message::{AddMessage, AddedMessage, Content};
pub use api::agents::{Agent, Agents};
pub use api::api_keys::{ApiKeys, GenerateApiKey, GeneratedApiKey, ListedApiKey};
pub use api::ask_reply_window::{AskReplyWindow, ReplyWindowOf};
pub use api::assign_conversation::{AssignConversation, AssignedConversation, Assignee};
pub use api::broadcasts::{Broadcast, Broadcasts};
pub use api::contacts::{Contact, Contacts};
pub use api::conversations::{Conversation, ConversationContact, Conversations};
pub use api::create_tag::{CreateTag, CreatedTag};
pub use api::messages::{Message, Messages};
pub use api::reply::{Reply, SendReply, Template};
pub use api::reply_window::{REPLY_WINDOW, ReplyWindow};
pub use api::settings::{Settings, TestNumber, WorkspaceSettings};
pub use api::start_conversation::{Recipient, StartConversation, StartedConversation};
pub use api::tags::{Tag, Tags};
pub use api::webhooks::{Webhook, WebhookUrl, Webhooks};
pub use call::call_info::CallInfo;
pub use call::response::Response;
pub use client::builder::{ClientBuilder, DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_TOTAL_TIMEOUT};
pub use client::client::Client;
pub use client::workspace::Workspace;
pub use error::closed_window::{ClosedWindow, Remedy};
pub use error::error::Error;
pub use error::graphql_error::GraphQlError;
pub use error::kind::{ErrorKind, Outcome, TimeoutPhase};
pub use graphql::document::OperationKind;
pub use graphql::operations::{OPERATIONS, Operation};
pub use graphql::scalars;
pub use graphql_client;
pub use model::cursor::Cursor;
pub use model::enums::{
    BroadcastState, ChannelKind, MessageKind, MessageStatus, TagKind, UnknownValue, WebhookEvent,
};
pub use model::ids::{
    AgentId, AiId, ApiKeyId, BroadcastId, ChannelId, ContactId, ConversationId, MessageId, NoteType,
    SettingsId, StageId, TagId, UserId, WebhookId, WorkspaceId,
};
pub use model::page_request::PageRequest;
pub use model::position::Position;
pub use paging::items::{Collected, Items};
pub use paging::page::{DEFAULT_PAGE_SIZE, Page};
pub use paging::paged_query::{PagedQuery, Period, PeriodFilter};
pub use paging::pages::Pages;
pub use request::list::List;
pub use request::list_stream::{ListStream, MAX_CONCURRENCY};
pub use request::request::Request;
pub use retry::budget::RetryBudget;
pub use retry::idempotency::Idempotency;
pub use retry::policy::RetryPolicy;
pub use sdl::SDL;
pub use transport::credentials::{ApiKey, Credential, SessionToken};
pub use transport::endpoint::DEFAULT_ENDPOINT;
#[cfg(feature = "http2")]
pub use transport::http_builder::Http2;
pub use transport::http_builder::{DEFAULT_CONNECT_TIMEOUT, DEFAULT_RESPONSE_LIMIT, HttpTransportBuilder};
pub use transport::http_transport::HttpTransport;
pub use transport::transport::{Transport, TransportError, TransportErrorKind, TransportFuture};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
