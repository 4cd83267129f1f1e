//! What a world is made from.

use chrono::{DateTime, Utc};

/// Which rows a cursor leaves for the next page. The gateway does not document it, so a client must work with either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CursorRule {
    /// Rows created before the cursor: those that share the last row's millisecond are lost at a page's edge.
    #[default]
    Strict,
    /// Rows created before the cursor or at it: the last row comes again at the top of the next page.
    Inclusive,
}

/// Whether a world begins with made-up rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// With agents, tags, broadcasts, webhooks, and as many conversations as were asked for.
    Seeded,
    /// With channels, AIs, settings and the API key only.
    Empty,
}

/// The settings of a world.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) beginning: Beginning,
    pub(crate) seed: u64,
    pub(crate) conversations: usize,
    pub(crate) messages: usize,
    pub(crate) workspace: i32,
    pub(crate) cursor: CursorRule,
    /// The most rows that a page may have.
    pub(crate) max_page_size: Option<usize>,
    /// Where the clock stands still; `None` where it runs.
    pub(crate) now: Option<DateTime<Utc>>,
    pub(crate) api_key: String,
    /// The hours after which a conversation ends by itself; 0 for never.
    pub(crate) ttl_hours: u32,
}
