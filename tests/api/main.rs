//! The resources of the gateway, one file for each.

mod assign_conversation;
mod conversations;
mod messages;
mod own_operations;
mod reply_window;
mod start_conversation;
#[path = "../support/mod.rs"]
mod support;
