//! What is known of a reply window that is closed, and what may be sent then.

use chrono::{DateTime, Utc};
use std::borrow::Cow;

/// A reply window that is closed: returned by [`Error::closed_window`](crate::Error::closed_window).
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
    /// Since when it has been closed, in UTC: 24 hours after the contact's last message. `None` where no message of the
    /// contact's was found: the contact may never have written, or too long ago.
    pub since: Option<DateTime<Utc>>,
    /// What may be sent instead.
    pub remedy: Remedy,
}

impl ClosedWindow {
    /// Creates a window of which it is not known since when it has been closed.
    pub fn new(remedy: Remedy) -> Self {
        Self { since: None, remedy }
    }

    /// Describes it for an error.
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

/// What may still be sent when the window is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// An approved template, by [`SendReply::or_template`](crate::SendReply::or_template) or
    /// [`Workspace::start_conversation`](crate::Workspace::start_conversation): WhatsApp.
    ApprovedTemplate,
    /// The vendor documents no way: Instagram.
    Undocumented,
}
