//! Executes GraphQL requests on the data, without HTTP.

pub(crate) mod contact;
pub(crate) mod conversation;
pub(crate) mod engine;
pub(crate) mod error;
pub(crate) mod fallback;
pub(crate) mod input;
pub(crate) mod message;
pub(crate) mod mutations;
pub(crate) mod page;
pub(crate) mod queries;
pub(crate) mod record;
pub(crate) mod refusal;
pub(crate) mod resolve;
pub(crate) mod schema;
