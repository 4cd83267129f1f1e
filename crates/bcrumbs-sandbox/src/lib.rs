//! An embedded Bread Crumbs gateway, for tests and demonstrations.
//!
//! [`Sandbox`] listens on loopback and executes real GraphQL requests against the schema that `bcrumbs` ships
//! (`bcrumbs::SDL`): documents are validated, variables coerced, introspection answered. Behind it are seeded
//! conversations, messages and contacts, newest first, in several scripts, with timestamps that tie on purpose and
//! nulls wherever the schema allows them. Mutations change what later requests see.
//!
//! [`Fault`]s make single requests go wrong, from a 429 to a reset connection, and the journal of what was read and
//! executed ([`Entry`]) tells what a client really did.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use bcrumbs_sandbox::{Fault, Sandbox};
//!
//! let sandbox = Sandbox::builder().conversations(1_000).start().await?;
//! sandbox.script([Fault::ResetAfterReading, Fault::throttled()]);
//! // ... point a client at sandbox.endpoint() with sandbox.api_key() ...
//! assert!(sandbox.journal().iter().all(|entry| !entry.executed));
//! # Ok(())
//! # }
//! ```

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
