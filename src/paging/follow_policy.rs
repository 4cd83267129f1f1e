//! `FollowPolicy`: how often a followed list is read, and how far back.

use std::time::Duration;

/// How often a followed list is read, and how far back it is read.
///
/// ```
/// use bcrumbs::FollowPolicy;
/// use std::time::Duration;
///
/// let eager = FollowPolicy::default().shortest_interval(Duration::from_millis(500));
/// assert_ne!(eager, FollowPolicy::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FollowPolicy {
    shortest_interval: Duration,
    longest_interval: Duration,
    overlap: Duration,
}

/// A person who waits for an answer does not notice it, and it is one request for one page.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(2);

/// The longest time for which a new item is not noticed.
const LONGEST_INTERVAL: Duration = Duration::from_secs(30);

/// Several servers may create items, with clocks that differ by less than this. An item may become visible later than an
/// item that is newer.
const OVERLAP: Duration = Duration::from_secs(5);

/// Without a wait, a stream would never yield.
const MINIMUM: Duration = Duration::from_millis(1);

impl Default for FollowPolicy {
    /// Returns a policy that reads the list every 2 s at first and every 30 s at last, with an overlap of 5 s.
    fn default() -> Self {
        Self { shortest_interval: SHORTEST_INTERVAL, longest_interval: LONGEST_INTERVAL, overlap: OVERLAP }
    }
}

impl FollowPolicy {
    /// Sets the interval after new items came, at least 1 ms. The interval doubles each time that the list has no new
    /// item or cannot be read. Up to an eighth of the interval is added at random. Default: 2 s.
    #[must_use]
    pub fn shortest_interval(mut self, interval: Duration) -> Self {
        self.shortest_interval = interval.max(MINIMUM);
        self
    }

    /// Sets the maximum of the interval. If it is less than the shortest interval, the shortest interval counts. A wait
    /// that the gateway requests can be longer. Default: 30 s.
    #[must_use]
    pub fn longest_interval(mut self, interval: Duration) -> Self {
        self.longest_interval = interval;
        self
    }

    /// Sets how much older than the newest returned item a new item can be. An item that appears later than this is not
    /// returned. A position contains the identifiers of all items in this span, so a long overlap makes long positions.
    /// Default: 5 s.
    #[must_use]
    pub fn overlap(mut self, span: Duration) -> Self {
        self.overlap = span;
        self
    }

    pub(crate) fn overlap_span(&self) -> Duration {
        self.overlap
    }
}

/// The interval between two reads of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interval {
    policy: FollowPolicy,
    next: Duration,
}

impl Interval {
    pub(crate) fn new(policy: FollowPolicy) -> Self {
        Self { policy, next: policy.shortest_interval }
    }

    /// Returns the interval after a read with new items.
    pub(crate) fn after_new_items(&mut self) -> Duration {
        self.next = self.policy.shortest_interval;
        self.after_nothing()
    }

    /// Returns the interval after a read without new items.
    pub(crate) fn after_nothing(&mut self) -> Duration {
        let FollowPolicy { shortest_interval, longest_interval, overlap: _ } = self.policy;
        let interval = self.next;
        self.next = interval.saturating_mul(2).min(longest_interval).max(shortest_interval);
        interval
    }
}

#[cfg(test)]
mod tests {
    use super::{FollowPolicy, Interval};
    use std::time::Duration;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_interval_doubles_while_nothing_comes_and_begins_again_after_new_items() {
        let policy = FollowPolicy::default().shortest_interval(SECOND).longest_interval(5 * SECOND);
        let mut interval = Interval::new(policy);
        let seconds = |_| interval.after_nothing().as_secs();
        assert_eq!([(); 5].map(seconds), [1, 2, 4, 5, 5]);
        assert_eq!(interval.after_new_items(), SECOND);
        assert_eq!(interval.after_nothing(), 2 * SECOND);
    }

    #[test]
    fn the_interval_is_never_zero_and_never_less_than_the_shortest() {
        let mut none = Interval::new(FollowPolicy::default().shortest_interval(Duration::ZERO));
        assert_eq!(none.after_nothing(), Duration::from_millis(1));
        let policy = FollowPolicy::default().shortest_interval(9 * SECOND).longest_interval(SECOND);
        let mut interval = Interval::new(policy);
        assert_eq!([interval.after_nothing(), interval.after_nothing()], [9 * SECOND, 9 * SECOND]);
    }
}
