//! Opening an outbox: its file and its settings.

use crate::client::workspace::Workspace;
use crate::error::error::Error;
use crate::outbox::failure::stopped;
use crate::outbox::outbox::Outbox;
use crate::outbox::store::Store;
use std::future::IntoFuture;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

/// The default time for which an outbox remembers a result: 30 days. It is longer than a webhook is likely to be
/// delivered again; the vendor documents no redelivery.
pub const DEFAULT_KEEP_SETTLED: Duration = Duration::from_secs(30 * 24 * 3_600);

/// Opens an outbox, created by [`Outbox::open`]. Awaiting it locks, reads and rewrites the file.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// use bcrumbs::outbox::Outbox;
/// use std::time::Duration;
///
/// let week = Duration::from_secs(7 * 24 * 3_600);
/// let outbox = Outbox::open(&workspace, "outbox").keep_settled(week).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "an outbox is opened when this is awaited"]
pub struct OpenOutbox {
    workspace: Workspace,
    path: PathBuf,
    keep_settled: Duration,
}

impl Outbox {
    /// Opens the outbox of a workspace, or creates it. The folder must exist. No request is sent: call
    /// [`look_up`](Self::look_up) next.
    ///
    /// # Errors
    ///
    /// Awaiting it fails with [`Outbox`](crate::ErrorKind::Outbox) if the file cannot be read or written, is damaged, is
    /// no outbox, belongs to another workspace, or is open already.
    pub fn open(workspace: &Workspace, path: impl Into<PathBuf>) -> OpenOutbox {
        OpenOutbox { workspace: workspace.clone(), path: path.into(), keep_settled: DEFAULT_KEEP_SETTLED }
    }
}

impl OpenOutbox {
    /// Sets for how long the outbox remembers a result. Default: [`DEFAULT_KEEP_SETTLED`].
    ///
    /// After this time, a call with the same key is sent again. An open intent is kept until it is settled.
    pub fn keep_settled(mut self, time: Duration) -> Self {
        self.keep_settled = time;
        self
    }

    async fn open(self) -> Result<Outbox, Error> {
        let Self { workspace, path, keep_settled } = self;
        let id = workspace.id();
        let store = tokio::task::spawn_blocking(move || Store::open(&path, id, keep_settled)).await;
        Ok(Outbox::new(workspace, store.map_err(|error| stopped().with_source(error))??))
    }
}

impl IntoFuture for OpenOutbox {
    type Output = Result<Outbox, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.open())
    }
}
