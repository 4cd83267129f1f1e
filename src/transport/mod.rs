pub(crate) mod body;
pub(crate) mod credentials;
pub(crate) mod endpoint;
pub(crate) mod http_builder;
pub(crate) mod http_transport;
pub(crate) mod transport;
