//! A typed client for the Bread Crumbs gateway, the GraphQL API for customer conversations over WhatsApp, Instagram,
//! Telegram and custom channels.
//!
//! The operations are compiled from `.graphql` files against a checked-in schema, so an operation that does not fit the
//! schema does not compile. The results are plain structs, and each field is documented. The gateway's API calls a
//! contact *client* and a channel *integration*. This crate uses *contact* and *channel*, like the vendor's portal. The
//! documentation of each type gives the gateway's name.
//!
//! A *doc page* is a page of the vendor's API documentation. It is named as the source of a fact: “page apis/convs” or
//! “doc page apis/convs” is the page about conversations.
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
//! In the repository, `cargo run --example quickstart` runs a longer version of this program with an embedded gateway.
//!
//! # Authentication
//!
//! An [`ApiKey`] is sent unchanged in the `authorization` header. The [`SessionToken`] of a signed-in user is sent as
//! `Bearer <token>`. A key that is linked to an agent has the permissions of that agent's role (doc page apis/apikeys).
//! [`Client::from_env`] reads the key from the environment. [`Client::builder`] takes the key as a value.
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
//! return one of them twice or lose it. A list of this crate returns each item exactly once. If the gateway sends a
//! cursor that is not a timestamp, or a list that is not newest first, the crate cannot guarantee this. Then
//! [`Items::is_lossless`] and [`Pages::is_lossless`] return `false`.
//!
//! You can continue a list later, even in another process. [`Page::next`], [`Pages::position`] and [`Items::position`]
//! return a [`Position`], which you can store as a short text. [`List::after`] resumes the list there, and no item is
//! lost or repeated.
//!
//! # Following a list
//!
//! [`List::follow`] streams the new items of a list as they come, oldest first, each once. No operation that waits for
//! new items is documented, so the stream reads the newest part of the list again and again. [`FollowPolicy`] sets the
//! interval: 2 s after a new item, and up to 30 s while nothing comes. Each item has a [`Position`]. Store it when the
//! item was handled, and pass it to `follow` after a restart. A retryable error is an item of the stream, which then
//! continues.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace, stored: Option<bcrumbs::Position>) -> Result<(), bcrumbs::Error> {
//! let mut new = workspace.messages().contact("67d09433594d52dd19817d60").follow(stored);
//! loop {
//!     match new.try_next().await {
//!         Ok(Some(followed)) => println!("{:?}, then store {}", followed.item.kind, followed.position),
//!         Ok(None) => return Ok(()),
//!         Err(error) if error.is_retryable() => println!("reading again later: {error}"),
//!         Err(error) => return Err(error),
//!     }
//! }
//! # }
//! ```
//!
//! # Contacts and agents
//!
//! [`Workspace::contacts`] lists the customers, and [`Workspace::agents`] lists the people who answer them. The two
//! queries select every field that the vendor documents for contacts and for agents (the tables of properties on the
//! doc pages apis/contacts and apis/agents). Our copy of the doc page apis/contacts is incomplete: it ends in the
//! middle of the example query. If the gateway refuses one of the fields, leave that field out with
//! `ClientBuilder::omit_field`.
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
//! [`Workspace::tags`] returns all tags and stages in one response, because no paging is documented. If an element of
//! the list is null, it is left out, and [`Response::errors`] contains its path. [`Workspace::create_tag`] creates a
//! tag. The [`TagKind`] of a tag shows what the tag can be put on, for example a conversation. A stage is a tag with
//! one of two kinds: a stage of contacts or a stage of conversations. The vendor documents no operation that adds a tag
//! to a conversation.
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
//! [`Workspace::broadcasts`] lists the broadcasts. A broadcast sends one template to many contacts. It has a
//! [`BroadcastState`] and counts, such as `total_count` and `failed_count`. Broadcasts are read-only. A table in the
//! repository's `docs/platform.md` shows, for each operation, what the vendor documents.
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
//! accepts an approved [`Template`]; for Instagram no other way is documented (doc page apis/convs). These 24 hours are
//! the reply window. [`Workspace::reply`] asks the gateway whether the window is open. If it is closed, the call fails
//! with [`ErrorKind::ReplyWindowClosed`] before anything is sent. If you called [`SendReply::or_template`] and the
//! window is closed, the call sends the template instead of failing. The template starts a new conversation. This is
//! the loop of a support service:
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
//! loop would send and pay for another template. Send templates with an [`outbox::Outbox`], which remembers what it sent.
//!
//! [`Conversation::waiting_since`] and [`Conversation::reply_window`] send nothing: they use the messages that came
//! with the conversation (`with_messages()`). It is not documented how many messages the gateway includes.
//! [`Workspace::reply_window`] sends a request to find out whether the window is open. [`ReplyWindow::at`] applies the
//! same rule to values that you pass, without a request. The crate computes one window for each contact, and not one
//! for each channel, because the gateway does not report the channel of a message.
//!
//! [`Workspace::add_message`] adds a [`Content`] without checking the window. The content is a text, the URL of an
//! image, of an audio recording, of a video or of a document, or an internal note. The contact never sees a note. Every
//! other content is sent to the contact. Therefore [`Workspace::add_message`] is not retried if an earlier attempt may
//! have run. This is also true for a note.
//!
//! # Webhooks
//!
//! A webhook is one URL and one event. The gateway posts the event to the URL when it happens (doc page apis/webhooks).
//! The module [`webhook`] parses these bodies. It contains no web server: pass the bytes of the request to
//! [`webhook::Event::parse`]. The documents show two forms of dates, names with a space, nulls, and examples that are
//! not JSON. Parsing is therefore tolerant, and each field can be absent.
//!
//! Handle an event in this order. If the program stops between two steps, the next delivery repeats work, and no event
//! is lost:
//!
//! 1. Parse the body, and ignore an event whose [`webhook::Event::id`] is in [`webhook::Seen`].
//! 2. Read the message back with [`Workspace::confirm`]. The vendor documents no signature, so an event proves nothing.
//! 3. Store the message, and answer it.
//! 4. Insert the identifier into [`webhook::Seen`], and answer the request with status 200. The vendor documents neither
//!    which status the gateway expects nor whether it sends an event again.
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace, body: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
//! use bcrumbs::webhook::{Event, Seen};
//! use bcrumbs::WebhookEvent;
//!
//! let mut seen = Seen::new(100_000); // At most 15 MB.
//! let event = Event::parse(body)?;
//! let id = event.id();
//! if event.name != WebhookEvent::IncomingMessage || id.as_ref().is_some_and(|id| seen.contains(id)) {
//!     return Ok(());
//! }
//! match workspace.confirm(&event).await? {
//!     Some(message) => println!("store and answer {}", message.id),
//!     None => println!("the gateway does not list the message (yet)"),
//! }
//! if let Some(id) = id {
//!     seen.insert(&id);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Everybody who knows the URL of a webhook can post false events, so the URL is a secret:
//!
//! - Put a random part of at least 128 bits into the path, for example 32 hexadecimal digits from a random source for
//!   keys. Answer every other path with status 404.
//! - Use `https`.
//! - Keep the URL and the path out of your logs. Proxies and web servers usually log the path of each request, so change
//!   their log format. The types of this crate do not print the URL: see [`WebhookUrl`].
//! - Use another random part for each webhook and each environment.
//! - An API key that can list the webhooks ([`Workspace::webhooks`]) can read the URL.
//! - To replace the URL, register a second webhook with a new URL in the portal, and then delete the first one. Between
//!   these steps the gateway may post each event to both. [`webhook::Seen`] finds the second delivery.
//!
//! # Sending at most once
//!
//! If a program ends while it sends a message, nobody knows whether the message was sent. An [`outbox::Outbox`] writes
//! each call to a file before it is sent. After a crash, it looks the call up in the gateway's lists, and never sends it
//! again without being sure. Each call has a key, for example the identifier of a webhook's event. A second call with the
//! same key returns the first result:
//!
//! ```no_run
//! # async fn example(workspace: bcrumbs::Workspace, conversation: bcrumbs::Conversation) -> Result<(), bcrumbs::Error> {
//! use bcrumbs::outbox::Outbox;
//!
//! let outbox = Outbox::open(&workspace, "/var/lib/desk/outbox").await?;
//! for open in outbox.look_up().await? {
//!     println!("a person must look at {}: {:?}", open.key(), open.finding());
//! }
//! let event = "INCOMING_MESSAGE:68875c39-01b8-42a5-9273-fcfd2f697600";
//! outbox.reply(event, workspace.reply(&conversation, "We are on it.")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The module [`outbox`] describes the steps, the results and the file. The repository's `docs/support-desk.md` is a page
//! about the whole way from a webhook to a safe reply, and `examples/support_desk` is a service that does it.
//!
//! # The workspace
//!
//! [`Workspace::webhooks`], [`Workspace::api_keys`] and [`Workspace::settings`] return the webhooks, the API keys and
//! the settings of the workspace. [`Workspace::generate_api_key`] generates a key, which can be linked to an agent. The
//! lists are not paged. The `Debug` output of an [`ApiKey`] and of a [`WebhookUrl`] hides the value; its method
//! `expose()` returns the value. Register webhooks and change settings in the portal: the vendor documents no
//! operations for that.
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
//! [`Error::is_retryable`] returns whether the same call may succeed later without running twice.
//! [`Error::retry_after`] returns how long to wait before that call.
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
//! Operations that are safe to repeat are retried. The table in the section "Failures" lists the cases. [`RetryPolicy`]
//! sets the number of attempts and the waits between them, for a client or, with `.retry(…)`, for one call.
//! [`RetryPolicy::none`] turns retries off. [`RetryBudget`] limits the retries of all calls of a client together.
//! [`ClientBuilder::rate_limit`] limits how many attempts start within a span of time.
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
//! idempotency. Your transport must follow the rules in the documentation of [`Transport`]; otherwise
//! [`Error::outcome`] can be wrong. A wrapper that does not send a request returns [`TransportErrorKind::NotSent`]. The
//! repository's `examples/transport.rs` is a complete example.
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
//! [`SDL`] is the text of the schema in this crate. It follows the vendor's documentation, so the gateway's real schema
//! can be different. If the two schemas differ, a call can fail with [`ErrorKind::SchemaMismatch`]: the gateway refuses
//! the operation as invalid, or its data does not have the types of [`SDL`]. The text of the error names the field or
//! the argument. `bcrumbs schema check --live` prints all differences, and `docs/drift.md` in the repository lists what
//! each kind of difference causes.
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
//! numbers. There is one exception. If your own query uses a fragment, an integer in a text field of the fragment is an
//! error, because serde reads the fields of a fragment before it knows their types.
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
//! for any query that implements [`PagedQuery`]. You can read it by pages or by items, resume it, and rely on the same
//! guarantees as for the lists of this crate.
//!
//! The schema is [`SDL`]; `bcrumbs schema print` writes it to a file. The module [`scalars`] has a type for each scalar
//! of the schema. Declare only the variables that the query needs. `$pageInfo` must be the first one, because
//! the setting `variable_types` below gives types by position:
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
//! If you define the function `instant`, no item is returned twice after a resume, and you can use `since` and `until`.
//! Without it, a resumed list may return some items again, but loses none, and `since` and `until` are errors.
//! `graphql_client` checks the names of fields and little else, so use `bcrumbs-schema` in your build script to check
//! the rest. The repository's `examples/own_query.rs` and `examples/reply` are complete examples.
//!
//! # Features
//!
//! `rustls` (default) and `ring` select the TLS provider, `gzip` reads compressed responses, `http2` adds HTTP/2, and
//! `tracing` emits spans. `check-queries` is for this crate's own repository only. Features are additive. If neither
//! `rustls` nor `ring` is on, the client can reach only loopback addresses.
//!
//! # What is logged
//!
//! Without the feature `tracing` the crate logs nothing. With it, the crate emits a span for each call, a span for each
//! attempt, and an event for each retry, all with the target `bcrumbs`. A field has its OpenTelemetry name if
//! OpenTelemetry defines one.
//!
//! | span or event | level | fields |
//! |---|---|---|
//! | span `graphql.call` | INFO | `graphql.operation.name`, `graphql.operation.type`, `server.address`, `server.port`, `bcrumbs.workspace.id`, `bcrumbs.attempts`, `bcrumbs.request_id`, `error.type` |
//! | span `graphql.attempt` | DEBUG | `http.request.method`, `http.request.resend_count`, `http.response.status_code`, `bcrumbs.request_id`, `error.type` |
//! | event `sending again` | INFO | `error.type`, `http.request.resend_count`, `wait_ms` |
//!
//! `bcrumbs.workspace.id` is set if a [`Workspace`] created the call; it is not set for your own operations.
//! `bcrumbs.attempts` and `bcrumbs.request_id` are set when the call has ended. `bcrumbs.request_id` is the
//! `x-request-id` or `request-id` header of the gateway's last response, if it has one. If this header repeats text
//! that the call sent, that text is redacted in `bcrumbs.request_id`.
//!
//! The crate does not log variables, bodies, other headers or keys. The `Debug` output of models, requests and errors
//! also hides personal data.
//!
//! # Versioning
//!
//! The crate follows semantic versioning and has a changelog. While the major version is 0, a breaking change increases
//! the minor version. The following changes are not breaking, so any version may contain them:
//!
//! - new fields in models, new enum values, new error variants, and new filters; such types are `#[non_exhaustive]`;
//! - a new variant for an enum value that an older version returned as `Unknown`. To be safe, compare `as_str()` and
//!   not the variant: its text stays the same;
//! - more fields in the queries, and changes of [`SDL`] and [`OPERATIONS`] that follow the vendor's changes;
//! - changes of the type parameters in `List<…>` and `Request<…>` for this crate's operations, and of the generated
//!   variables of these operations;
//! - the text of errors and logs, and the defaults of timeouts, waits and sizes;
//! - a newer minimum Rust version, if that version is at least six months old. The minimum is Rust 1.89.

