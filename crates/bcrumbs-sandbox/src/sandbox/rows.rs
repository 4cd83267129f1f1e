//! Methods that insert rows, act as a contact or an agent, and move the clock.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::data::act;
use crate::data::instant;
use crate::data::new::{NewAgent, NewContact, NewConversation, Received};
use crate::data::time;
use crate::error::Error;
use crate::sandbox::handle::Sandbox;

impl Sandbox {
    /// Inserts a contact, created now, and returns its identifier. A webhook for `NEW_CLIENT` is called.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use bcrumbs_sandbox::{NewContact, Sandbox};
    ///
    /// let sandbox = Sandbox::builder().empty().start().await?;
    /// let ada = sandbox.add_contact(NewContact::named("Ada").phone("+12025550199"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_contact(&self, contact: NewContact) -> String {
        self.gateway.act(|world| act::add_contact(world, contact))
    }

    /// Changes a contact: sets the fields that are set in `contact`, and adds its tags. A webhook for
    /// `CLIENT_UPDATED` is called.
    ///
    /// # Errors
    ///
    /// There is no contact with that identifier.
    pub fn update_contact(&self, id: &str, contact: NewContact) -> Result<(), Error> {
        self.gateway.act(|world| act::update_contact(world, id, contact))
    }

    /// Inserts an agent, created now, and returns its identifier.
    pub fn add_agent(&self, agent: NewAgent) -> String {
        self.gateway.act(|world| act::add_agent(world, agent))
    }

    /// Inserts an open conversation without messages, created now, and returns its identifier. A webhook for
    /// `NEW_CONV` is called.
    ///
    /// # Errors
    ///
    /// There is no contact, channel or agent with that identifier.
    pub fn add_conversation(&self, conversation: NewConversation) -> Result<String, Error> {
        self.gateway.act(|world| act::add_conversation(world, conversation))
    }

    /// Writes a text as a contact on a channel. The message belongs to the contact's open conversation there, or opens
    /// a new one. A webhook for `INCOMING_MESSAGE` is called. If a conversation was opened, a webhook for `NEW_CONV`
    /// is called before.
    ///
    /// The word `STOP`, the `optOutKeyword` of the settings, archives the contact. Any other text unarchives the
    /// contact.
    ///
    /// # Errors
    ///
    /// There is no contact or channel with that identifier.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use bcrumbs_sandbox::{NewContact, Sandbox};
    ///
    /// let sandbox = Sandbox::builder().empty().start().await?;
    /// let ada = sandbox.add_contact(NewContact::named("Ada"));
    /// let channel = sandbox.channels()[0].id.clone();
    /// let first = sandbox.receive(&ada, &channel, "Hello?")?;
    /// let second = sandbox.receive(&ada, &channel, "Anybody there?")?;
    /// assert_eq!(first.conversation_id, second.conversation_id);
    /// # Ok(())
    /// # }
    /// ```
    pub fn receive(&self, contact: &str, channel: &str, text: impl Into<String>) -> Result<Received, Error> {
        let text = text.into();
        self.gateway.act(|world| act::receive(world, contact, channel, text))
    }

    /// Writes a text as an agent in the portal, and returns the message's identifier. If nobody is in charge of the
    /// conversation, the agent is from then on. A webhook for `OUTGOING_MESSAGE` is called.
    ///
    /// # Errors
    ///
    /// There is no conversation or agent with that identifier, or the conversation has ended.
    pub fn answer(&self, conversation: &str, agent: &str, text: impl Into<String>) -> Result<String, Error> {
        let text = text.into();
        self.gateway.act(|world| act::answer(world, conversation, agent, text))
    }

    /// Ends a conversation, as the gateway does automatically after `convTTL`. A webhook for `ENDING_CONV` is called.
    ///
    /// # Errors
    ///
    /// There is no conversation with that identifier, or the conversation has already ended.
    pub fn end_conversation(&self, conversation: &str) -> Result<(), Error> {
        self.gateway.act(|world| act::end(world, conversation))
    }

    /// Sets the delivery status of a message, such as `failed`. A webhook for `MESSAGE_UPDATED` is called.
    ///
    /// # Errors
    ///
    /// There is no message with that identifier.
    pub fn set_message_status(&self, message: &str, status: impl Into<String>) -> Result<(), Error> {
        let status = status.into();
        self.gateway.act(|world| act::set_status(world, message, status))
    }

    /// Returns the time on the sandbox's clock. New rows and the `Date` header use this time.
    pub fn now(&self) -> DateTime<Utc> {
        instant::moment(self.gateway.world.clock().now())
    }

    /// Moves the sandbox's clock forwards, in whole milliseconds. The new time counts from the newest row, which may
    /// be a few milliseconds later than the clock. Changes that become due are applied at once, in their order:
    /// pending messages are sent or fail, and conversations without a message for 24 hours end.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use std::time::Duration;
    ///
    /// use bcrumbs_sandbox::Sandbox;
    ///
    /// let noon = "2026-03-16T12:00:00Z".parse().unwrap();
    /// let sandbox = Sandbox::builder().now(noon).start().await?;
    /// sandbox.advance(Duration::from_secs(3_600));
    /// assert_eq!(sandbox.now().to_rfc3339(), "2026-03-16T13:00:00+00:00");
    /// # Ok(())
    /// # }
    /// ```
    pub fn advance(&self, by: Duration) {
        time::advance(&self.gateway.world, by);
        self.gateway.act(|_| ());
    }

    /// Sets the sandbox's clock, with the effects of [`advance`](Self::advance).
    ///
    /// # Errors
    ///
    /// The instant is earlier than the time on the clock. The clock then stays unchanged.
    pub fn set_now(&self, now: DateTime<Utc>) -> Result<(), Error> {
        self.gateway.world.clock().set(now)?;
        self.gateway.act(|_| ());
        Ok(())
    }
}
