//! What can be chosen about a sandbox before it starts.

use std::io;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::sandbox::Sandbox;
use crate::world::Plan;

/// Which rows a cursor leaves for the next page. The gateway does not document it, so a client must bear either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CursorRule {
    /// Rows created before the cursor: those that share the last row's millisecond are lost at a page's edge.
    #[default]
    Strict,
    /// Rows created before the cursor or at it: the last row comes again at the top of the next page.
    Inclusive,
}

/// Sets up a [`Sandbox`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use bcrumbs_sandbox::{CursorRule, Sandbox};
///
/// let sandbox = Sandbox::builder().conversations(40).seed(7).cursor(CursorRule::Inclusive).start().await?;
/// assert_eq!(sandbox.conversation_count(), 40);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it is started"]
pub struct SandboxBuilder {
    pub(crate) plan: Plan,
    pub(crate) session_token: String,
    pub(crate) latency: Duration,
    pub(crate) port: u16,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            plan: Plan {
                seed: 0,
                conversations: 250,
                messages: 4,
                workspace: 12,
                cursor: CursorRule::Strict,
                most: None,
                now: None,
                api_key: "bck_sandbox_5f2c9d7e41a8".to_owned(),
            },
            session_token: "sandbox-session-8c1e".to_owned(),
            latency: Duration::ZERO,
            port: 0,
        }
    }
}

impl SandboxBuilder {
    /// Sets the number of seeded conversations. Default: 250. A million take about 8 MB.
    pub fn conversations(mut self, conversations: usize) -> Self {
        self.plan.conversations = conversations;
        self
    }

    /// Sets the number of seeded messages of each conversation. Default: 4, which makes 1,000 messages in the
    /// workspace with the default number of conversations.
    pub fn messages(mut self, messages: usize) -> Self {
        self.plan.messages = messages;
        self
    }

    /// Sets what names, texts, times and states are drawn from. Default: 0. One seed always gives the same rows.
    pub fn seed(mut self, seed: u64) -> Self {
        self.plan.seed = seed;
        self
    }

    /// Sets how long every answer waits. Default: not at all.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Sets how a cursor cuts. Default: [`CursorRule::Strict`].
    pub fn cursor(mut self, cursor: CursorRule) -> Self {
        self.plan.cursor = cursor;
        self
    }

    /// Stops the sandbox's clock at an instant (cut to whole milliseconds), so that its answers repeat from run to
    /// run: everything seeded lies before it, and what requests create lies on it or just after. Default: the clock
    /// runs.
    pub fn now(mut self, now: DateTime<Utc>) -> Self {
        self.plan.now = Some(now);
        self
    }

    /// Sets the API key that opens the sandbox, sent as it is. Default: a fixed one, see [`Sandbox::api_key`].
    pub fn api_key(mut self, api_key: impl Into<String>) -> Self {
        self.plan.api_key = api_key.into();
        self
    }

    /// Sets the session token that opens the sandbox, sent after `Bearer `. Default: a fixed one, see
    /// [`Sandbox::session_token`].
    pub fn session_token(mut self, session_token: impl Into<String>) -> Self {
        self.session_token = session_token.into();
        self
    }

    /// Sets the one workspace that there is. Default: 12.
    pub fn workspace(mut self, workspace: i32) -> Self {
        self.plan.workspace = workspace;
        self
    }

    /// Sets the port to listen on. Default: 0, any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Caps the rows of a page without a word, as some gateways do, whatever the request asks for. Default: no cap.
    /// 0 counts as 1.
    pub fn max_page_size(mut self, rows: usize) -> Self {
        self.plan.most = Some(rows.max(1));
        self
    }

    /// Starts the sandbox on 127.0.0.1.
    ///
    /// # Errors
    ///
    /// Where the port cannot be bound, or the schema does not validate.
    pub async fn start(self) -> io::Result<Sandbox> {
        Sandbox::launch(self).await
    }
}
