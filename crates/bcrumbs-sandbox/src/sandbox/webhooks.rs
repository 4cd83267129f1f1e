//! The webhooks that the sandbox calls.

use crate::error::Error;
use crate::event::Event;
use crate::sandbox::handle::Sandbox;
use crate::script::Scripted;
use crate::webhook::delivery::{Delivery, DeliveryFault};

impl Sandbox {
    /// Registers a webhook and returns its identifier: from now on the URL is called for each such event.
    ///
    /// # Errors
    ///
    /// Where the URL is not `http` to a literal loopback address or to `localhost`.
    pub fn add_webhook(&self, event: Event, url: impl Into<String>) -> Result<String, Error> {
        self.gateway.add_webhook(event, url.into())
    }

    /// Waits until everything that is due was posted to the webhooks. What a fault holds back is not waited for.
    ///
    /// Deliveries are posted one after the other, to all receivers, and a receiver has 10 seconds for each: one that does
    /// not answer delays the others. A receiver that waits here before it answers waits for itself, for that long.
    pub async fn settled(&self) {
        self.gateway.act(|_| ());
        self.gateway.deliveries.settled().await;
    }

    /// Waits as [`settled`](Self::settled) does, and returns the deliveries to webhooks, oldest first. The last
    /// 100,000 are kept.
    pub async fn deliveries(&self) -> Vec<Delivery> {
        self.settled().await;
        self.gateway.deliveries.all()
    }

    /// Posts a delivery once more, by its number. The attempt is added to the delivery.
    ///
    /// # Errors
    ///
    /// Where there is no delivery of that number.
    pub fn resend(&self, number: usize) -> Result<(), Error> {
        self.gateway.deliveries.resend(number)
    }

    /// Has the next delivery of an event fail; [`Event::Any`] is the next one of all.
    pub fn fail_delivery(&self, event: Event, fault: DeliveryFault) -> Scripted<'_, DeliveryFault> {
        self.gateway.deliveries.rules.script(event.as_str(), fault)
    }
}
