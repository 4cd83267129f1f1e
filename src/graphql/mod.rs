pub(crate) mod document;
pub(crate) mod operations;
pub(crate) mod root_fields;
pub(crate) mod scalars;
pub(crate) mod shipped;
pub(crate) mod tokens;
