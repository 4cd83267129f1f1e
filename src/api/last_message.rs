//! Looking for the last message of a contact, which a reply window is measured from.

use crate::api::messages::{Message, Messages};
use crate::api::reply_window::{REPLY_WINDOW, ReplyWindow, contact_wrote_at};
use crate::call::response::Response;
use crate::call::settings::CallSettings;
use crate::client::workspace::Workspace;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::model::enums::ChannelKind;
use crate::model::ids::ContactId;
use crate::paging::page::{DEFAULT_PAGE_SIZE, Page};
use crate::retry::policy::RetryPolicy;
use crate::retry::retry_after::gateway_time;
use chrono::{DateTime, TimeDelta, Utc};
use http::HeaderMap;

/// By how much a message may seem to have been written after the present: the clocks of the gateway and of this machine
/// differ.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// The sizes of the page on which all of a contact's messages of a day are asked for, where an item may be missing between
/// two pages.
const WHOLE_LIST: [u32; 3] = [1_000, 10_000, 100_000];

/// How often the messages are asked for until they cover the 24 hours before the gateway's present: the first answer shows
/// the gateway's clock.
const ASKED: u32 = 2;

/// How far the messages are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// To the first that proves the window open.
    UntilOpen,
    /// To the last: newest first is read from an example and not promised, so the newest message is looked for.
    Whole,
}

/// When the contact last wrote, and the present by the answer that shows it.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    /// As the gateway's list shows it.
    pub(crate) wrote: Option<DateTime<Utc>>,
    /// As the conversation shows it, which may be old.
    pub(crate) carried: Option<DateTime<Utc>>,
    pub(crate) now: DateTime<Utc>,
}

impl Found {
    pub(crate) fn window(&self, kind: &ChannelKind) -> ReplyWindow {
        let latest = self.now.checked_add_signed(CLOCK_SKEW).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let carried = self.carried.filter(|wrote| *wrote <= latest);
        ReplyWindow::at(kind, self.wrote.max(carried), self.now)
    }
}

/// The search for a contact's last message.
pub(crate) struct Search<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) contact: &'a ContactId,
    pub(crate) kind: &'a ChannelKind,
    /// The instant that is asked for; `None` for the gateway's present.
    pub(crate) at: Option<DateTime<Utc>>,
    pub(crate) limits: CallSettings,
}

impl Search<'_> {
    fn messages(&self) -> Messages {
        self.workspace.messages().contact(self.contact).within(self.limits)
    }

    /// Returns the window at an instant.
    pub(crate) async fn window_at(
        &self,
        now: DateTime<Utc>,
        carried: Option<DateTime<Utc>>,
    ) -> Result<ReplyWindow, Error> {
        let until = now
            .checked_add_signed(CLOCK_SKEW + TimeDelta::nanoseconds(1))
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        let list = self.messages().since(day_before(now)).until(until);
        let start = Found { wrote: None, carried, now };
        let found = self.read(list, Read::Whole, start).await?;
        Ok(found.window(self.kind))
    }

    /// Looks for the contact's last message in the 24 hours before the gateway's present.
    pub(crate) async fn find(&self, read: Read, carried: Option<DateTime<Utc>>) -> Result<Found, Error> {
        let mut found = Found { wrote: None, carried, now: self.workspace.local_now().into() };
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

    /// Returns when the contact last wrote before the 24 hours, where one page shows it for certain. It is for the reader
    /// of an error, so a failure is none of the caller's, and it is tried once.
    pub(crate) async fn wrote_before(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let list = self.messages().until(day_before(now)).page_size(DEFAULT_PAGE_SIZE);
        let page = list.retry(RetryPolicy::none()).page().await.ok()?;
        if !page.errors().is_empty() {
            return None;
        }
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
