pub(crate) mod closed_window;
pub(crate) mod error;
pub(crate) mod graphql_error;
pub(crate) mod kind;
pub(crate) mod misfit;
pub(crate) mod request_id;
