//! The settings of a sandbox.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::data::plan::{Beginning, CursorRule, Plan};
use crate::event::Event;
use crate::log::Log;

/// The hours until a conversation ends automatically: the documentation's example of `convTTL`.
const TTL_HOURS: u32 = 24;

/// Sets up a [`Sandbox`](crate::Sandbox).
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
#[derive(Clone)]
#[must_use = "a builder does nothing until it is started"]
pub struct SandboxBuilder {
    pub(crate) plan: Plan,
    pub(crate) session_token: String,
    pub(crate) latency: Duration,
    pub(crate) port: u16,
    pub(crate) schema: Option<String>,
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) webhook_attempts: usize,
    pub(crate) log: Log,
}

/// A webhook to register.
#[derive(Clone)]
pub(crate) struct Webhook {
    pub(crate) event: Event,
    pub(crate) url: String,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            plan: Plan {
                beginning: Beginning::Seeded,
                seed: 0,
                conversations: 250,
                messages: 4,
                workspace: 12,
                cursor: CursorRule::Strict,
                max_page_size: None,
                now: None,
                api_key: "bck_sandbox_5f2c9d7e41a8".to_owned(),
                ttl_hours: TTL_HOURS,
            },
            session_token: "sandbox-session-8c1e".to_owned(),
            latency: Duration::ZERO,
            port: 0,
            schema: None,
            webhooks: Vec::new(),
            webhook_attempts: 1,
            log: Log::default(),
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

    /// Starts without seeded rows: no conversations, contacts, agents, tags, broadcasts or webhooks. Channels, AIs,
    /// settings and the API key still exist.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use bcrumbs_sandbox::Sandbox;
    ///
    /// let sandbox = Sandbox::builder().empty().start().await?;
    /// assert!(sandbox.agent_ids().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn empty(mut self) -> Self {
        self.plan.beginning = Beginning::Empty;
        self.plan.conversations = 0;
        self
    }

    /// Sets the seed of names, texts, times and states. Default: 0. The same seed always generates the same rows.
    pub fn seed(mut self, seed: u64) -> Self {
        self.plan.seed = seed;
        self
    }

    /// Sets the delay before every response. Default: none.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Sets which rows follow a cursor. Default: [`CursorRule::Strict`].
    pub fn cursor(mut self, cursor: CursorRule) -> Self {
        self.plan.cursor = cursor;
        self
    }

    /// Stops the sandbox's clock at an instant (cut to whole milliseconds), so that every run has the same responses.
    /// Seeded rows are older than this instant; rows that requests create have this instant or a slightly later one.
    /// Only [`Sandbox::advance`](crate::Sandbox::advance) and [`Sandbox::set_now`](crate::Sandbox::set_now) move the
    /// clock. Default: the clock runs.
    pub fn now(mut self, now: DateTime<Utc>) -> Self {
        self.plan.now = Some(now);
        self
    }

    /// Sets the hours until a conversation ends automatically, `convTTL` of the settings. With 0, conversations do not
    /// end. Default: 24.
    pub fn conversation_ttl_hours(mut self, hours: u32) -> Self {
        self.plan.ttl_hours = hours;
        self
    }

    /// Executes your own schema, in the schema definition language, instead of the one that `bcrumbs` ships. A new
    /// field returns null, or the simplest value if null is not allowed. A removed field is refused.
    pub fn schema(mut self, sdl: impl Into<String>) -> Self {
        self.schema = Some(sdl.into());
        self
    }

    /// Registers a webhook: the sandbox calls the URL for each such event. The URL must be `http` with a literal
    /// loopback address or `localhost`; this is checked at the start. Default: no webhook.
    pub fn webhook(mut self, event: Event, url: impl Into<String>) -> Self {
        self.webhooks.push(Webhook { event, url: url.into() });
        self
    }

    /// Sets the maximum number of attempts for a delivery, without a pause between them. A status from 200 to 299 ends
    /// the attempts. Default: 1. The gateway's behaviour is not documented.
    pub fn webhook_attempts(mut self, attempts: usize) -> Self {
        self.webhook_attempts = attempts;
        self
    }

    /// Calls a function with one line for each request and each delivery, on any thread. The lines contain no key,
    /// phone number, name or text.
    pub fn log(mut self, line: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.log = Log::to(line);
        self
    }

    /// Sets the API key that opens the sandbox, sent as it is. Default: a fixed one, see [`Sandbox::api_key`](crate::Sandbox::api_key).
    pub fn api_key(mut self, api_key: impl Into<String>) -> Self {
        self.plan.api_key = api_key.into();
        self
    }

    /// Sets the session token that opens the sandbox, sent after `Bearer `. Default: a fixed one, see
    /// [`Sandbox::session_token`](crate::Sandbox::session_token).
    pub fn session_token(mut self, session_token: impl Into<String>) -> Self {
        self.session_token = session_token.into();
        self
    }

    /// Sets the identifier of the only workspace. Default: 12.
    pub fn workspace(mut self, workspace: i32) -> Self {
        self.plan.workspace = workspace;
        self
    }

    /// Sets the port to listen on. Default: 0, any free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Limits the rows of a page without an error, as some gateways do, if a request asks for more. Default: no limit.
    /// 0 counts as 1.
    pub fn max_page_size(mut self, rows: usize) -> Self {
        self.plan.max_page_size = Some(rows.max(1));
        self
    }
}

// Outside of tests, the key, the session token and the URLs of webhooks are secrets.
impl fmt::Debug for SandboxBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxBuilder").field("port", &self.port).finish_non_exhaustive()
    }
}
