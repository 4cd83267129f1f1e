//! Asking the gateway whether the 24-hour window is open, by the messages of the contact.

use crate::api::conversations::Conversation;
use crate::api::messages::{Message, Messages};
use crate::api::reply_window::{REPLY_WINDOW, ReplyWindow, contact_wrote_at};
use crate::call::response::Response;
use crate::call::settings::CallSettings;
use crate::client::workspace::Workspace;
use crate::error::closed_window::{ClosedWindow, Remedy};
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::model::enums::ChannelKind;
use crate::model::ids::ContactId;
use crate::paging::page::{DEFAULT_PAGE_SIZE, Page};
use crate::retry::policy::RetryPolicy;
use crate::retry::retry_after::gateway_time;
use chrono::{DateTime, TimeDelta, Utc};
use http::HeaderMap;
use std::borrow::Borrow;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

/// By how much a message may seem to have been written after the present: the clocks of the gateway and of this machine
/// differ.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// The sizes of the page on which all of a contact's messages of a day are asked for, where an item may be missing between
/// two pages.
const WHOLE_LIST: [u32; 3] = [1_000, 10_000, 100_000];

/// How often the messages are asked for until they cover the 24 hours before the gateway's present: the first answer shows
/// the gateway's clock.
const ASKED: u32 = 2;

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
    /// # async fn example(workspace: bcrumbs::Workspace, conversation: bcrumbs::Conversation) -> Result<(), bcrumbs::Error> {
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
    /// Those of a message list; [`InvalidInput`](ErrorKind::InvalidInput) for a conversation whose contact is not known;
    /// [`Pagination`](ErrorKind::Pagination) where a message may be missing between two pages and all of them do not fit on
    /// one, and [`Decode`](ErrorKind::Decode) where one could not be read, so that a window cannot be known to be closed.
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
    /// Returns why a reply may not be sent freely; `None` where it may, as far as is documented. `limits` are those of all
    /// calls together.
    pub(crate) async fn closed(
        &self,
        workspace: &Workspace,
        limits: CallSettings,
    ) -> Result<Option<Closed>, Error> {
        let (Some(kind), Some(contact)) = (&self.kind, &self.contact) else { return Ok(None) };
        if !depends_on_time(kind) {
            return Ok(None);
        }
        let search = Search { workspace, contact, kind, at: None, limits };
        let found = search.find(Read::UntilOpen, self.carried).await?;
        Ok(match found.window(kind) {
            ReplyWindow::Closed(remedy) => Some(Closed { remedy, found }),
            ReplyWindow::Open { .. } | ReplyWindow::NoLimit | ReplyWindow::Unknown => None,
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
            wrote = wrote.max(search.wrote_before(found.now).await);
        }
        let since = wrote.and_then(|wrote| wrote.checked_add_signed(REPLY_WINDOW));
        ClosedWindow { since, ..ClosedWindow::new(remedy) }
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

/// How far the messages are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    /// To the first that proves the window open.
    UntilOpen,
    /// To the last: newest first is read from an example and not promised, so the newest message is looked for.
    Whole,
}

/// When the contact last wrote, and the present by the answer that shows it.
#[derive(Clone, Copy)]
struct Found {
    wrote: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
}

impl Found {
    fn window(&self, kind: &ChannelKind) -> ReplyWindow {
        ReplyWindow::at(kind, self.wrote, self.now)
    }
}

/// The search for a contact's last message.
struct Search<'a> {
    workspace: &'a Workspace,
    contact: &'a ContactId,
    kind: &'a ChannelKind,
    /// The instant that is asked for; `None` for the gateway's present.
    at: Option<DateTime<Utc>>,
    limits: CallSettings,
}

