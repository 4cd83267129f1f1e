//! An embedded Bread Crumbs gateway, for tests and demonstrations.
//!
//! [`Sandbox`] listens on loopback and executes real GraphQL requests against the schema that `bcrumbs` ships
//! (`bcrumbs::SDL`): documents are validated, variables coerced, introspection answered. Behind it are seeded
//! conversations, messages and contacts, newest first, in several scripts, with timestamps that tie on purpose and
//! nulls wherever the schema allows them. Mutations change what later requests see.
//!
//! Three lines lead from a test to a workspace:
//!
//! ```
//! use bcrumbs::{ApiKey, Client};
//! use bcrumbs_sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
//! let workspace = client.workspace(sandbox.workspace_id());
//!
//! assert_eq!(workspace.conversations().page_size(10).page().await?.items.len(), 10);
//! # Ok(())
//! # }
//! ```
//!
//! [`Fault`]s make single requests go wrong, from a 429 to a reset connection, and the journal of what was read and
//! executed ([`Entry`]) tells what a client really did:
//!
//! ```
//! # use bcrumbs::{ApiKey, Client};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use bcrumbs::{ChannelId, Outcome, Recipient};
//! use bcrumbs_sandbox::{Fault, Sandbox};
//!
//! let sandbox = Sandbox::builder().conversations(1_000).start().await?;
//! # let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
//! # let workspace = client.workspace(sandbox.workspace_id());
//! sandbox.fail_next(Fault::ResetAfterExecuting);
//! let channel = ChannelId::from(sandbox.channels()[0].id.as_str());
//! let start = workspace.start_conversation(channel, Recipient::phone("+12025550123"), "order_shipped");
//!
//! assert_eq!(start.await.unwrap_err().outcome(), Outcome::Unknown);
//! assert!(sandbox.journal()[0].executed);
//! # Ok(())
//! # }
//! ```
//!
//! It is simpler than the gateway in places, and guesses where the documentation is silent:
//!
//! - `startConv` takes `clientId` where `phone` is given too.
//! - `assignConv` without `agentId`, of which the documentation says only that it is optional, is refused.
//! - A key made by `genApiKey` may do everything, also where it is linked to an agent; the gateway limits such a key to
//!   that agent's role.

mod answer;
mod builder;
mod catalog;
mod contact;
mod conversation;
mod dice;
mod drip;
mod engine;
mod fault;
mod gateway;
mod ids;
mod input;
mod instant;
mod journal;
mod line;
mod message;
mod mutations;
mod page;
mod queries;
mod record;
mod refusal;
mod resolve;
mod sandbox;
mod script;
mod server;
mod tags;
mod texts;
mod timeline;
mod world;

pub use builder::{CursorRule, SandboxBuilder};
pub use fault::Fault;
pub use journal::Entry;
pub use sandbox::{Channel, Sandbox};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
