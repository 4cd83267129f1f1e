//! The sandbox's clock: it runs with the system's clock or stands still, and a test can move it forwards.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::data::instant::{self, Millis};
use crate::error::Error;

/// The latest time of the clock: half of the largest time that chrono can print, in milliseconds. No test needs a later
/// time.
const LATEST: Millis = DateTime::<Utc>::MAX_UTC.timestamp_millis() / 2;

/// A clock that a test can only move forwards.
#[derive(Debug)]
pub(crate) struct Clock {
    /// The fixed time; `None` if the clock follows the system's clock.
    fixed: Option<Millis>,
    /// The total of all moves, in milliseconds.
    moved: Mutex<Millis>,
}

impl Clock {
    /// A clock that stands still at an instant, or runs.
    pub(crate) fn new(fixed: Option<DateTime<Utc>>) -> Self {
        Self { fixed: fixed.map(|at| at.timestamp_millis()), moved: Mutex::new(0) }
    }

    fn base(&self) -> Millis {
        self.fixed.unwrap_or_else(|| Utc::now().timestamp_millis())
    }

    /// The time on the clock.
    pub(crate) fn now(&self) -> Millis {
        self.base() + *self.moved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves the clock forwards, in whole milliseconds.
    pub(crate) fn advance(&self, by: Duration) {
        let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        let by = Millis::try_from(by.as_millis()).unwrap_or(LATEST);
        *moved = moved.saturating_add(by).min(LATEST - self.base()).max(*moved);
    }

    /// Sets the clock to an instant that is not before its own time.
    pub(crate) fn set(&self, to: DateTime<Utc>) -> Result<(), Error> {
        let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        let (base, asked) = (self.base(), to.timestamp_millis());
        if asked < base + *moved {
            return Err(Error::ClockBackwards { now: instant::moment(base + *moved), asked: to });
        }
        *moved = asked.min(LATEST).max(base + *moved) - base;
        Ok(())
    }
}
