//! Why a command ended early: exit status, text and JSON.

pub(crate) mod failure;
pub(crate) mod report;
