pub(crate) mod convs;
pub(crate) mod document;
pub(crate) mod operations;
pub(crate) mod root_fields;
pub mod scalars;
pub(crate) mod tokens;
