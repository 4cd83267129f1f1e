//! One call at a time to each recipient, so that the list before a call contains the rows of the calls before it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OwnedMutexGuard;

/// The recipients to which a call is being sent.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>);

impl Turns {
    /// Waits until no other call to this recipient is being sent. The turn ends when the result is dropped.
    pub(crate) async fn take(&self, recipient: String) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            turns.entry(recipient).or_default().clone()
        };
        turn.lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;

    #[tokio::test]
    async fn calls_to_one_recipient_take_turns_and_others_do_not_wait() {
        let turns = Turns::default();
        let first = turns.take("ada".to_owned()).await;
        let mut second = tokio_test_pin(turns.take("ada".to_owned()));
        assert!(is_pending(second.as_mut()));
        drop(turns.take("tom".to_owned()).await);
        drop(first);
        assert!(!is_pending(second.as_mut()));
        drop(second);
        drop(turns.take("eve".to_owned()).await);
        assert_eq!(turns.0.lock().unwrap().len(), 1, "recipients without a call are forgotten");
    }

    fn tokio_test_pin<F: Future>(future: F) -> std::pin::Pin<Box<F>> {
        Box::pin(future)
    }

    fn is_pending<F: Future>(future: std::pin::Pin<&mut F>) -> bool {
        future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop())).is_pending()
    }
}
