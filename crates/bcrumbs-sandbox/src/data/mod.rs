//! The data of the gateway and its changes, without HTTP and GraphQL.

pub(crate) mod act;
pub(crate) mod catalog;
pub(crate) mod changes;
pub(crate) mod clock;
pub(crate) mod contact;
pub(crate) mod conversation;
pub(crate) mod edit;
pub(crate) mod ids;
pub(crate) mod instant;
pub(crate) mod message;
pub(crate) mod new;
pub(crate) mod occurrence;
pub(crate) mod plan;
pub(crate) mod random;
pub(crate) mod record;
pub(crate) mod rows;
pub(crate) mod schedule;
pub(crate) mod tags;
pub(crate) mod time;
pub(crate) mod timeline;
pub(crate) mod trigger;
pub(crate) mod vocabulary;
pub(crate) mod words;
pub(crate) mod world;
