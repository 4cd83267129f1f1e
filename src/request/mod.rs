pub(crate) mod follow;
pub(crate) mod list;
pub(crate) mod list_stream;
pub(crate) mod request;
