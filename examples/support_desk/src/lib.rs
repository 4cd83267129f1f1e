//! A support service: it is told by a webhook that somebody wrote, makes sure of it, answers once, and assigns the
//! conversation to an agent. `docs/support-desk.md` in the repository explains the steps. If the program stops anywhere,
//! the next start repeats the steps that were not done, and never a message.

mod desk;
mod journal;
mod server;

pub use desk::{Desk, Step};
pub use server::router;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/support-desk.md")]
mod document {}
