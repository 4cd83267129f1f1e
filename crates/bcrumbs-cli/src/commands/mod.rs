//! The commands, one file or folder for each noun.

pub(crate) mod api;
pub(crate) mod completions;
pub(crate) mod convs;
pub(crate) mod doctor;
pub(crate) mod export;
pub(crate) mod introspection;
pub(crate) mod man;
pub(crate) mod messages;
pub(crate) mod sandbox;
pub(crate) mod schema;
pub(crate) mod window;
