//! What fails, and what was read.

use crate::error::Error;
use crate::fault::Fault;
use crate::gateway::lock;
use crate::journal::Entry;
use crate::sandbox::handle::Sandbox;
use crate::script::Scripted;

impl Sandbox {
    /// Has one of the next requests to the endpoint fail: the first that no earlier fault is meant for.
    pub fn fail_next(&self, fault: Fault) {
        self.script([fault]);
    }

    /// Has the next requests fail, one after the other, whatever they ask for. Faults that were scripted before come
    /// first.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.gateway.script).add(faults);
    }

    /// Has the next request for an operation fail: one that is named so, or that selects the root field of that name.
    /// `convs` is every list of conversations, whatever the client calls its query.
    ///
    /// Where several faults are meant for one request, one of [`script`](Self::script) is taken, else the first that
    /// was scripted for the operation, else one of a [`storm`](Self::storm); but a storm's
    /// [`Fault::ResetBeforeReading`] comes before the operation is known. An operation that nobody asks for is no
    /// error here, for own queries have names of their own: [`verify`](Self::verify) finds it. A request must be read to know its
    /// operation: [`Fault::ResetBeforeReading`] here does what [`Fault::ResetAfterReading`] does.
    ///
    /// ```
    /// # use bcrumbs::{ApiKey, Client};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use bcrumbs_sandbox::{Fault, Sandbox};
    ///
    /// let sandbox = Sandbox::start().await?;
    /// # let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
    /// # let workspace = client.workspace(sandbox.workspace_id());
    /// sandbox.fail("messages", Fault::throttled());
    /// workspace.conversations().page().await?;
    /// assert!(sandbox.verify().is_err(), "no messages were listed");
    /// # Ok(())
    /// # }
    /// ```
    pub fn fail(&self, operation: &str, fault: Fault) -> Scripted<'_, Fault> {
        self.gateway.rules.script(operation, fault)
    }

    /// Has every following request fail with some probability, from 0 to 1, for each fault, until
    /// [`calm`](Self::calm). The rest of the probability is for no fault. Scripted faults come first. The draws
    /// follow from the seed and the order in which the requests arrive.
    pub fn storm(&self, seed: u64, faults: Vec<(Fault, f64)>) {
        lock(&self.gateway.script).storm(seed, faults);
    }

    /// Ends a storm and forgets the scripted faults that are left.
    pub fn calm(&self) {
        self.gateway.calm();
    }

    /// Fails where a scripted fault was never used, or less often than it was scripted for: such a test did not test
    /// what it says. A fault with a probability counts as used as soon as a draw was made for it; a storm always does.
    ///
    /// # Errors
    ///
    /// [`Error::UnusedFaults`], which names the faults.
    pub fn verify(&self) -> Result<(), Error> {
        self.gateway.verify()
    }

    /// The requests that were read so far, oldest first. The last 100,000 are kept.
    pub fn journal(&self) -> Vec<Entry> {
        lock(&self.gateway.journal).all()
    }

    /// The requests for an operation, oldest first: those that are named so, and those that select the root field of
    /// that name.
    pub fn requests_of(&self, operation: &str) -> Vec<Entry> {
        self.gateway.requests_of(operation)
    }

    /// Empties the journal.
    pub fn clear_journal(&self) {
        lock(&self.gateway.journal).clear();
    }
}
