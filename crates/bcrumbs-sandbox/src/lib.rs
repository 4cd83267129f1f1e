#![doc = include_str!("../docs/manual.md")]

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
mod remote;
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
pub use remote::RemoteSandbox;
pub use sandbox::handle::{Channel, Sandbox};
pub use script::Scripted;
pub use webhook::delivery::{Attempt, Delivery, DeliveryFault};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
