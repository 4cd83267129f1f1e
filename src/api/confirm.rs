//! Reads the message of a webhook's event back from the gateway.

use crate::api::messages::{Message, Messages};
use crate::api::whole_list::{Completeness, incomplete, read_whole};
use crate::call::settings::CallSettings;
use crate::client::workspace::Workspace;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::model::ids::MessageId;
use crate::retry::policy::RetryPolicy;
use crate::webhook::event::Event;
use crate::webhook::payload::Payload;
use chrono::TimeDelta;
use std::future::IntoFuture;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::time::Duration;

/// How far the time of a message in the list may be from its time in the event. An event has whole seconds in one of
/// the two documented forms.
const AROUND: TimeDelta = TimeDelta::seconds(1);

/// A request for the message of an event, created by [`Workspace::confirm`]. Awaiting it sends it.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Confirm {
    workspace: Workspace,
    /// The message, or the reason why there is none.
    sought: Result<Sought, &'static str>,
    limits: CallSettings,
}

/// The message that is searched, and the list that contains it.
#[derive(Clone, Debug)]
struct Sought {
    id: MessageId,
    list: Messages,
}

impl Workspace {
    /// Reads the message of a webhook's event back from the gateway. No signature is documented for webhooks, so an
    /// event proves nothing: everybody who knows the URL can post one.
    ///
    /// It lists the messages of the event's contact, from one second before the event's `createdAt` to one second after
    /// it, and returns the message with the event's identifier. It returns `None` if the list has no such message. The
    /// event may then be false. It is not documented how soon the gateway lists a new message, so `None` can also mean
    /// that the message is not listed yet.
    ///
    /// Use the content and the kind of the returned message, and not those of the event. The returned message proves the
    /// contact and the message, and nothing else: the gateway's messages have no channel and no conversation. To
    /// answer, read the contact's conversation: `workspace.conversations().contact(…)`.
    ///
    /// ```no_run
    /// # async fn example(workspace: bcrumbs::Workspace, body: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
    /// use bcrumbs::ErrorKind;
    /// use bcrumbs::webhook::Event;
    ///
    /// let event = Event::parse(body)?;
    /// match workspace.confirm(&event).await {
    ///     Ok(Some(message)) => println!("the gateway has the message {}", message.id),
    ///     Ok(None) => println!("the gateway does not list the message"),
    ///     Err(error) if error.kind() == ErrorKind::NotConfirmable => println!("the event has no message"),
    ///     Err(error) => return Err(error.into()),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of a message list, and:
    ///
    /// - [`NotConfirmable`](ErrorKind::NotConfirmable) if the event is not about a message, belongs to another
    ///   workspace, or has no message identifier, no contact or no time. Nothing is sent.
    /// - [`Decode`](ErrorKind::Decode) if the message was not found and a message of the list could not be read.
    /// - [`Pagination`](ErrorKind::Pagination) if the message was not found, a message may be missing between two pages,
    ///   and the messages do not fit on one page.
    pub fn confirm(&self, event: &Event) -> Confirm {
        Confirm { workspace: self.clone(), sought: self.sought(event), limits: CallSettings::default() }
    }

    /// Returns the message of an event and the list that contains it, or the reason why there is none.
    fn sought(&self, event: &Event) -> Result<Sought, &'static str> {
        let message = match &event.payload {
            Payload::Message(message) => message,
            Payload::Conversation(_) => {
                return Err("the event is about a conversation and not about a message");
            }
            Payload::Contact(_) => return Err("the event is about a contact and not about a message"),
            Payload::Unknown => return Err("the event has an undocumented name or no name"),
        };
        if event.workspace_id.is_some_and(|workspace| workspace != self.id()) {
            return Err("the event belongs to another workspace");
        }
        let id = message.message_id.clone().ok_or("the event has no message identifier")?;
        let contact = message.contact_id.as_ref().ok_or("the event has no contact")?;
        let time = message.created_at.ok_or("the event has no time")?;
        let range =
            time.checked_sub_signed(AROUND).zip(time.checked_add_signed(AROUND + TimeDelta::nanoseconds(1)));
        let (since, until) = range.ok_or("the time of the event is out of range")?;
        Ok(Sought { id, list: self.messages().contact(contact).since(since).until(until) })
    }
}

impl Confirm {
    /// Sets the timeout of all its calls together. Default: the client's total timeout.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limits.timeout = Some(limit);
        self
    }

    /// Sets the retry policy of each of its calls. Default: the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.limits.retry = Some(policy);
        self
    }

    async fn send(self) -> Result<Option<Message>, Error> {
        let Self { workspace, sought, limits } = self;
        let Sought { id, list } = sought.map_err(not_confirmable)?;
        let list = list.within(workspace.started(limits));
        let ended = read_whole(list, |page| match page.items.iter().find(|message| message.id == id) {
            Some(message) => ControlFlow::Break(message.clone()),
            None => ControlFlow::Continue(()),
        });
        match ended.await? {
            ControlFlow::Break(message) => Ok(Some(message)),
            ControlFlow::Continue(Completeness::Complete) => Ok(None),
            ControlFlow::Continue(Completeness::Incomplete) => Err(incomplete("the event is true")),
        }
    }
}

fn not_confirmable(reason: &'static str) -> Error {
    let message = format!("the event cannot be confirmed: {reason}");
    Error::new(ErrorKind::NotConfirmable, Outcome::NotExecuted, message).with_operation("messages")
}

impl IntoFuture for Confirm {
    type Output = Result<Option<Message>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
