//! Finds the last message of a contact. The reply window starts at that message.

use crate::api::messages::{Message, Messages};
use crate::api::reply_window::{REPLY_WINDOW, ReplyWindow, contact_wrote_at};
use crate::api::whole_list::{Completeness, incomplete, read_whole};
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
use std::ops::ControlFlow;

/// The tolerated clock skew: the clocks of the gateway and of this machine can differ, so a message may have a time in
/// the future.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// The maximum number of requests for the messages of the 24 hours before the gateway's current time. The first
/// response shows the gateway's clock.
const ASKED: u32 = 2;

/// Where reading the messages stops.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// At the first message that proves that the window is open.
    UntilOpen,
    /// At the end of the list. That the list is newest first is not documented but only shown in an example, so the
    /// newest message is searched in the whole list.
    Whole,
}

/// The time of the contact's last message, and the current time from the same response.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    /// The time according to the gateway's list.
    pub(crate) wrote: Option<DateTime<Utc>>,
    /// The time according to the messages inside the conversation, which may be old.
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
    /// The time for which the window is computed; `None` means the gateway's current time.
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

    /// Finds the contact's last message in the 24 hours before the gateway's current time.
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
        let message = "the gateway's clock differs between responses, so the reply window cannot be computed";
        Err(Error::new(ErrorKind::Decode, Outcome::Executed, message).with_operation("messages"))
    }

    /// Reads a list of the contact's messages. `found` is the result so far.
    async fn read(&self, list: Messages, read: Read, mut found: Found) -> Result<Found, Error> {
        let ended = read_whole(list, |page| {
            found.now = self.at.unwrap_or_else(|| date(page.headers(), self.workspace));
            found.wrote = found.wrote.max(last_written(page));
            match read == Read::UntilOpen && found.window(self.kind).is_open() {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        match ended.await? {
            ControlFlow::Continue(Completeness::Incomplete) if !found.window(self.kind).is_open() => {
                Err(incomplete("the reply window is closed"))
            }
            ControlFlow::Continue(_) | ControlFlow::Break(()) => Ok(found),
        }
    }

    /// Returns the time of the contact's last message before the 24 hours, if the first page proves it. The time is only
    /// for the text of an error, so a failure of this request is ignored, and the request is not retried.
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

/// Returns the current time from the headers of a response.
fn date(headers: &HeaderMap, workspace: &Workspace) -> DateTime<Utc> {
    gateway_time(headers, workspace.local_now()).into()
}
