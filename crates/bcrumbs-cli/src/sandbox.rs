//! `bcrumbs sandbox`: serves the embedded gateway, and steers one that runs.

mod script;
mod serve;
mod steer;

pub(crate) use serve::SandboxArguments;
