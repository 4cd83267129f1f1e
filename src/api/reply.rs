//! Replies to a conversation: with a message if the 24-hour window is open, else with an approved template.

use crate::api::add_message::{AddMessage, AddedMessage, Content};
use crate::api::ask_reply_window::{Closing, Freedom, ReplyWindowOf};
use crate::api::conversations::Conversation;
use crate::api::start_conversation::{StartConversation, StartedConversation};
use crate::api::template::Template;
use crate::call::response::Response;
use crate::call::settings::CallSettings;
use crate::client::workspace::Workspace;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome, TimeoutPhase};
use crate::graphql::operations::{add_message, start_conv};
use crate::model::ids::{ChannelId, ContactId, ConversationId, MessageId};
use crate::retry::deadline::LONGEST;
use crate::retry::policy::RetryPolicy;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::Instant;

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
        self.choose().await?.send().await
    }

    /// Returns the number of the workspace that it is sent to.
    pub(crate) fn workspace_id(&self) -> i64 {
        self.workspace.id().get()
    }

    /// Returns the contact that it is sent to.
    pub(crate) fn recipient(&self) -> Result<&ContactId, Error> {
        self.of.contact.as_ref().ok_or_else(no_contact)
    }

    /// Checks the arguments and the window, and returns the call that may be sent now.
    pub(crate) async fn choose(self) -> Result<ChosenReply, Error> {
        let is_note = matches!(self.content, Content::Note { .. });
        let Prepared { workspace, of, message, template, limits } = self.prepare()?;
        let unlimited = |request| ChosenReply::Message { request, closing: None, limits };
        if is_note {
            return Ok(unlimited(message));
        }
        let freedom = of.ask(&workspace, limits).await.map_err(Error::before_sending)?;
        match (freedom, template) {
            (Freedom::NoEnd, _) => Ok(unlimited(message)),
            (Freedom::Until(closing), _) => {
                Ok(ChosenReply::Message { request: message, closing: Some(closing), limits })
            }
            (Freedom::Closed(_), Some(request)) => Ok(ChosenReply::Template { request, limits }),
            (Freedom::Closed(closed), None) => {
                let window = of.describe(closed, &workspace, limits).await;
                Err(Error::reply_window_closed(window).with_operation(add_message::OPERATION_NAME))
            }
        }
    }

    /// Checks the arguments before anything is sent, and starts the common timeout.
    fn prepare(self) -> Result<Prepared, Error> {
        let Self { workspace, conversation, channel, of, ended, content, reply_to, template, limits } = self;
        if ended {
            return Err(refused("the conversation has ended and takes no more messages; nothing was sent"));
        }
        let channel = channel.ok_or_else(|| refused("the conversation has no channel; nothing was sent"))?;
        let contact = of.contact.as_ref();
        let contact = contact.ok_or_else(no_contact)?;
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

/// The call that a reply consists of, after the check of the window.
pub(crate) enum ChosenReply {
    /// A message, which is not sent after the window has closed.
    Message { request: AddMessage, closing: Option<Closing>, limits: CallSettings },
    /// The template.
    Template { request: StartConversation, limits: CallSettings },
}

impl ChosenReply {
    /// Returns the limits that the check of the window and the call have in common.
    pub(crate) fn limits(&self) -> CallSettings {
        match self {
            Self::Message { limits, .. } | Self::Template { limits, .. } => *limits,
        }
    }

    pub(crate) async fn send(self) -> Result<Response<Reply>, Error> {
        match self {
            Self::Message { request, closing: None, limits: _ } => {
                request.await.map(|added| added.map(Reply::Message))
            }
            Self::Message { request, closing: Some(closing), limits } => {
                check_time(limits, add_message::OPERATION_NAME)?;
                let added = request.within(limits.ending(closing.at)).await;
                added
                    .map(|added| added.map(Reply::Message))
                    .map_err(|error| closed_meanwhile(error, &closing))
            }
            Self::Template { request, limits } => {
                check_time(limits, start_conv::OPERATION_NAME)?;
                request.await.map(|started| started.map(Reply::Template))
            }
        }
    }
}

/// Returns the error of an argument.
fn refused(message: &'static str) -> Error {
    Error::invalid_input(message).with_operation(add_message::OPERATION_NAME)
}

fn no_contact() -> Error {
    refused("the conversation has no contact; nothing was sent")
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
