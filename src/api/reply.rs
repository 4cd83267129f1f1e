//! Replying to a conversation: a message where the 24-hour window permits one, else an approved template.

use crate::api::add_message::{AddMessage, AddedMessage, Content};
use crate::api::ask_reply_window::{Closing, Freedom, ReplyWindowOf};
use crate::api::conversations::Conversation;
use crate::api::start_conversation::{Recipient, StartConversation, StartedConversation};
use crate::call::response::Response;
use crate::call::settings::CallSettings;
use crate::client::workspace::Workspace;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome, TimeoutPhase};
use crate::graphql::operations::{add_message, start_conv};
use crate::model::ids::{ChannelId, ContactId, ConversationId, MessageId};
use crate::retry::deadline::LONGEST;
use crate::retry::policy::RetryPolicy;
use serde_json::Value;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::Instant;

/// An approved template, filled in (page apis/convs). Its `Debug` hides the values of its variables.
///
/// ```
/// use bcrumbs::Template;
/// use serde_json::json;
///
/// let shipped = Template::new("order_shipped").language("en").components(json!({"order": "A-17"}));
/// assert!(!format!("{shipped:?}").contains("A-17"));
/// ```
#[derive(Clone, PartialEq)]
#[must_use = "a template is sent by `SendReply::or_template`"]
pub struct Template {
    name: String,
    language: Option<String>,
    components: Option<Value>,
}

impl Template {
    /// Names a template.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), language: None, components: None }
    }

    /// Sets its language, for example `en`.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Sets the values of its variables: any JSON; the documentation's example is `{"key": "value"}`.
    pub fn components(mut self, components: impl Into<Value>) -> Self {
        self.components = Some(components.into());
        self
    }

    fn start(self, workspace: &Workspace, channel: &ChannelId, contact: &ContactId) -> StartConversation {
        let Self { name, language, components } = self;
        let mut start = workspace.start_conversation(channel, Recipient::contact(contact), name);
        if let Some(language) = language {
            start = start.language(language);
        }
        if let Some(components) = components {
            start = start.components(components);
        }
        start
    }
}

/// What a reply was sent as: the answer to [`Workspace::reply`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A message in the conversation.
    Message(AddedMessage),
    /// The template, which opened another conversation with the contact.
    Template(StartedConversation),
}

/// A reply to a conversation, sent by `.await`; created by [`Workspace::reply`].
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::{ErrorKind, Reply};
///
/// for conversation in workspace.conversations().ended(false).with_messages().page().await? {
///     if conversation.waiting_since().is_none() {
///         continue;
///     }
///     match workspace.reply(&conversation, "We are on it.").await.map(bcrumbs::Response::into_data) {
///         Ok(Reply::Message(message)) => println!("message {}", message.id),
///         Ok(Reply::Template(started)) => println!("conversation {}", started.id),
///         Err(error) if error.kind() == ErrorKind::ReplyWindowClosed => println!("{} needs a template", conversation.id),
///         Err(error) => println!("{}: {error}", conversation.id),
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Awaiting it fails with
///
/// - [`InvalidInput`](ErrorKind::InvalidInput), and nothing is sent, for a conversation that is known to have ended, for
///   one whose channel or contact is not known, and for an empty content or template name;
/// - [`ReplyWindowClosed`](ErrorKind::ReplyWindowClosed), and nothing was sent, where the window is closed and there is no
///   template: [`Error::closed_window`] returns since when, and what may be sent instead;
/// - the errors of [`Workspace::reply_window`], with the operation `messages`: nothing was sent then, so their
///   [`outcome`](Error::outcome) is [`NotExecuted`](Outcome::NotExecuted);
/// - the errors of [`Workspace::add_message`] and [`Workspace::start_conversation`]. Neither is sent again where it may
///   have run.
#[derive(Clone, Debug)]
#[must_use = "a reply is not sent until it is awaited"]
pub struct SendReply {
    workspace: Workspace,
    conversation: ConversationId,
    channel: Option<ChannelId>,
    of: ReplyWindowOf,
    ended: bool,
    content: Content,
    reply_to: Option<MessageId>,
    template: Option<Template>,
    limits: CallSettings,
}

impl Workspace {
    /// Replies to a conversation where the contact may be written to freely, and fails before anything is sent where not.
    ///
    /// On WhatsApp and Instagram it asks for the contact's messages of the last 24 hours, and stops at the first one that
    /// the contact wrote; the present is the `Date` of that answer. Messages that the conversation carries may prove too
    /// that the window is open, and never that it is closed. On a channel without a window, and on one of unknown kind, the
    /// message is sent without asking, and so is an internal note, which stays inside. The window is the contact's and not
    /// one channel's, as far as the API shows: see [`ReplyWindow`].
    ///
    /// The message is sent before the window's end or not at all: where it cannot be, for instance because a rate limit
    /// makes it wait, the reply fails with [`ReplyWindowClosed`](ErrorKind::ReplyWindowClosed), with a template too.
    ///
    /// The conversation is the one that was read: whether it has ended since is not asked for.
    ///
    /// [`ReplyWindow`]: crate::ReplyWindow
    pub fn reply(&self, conversation: &Conversation, content: impl Into<Content>) -> SendReply {
        SendReply {
            workspace: self.clone(),
            conversation: conversation.id.clone(),
            channel: conversation.channel_id.clone(),
            of: conversation.into(),
            ended: conversation.ended,
            content: content.into(),
            reply_to: None,
            template: None,
            limits: CallSettings::default(),
        }
    }
}

