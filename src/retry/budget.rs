//! A limit on how many retries a client makes in all: when everything fails, trying again makes it worse.

use std::sync::{Mutex, PoisonError};

/// How many retries the clones of a client may make beside their successes: a token bucket.
///
/// A retry takes one token, a success gives a part of one back. With an empty bucket a call fails with its first error.
///
/// ```
/// use bcrumbs::RetryBudget;
///
/// // 20 retries at once, and one more for every 10 calls that succeed.
/// let budget = RetryBudget::default().retries(20).successes_per_retry(10);
/// assert_ne!(budget, RetryBudget::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    retries: u32,
    successes_per_retry: u32,
}

/// A fault that lasts seconds takes a few dozen retries from a busy client; an outage uses this up and is left alone.
const RETRIES: u32 = 100;

/// In the long run at most every sixth request is a retry.
const SUCCESSES_PER_RETRY: u32 = 5;

impl RetryBudget {
    /// Sets how many retries can be made at once. Default: 100.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Sets how many successes earn one more retry; 0 counts as 1. Default: 5.
    #[must_use]
    pub fn successes_per_retry(mut self, successes: u32) -> Self {
        self.successes_per_retry = successes.max(1);
        self
    }
}

impl Default for RetryBudget {
    /// 100 retries at once, and one more for every 5 successes.
    fn default() -> Self {
        Self { retries: RETRIES, successes_per_retry: SUCCESSES_PER_RETRY }
    }
}

/// A budget and what is left of it, counted in successes.
#[derive(Debug)]
pub(crate) struct BudgetState {
    full: u64,
    price: u64,
    left: Mutex<u64>,
}

impl BudgetState {
    pub(crate) fn new(budget: RetryBudget) -> Self {
        let price = u64::from(budget.successes_per_retry);
        let full = u64::from(budget.retries) * price;
        Self { full, price, left: Mutex::new(full) }
    }

    /// Takes a retry; `false` where none is left.
    pub(crate) fn withdraw(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = left.checked_sub(self.price);
        *left = rest.unwrap_or(*left);
        rest.is_some()
    }

    /// Returns `true` where no retry is left.
    pub(crate) fn is_used_up(&self) -> bool {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) < self.price
    }

    /// Counts a success.
    pub(crate) fn succeeded(&self) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = (*left + 1).min(self.full);
    }
}

#[cfg(test)]
mod tests {
    use super::{BudgetState, RetryBudget};

    #[test]
    fn it_is_used_up_and_earned_back_by_successes() {
        let budget = BudgetState::new(RetryBudget::default().retries(2).successes_per_retry(3));
        assert!(!budget.is_used_up());
        assert!(budget.withdraw() && budget.withdraw() && budget.is_used_up() && !budget.withdraw());
        budget.succeeded();
        budget.succeeded();
        assert!(!budget.withdraw());
        budget.succeeded();
        assert!(budget.withdraw() && !budget.withdraw());
    }

    #[test]
    fn it_never_holds_more_than_it_began_with() {
        let budget = BudgetState::new(RetryBudget::default().retries(1).successes_per_retry(1));
        for _ in 0..10 {
            budget.succeeded();
        }
        assert!(budget.withdraw() && !budget.withdraw());
    }
}
