//! The handle of a running sandbox: its address, its keys and its identifiers.

use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::builder::SandboxBuilder;
use crate::data::conversation::AIS;
use crate::data::ids::{self, Kind};
use crate::data::world::World;
use crate::gateway::Gateway;
use crate::graphql::engine::Engine;
use crate::graphql::schema::Origin;
use crate::http::router::{PATH, router};
use crate::http::server;
use crate::journal::{Entry, Journal};
use crate::script::{Script, SharedRules};
use crate::webhook::queue::{self, Deliveries};

/// A gateway inside the process, on a port of 127.0.0.1. Dropping it stops the gateway.
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
pub struct Sandbox {
    pub(crate) gateway: Arc<Gateway>,
    endpoint: String,
    port: u16,
    api_key: String,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    caller: JoinHandle<()>,
}

/// One of the sandbox's channels; no documented operation lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Channel {
    /// The channel's identifier, for `integrationId`.
    pub id: String,
    /// The network of the channel, such as `WHATSAPP`. The schema does not list the network of the last channel.
    pub network: String,
}

impl Sandbox {
    /// Starts a sandbox with every default, on a free port.
    ///
    /// # Errors
    ///
    /// No port can be bound.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Returns a builder with every default.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    async fn launch(builder: SandboxBuilder) -> io::Result<Self> {
        let engine = match &builder.schema {
            None => Engine::new(bcrumbs::SDL, Origin::Shipped),
            Some(sdl) => Engine::new(sdl, Origin::Own),
        };
        let engine = engine.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, builder.port)).await?;
        let port = listener.local_addr()?.port();
        let (api_key, seed) = (builder.plan.api_key.clone(), builder.plan.seed);
        let started = Deliveries::start(seed, builder.webhook_attempts, builder.log.clone());
        let gateway = Arc::new(Gateway {
            world: World::new(builder.plan, engine.vocabulary()),
            engine,
            session_token: builder.session_token,
            latency: builder.latency,
            script: Mutex::<Script>::default(),
            rules: SharedRules::new(seed),
            journal: Mutex::<Journal<Entry>>::default(),
            requests: AtomicU64::new(0),
            deliveries: started.deliveries.clone(),
            log: builder.log,
        });
        for webhook in builder.webhooks {
            let added = gateway.add_webhook(webhook.event, webhook.url);
            added.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        }
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(server::serve(listener, router(&gateway, port), stopped));
        let caller = tokio::spawn(queue::work(started.deliveries, started.jobs));
        let endpoint = format!("http://127.0.0.1:{port}{PATH}");
        Ok(Self { gateway, endpoint, port, api_key, stop, server, caller })
    }

    /// Returns the URL of the endpoint, such as `http://127.0.0.1:4000/core/gq`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns the port of the endpoint.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the API key of the sandbox. Send it unchanged in the `authorization` header.
    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// Returns the session token of the sandbox. Send it after `Bearer `.
    pub fn session_token(&self) -> &str {
        &self.gateway.session_token
    }

    /// Returns the identifier of the only workspace.
    pub fn workspace_id(&self) -> i32 {
        self.gateway.world.workspace()
    }

    /// Returns the channels: one of each kind that the schema lists, beginning with `WHATSAPP`, and one of a kind that
    /// the schema does not list.
    pub fn channels(&self) -> Vec<Channel> {
        let networks = self.gateway.world.catalog().networks.iter().enumerate();
        networks
            .map(|(index, network)| Channel { id: ids::id(Kind::Channel, index), network: network.clone() })
            .collect()
    }

    /// Returns the identifiers of the agents that a conversation can be assigned to, newest agent first.
    pub fn agent_ids(&self) -> Vec<String> {
        let seeded = self.gateway.world.catalog().agents.len();
        let added = seeded..seeded + self.gateway.world.changes().agents.len();
        added.rev().chain(0..seeded).map(|index| ids::id(Kind::Agent, index)).collect()
    }

    /// Returns the identifiers of the AIs that a conversation can be assigned to.
    pub fn ai_ids(&self) -> Vec<String> {
        (0..AIS).map(|index| ids::id(Kind::Ai, index)).collect()
    }

    /// Returns the number of all conversations, including those that requests have started.
    pub fn conversation_count(&self) -> usize {
        self.gateway.world.seeded() + self.gateway.world.started()
    }

    /// Stops accepting connections, waits up to 5 seconds for the requests in flight, and stops.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        // The server's task ends after the stop signal, or has ended already if it panicked.
        let _ = (&mut self.server).await;
    }
}

impl SandboxBuilder {
    /// Starts the sandbox on 127.0.0.1.
    ///
    /// # Errors
    ///
    /// The port cannot be bound, the schema is invalid or cannot be served, or a webhook's URL is not on this machine.
    pub async fn start(self) -> io::Result<Sandbox> {
        Sandbox::launch(self).await
    }
}

impl Drop for Sandbox {
    /// Closes the port and every connection without waiting.
    fn drop(&mut self) {
        self.server.abort();
        self.caller.abort();
    }
}

// The rows contain phone numbers and texts, and the journal contains variables, so both are left out.
impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}
