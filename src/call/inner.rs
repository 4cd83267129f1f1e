//! `ClientInner`, the part of a client that its clones share and that a call needs.

use crate::call::encode::Encoder;
use crate::retry::budget::BudgetState;
use crate::retry::clock::Clock;
use crate::retry::cooldown::Cooldown;
use crate::retry::policy::RetryPolicy;
use crate::retry::rate_limit::RateLimit;
use crate::transport::transport::Transport;
use http::{HeaderMap, Uri};
use std::time::Duration;

/// The part of a client that its clones share.
#[derive(Debug)]
pub(crate) struct ClientInner {
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) encoder: Encoder,
    pub(crate) timeouts: Timeouts,
    pub(crate) response_limit: usize,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: BudgetState,
    pub(crate) cooldown: Cooldown,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) clock: Box<dyn Clock>,
}

/// The timeouts of a call. The third one, the connect timeout, belongs to the transport.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) attempt: Duration,
    pub(crate) total: Duration,
}
