pub(crate) mod cursor;
pub(crate) mod enums;
pub(crate) mod ids;
