//! Asks the gateway for a contact's messages, to find out whether the 24-hour window is open.

use crate::api::conversations::Conversation;
use crate::api::last_message::{Found, Read, Search};
use crate::api::reply_window::{REPLY_WINDOW, ReplyWindow, contact_wrote_at};
use crate::call::settings::CallSettings;
use crate::client::workspace::Workspace;
use crate::error::closed_window::{ClosedWindow, Remedy};
use crate::error::error::Error;
use crate::model::enums::ChannelKind;
use crate::model::ids::ContactId;
use crate::retry::policy::RetryPolicy;
use chrono::{DateTime, Utc};
use std::borrow::Borrow;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::Instant;

/// The contact and the kind of channel that a reply window is requested for.
///
/// It has no channel, because the gateway's message list has no filter by channel or conversation. A
/// [`&Conversation`](Conversation) converts into it.
///
/// ```
/// use bcrumbs::{ChannelKind, Conversation, ReplyWindowOf};
///
/// let of = ReplyWindowOf::contact("67d09433594d52dd19817d60", ChannelKind::WhatsApp);
/// let same = ReplyWindowOf::from(&Conversation::new("conv-1", chrono::Utc::now()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyWindowOf {
    pub(crate) contact: Option<ContactId>,
    kind: Option<ChannelKind>,
    /// The time of the contact's last message in the conversation. It can prove that the window is open, but not that
    /// it is closed.
    carried: Option<DateTime<Utc>>,
}

impl ReplyWindowOf {
    /// Creates it from a contact and the kind of channel for the reply.
    pub fn contact(id: impl Into<ContactId>, kind: impl Borrow<ChannelKind>) -> Self {
        Self { contact: Some(id.into()), kind: Some(kind.borrow().clone()), carried: None }
    }
}

impl From<&Conversation> for ReplyWindowOf {
    /// Takes the contact and the kind of channel from a conversation. The messages in the conversation can prove that
    /// the window is open. They cannot prove that it is closed, because it is not documented whether they are complete.
    fn from(conversation: &Conversation) -> Self {
        Self {
            contact: conversation.contact_id.clone(),
            kind: conversation.channel_kind.clone(),
            carried: conversation.messages.iter().flatten().filter_map(contact_wrote_at).max(),
        }
    }
}

/// A request for the state of a reply window, created by [`Workspace::reply_window`]. Awaiting it sends it.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct AskReplyWindow {
    workspace: Workspace,
    of: ReplyWindowOf,
    now: Option<DateTime<Utc>>,
    limits: CallSettings,
}

impl Workspace {
    /// Returns whether a free-form reply to a contact may be sent. It requests the contact's messages of the last 24
    /// hours. The current time is the `Date` header of the gateway's response, or this machine's time if the header is
    /// missing.
    ///
    /// The argument is a [`&Conversation`](Conversation), or a [`ReplyWindowOf`] with a contact and the kind of
    /// channel. The gateway's message list has no filter by channel or conversation, so the result is for the contact:
    /// a message on another channel opens the window too. If the kind of channel has no window, no request is sent.
    ///
    /// ```no_run
    /// # use bcrumbs::{Conversation, Error, Workspace};
    /// # async fn example(workspace: Workspace, conversation: Conversation) -> Result<(), Error> {
    /// use bcrumbs::{ChannelKind, ReplyWindowOf};
    ///
    /// let window = workspace.reply_window(&conversation).await?;
    /// println!("may reply: {}", window.is_open());
    /// let contact = ReplyWindowOf::contact("67d09433594d52dd19817d60", ChannelKind::WhatsApp);
    /// let window = workspace.reply_window(contact).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of a message list, and: [`InvalidInput`](crate::ErrorKind::InvalidInput) if the conversation has no
    /// contact; [`Pagination`](crate::ErrorKind::Pagination) if a message may be missing between two pages and the
    /// messages do not fit on one page; [`Decode`](crate::ErrorKind::Decode) if a message could not be read and no
    /// other message proves that the window is open.
    pub fn reply_window(&self, of: impl Into<ReplyWindowOf>) -> AskReplyWindow {
        AskReplyWindow { workspace: self.clone(), of: of.into(), now: None, limits: CallSettings::default() }
    }
}

impl AskReplyWindow {
    /// Sets the time for which the window is computed. Default: the gateway's current time. Messages up to five minutes
    /// after it are included, because clocks differ.
    pub fn at(mut self, now: DateTime<Utc>) -> Self {
        self.now = Some(now);
        self
    }

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

