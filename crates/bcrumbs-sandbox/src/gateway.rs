//! The gateway: the state that requests, webhooks and the test share.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::data::act;
use crate::data::changes::Access;
use crate::data::time;
use crate::data::world::World;
use crate::error::Error;
use crate::event::Event;
use crate::fault::Fault;
use crate::graphql::engine::Engine;
use crate::journal::{Entry, Journal};
use crate::log::Log;
use crate::script::{Script, SharedRules};
use crate::webhook::queue::Deliveries;
use crate::webhook::target::Target;

/// The state of a sandbox.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) engine: Engine,
    pub(crate) world: World,
    pub(crate) session_token: String,
    pub(crate) latency: Duration,
    pub(crate) script: Mutex<Script>,
    pub(crate) rules: SharedRules<Fault>,
    pub(crate) journal: Mutex<Journal<Entry>>,
    pub(crate) requests: AtomicU64,
    pub(crate) deliveries: Arc<Deliveries>,
    pub(crate) log: Log,
}

/// Locks a mutex and ignores poisoning: no panic can leave its data incomplete.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Gateway {
    /// Reads or changes the data. Applies the due changes of the clock before, and queues the webhooks after.
    pub(crate) fn act<T>(&self, act: impl FnOnce(&World) -> T) -> T {
        time::settle(&self.world);
        let done = act(&self.world);
        self.deliveries.collect(&self.world);
        done
    }

    /// Returns the rights of an `authorization` header; `None` if the header is not valid.
    pub(crate) fn access(&self, authorization: &str) -> Option<Access> {
        match authorization.strip_prefix("Bearer ") {
            Some(token) => (token == self.session_token).then_some(Access::Full),
            None => self.world.access(authorization),
        }
    }

    /// Registers a webhook and returns its identifier.
    pub(crate) fn add_webhook(&self, event: Event, url: String) -> Result<String, Error> {
        Target::parse(&url)?;
        Ok(self.act(|world| act::add_webhook(world, event, url)))
    }

    /// Returns the requests for an operation, oldest first.
    pub(crate) fn requests_of(&self, operation: &str) -> Vec<Entry> {
        let all = lock(&self.journal).all();
        all.into_iter().filter(|entry| entry.is_of(operation)).collect()
    }

    /// Fails if a scripted fault was not used.
    pub(crate) fn verify(&self) -> Result<(), Error> {
        let mut unused = lock(&self.script).unused();
        unused.extend(self.rules.lock().unused());
        unused.extend(self.deliveries.rules.lock().unused());
        if unused.is_empty() { Ok(()) } else { Err(Error::UnusedFaults { unused }) }
    }

    /// Removes every fault.
    pub(crate) fn calm(&self) {
        lock(&self.script).calm();
        self.rules.lock().clear();
        self.deliveries.rules.lock().clear();
    }
}
