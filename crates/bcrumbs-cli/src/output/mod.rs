//! Everything that is printed: formats, tables, and text that is safe for a terminal.

pub(crate) mod column;
pub(crate) mod csv;
pub(crate) mod excerpt;
pub(crate) mod format;
pub(crate) mod instant;
pub(crate) mod message;
pub(crate) mod printer;
pub(crate) mod records;
pub(crate) mod replace;
pub(crate) mod row;
pub(crate) mod sanitize;
pub(crate) mod shell;
pub(crate) mod style;
pub(crate) mod table;
pub(crate) mod terminal;
pub(crate) mod width;