impl Search<'_> {
    fn messages(&self) -> Messages {
        self.workspace.messages().contact(self.contact).within(self.limits)
    }

    /// Returns the window at an instant.
    async fn window_at(
        &self,
        now: DateTime<Utc>,
        carried: Option<DateTime<Utc>>,
    ) -> Result<ReplyWindow, Error> {
        let until = now
            .checked_add_signed(CLOCK_SKEW + TimeDelta::nanoseconds(1))
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        let list = self.messages().since(day_before(now)).until(until);
        let start = Found { wrote: carried.filter(|wrote| *wrote < until), now };
        let found = self.read(list, Read::Whole, start).await?;
        Ok(found.window(self.kind))
    }

    /// Looks for the contact's last message in the 24 hours before the gateway's present.
    async fn find(&self, read: Read, carried: Option<DateTime<Utc>>) -> Result<Found, Error> {
        let mut found = Found { wrote: carried, now: self.workspace.local_now().into() };
        for _ in 0..ASKED {
            let since =
                day_before(found.now).checked_sub_signed(CLOCK_SKEW).unwrap_or(DateTime::<Utc>::MIN_UTC);
            found = self.read(self.messages().since(since), read, found).await?;
            let covered = since <= day_before(found.now);
            if covered || (read == Read::UntilOpen && found.window(self.kind).is_open()) {
                return Ok(found);
            }
        }
        let message =
            "the gateway's clock differs from answer to answer, so the reply window cannot be known";
        Err(Error::new(ErrorKind::Decode, Outcome::Executed, message).with_operation("messages"))
    }

    /// Reads a list of the contact's messages; `found` is what is known before.
    async fn read(&self, list: Messages, read: Read, mut found: Found) -> Result<Found, Error> {
        let mut unread = false;
        let mut pages = list.clone().stream().read_ahead(0).pages();
        while let Some(page) = pages.try_next().await? {
            unread |= self.take(&page, &mut found);
            if read == Read::UntilOpen && found.window(self.kind).is_open() {
                return Ok(found);
            }
        }
        if !pages.is_lossless()
            && let Some(page) = on_one_page(list).await?
        {
            unread = self.take(&page, &mut found);
        }
        if unread && !found.window(self.kind).is_open() {
            let message =
                "a message of the contact's could not be read, so the reply window is not known to be closed";
            return Err(Error::new(ErrorKind::Decode, Outcome::Executed, message).with_operation("messages"));
        }
        Ok(found)
    }

    /// Notes what a page shows, and returns whether a part of it could not be read.
    fn take(&self, page: &Response<Page<Message>>, found: &mut Found) -> bool {
        found.now = self.at.unwrap_or_else(|| date(page.headers(), self.workspace));
        found.wrote = found.wrote.max(last_written(page));
        !page.errors().is_empty()
    }

    /// Returns when the contact last wrote before the 24 hours, where one page shows it. It is for the reader of an error,
    /// so a failure is none of the caller's.
    async fn wrote_before(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let list = self.messages().until(day_before(now)).page_size(DEFAULT_PAGE_SIZE);
        let page = list.page().await.ok()?;
        let newest_first =
            page.items.first().map(|m| m.created_at) >= page.items.last().map(|m| m.created_at);
        last_written(&page).filter(|_| newest_first || !page.has_next)
    }
}

fn last_written(page: &Page<Message>) -> Option<DateTime<Utc>> {
    page.items.iter().filter_map(contact_wrote_at).max()
}

fn day_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_signed(REPLY_WINDOW).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// Returns the present by an answer.
fn date(headers: &HeaderMap, workspace: &Workspace) -> DateTime<Utc> {
    gateway_time(headers, workspace.local_now()).into()
}

/// Fetches a whole list as a single page: nothing can be missing between two pages.
async fn on_one_page(list: Messages) -> Result<Option<Response<Page<Message>>>, Error> {
    for size in WHOLE_LIST {
        let mut pages = list.clone().page_size(size).stream().read_ahead(0).pages();
        match pages.try_next().await? {
            Some(page) if page.has_next => {}
            page => return Ok(page),
        }
    }
    let message = "the contact's messages do not fit on one page, and one may be missing between two pages";
    Err(Error::new(ErrorKind::Pagination, Outcome::Executed, message).with_operation("messages"))
}
