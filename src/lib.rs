//! A typed client for the Bread Crumbs gateway, the GraphQL API for customer conversations over WhatsApp, Instagram,
//! Telegram and custom channels.
//!
//! The operations are compiled from `.graphql` files against a checked-in schema, so a call that the schema refuses does
//! not build. The answers are plain models, documented field by field. The gateway says *client* and *integration*; this
//! crate says *contact* and *channel*, as the vendor's portal does, and names the wire's word at each type.
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
//! `cargo run --example quickstart` in the repository does all of the following against an embedded gateway.
//!
//! # Authentication
//!
//! An [`ApiKey`] is sent as it is; the [`SessionToken`] of a signed-in user is sent as `Bearer`. A key that is linked to
//! an agent sees and may do what that agent's role permits (page apis/apikeys). [`Client::from_env`] reads the key from
//! the environment, [`Client::builder`] takes it as a value.
//!
//! # Lists
//!
//! [`Workspace::conversations`], [`Workspace::messages`], [`Workspace::contacts`], [`Workspace::agents`] and
//! [`Workspace::broadcasts`] return a [`List`]. It takes filters and is read in one of three ways: [`List::page`] returns
//! one [`Page`], [`List::items`] streams the items, [`List::pages`] streams the pages. Streams implement
//! `futures_core::Stream` and have a `try_next` of their own; [`Items::all`] collects all items and shows which could not
//! be read. A stream holds one page while the next one is fetched.
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
//! The gateway's cursor is an instant. Items that share an instant at the edge of two pages would come twice or never,
//! depending on the gateway; a list of this crate returns each of them once. Where a gateway's cursors are no instants,
//! this cannot be promised, and `is_lossless()` returns `false`.
//!
//! A list can be resumed, also by another process: [`Page::next`], [`Pages::position`] and [`Items::position`] return a
//! [`Position`], which is a short text, and [`List::after`] continues there with each item once.
//!
//! # Contacts and agents
//!
//! [`Workspace::contacts`] lists the people who write, [`Workspace::agents`] those who answer. Both ask for all fields of
//! their page's table of properties. Our copy of the page of contacts ends inside its own selection: where a gateway
//! refuses one of the fields, leave it out by `ClientBuilder::omit_field`.
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
//! [`Workspace::tags`] returns all tags and stages at once, because no paging is documented. An element that is null is
//! left out, and [`Response::errors`] names its place. [`Workspace::create_tag`] creates one; its [`TagKind`] says what it
//! can be put on. No page documents an operation that puts a tag on a conversation.
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
//! [`Workspace::broadcasts`] lists templates that are sent to many contacts, with their [`BroadcastState`] and counts. They
//! can be read only. What the vendor documents of each operation is one table, in the repository's `docs/platform.md`.
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
//! assigns a conversation to an [`Assignee`]. Both return a [`Request`], which is sent by `.await`. Its [`Response`] has
//! the data, the status, the request's identifier and the number of attempts.
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
//! WhatsApp and Instagram let a business reply freely for 24 hours after a contact's message; after that WhatsApp takes an
//! approved [`Template`], and for Instagram no way is documented (page apis/convs). [`Workspace::reply`] asks the gateway
//! whether the window is open, and fails with [`ErrorKind::ReplyWindowClosed`] before anything is sent where it is not;
//! [`SendReply::or_template`] sends a template then, which opens another conversation. The loop of a support service:
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
//! use bcrumbs::{Assignee, ErrorKind, Outcome};
//!
//! let agent = Assignee::agent("67d7f55f7a9c4e1d76f50001");
//! let mut open = workspace.conversations().ended(false).with_messages().items();
//! while let Some(conversation) = open.try_next().await? {
//!     let (Some(since), Some(channel)) = (conversation.waiting_since(), &conversation.channel_id) else { continue };
//!     println!("{} waits since {since}", conversation.id);
//!     match workspace.reply(&conversation, "We are on it.").await {
//!         Ok(_) => {
//!             workspace.assign_conversation(&conversation.id, channel, agent.clone()).await?;
//!         }
//!         Err(error) if error.kind() == ErrorKind::ReplyWindowClosed => println!("needs a template"),
//!         Err(error) if error.outcome() == Outcome::NotExecuted => println!("not sent: {error}"),
//!         Err(error) => println!("perhaps sent, look before replying again: {error}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The loop sends no template by itself: after one the contact still waits in the first conversation, so that each run
//! would send and pay for another. Send templates where the program remembers to whom it sent one.
//!
//! [`Conversation::waiting_since`] and [`Conversation::reply_window`] read the messages that a conversation carries; how
//! many the gateway returns is not documented. [`Workspace::reply_window`] asks the gateway, and [`ReplyWindow::at`] is the
//! rule as a pure function. The window is the contact's and not one channel's, as far as the API shows.
//!
//! [`Workspace::add_message`] adds a [`Content`] without looking at the window: a text, a picture, a recording, a film or a
//! file by its URL, or an internal note, which the contact never sees. All but notes reach a person, so it is not sent
//! again where it may have run.
//!
//! # The workspace
//!
//! [`Workspace::webhooks`], [`Workspace::api_keys`] and [`Workspace::settings`] read what their names say;
//! [`Workspace::generate_api_key`] makes a key, which can be linked to an agent. The lists come whole, and their `Debug`
//! shows neither a key nor a webhook's URL: `expose()` returns them. Webhooks are registered, and settings changed, in the
//! portal: no page shows operations for that.
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
//! Every call fails with an [`Error`]. Its text is one line that says what went wrong and what to do next, without keys
//! or personal data. A program asks [`Error::outcome`] whether a mutation may have run, [`Error::kind`] what went wrong,
//! [`Error::is_retryable`] and [`Error::retry_after`] whether and when to call again.
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
//!         Outcome::Unknown => println!("it may have been sent, look before sending again: {error}"),
//!         Outcome::Executed => println!("it was sent, do not send it again: {error}"),
//!     },
//! }
//! # }
//! ```
//!
//! # Retries
//!
//! Operations that are safe to repeat are retried; the table below says when. [`RetryPolicy`] sets how often and after
//! which waits, for a client or, by `.retry(…)`, for one call; [`RetryBudget`] bounds the retries of a client in all.
//! [`RetryPolicy::none`] turns them off. [`ClientBuilder::rate_limit`] bounds how many attempts start in a span of time.
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
//! # A transport of your own
//!
//! [`HttpTransport`] has what [`ClientBuilder`] has not: a proxy, a client certificate, default headers, the name of your
//! application, HTTP/2. A [`Transport`] of your own can wrap it, for metrics, tracing headers or a limit. Each request
//! carries a [`CallInfo`]: operation and its kind, attempt, idempotency. The contract that keeps [`Error::outcome`] true is written at
//! [`Transport`]; a wrapper that does not send a request returns [`TransportErrorKind::NotSent`]. The repository's
//! `examples/transport.rs` is complete.
//!
//! ```
//! use bcrumbs::{ApiKey, Client, DEFAULT_ENDPOINT, HttpTransport};
//!
//! let http = HttpTransport::builder(DEFAULT_ENDPOINT).application("shop/1.4").build()?;
//! let client = Client::builder(ApiKey::new("bck_0123456789")).transport(http).build()?;
//! # Ok::<(), bcrumbs::Error>(())
//! ```
//!
//! For https, the default transport obeys the environment's proxy variables: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.
//!
#![doc = include_str!("../docs/failures.md")]
//!
//! # Where the gateway's schema differs
//!
//! [`SDL`] is written after the vendor's pages, and the gateway's own schema may change. Where the two do not fit, a call
//! fails with [`ErrorKind::SchemaMismatch`]: the gateway refuses the operation as invalid, or its data is not what the
//! schema says. The error's text names the field or the argument. `bcrumbs schema check --live` shows every difference.
//!
//! A field that the gateway dropped can be left out of the queries, without a new version of this crate:
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
//! [`ClientBuilder::omit_field`] has the rules. [`Client::from_env`] and the command read the fields from
//! `BCRUMBS_OMIT_FIELDS`, separated by commas. Mutations and operations of your own are sent as they are.
//!
//! An identifier that the gateway sends as an integer fits: it is kept as text, with all its digits, in this crate's
//! operations and in your own. The same holds for any text. Values of the type `JSON` keep their numbers. In a fragment of a
//! query of your own an integer does not fit, because serde reads a fragment's fields before it knows their types.
//!
//! # Testing your code
//!
//! **With a gateway.** The crate `bcrumbs-sandbox`, under `[dev-dependencies]`, runs one inside your test's process: it
//! executes this schema over seeded data, fails on demand, and returns the requests that it received.
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
//! **Without a socket.** A [`Transport`] of your own returns whatever the test needs: an answer, a status, a broken
//! connection. Its example is complete.
//!
//! **Without a client.** Models, pages, responses and errors can be created by hand, for code that takes them:
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
//! [`Client::execute`] sends any operation that `graphql_client` compiled, with the same key, limits and retries, as a
//! [`Request`] with `timeout`, `retry` and `idempotency`. [`Client::list`] makes a [`List`] of any query that implements
//! [`PagedQuery`]: pages, items, positions and the promise that nothing is lost are the same as for this crate's lists.
//!
//! The schema is [`SDL`], which `bcrumbs schema print` writes into a file. [`scalars`] has a type for each of its
//! scalars. A query declares only the variables that it needs, `$pageInfo` first:
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
//! `instant` makes positions exact and lets the list take `since` and `until`. `graphql_client` checks the names of fields
//! and little else: let `bcrumbs-schema` check the rest in your build script. The repository's `examples/own_query.rs`
//! and `examples/reply` are complete.
//!
//! # Features
//!
//! `rustls` (default) and `ring` choose the TLS provider, `gzip` reads compressed answers, `http2` speaks HTTP/2,
//! `tracing` emits spans; `check-queries` is for this crate's own repository. Features are additive. Without `rustls` and
//! `ring` the client reaches loopback addresses only.
//!
//! # What is logged
//!
//! Nothing without the feature `tracing`. With it, under the target `bcrumbs`: a span for each call, a span for each
//! attempt, and an event for each retry. The names are OpenTelemetry's where it has one.
//!
//! | what | level | fields |
//! |---|---|---|
//! | span `graphql.call` | INFO | `graphql.operation.name`, `graphql.operation.type`, `server.address`, `server.port`, `bcrumbs.workspace.id`, `bcrumbs.attempts`, `bcrumbs.request_id`, `error.type` |
//! | span `graphql.attempt` | DEBUG | `http.request.method`, `http.request.resend_count`, `http.response.status_code`, `bcrumbs.request_id`, `error.type` |
//! | event `sending again` | INFO | `error.type`, `http.request.resend_count`, `wait_ms` |
//!
//! `bcrumbs.workspace.id` is there where a [`Workspace`] created the call, and not for operations of your own.
//! `bcrumbs.attempts` and `bcrumbs.request_id` are there once the call has ended, the latter where the gateway sent an
//! `x-request-id` or a `request-id` with its last answer. What was sent is redacted in it.
//!
//! No variable, no body, no other header and no key is logged. The `Debug` of models, requests and errors hides personal
//! data too.
//!
//! # Versioning
//!
//! Semantic versioning, with a changelog; while the first number is 0, the second one counts breaking changes. These are
//! not breaking, so a minor or patch version may bring them:
//!
//! - fields of models, values of enums, variants of errors, filters: what may grow is `#[non_exhaustive]`;
//! - a name for an enum value that was `Unknown` before: compare `as_str()`, which stays;
//! - a further field in what is asked of the gateway, and a change of [`SDL`] and [`OPERATIONS`] after the vendor's;
//! - the query types in `List<…>` and `Request<…>` of this crate's own operations, and their generated variables;
//! - the text of errors and logs, and defaults of time limits, waits and sizes;
//! - a newer minimal compiler, if it is at least six months old. Now it is Rust 1.88.

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
