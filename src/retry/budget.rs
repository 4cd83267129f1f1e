//! Limits the total number of retries of a client. In an outage, more requests would make the problem worse.

use std::sync::{Mutex, PoisonError};

/// The retry budget of a client and its clones, a token bucket.
///
/// A retry takes one token. A success returns a part of a token. If the bucket is empty, a call is not retried and
/// fails with its error.
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

/// A busy client needs a few dozen retries for a failure of some seconds. In a long outage the budget is used up, and
/// the client stops retrying.
const RETRIES: u32 = 100;

/// With 5 successes for each retry, at most one of six requests is a retry in the long term.
const SUCCESSES_PER_RETRY: u32 = 5;

impl RetryBudget {
    /// Sets the size of the bucket: the number of retries without a success in between. Default: 100.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Sets the number of successes that add one retry; 0 counts as 1. Default: 5.
    #[must_use]
    pub fn successes_per_retry(mut self, successes: u32) -> Self {
        self.successes_per_retry = successes.max(1);
        self
    }
}

impl Default for RetryBudget {
    /// Returns a budget of 100 retries, with one more retry for every 5 successes.
    fn default() -> Self {
        Self { retries: RETRIES, successes_per_retry: SUCCESSES_PER_RETRY }
    }
}

/// A budget and its remaining amount, counted in successes.
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

    /// Takes a retry. Returns `false` if none is left.
    pub(crate) fn withdraw(&self) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = left.checked_sub(self.price);
        *left = rest.unwrap_or(*left);
        rest.is_some()
    }

    /// Returns `true` if no retry is left.
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
