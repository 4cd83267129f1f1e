//! The formats for continuous integration: annotations of GitHub, SARIF and Markdown.

pub(crate) mod annotations;
pub(crate) mod form;
pub(crate) mod github;
pub(crate) mod markdown;
pub(crate) mod places;
pub(crate) mod sarif;
