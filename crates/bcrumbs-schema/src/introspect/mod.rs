//! Introspection queries, and the conversion of their responses to SDL.

pub(crate) mod described;
pub(crate) mod queries;
pub(crate) mod sdl;
pub(crate) mod tree;