impl SendReply {
    /// Sends this template where the window is closed: by `startConv`, which opens another conversation with the contact
    /// on the same channel, and may cost money.
    ///
    /// The first conversation stays as it is: the contact still wrote last in it, so
    /// [`waiting_since`](Conversation::waiting_since) is unchanged. A program that runs again must remember whom it sent a
    /// template, or it sends and pays for another one each time.
    ///
    /// The vendor ties templates to WhatsApp, and does not document what the gateway makes of one for Instagram.
    pub fn or_template(mut self, template: Template) -> Self {
        self.template = Some(template);
        self
    }

    /// Names the message that a message of this reply answers. A template names none.
    pub fn reply_to(mut self, message: impl Into<MessageId>) -> Self {
        self.reply_to = Some(message.into());
        self
    }

    /// Sets the time for the whole reply, with all of its calls, in place of the client's total timeout.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limits.timeout = Some(limit);
        self
    }

    /// Sets how often each of its calls is tried, in place of the client's policy. What reaches a person is still never
    /// sent again where it may have run.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.limits.retry = Some(policy);
        self
    }

    async fn send(self) -> Result<Response<Reply>, Error> {
        let is_note = matches!(self.content, Content::Note { .. });
        let Prepared { workspace, of, message, template, limits } = self.prepare()?;
        if is_note {
            return message.await.map(|added| added.map(Reply::Message));
        }
        let freedom = of.ask(&workspace, limits).await.map_err(Error::before_sending)?;
        match (freedom, template) {
            (Freedom::NoEnd, _) => message.await.map(|added| added.map(Reply::Message)),
            (Freedom::Until(closing), _) => {
                check_time(limits, add_message::OPERATION_NAME)?;
                let added = message.within(limits.ending(closing.at)).await;
                added
                    .map(|added| added.map(Reply::Message))
                    .map_err(|error| closed_meanwhile(error, &closing))
            }
            (Freedom::Closed(_), Some(start)) => {
                check_time(limits, start_conv::OPERATION_NAME)?;
                start.await.map(|started| started.map(Reply::Template))
            }
            (Freedom::Closed(closed), None) => {
                let window = of.describe(closed, &workspace, limits).await;
                Err(Error::reply_window_closed(window).with_operation(add_message::OPERATION_NAME))
            }
        }
    }

    /// Checks what can be checked before anything is sent, and begins the time.
    fn prepare(self) -> Result<Prepared, Error> {
        let Self { workspace, conversation, channel, of, ended, content, reply_to, template, limits } = self;
        let refused =
            |message: &'static str| Error::invalid_input(message).with_operation(add_message::OPERATION_NAME);
        if ended {
            return Err(refused("the conversation has ended and takes no more messages; nothing was sent"));
        }
        let channel =
            channel.ok_or_else(|| refused("the conversation's channel is not known; nothing was sent"))?;
        let contact = of.contact.as_ref();
        let contact =
            contact.ok_or_else(|| refused("the conversation's contact is not known; nothing was sent"))?;
        let limits = workspace.started(limits);
        let mut message = workspace.add_message(&conversation, &channel, content).within(limits);
        if let Some(answered) = reply_to {
            message = message.reply_to(answered);
        }
        message.check().map_err(|error| error.with_operation(add_message::OPERATION_NAME))?;
        let template = template.map(|template| template.start(&workspace, &channel, contact).within(limits));
        if let Some(start) = &template {
            start.check().map_err(|error| error.with_operation(start_conv::OPERATION_NAME))?;
        }
        Ok(Prepared { workspace, of, message, template, limits })
    }
}

/// A reply that can be sent.
struct Prepared {
    workspace: Workspace,
    of: ReplyWindowOf,
    message: AddMessage,
    template: Option<StartConversation>,
    limits: CallSettings,
}

/// Returns the error of a message that was not sent, or will not be, before the window closes.
fn closed_meanwhile(error: Error, closing: &Closing) -> Error {
    let next = Instant::now() + error.retry_after().unwrap_or_default().min(LONGEST);
    match closing.window {
        Some(window) if error.outcome() == Outcome::NotExecuted && next >= closing.at => {
            Error::reply_window_closed(window).with_operation(add_message::OPERATION_NAME).with_source(error)
        }
        Some(_) | None => error,
    }
}

/// Fails where asking took all of the time: what reaches a person is not begun then.
fn check_time(limits: CallSettings, operation: &'static str) -> Result<(), Error> {
    if limits.ends_at.is_none_or(|ends_at| Instant::now() < ends_at) {
        return Ok(());
    }
    let error = Error::new(
        ErrorKind::Timeout,
        Outcome::NotExecuted,
        "asking for the reply window took all of the time",
    );
    Err(error.with_phase(TimeoutPhase::Total).with_operation(operation).retryable())
}

impl IntoFuture for SendReply {
    type Output = Result<Response<Reply>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template")
            .field("name", &self.name)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}
