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
//! assert_eq!(workspace.conversations().page_size(10).await?.items.len(), 10);
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
//! use bcrumbs::{Outcome, Recipient};
//! use bcrumbs_sandbox::{Fault, Sandbox};
//!
//! let sandbox = Sandbox::builder().conversations(1_000).start().await?;
//! # let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
//! # let workspace = client.workspace(sandbox.workspace_id());
//! sandbox.fail_next(Fault::ResetAfterExecuting);
//! let channel = sandbox.channels()[0].id.clone();
//! let start = workspace.start_conversation(channel, Recipient::phone("+12025550123"), "order_shipped");
//!
//! assert_eq!(start.send().await.unwrap_err().outcome(), Outcome::Unknown);
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

mod builder;
mod data;
mod duration;
mod error;
mod event;
mod fault;
mod gateway;
mod graphql;
mod http;
mod journal;
mod log;
mod sandbox;
mod script;
mod webhook;

pub use builder::SandboxBuilder;
pub use data::new::{NewAgent, NewContact, NewConversation, Received};
pub use data::plan::CursorRule;
pub use error::Error;
pub use event::Event;
pub use fault::Fault;
pub use journal::Entry;
pub use sandbox::handle::{Channel, Sandbox};
pub use script::Scripted;
pub use webhook::delivery::{Attempt, Delivery, DeliveryFault};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
