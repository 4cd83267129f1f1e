//! `Seen`, the identifiers of the last events, to find an event that was delivered twice.

use crate::model::ids::EventId;
use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::hash::{BuildHasher, RandomState};

/// The largest number of identifiers.
const LARGEST: usize = 1 << 24;

/// A set of the identifiers of the last events, with a maximum number of them. It finds events that were delivered
/// twice.
///
/// The gateway does not document whether it delivers an event twice. A set for `n` identifiers uses at most `150 * n +
/// 256` bytes of memory, and usually at most 64 bytes for each identifier, whatever their length: it stores a 128-bit
/// hash of each. If the set is full, a new identifier replaces the oldest one. The set is not stored, so it is empty
/// after a restart.
///
/// Insert an identifier after the event was handled. If a handler inserts it before and then fails, the next delivery of
/// the event is taken for a repeated one; in this case call [`remove`](Self::remove). Insert the identifier of a message
/// event after it was confirmed. Otherwise a person who knows the URL of the webhook can post a false event with the
/// identifier of a real one, and the real event is ignored.
///
/// ```
/// use bcrumbs::webhook::{Event, Seen};
///
/// let mut seen = Seen::new(10_000);
/// let event = Event::parse(br#"{"event":"NEW_CONV","conversationId":"6728c86bf893860f458e0000"}"#)?;
/// let id = event.id().unwrap();
/// assert!(!seen.contains(&id));
/// seen.insert(&id); // The event was handled.
/// assert!(seen.contains(&id));
/// # Ok::<(), bcrumbs::webhook::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Seen {
    capacity: usize,
    /// After many removals, the table of this set can have twice the usual size, and while it grows, the old table exists
    /// too. This is the difference between the usual memory and the largest.
    hashes: HashSet<u128>,
    /// The hashes, oldest first.
    order: VecDeque<u128>,
    /// Two random hash functions of 64 bits. Nobody outside of the process can create two identifiers with the same
    /// hash.
    hashers: [RandomState; 2],
}

impl Seen {
    /// Creates an empty set for at most `capacity` identifiers, at least 1 and at most 16,777,216. Memory is allocated
    /// when identifiers are inserted.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.clamp(1, LARGEST),
            hashes: HashSet::new(),
            order: VecDeque::new(),
            hashers: [RandomState::new(), RandomState::new()],
        }
    }

    /// Inserts an identifier. Returns `true` if the set did not contain it.
    pub fn insert(&mut self, id: &EventId) -> bool {
        let hash = self.hash(id);
        if self.hashes.contains(&hash) {
            return false;
        }
        if self.order.len() == self.capacity
            && let Some(oldest) = self.order.pop_front()
        {
            self.hashes.remove(&oldest);
        }
        if self.order.len() == self.order.capacity() {
            // The buffer doubles, but never exceeds the capacity of the set.
            let doubled = (2 * self.order.len()).clamp(4, self.capacity.max(4));
            self.order.reserve_exact(doubled - self.order.len());
        }
        self.order.push_back(hash);
        self.hashes.insert(hash)
    }

    /// Returns whether the set contains an identifier.
    pub fn contains(&self, id: &EventId) -> bool {
        self.hashes.contains(&self.hash(id))
    }

    /// Removes an identifier, so that the next delivery of the event counts as new. Returns `true` if the set contained
    /// it. The time that it takes grows with the size of the set.
    pub fn remove(&mut self, id: &EventId) -> bool {
        let hash = self.hash(id);
        let removed = self.hashes.remove(&hash);
        if removed {
            self.order.retain(|other| *other != hash);
        }
        removed
    }

    /// Returns the number of identifiers in the set.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Returns whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Returns the largest number of identifiers that the set stores.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    fn hash(&self, id: &EventId) -> u128 {
        let [high, low] = self.hashers.each_ref().map(|hasher| u128::from(hasher.hash_one(id)));
        high << 64 | low
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen")
            .field("len", &self.len())
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, Seen};
    use crate::model::ids::EventId;

    /// The bytes of a bucket of the hash set: the hash and one control byte.
    const BUCKET: usize = size_of::<u128>() + 1;

    fn id(number: usize) -> EventId {
        format!("INCOMING_MESSAGE:{number}").into()
    }

    #[test]
    fn the_oldest_identifier_leaves_a_full_set() {
        let mut seen = Seen::new(3);
        for number in 0..5 {
            assert!(seen.insert(&id(number)) && !seen.insert(&id(number)));
        }
        let contained: Vec<_> = (0..5).filter(|number| seen.contains(&id(*number))).collect();
        assert_eq!((contained, seen.len(), seen.hashes.len()), (vec![2, 3, 4], 3, 3));
    }

    #[test]
    fn a_removed_identifier_is_new_again_and_counts_once() {
        let mut seen = Seen::new(3);
        seen.insert(&id(1));
        seen.insert(&id(2));
        assert!(seen.remove(&id(1)) && !seen.remove(&id(1)));
        assert!(!seen.contains(&id(1)) && seen.insert(&id(1)));
        assert_eq!(seen.len(), 2);
        // The set has room for a third identifier, and then replaces the oldest one, 2.
        assert!(seen.insert(&id(3)) && seen.contains(&id(1)) && seen.contains(&id(2)));
        assert!(seen.insert(&id(4)) && seen.contains(&id(1)) && !seen.contains(&id(2)));
    }

    #[test]
    fn the_usual_memory_is_64_bytes_for_each_identifier() {
        for capacity in [1, 5, 57, 1_000, 10_000, 57_345, 65_537] {
            let mut seen = Seen::new(capacity);
            for number in 0..3 * capacity {
                seen.insert(&id(number));
            }
            let buckets = (seen.hashes.capacity() * 8).div_ceil(7).next_power_of_two();
            let bytes = buckets * BUCKET + seen.order.capacity() * size_of::<u128>() + size_of::<Seen>();
            assert!(bytes <= 64 * capacity + 256, "{capacity}: {bytes}");
        }
    }

    #[test]
    fn a_capacity_outside_of_the_limits_is_the_nearest_limit() {
        assert_eq!((Seen::new(0).capacity(), Seen::new(usize::MAX).capacity()), (1, LARGEST));
        assert!(Seen::new(0).is_empty());
    }
}
