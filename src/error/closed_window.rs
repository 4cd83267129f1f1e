//! Describes a closed reply window and what may be sent instead.

use chrono::{DateTime, Utc};
use std::borrow::Cow;

/// A closed reply window, returned by [`Error::closed_window`](crate::Error::closed_window).
///
/// ```
/// use bcrumbs::{ClosedWindow, Remedy};
///
/// let mut window = ClosedWindow::new(Remedy::ApprovedTemplate);
/// window.since = Some("2026-03-17T12:00:00Z".parse()?);
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClosedWindow {
    /// The time since when the window has been closed, in UTC: 24 hours after the contact's last message. It is `None`
    /// if no message of the contact was found: the contact never wrote, or wrote too long ago.
    pub since: Option<DateTime<Utc>>,
    /// What may be sent instead.
    pub remedy: Remedy,
}

impl ClosedWindow {
    /// Creates a closed window with an unknown time of closing.
    pub fn new(remedy: Remedy) -> Self {
        Self { since: None, remedy }
    }

    /// Returns the text for an error.
    pub(crate) fn message(self) -> Cow<'static, str> {
        match self.since {
            Some(since) => {
                format!("the reply window has been closed since {}", since.format("%Y-%m-%d %H:%M:%S UTC"))
                    .into()
            }
            None => "the reply window is closed: the contact has not written in the last 24 hours".into(),
        }
    }

    /// Returns what to do next.
    pub(crate) fn advice(self) -> &'static str {
        match self.remedy {
            Remedy::ApprovedTemplate => "send an approved template, or wait until the contact writes",
            Remedy::Undocumented => "wait until the contact writes: no other way is documented",
        }
    }
}

/// What may be sent when the window is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// An approved template may be sent, with [`SendReply::or_template`](crate::SendReply::or_template) or
    /// [`Workspace::start_conversation`](crate::Workspace::start_conversation). This is the rule of WhatsApp.
    ApprovedTemplate,
    /// The vendor does not document what may be sent. This is the case for Instagram.
    Undocumented,
}
