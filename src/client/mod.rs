pub(crate) mod client;
pub(crate) mod workspace;
