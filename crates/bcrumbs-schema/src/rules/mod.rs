//! The rules: each looks at a tree or a checked document and returns findings.

pub(crate) mod chains;
pub(crate) mod codegen;
pub(crate) mod defined;
pub(crate) mod definitions;
pub(crate) mod deprecation;
pub(crate) mod echo;
pub(crate) mod fields;
pub(crate) mod graph;
pub(crate) mod literal;
pub(crate) mod related;
pub(crate) mod repeats;
pub(crate) mod spec;
pub(crate) mod suggest;
pub(crate) mod walk;
pub(crate) mod wire;
