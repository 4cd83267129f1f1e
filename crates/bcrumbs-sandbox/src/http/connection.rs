//! A handle on the connection of a request: a fault uses it to close or reset the connection.

use std::sync::Mutex;
use std::sync::PoisonError;

use tokio::sync::Notify;

/// The way to end a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Closed normally (FIN) after the sent data.
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
    /// Ends the connection as soon as the written data is flushed.
    pub(crate) fn cut(&self, how: Cut) {
        *self.cut.lock().unwrap_or_else(PoisonError::into_inner) = Some(how);
        self.cut_now.notify_one();
    }

    /// Waits until the connection has to end.
    pub(crate) async fn severed(&self) -> Cut {
        self.cut_now.notified().await;
        self.cut.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(Cut::Close)
    }
}
