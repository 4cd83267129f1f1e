//! One readable line for each request and delivery, without keys, names, numbers or texts.

use std::fmt;
use std::sync::Arc;

/// A function that receives the lines of a sandbox.
type Sink = dyn Fn(&str) + Send + Sync;

/// The log of a sandbox, if there is one.
#[derive(Clone, Default)]
pub(crate) struct Log(Option<Arc<Sink>>);

impl Log {
    /// Returns a log that calls a function with every line.
    pub(crate) fn to(sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(sink)))
    }

    /// Writes a line. The line is only formatted if there is a log.
    pub(crate) fn line(&self, line: impl FnOnce() -> String) {
        if let Some(sink) = &self.0 {
            sink(&line());
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Log").field(&self.0.is_some()).finish()
    }
}
