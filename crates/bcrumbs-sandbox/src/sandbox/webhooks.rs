//! The webhooks that the sandbox calls.

use crate::error::Error;
use crate::event::Event;
use crate::sandbox::handle::Sandbox;
use crate::script::Scripted;
use crate::webhook::delivery::{Delivery, DeliveryFault};

impl Sandbox {
    /// Registers a webhook and returns its identifier. From now on, the sandbox calls the URL for each such event.
    ///
    /// # Errors
    ///
    /// The URL is not `http` with a literal loopback address or `localhost`.
    pub fn add_webhook(&self, event: Event, url: impl Into<String>) -> Result<String, Error> {
        self.gateway.add_webhook(event, url.into())
    }

    /// Waits until all due deliveries were posted to the webhooks. Does not wait for deliveries that a fault holds
    /// back.
    ///
    /// The sandbox posts the deliveries one after the other, to all receivers. Each receiver has 10 seconds to respond.
    /// A receiver that does not respond delays the other deliveries. A receiver that calls this method before it
    /// responds waits for itself, for these 10 seconds.
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

    /// Posts a delivery again, by its number. The attempt is added to the delivery.
    ///
    /// # Errors
    ///
    /// There is no delivery with that number.
    pub fn resend(&self, number: usize) -> Result<(), Error> {
        self.gateway.deliveries.resend(number)
    }

    /// Makes the next delivery of an event fail. [`Event::Any`] stands for the next delivery of any event.
    pub fn fail_delivery(&self, event: Event, fault: DeliveryFault) -> Scripted<'_, DeliveryFault> {
        self.gateway.deliveries.rules.script(event.as_str(), fault)
    }
}
