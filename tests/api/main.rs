//! The resources of the gateway, one file for each.

mod add_message;
mod agents;
mod api_keys;
mod assign_conversation;
mod broadcasts;
mod contacts;
mod conversations;
mod create_tag;
mod messages;
mod own_operations;
mod reply;
mod reply_time;
mod reply_window;
mod settings;
mod start_conversation;
#[path = "../support/mod.rs"]
mod support;
mod tags;
mod webhooks;
