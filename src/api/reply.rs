//! Replies to a conversation: with a message if the 24-hour window is open, else with an approved template.

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

/// An approved template with the values of its variables (page apis/convs). `Debug` hides the values.
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
    /// Creates a template from its name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), language: None, components: None }
    }

    /// Sets its language, for example `en`.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Sets the values of its variables, as JSON. The documentation's example is `{"key": "value"}`.
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

/// The result of [`Workspace::reply`]: a message or a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A message in the conversation.
    Message(AddedMessage),
    /// The template. It opened another conversation with the contact.
    Template(StartedConversation),
}

/// A reply to a conversation, created by [`Workspace::reply`]. Awaiting it sends it.
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
/// Awaiting it fails with one of these errors:
///
/// - [`InvalidInput`](ErrorKind::InvalidInput) if the conversation has ended, if it has no channel or no contact, or if
///   the content or the template name is empty. Nothing is sent.
/// - [`ReplyWindowClosed`](ErrorKind::ReplyWindowClosed) if the window is closed and no template is set. Nothing is
///   sent. [`Error::closed_window`] returns since when it has been closed and what may be sent instead.
/// - The errors of [`Workspace::reply_window`], with the operation `messages`. Nothing was sent, so the
///   [`outcome`](Error::outcome) is [`NotExecuted`](Outcome::NotExecuted).
/// - The errors of [`Workspace::add_message`] and [`Workspace::start_conversation`]. Neither is retried if it may have
///   run.
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
    /// Replies to a conversation. If the 24-hour window is closed and no template is set, it fails before anything is
    /// sent.
    ///
    /// On WhatsApp and Instagram it first requests the contact's messages of the last 24 hours and stops at the first
    /// message that the contact wrote. The current time is the `Date` header of that response. The messages in the
    /// conversation can also prove that the window is open, but not that it is closed. On a channel without a window or
    /// of an unknown kind, the message is sent without this check. An internal note is also sent without it, because
    /// the contact never sees a note. As far as the API shows, the window belongs to the contact and not to one
    /// channel: see [`ReplyWindow`].
    ///
    /// The message is sent before the end of the window, or not at all. If it cannot be sent in time, for example because
    /// of a rate limit, the reply fails with [`ReplyWindowClosed`](ErrorKind::ReplyWindowClosed), even if a template is
    /// set.
    ///
    /// The call does not check whether the conversation has ended since it was read.
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
    /// Sets the template that is sent if the window is closed. It is sent with `startConv`, which opens another
    /// conversation with the contact on the same channel and may cost money.
    ///
    /// The first conversation does not change: its last message is still the contact's, so
    /// [`waiting_since`](Conversation::waiting_since) returns the same time as before. A program that runs repeatedly
    /// must remember to whom it sent a template. Otherwise it sends and pays for another template in each run.
    ///
    /// The vendor documents templates for WhatsApp. It does not document what the gateway does with a template on
    /// Instagram.
    pub fn or_template(mut self, template: Template) -> Self {
        self.template = Some(template);
        self
    }

    /// Sets the message that this reply answers. It is sent with a message, and not with a template.
    pub fn reply_to(mut self, message: impl Into<MessageId>) -> Self {
        self.reply_to = Some(message.into());
        self
    }

    /// Sets the timeout of all its calls together. Default: the client's total timeout.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limits.timeout = Some(limit);
        self
    }

    /// Sets the retry policy of each of its calls. Default: the client's policy. Independent of the policy, a message
    /// or a template is not retried if it may have been sent.
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

    /// Checks the arguments before anything is sent, and starts the common timeout.
    fn prepare(self) -> Result<Prepared, Error> {
        let Self { workspace, conversation, channel, of, ended, content, reply_to, template, limits } = self;
        let refused =
            |message: &'static str| Error::invalid_input(message).with_operation(add_message::OPERATION_NAME);
        if ended {
            return Err(refused("the conversation has ended and takes no more messages; nothing was sent"));
        }
        let channel = channel.ok_or_else(|| refused("the conversation has no channel; nothing was sent"))?;
        let contact = of.contact.as_ref();
        let contact = contact.ok_or_else(|| refused("the conversation has no contact; nothing was sent"))?;
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

/// Returns [`ErrorKind::ReplyWindowClosed`] if the message was not sent and cannot be sent before the window closes;
/// otherwise returns the error unchanged.
fn closed_meanwhile(error: Error, closing: &Closing) -> Error {
    let next = Instant::now() + error.retry_after().unwrap_or_default().min(LONGEST);
    match closing.window {
        Some(window) if error.outcome() == Outcome::NotExecuted && next >= closing.at => {
            Error::reply_window_closed(window).with_operation(add_message::OPERATION_NAME).with_source(error)
        }
        Some(_) | None => error,
    }
}

/// Fails if the check of the window used all of the time. The message is then not sent.
fn check_time(limits: CallSettings, operation: &'static str) -> Result<(), Error> {
    if limits.ends_at.is_none_or(|ends_at| Instant::now() < ends_at) {
        return Ok(());
    }
    let error = Error::new(
        ErrorKind::Timeout,
        Outcome::NotExecuted,
        "the check of the reply window used all of the time; nothing was sent",
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
