//! The handle on a running sandbox: where it listens, what opens it, what goes wrong next and what it saw.

use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::builder::SandboxBuilder;
use crate::conversation::AIS;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::gateway::{Gateway, PATH, lock, router};
use crate::ids::{self, Kind};
use crate::journal::Entry;
use crate::server;
use crate::world::World;

/// A gateway that runs inside the process, on a port of 127.0.0.1. Dropping it stops it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use bcrumbs_sandbox::{Fault, Sandbox};
///
/// let sandbox = Sandbox::start().await?;
/// sandbox.fail_next(Fault::status(503));
/// println!("{} opens {}", sandbox.api_key(), sandbox.endpoint());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Sandbox {
    gateway: Arc<Gateway>,
    endpoint: String,
    port: u16,
    api_key: String,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

/// One of the sandbox's channels; no documented operation lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Channel {
    /// The channel's identifier, for `integrationId`.
    pub id: String,
    /// The network behind it, such as `WHATSAPP`; the last channel's is one that the schema does not list.
    pub network: String,
}

impl Sandbox {
    /// Starts a sandbox with every default, on a free port.
    ///
    /// # Errors
    ///
    /// Where no port can be bound.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Begins to set up a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    pub(crate) async fn launch(builder: SandboxBuilder) -> io::Result<Self> {
        let engine = Engine::new(bcrumbs::SDL).map_err(io::Error::other)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, builder.port)).await?;
        let port = listener.local_addr()?.port();
        let api_key = builder.plan.api_key.clone();
        let gateway = Arc::new(Gateway {
            world: World::new(builder.plan, engine.schema()),
            engine,
            session_token: builder.session_token,
            latency: builder.latency,
            script: Mutex::default(),
            journal: Mutex::default(),
            requests: AtomicU64::new(0),
        });
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(server::serve(listener, router(&gateway), stopped));
        Ok(Self { gateway, endpoint: format!("http://127.0.0.1:{port}{PATH}"), port, api_key, stop, server })
    }

    /// The URL that takes requests, such as `http://127.0.0.1:4000/core/gq`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The API key that opens it, sent raw in the `authorization` header.
    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// The session token that opens it, sent after `Bearer `.
    pub fn session_token(&self) -> &str {
        &self.gateway.session_token
    }

    /// The one workspace that there is.
    pub fn workspace_id(&self) -> i32 {
        self.gateway.world.workspace()
    }

    /// The channels: one of each kind that the schema lists, the first of them `WHATSAPP`, and one of a kind that it
    /// does not list.
    pub fn channels(&self) -> Vec<Channel> {
        let networks = self.gateway.world.catalog().networks.iter().enumerate();
        networks
            .map(|(index, network)| Channel { id: ids::id(Kind::Channel, index), network: network.clone() })
            .collect()
    }

    /// The identifiers of the agents that a conversation can be assigned to, newest agent first.
    pub fn agent_ids(&self) -> Vec<String> {
        (0..self.gateway.world.catalog().agents.len()).map(|index| ids::id(Kind::Agent, index)).collect()
    }

    /// The identifiers of the AIs that a conversation can be assigned to.
    pub fn ai_ids(&self) -> Vec<String> {
        (0..AIS).map(|index| ids::id(Kind::Ai, index)).collect()
    }

    /// The number of all conversations, those included that requests have started.
    pub fn conversation_count(&self) -> usize {
        self.gateway.world.seeded() + self.gateway.world.started()
    }

    /// Has one of the next requests to the endpoint go wrong: the first that no earlier fault is meant for.
    pub fn fail_next(&self, fault: Fault) {
        self.script([fault]);
    }

    /// Has the next requests go wrong, one after the other. Faults that were scripted before come first.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.gateway.script).add(faults);
    }

    /// Has every following request go wrong with some probability, from 0 to 1, for each fault, until
    /// [`calm`](Self::calm). The rest of the probability is for no fault. Scripted faults come first. The draws
    /// follow from the seed and the order in which the requests arrive.
    pub fn storm(&self, seed: u64, faults: Vec<(Fault, f64)>) {
        lock(&self.gateway.script).storm(seed, faults);
    }

    /// Ends a storm and forgets the scripted faults that are left.
    pub fn calm(&self) {
        lock(&self.gateway.script).calm();
    }

    /// The requests that were read so far, oldest first. The last 100,000 are kept.
    pub fn journal(&self) -> Vec<Entry> {
        lock(&self.gateway.journal).all()
    }

    /// Empties the journal.
    pub fn clear_journal(&self) {
        lock(&self.gateway.journal).clear();
    }

    /// Stops accepting connections, waits up to 5 seconds for the requests in flight, and stops.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        // The server's task ends by itself or, if it panicked, has ended.
        let _ = (&mut self.server).await;
    }
}

impl Drop for Sandbox {
    /// Closes the port and every connection without waiting.
    fn drop(&mut self) {
        self.server.abort();
    }
}
