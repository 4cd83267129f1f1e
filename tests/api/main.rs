//! The resources of the gateway, one file for each.

mod agents;
mod assign_conversation;
mod broadcasts;
mod contacts;
mod conversations;
mod create_tag;
mod messages;
mod own_operations;
mod reply_window;
mod start_conversation;
#[path = "../support/mod.rs"]
mod support;
mod tags;
