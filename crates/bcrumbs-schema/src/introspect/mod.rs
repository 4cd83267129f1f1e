//! Introspection: the question that a gateway is asked about its schema, and SDL made of the answer.

pub(crate) mod described;
pub(crate) mod queries;
pub(crate) mod sdl;
