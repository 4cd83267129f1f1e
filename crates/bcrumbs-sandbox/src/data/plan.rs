//! The settings of the data.

use chrono::{DateTime, Utc};

/// The rows that follow a cursor. The gateway does not document this rule, so a client must work with both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CursorRule {
    /// Rows created before the cursor: those that share the last row's millisecond are lost at a page's edge.
    #[default]
    Strict,
    /// Rows created before the cursor or at it: the last row comes again at the top of the next page.
    Inclusive,
}

/// Whether the sandbox starts with seeded rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// With agents, tags, broadcasts, webhooks, and the set number of conversations.
    Seeded,
    /// With channels, AIs, settings and the API key only.
    Empty,
}

/// The settings of the data.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) beginning: Beginning,
    pub(crate) seed: u64,
    pub(crate) conversations: usize,
    pub(crate) messages: usize,
    pub(crate) workspace: i32,
    pub(crate) cursor: CursorRule,
    /// The maximum number of rows on a page.
    pub(crate) max_page_size: Option<usize>,
    /// The fixed time of the clock; `None` if it runs.
    pub(crate) now: Option<DateTime<Utc>>,
    pub(crate) api_key: String,
    /// The hours until a conversation ends automatically; 0 for never.
    pub(crate) ttl_hours: u32,
}
