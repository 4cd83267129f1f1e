//! The 24-hour window: whether a free-form reply reaches the contact, as a pure function of three facts.

use crate::api::messages::{Message, Messages};
use crate::client::workspace::Workspace;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::model::enums::ChannelKind;
use crate::model::ids::ContactId;
use chrono::{DateTime, TimeDelta, Utc};

/// By how much a message may seem to have been written after the present: the clocks of the gateway and of this machine
/// differ.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(5);

/// The sizes of the page on which all of a contact's messages of a day are asked for, where an item may be missing between
/// two pages.
const WHOLE_LIST: [u32; 3] = [1_000, 10_000, 100_000];

/// How long after a contact's message WhatsApp and Instagram let a business reply freely (page apis/convs).
pub const REPLY_WINDOW: TimeDelta = TimeDelta::hours(24);

/// Whether a free-form reply may be sent now.
///
/// ```
/// use bcrumbs::{ChannelKind, ReplyWindow};
///
/// let window = ReplyWindow::at(&ChannelKind::Telegram, None, chrono::Utc::now());
/// assert!(window == ReplyWindow::NoLimit && window.is_open());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplyWindow {
    /// Replies are free until then, exclusively.
    Open {
        /// When it closes, in UTC.
        until: DateTime<Utc>,
    },
    /// Replies are not free, until the contact writes again.
    Closed(Remedy),
    /// The channel's kind has no such window: Telegram and channels of one's own.
    NoLimit,
    /// The channel's kind is not one that the vendor documents.
    Unknown,
}

/// What may still be sent when the window is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// An approved template, by [`Workspace::start_conversation`](crate::Workspace::start_conversation): WhatsApp.
    ApprovedTemplate,
    /// The vendor documents no way: Instagram.
    Undocumented,
}

impl ReplyWindow {
    /// Answers for one kind of channel, the time of the contact's last message, and the present.
    ///
    /// The vendor documents the window for WhatsApp and Instagram (page apis/convs, "Messaging window note"). A contact
    /// who never wrote has no open window.
    ///
    /// ```
    /// use bcrumbs::{ChannelKind, Remedy, ReplyWindow};
    /// use chrono::{DateTime, TimeDelta, Utc};
    ///
    /// let wrote: DateTime<Utc> = "2026-03-16T12:00:00Z".parse()?;
    /// let at = |hours| ReplyWindow::at(&ChannelKind::WhatsApp, Some(wrote), wrote + TimeDelta::hours(hours));
    /// assert_eq!(at(23), ReplyWindow::Open { until: wrote + TimeDelta::hours(24) });
    /// assert_eq!(at(24), ReplyWindow::Closed(Remedy::ApprovedTemplate));
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn at(channel: &ChannelKind, contact_wrote: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        let remedy = match channel {
            ChannelKind::WhatsApp => Remedy::ApprovedTemplate,
            ChannelKind::Instagram => Remedy::Undocumented,
            ChannelKind::Telegram | ChannelKind::Custom => return Self::NoLimit,
            ChannelKind::Unknown(_) => return Self::Unknown,
        };
        match contact_wrote.and_then(|wrote| wrote.checked_add_signed(REPLY_WINDOW)) {
            Some(until) if now < until => Self::Open { until },
            _ => Self::Closed(remedy),
        }
    }

    /// Returns whether the answer depends on when the contact wrote.
    pub(crate) fn depends_on_time(channel: &ChannelKind) -> bool {
        matches!(channel, ChannelKind::WhatsApp | ChannelKind::Instagram)
    }

    /// Returns whether a free-form reply may be sent as far as is documented: the window is open, or there is none.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. } | Self::NoLimit)
    }
}

