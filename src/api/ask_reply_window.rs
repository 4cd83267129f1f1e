//! Asking the gateway whether the 24-hour window is open, by the messages of the contact.

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

/// Whose reply window is asked for: that of a contact, on a kind of channel.
///
/// A contact and no channel, because the gateway's message list has no filter by channel or conversation. A
/// [`&Conversation`](Conversation) becomes one of these.
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
    /// When the contact last wrote, as far as the conversation shows: proof of an open window, and of nothing else.
    carried: Option<DateTime<Utc>>,
}

impl ReplyWindowOf {
    /// Names a contact, and the kind of channel that a reply would be sent on.
    pub fn contact(id: impl Into<ContactId>, kind: impl Borrow<ChannelKind>) -> Self {
        Self { contact: Some(id.into()), kind: Some(kind.borrow().clone()), carried: None }
    }
}

impl From<&Conversation> for ReplyWindowOf {
    /// Names the contact and the kind of channel of a conversation. What it carries of the contact's messages may prove
    /// that the window is open, and never that it is closed: their completeness is not documented.
    fn from(conversation: &Conversation) -> Self {
        Self {
            contact: conversation.contact_id.clone(),
            kind: conversation.channel_kind.clone(),
            carried: conversation.messages.iter().flatten().filter_map(contact_wrote_at).max(),
        }
    }
}

/// The question whether a reply window is open, sent by `.await`; created by [`Workspace::reply_window`].
#[derive(Clone, Debug)]
#[must_use = "nothing is asked until it is awaited"]
pub struct AskReplyWindow {
    workspace: Workspace,
    of: ReplyWindowOf,
    now: Option<DateTime<Utc>>,
    limits: CallSettings,
}

impl Workspace {
    /// Returns whether a free-form reply to a contact may be sent, by asking for the contact's messages of the last 24
    /// hours. The present is the `Date` of the gateway's answer, and this machine's where an answer has none.
    ///
    /// It takes a [`&Conversation`](Conversation), or a contact and the kind of channel. The gateway's message list has no
    /// filter by channel or conversation, so the answer is about the contact: a message on another channel opens the
    /// window too. For a channel kind without a window nothing is asked.
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
    /// Those of a message list; [`InvalidInput`](crate::ErrorKind::InvalidInput) for a conversation whose contact is not
    /// known; [`Pagination`](crate::ErrorKind::Pagination) where a message may be missing between two pages and all of them
    /// do not fit on one, and [`Decode`](crate::ErrorKind::Decode) where one could not be read, so that a window cannot be
    /// known to be closed.
    pub fn reply_window(&self, of: impl Into<ReplyWindowOf>) -> AskReplyWindow {
        AskReplyWindow { workspace: self.clone(), of: of.into(), now: None, limits: CallSettings::default() }
    }
}

impl AskReplyWindow {
    /// Asks for another instant than the gateway's present. What was written up to five minutes after it counts too, since
    /// clocks differ.
    pub fn at(mut self, now: DateTime<Utc>) -> Self {
        self.now = Some(now);
        self
    }

    /// Sets the time for all calls of the question together, in place of the client's total timeout.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limits.timeout = Some(limit);
        self
    }

    /// Sets how often each call of the question is tried, in place of the client's policy.
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
            return Err(
                Error::invalid_input("the conversation's contact is not known").with_operation("messages")
            );
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
    /// Returns whether a reply may be sent freely, as far as is documented. `limits` are those of all calls together.
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

    /// Describes a closed window, and asks since when it has been closed.
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
            // What the conversation carries may be old: alone it does not tell since when.
            let before = search.wrote_before(found.now).await;
            wrote = wrote.max(before.map(|before| found.carried.map_or(before, |it| it.max(before))));
        }
        let since = wrote.and_then(|wrote| wrote.checked_add_signed(REPLY_WINDOW));
        ClosedWindow { since, ..ClosedWindow::new(remedy) }
    }
}

/// Whether a reply may be sent freely.
pub(crate) enum Freedom {
    /// No end of it is documented.
    NoEnd,
    Until(Closing),
    Closed(Closed),
}

/// The end of a window that is open.
pub(crate) struct Closing {
    /// By this machine's clock.
    pub(crate) at: Instant,
    /// What it is from then on.
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

/// A window that the gateway's answers prove to be closed.
pub(crate) struct Closed {
    remedy: Remedy,
    found: Found,
}

/// Returns whether a window depends on when the contact wrote.
fn depends_on_time(kind: &ChannelKind) -> bool {
    match kind {
        ChannelKind::WhatsApp | ChannelKind::Instagram => true,
        ChannelKind::Telegram | ChannelKind::Custom | ChannelKind::Unknown(_) => false,
    }
}
