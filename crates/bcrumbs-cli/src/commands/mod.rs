//! The commands, one file or folder for each noun.

pub(crate) mod agents;
pub(crate) mod api;
pub(crate) mod broadcasts;
pub(crate) mod completions;
pub(crate) mod contacts;
pub(crate) mod convs;
pub(crate) mod doctor;
pub(crate) mod export;
pub(crate) mod introspection;
pub(crate) mod keys;
pub(crate) mod man;
pub(crate) mod messages;
pub(crate) mod sandbox;
pub(crate) mod schema;
pub(crate) mod settings;
pub(crate) mod tags;
pub(crate) mod template;
pub(crate) mod webhooks;
pub(crate) mod window;
