pub(crate) mod letters;
pub(crate) mod patterns;
pub(crate) mod quotes;
pub(crate) mod redact;
pub(crate) mod words;