    async fn send(self) -> Result<ReplyWindow, Error> {
        let Self { workspace, of, now, limits } = self;
        let Some(kind) = of.kind.clone() else { return Ok(ReplyWindow::Unknown) };
        if !depends_on_time(&kind) {
            return Ok(ReplyWindow::at(&kind, None, DateTime::<Utc>::MIN_UTC));
        }
        let Some(contact) = &of.contact else {
            return Err(Error::invalid_input("the conversation has no contact").with_operation("messages"));
        };
        let search = Search {
            workspace: &workspace,
            contact,
            kind: &kind,
            at: now,
            limits: workspace.started(limits),
        };
        match now {
            Some(now) => search.window_at(now, of.carried).await,
            None => Ok(search.find(Read::Whole, of.carried).await?.window(&kind)),
        }
    }
}

impl IntoFuture for AskReplyWindow {
    type Output = Result<ReplyWindow, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl ReplyWindowOf {
    /// Returns whether a free-form reply may be sent, as far as is documented. `limits` apply to all calls together.
    pub(crate) async fn ask(&self, workspace: &Workspace, limits: CallSettings) -> Result<Freedom, Error> {
        let (Some(kind), Some(contact)) = (&self.kind, &self.contact) else { return Ok(Freedom::NoEnd) };
        if !depends_on_time(kind) {
            return Ok(Freedom::NoEnd);
        }
        let search = Search { workspace, contact, kind, at: None, limits };
        let found = search.find(Read::UntilOpen, self.carried).await?;
        Ok(match found.window(kind) {
            ReplyWindow::Closed(remedy) => Freedom::Closed(Closed { remedy, found }),
            ReplyWindow::Open { until } => Freedom::Until(Closing::new(kind, until, found.now)),
            ReplyWindow::NoLimit | ReplyWindow::Unknown => Freedom::NoEnd,
        })
    }

    /// Describes a closed window. It requests the messages once more to find out since when the window has been closed.
    pub(crate) async fn describe(
        &self,
        closed: Closed,
        workspace: &Workspace,
        limits: CallSettings,
    ) -> ClosedWindow {
        let Closed { remedy, found } = closed;
        let mut wrote = found.wrote;
        if let (Some(kind), Some(contact)) = (&self.kind, &self.contact) {
            let search = Search { workspace, contact, kind, at: None, limits };
            // The messages inside the conversation may be old, so they alone do not prove when the window closed.
            let before = search.wrote_before(found.now).await;
            wrote = wrote.max(before.map(|before| found.carried.map_or(before, |it| it.max(before))));
        }
        let since = wrote.and_then(|wrote| wrote.checked_add_signed(REPLY_WINDOW));
        ClosedWindow { since, ..ClosedWindow::new(remedy) }
    }
}

/// Whether a free-form reply may be sent.
pub(crate) enum Freedom {
    /// It may be sent, and no end of the window is documented.
    NoEnd,
    /// It may be sent until the window closes.
    Until(Closing),
    /// It may not be sent.
    Closed(Closed),
}

/// The end of an open window.
pub(crate) struct Closing {
    /// The time of the end by this machine's clock.
    pub(crate) at: Instant,
    /// The closed window after the end; `None` if the window does not close.
    pub(crate) window: Option<ClosedWindow>,
}

impl Closing {
    fn new(kind: &ChannelKind, until: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let left = (until - now).to_std().unwrap_or_default();
        let window = match ReplyWindow::at(kind, None, until) {
            ReplyWindow::Closed(remedy) => {
                Some(ClosedWindow { since: Some(until), ..ClosedWindow::new(remedy) })
            }
            ReplyWindow::Open { .. } | ReplyWindow::NoLimit | ReplyWindow::Unknown => None,
        };
        Self { at: Instant::now() + left, window }
    }
}

/// A window that is closed according to the gateway's responses.
pub(crate) struct Closed {
    remedy: Remedy,
    found: Found,
}

/// Returns whether this kind of channel has a window.
fn depends_on_time(kind: &ChannelKind) -> bool {
    match kind {
        ChannelKind::WhatsApp | ChannelKind::Instagram => true,
        ChannelKind::Telegram | ChannelKind::Custom | ChannelKind::Unknown(_) => false,
    }
}
