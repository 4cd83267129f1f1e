//! A handler's hold on its own connection, so that a fault can cut it where HTTP has no word for that.

use std::sync::Mutex;
use std::sync::PoisonError;

use tokio::sync::Notify;

/// How a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Closed in good order (FIN) after what was sent.
    Close,
    /// Reset (RST).
    Reset,
}

/// One connection.
#[derive(Debug, Default)]
pub(crate) struct Connection {
    cut: Mutex<Option<Cut>>,
    cut_now: Notify,
}

impl Connection {
    /// Has the connection cut as soon as what was written is flushed.
    pub(crate) fn cut(&self, how: Cut) {
        *self.cut.lock().unwrap_or_else(PoisonError::into_inner) = Some(how);
        self.cut_now.notify_one();
    }

    /// Waits until the connection is to be cut.
    pub(crate) async fn severed(&self) -> Cut {
        self.cut_now.notified().await;
        self.cut.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(Cut::Close)
    }
}
