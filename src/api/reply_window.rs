//! The rule of the 24-hour window, as a pure function.

use crate::api::conversations::Conversation;
use crate::api::messages::Message;
use crate::error::closed_window::Remedy;
use crate::model::enums::{ChannelKind, MessageKind, MessageStatus};
use chrono::{DateTime, TimeDelta, Utc};

/// The time after a contact's message during which a business may reply freely on WhatsApp and Instagram (page
/// apis/convs).
pub const REPLY_WINDOW: TimeDelta = TimeDelta::hours(24);

/// Whether a free-form reply may be sent to a contact now.
///
/// The window belongs to the contact and not to one channel. The gateway does not report the channel of a message, so a
/// message on one of the contact's channels counts for all of them.
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
    /// The window is open: free-form replies may be sent before `until`.
    Open {
        /// When it closes, in UTC.
        until: DateTime<Utc>,
    },
    /// The window is closed until the contact writes again.
    Closed(Remedy),
    /// This kind of channel has no window: Telegram and custom channels.
    NoLimit,
    /// The kind of channel is unknown or undocumented.
    Unknown,
}

impl ReplyWindow {
    /// Returns the window for a kind of channel, the time of the contact's last message, and the current time.
    ///
    /// The vendor documents the window for WhatsApp and Instagram (page apis/convs, "Messaging window note"). If the
    /// contact never wrote, the window is closed.
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

    /// Returns `true` if the window is open or the channel has no window.
    ///
    /// It returns `false` for [`Unknown`](Self::Unknown), although [`Workspace::reply`](crate::Workspace::reply) sends a
    /// message in that case: no window is documented for such a channel, and no page says that it has none.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. } | Self::NoLimit)
    }
}

impl Conversation {
    /// Returns the time since when the contact has been waiting for a reply: the time of the last message, if the
    /// contact wrote it.
    ///
    /// It reads the messages in the conversation, so it is also `None` if
    /// [`with_messages`](crate::Conversations::with_messages) did not request them. An internal note is no
    /// reply, and neither is a message whose status is [`Failed`](crate::MessageStatus::Failed). It is not documented how
    /// many messages the gateway includes, so a later message may be missing.
    ///
    /// ```
    /// use bcrumbs::{Conversation, Message};
    /// use chrono::{DateTime, TimeDelta, Utc};
    ///
    /// let noon: DateTime<Utc> = "2026-03-16T12:00:00Z".parse()?;
    /// let mut conversation = Conversation::new("conv-1", noon);
    /// conversation.messages = Some(vec![Message::new("msg-1", noon)]);
    /// assert_eq!(conversation.waiting_since(), Some(noon));
    ///
    /// let mut answer = Message::new("msg-2", noon + TimeDelta::minutes(5));
    /// answer.is_agent = true;
    /// conversation.messages.get_or_insert_default().push(answer);
    /// assert_eq!(conversation.waiting_since(), None);
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn waiting_since(&self) -> Option<DateTime<Utc>> {
        let written = || self.messages.iter().flatten();
        let answered = written().filter(|message| is_answer(message)).map(|message| message.created_at).max();
        written().filter_map(contact_wrote_at).max().filter(|wrote| answered <= Some(*wrote))
    }

    /// Returns the window at `now`, computed from the messages in the conversation. Returns `None` if
    /// [`with_messages`](crate::Conversations::with_messages) did not request them.
    ///
    /// An open window is certain, but a closed window is not: it is not documented how many messages the gateway
    /// includes, and the contact may have written in another conversation.
    /// [`Workspace::reply_window`](crate::Workspace::reply_window) asks the gateway.
    ///
    /// ```
    /// use bcrumbs::{ChannelKind, Conversation, Message};
    /// use chrono::{DateTime, TimeDelta, Utc};
    ///
    /// let noon: DateTime<Utc> = "2026-03-16T12:00:00Z".parse()?;
    /// let mut conversation = Conversation::new("conv-1", noon);
    /// conversation.channel_kind = Some(ChannelKind::WhatsApp);
    /// assert_eq!(conversation.reply_window(noon), None);
    /// conversation.messages = Some(vec![Message::new("msg-1", noon)]);
    /// assert!(conversation.reply_window(noon + TimeDelta::hours(23)).is_some_and(|window| window.is_open()));
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn reply_window(&self, now: DateTime<Utc>) -> Option<ReplyWindow> {
        let contact_wrote = self.messages.as_ref()?.iter().filter_map(contact_wrote_at).max();
        Some(
            self.channel_kind
                .as_ref()
                .map_or(ReplyWindow::Unknown, |kind| ReplyWindow::at(kind, contact_wrote, now)),
        )
    }
}

/// Returns the time of a message of the contact, or `None` for a message of the workspace. An internal note is always a
/// message of the workspace.
pub(crate) fn contact_wrote_at(message: &Message) -> Option<DateTime<Utc>> {
    (!message.is_agent && !is_note(message)).then_some(message.created_at)
}

/// Returns whether the contact was sent an answer by this message, as far as is known.
fn is_answer(message: &Message) -> bool {
    message.is_agent && !is_note(message) && message.status != Some(MessageStatus::Failed)
}

fn is_note(message: &Message) -> bool {
    message.kind == Some(MessageKind::Note)
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

    fn message(minutes: i64, side: &str) -> Message {
        let mut message = Message::new(minutes.to_string(), wrote() + TimeDelta::minutes(minutes));
        message.is_agent = side == "ours";
        message
    }

    fn conversation(messages: Vec<Message>) -> Conversation {
        let mut conversation = Conversation::new("conv", wrote());
        conversation.channel_kind = Some(ChannelKind::WhatsApp);
        conversation.messages = Some(messages);
        conversation
    }

    #[test]
    fn a_reply_that_failed_is_no_answer() {
        let mut answer = message(5, "ours");
        for (status, waits) in
            [(MessageStatus::Failed, true), (MessageStatus::Pending, false), (MessageStatus::Sent, false)]
        {
            answer.status = Some(status);
            let since = conversation(vec![message(0, "theirs"), answer.clone()]).waiting_since();
            assert_eq!(since, waits.then(wrote), "{answer:?}");
        }
    }

    #[test]
    fn a_note_is_never_the_contacts_message() {
        let mut note = message(5, "theirs");
        note.kind = Some(MessageKind::Note);
        let only_note = conversation(vec![note]);
        assert_eq!(only_note.waiting_since(), None);
        assert!(!only_note.reply_window(wrote()).unwrap().is_open());
    }

    #[test]
    fn an_instant_at_the_end_of_time_does_not_overflow() {
        let end = DateTime::<Utc>::MAX_UTC;
        assert!(!ReplyWindow::at(&ChannelKind::WhatsApp, Some(end), end).is_open());
    }
}
