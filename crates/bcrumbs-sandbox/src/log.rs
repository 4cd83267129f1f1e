//! One readable line for each request and delivery, without keys, names, numbers or texts.

use std::fmt;
use std::sync::Arc;

/// Takes the lines of a sandbox.
type Sink = dyn Fn(&str) + Send + Sync;

/// Where the lines go, if anywhere.
#[derive(Clone, Default)]
pub(crate) struct Log(Option<Arc<Sink>>);

impl Log {
    /// A log that hands every line to a function.
    pub(crate) fn to(sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(sink)))
    }

    /// Writes a line, which is made only where someone reads it.
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
