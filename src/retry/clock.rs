//! Time and chance, behind one trait so that the loop over attempts is tested with neither.

use std::fmt;
use std::pin::Pin;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// A wait.
pub(crate) type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What the loop needs of the world.
pub(crate) trait Clock: fmt::Debug + Send + Sync {
    /// Returns the time that waits and limits are measured in.
    fn now(&self) -> Instant;

    /// Returns the time of day, for servers that name an instant.
    fn time_of_day(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, wait: Duration) -> Sleep;

    /// Draws a wait between nothing and `bound`.
    fn jitter(&self, bound: Duration) -> Duration;
}

impl dyn Clock + '_ {
    /// Runs a future until an instant; `None` where it did not finish by then.
    pub(crate) async fn timeout_at<F: Future>(&self, deadline: Instant, future: F) -> Option<F::Output> {
        let left = deadline.saturating_duration_since(self.now());
        let (mut future, mut sleep) = (std::pin::pin!(future), self.sleep(left));
        std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
            std::task::Poll::Ready(output) => std::task::Poll::Ready(Some(output)),
            std::task::Poll::Pending => sleep.as_mut().poll(cx).map(|()| None),
        })
        .await
    }
}

/// The world.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn time_of_day(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, wait: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(wait))
    }

    fn jitter(&self, bound: Duration) -> Duration {
        bound.mul_f64(fastrand::f64())
    }
}
