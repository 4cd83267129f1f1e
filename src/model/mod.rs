pub(crate) mod cursor;
pub(crate) mod documented_time;
pub(crate) mod enums;
pub(crate) mod ids;
pub(crate) mod non_null;
pub(crate) mod page_request;
pub(crate) mod position;