impl Workspace {
    /// Returns whether a free-form reply to a contact may be sent at `now`, by asking for the contact's messages of
    /// the 24 hours before it. What was written up to five minutes after it counts too, since clocks differ.
    ///
    /// The gateway's message list has no filter by channel or conversation, so the answer is about the contact: a
    /// message on another channel opens the window too. For a channel kind without a window nothing is asked.
    ///
    /// ```no_run
    /// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
    /// use bcrumbs::ChannelKind;
    ///
    /// let window = workspace.reply_window("67d09433594d52dd19817d60", &ChannelKind::WhatsApp, chrono::Utc::now()).await?;
    /// println!("may reply: {}", window.is_open());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of a message list; [`Pagination`](crate::ErrorKind::Pagination) where a message may be missing between two
    /// pages and all of them do not fit on one, so that the window cannot be known.
    pub async fn reply_window(
        &self,
        contact: impl Into<ContactId>,
        channel: &ChannelKind,
        now: DateTime<Utc>,
    ) -> Result<ReplyWindow, Error> {
        let mut contact_wrote = None;
        if ReplyWindow::depends_on_time(channel) {
            let since = now.checked_sub_signed(REPLY_WINDOW).unwrap_or(DateTime::<Utc>::MIN_UTC);
            let until = now
                .checked_add_signed(CLOCK_SKEW + TimeDelta::nanoseconds(1))
                .unwrap_or(DateTime::<Utc>::MAX_UTC);
            // Newest first is read from an example and not promised, so the newest message is looked for.
            let list = self.messages().contact(contact).since(since).until(until);
            let mut messages = list.clone().items();
            while let Some(message) = messages.try_next().await? {
                contact_wrote = contact_wrote.max(contact_wrote_at(&message));
            }
            if !messages.is_lossless() {
                let messages = on_one_page(list).await?;
                contact_wrote = messages.iter().filter_map(contact_wrote_at).max();
            }
        }
        Ok(ReplyWindow::at(channel, contact_wrote, now))
    }
}

/// Returns when the contact wrote a message; `None` for one of the workspace's side.
fn contact_wrote_at(message: &Message) -> Option<DateTime<Utc>> {
    (!message.is_agent).then_some(message.created_at)
}

/// Fetches a whole list as a single page: nothing can be missing between two pages.
async fn on_one_page(list: Messages) -> Result<Vec<Message>, Error> {
    for size in WHOLE_LIST {
        let mut pages = list.clone().page_size(size).stream().read_ahead(0).pages();
        let Some(page) = pages.try_next().await? else { return Ok(Vec::new()) };
        if !page.has_next {
            return Ok(page.into_data().items);
        }
    }
    let message = "the contact's messages do not fit on one page, and one may be missing between two pages";
    Err(Error::new(ErrorKind::Pagination, Outcome::Executed, message).with_operation("messages"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrote() -> DateTime<Utc> {
        "2026-03-28T23:30:00.000Z".parse().unwrap()
    }

    fn after(channel: &ChannelKind, later: TimeDelta) -> ReplyWindow {
        ReplyWindow::at(channel, Some(wrote()), wrote() + later)
    }

    #[test]
    fn it_closes_exactly_24_hours_after_the_contact_wrote() {
        let until = wrote() + TimeDelta::hours(24);
        for channel in [ChannelKind::WhatsApp, ChannelKind::Instagram] {
            assert_eq!(after(&channel, TimeDelta::zero()), ReplyWindow::Open { until });
            let last = TimeDelta::hours(24) - TimeDelta::milliseconds(1);
            assert_eq!(after(&channel, last), ReplyWindow::Open { until });
            assert!(!after(&channel, TimeDelta::hours(24)).is_open());
        }
    }

    #[test]
    fn what_is_left_when_it_is_closed_depends_on_the_network() {
        let closed = |channel| after(&channel, TimeDelta::days(3));
        assert_eq!(closed(ChannelKind::WhatsApp), ReplyWindow::Closed(Remedy::ApprovedTemplate));
        assert_eq!(closed(ChannelKind::Instagram), ReplyWindow::Closed(Remedy::Undocumented));
    }

    #[test]
    fn a_contact_who_never_wrote_has_no_open_window() {
        let window = ReplyWindow::at(&ChannelKind::WhatsApp, None, wrote());
        assert_eq!(window, ReplyWindow::Closed(Remedy::ApprovedTemplate));
    }

    #[test]
    fn other_networks_have_no_limit_and_unknown_ones_are_not_guessed() {
        assert_eq!(after(&ChannelKind::Telegram, TimeDelta::days(9)), ReplyWindow::NoLimit);
        assert_eq!(after(&ChannelKind::Custom, TimeDelta::days(9)), ReplyWindow::NoLimit);
        assert_eq!(after(&"BCWEBCHAT".into(), TimeDelta::zero()), ReplyWindow::Unknown);
        assert!(!ReplyWindow::Unknown.is_open());
    }

    #[test]
    fn a_clock_that_runs_behind_the_gateways_does_not_close_it() {
        assert!(after(&ChannelKind::WhatsApp, TimeDelta::minutes(-5)).is_open());
    }

    #[test]
    fn an_instant_at_the_end_of_time_does_not_overflow() {
        let end = DateTime::<Utc>::MAX_UTC;
        assert!(!ReplyWindow::at(&ChannelKind::WhatsApp, Some(end), end).is_open());
    }
}
