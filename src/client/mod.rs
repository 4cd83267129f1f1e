pub(crate) mod builder;
pub(crate) mod client;
pub(crate) mod workspace;