mod api;
mod call;
mod client;
mod error;
mod graphql;
mod model;
pub mod outbox;
mod paging;
mod redact;
mod request;
mod retry;
mod sdl;
mod transport;
pub mod webhook;

pub use api::add_message::{AddMessage, AddedMessage, Content};
pub use api::agents::{Agent, Agents};
pub use api::api_keys::{ApiKeys, GenerateApiKey, GeneratedApiKey, ListedApiKey};
pub use api::ask_reply_window::{AskReplyWindow, ReplyWindowOf};
pub use api::assign_conversation::{AssignConversation, AssignedConversation, Assignee};
pub use api::broadcasts::{Broadcast, Broadcasts};
pub use api::confirm::Confirm;
pub use api::contacts::{Contact, Contacts};
pub use api::conversations::{Conversation, ConversationContact, Conversations};
pub use api::create_tag::{CreateTag, CreatedTag};
pub use api::messages::{Message, Messages};
pub use api::reply::{Reply, SendReply};
pub use api::reply_window::{REPLY_WINDOW, ReplyWindow};
pub use api::settings::{Settings, TestNumber, WorkspaceSettings};
pub use api::start_conversation::{Recipient, StartConversation, StartedConversation};
pub use api::tags::{Tag, Tags};
pub use api::template::Template;
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
    AgentId, AiId, ApiKeyId, BroadcastId, ChannelId, ContactId, ConversationId, EventId, MessageId, NoteType,
    SettingsId, StageId, TagId, UserId, WebhookId, WorkspaceId,
};
pub use model::page_request::PageRequest;
pub use model::position::Position;
pub use paging::follow::{Follow, Followed};
pub use paging::follow_policy::FollowPolicy;
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
