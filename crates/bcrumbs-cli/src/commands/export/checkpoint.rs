//! How often an export is made safe: as often as that costs little, whatever the disk.

use std::time::{Duration, Instant};

/// A checkpoint may take one part of so many of the time: a twentieth, about 8 ms every 150 ms on an ordinary disk.
const SHARE: u32 = 20;

/// However slow the disk is, no more than this is done again after a crash, and the page that was being fetched.
const LONGEST: Duration = Duration::from_secs(5);

/// When the next checkpoint is due.
#[derive(Debug)]
pub(crate) struct Checkpoints {
    due: Instant,
}

impl Checkpoints {
    /// Begins with a checkpoint that is due at once.
    pub(crate) fn new(now: Instant) -> Self {
        Self { due: now }
    }

    /// Tells whether it is time.
    pub(crate) fn is_due(&self, now: Instant) -> bool {
        now >= self.due
    }

    /// Notes a checkpoint and what it has taken.
    pub(crate) fn made(&mut self, began: Instant, ended: Instant) {
        self.due = ended + ((ended - began) * (SHARE - 1)).min(LONGEST);
    }
}

#[cfg(test)]
mod tests {
    use super::{Checkpoints, LONGEST};
    use std::time::{Duration, Instant};

    #[test]
    fn checkpoints_take_a_twentieth_of_the_time_at_most() {
        let (start, ms) = (Instant::now(), Duration::from_millis);
        let mut checkpoints = Checkpoints::new(start);
        assert!(checkpoints.is_due(start));
        checkpoints.made(start, start + ms(8));
        assert!(!checkpoints.is_due(start + ms(159)));
        assert!(checkpoints.is_due(start + ms(160)));
    }

    #[test]
    fn a_very_slow_disk_is_not_left_alone_for_long() {
        let start = Instant::now();
        let end = start + Duration::from_secs(60);
        let mut checkpoints = Checkpoints::new(start);
        checkpoints.made(start, end);
        assert!(checkpoints.is_due(end + LONGEST));
    }
}
