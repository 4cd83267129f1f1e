//! Methods that script faults and read the journal.

use crate::error::Error;
use crate::fault::Fault;
use crate::gateway::lock;
use crate::journal::Entry;
use crate::sandbox::handle::Sandbox;
use crate::script::Scripted;

impl Sandbox {
    /// Makes one of the next requests to the endpoint fail: the first without an earlier scripted fault.
    pub fn fail_next(&self, fault: Fault) {
        self.script([fault]);
    }

    /// Makes the next requests for any operation fail, one after the other. Faults that were scripted earlier come
    /// first.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.gateway.script).add(faults);
    }

    /// Makes the next request for an operation fail: a request with that operation name, or one that selects the root
    /// field of that name. `convs` matches every list of conversations, with any operation name.
    ///
    /// If several faults match a request, a fault of [`script`](Self::script) comes first, then the first fault that
    /// was scripted for the operation, then a fault of a [`storm`](Self::storm). There is one exception: a
    /// [`Fault::ResetBeforeReading`] of a storm comes before the operation is known. The sandbox must read a request to
    /// know its operation, so [`Fault::ResetBeforeReading`] behaves like [`Fault::ResetAfterReading`] here.
    ///
    /// An operation name that no request has is no error here, because your own queries have their own names.
    /// [`verify`](Self::verify) finds such a fault.
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

    /// Makes every following request fail with a probability from 0 to 1 for each fault, until [`calm`](Self::calm).
    /// With the remaining probability, a request does not fail. Scripted faults come first. The seed and the order of
    /// the requests determine the draws.
    pub fn storm(&self, seed: u64, faults: Vec<(Fault, f64)>) {
        lock(&self.gateway.script).storm(seed, faults);
    }

    /// Ends a storm and removes the remaining scripted faults.
    pub fn calm(&self) {
        self.gateway.calm();
    }

    /// Fails if a scripted fault was not used, or was used less often than scripted: such a test did not test the
    /// fault. A fault with a probability counts as used after the first draw. A storm always counts as used.
    ///
    /// # Errors
    ///
    /// [`Error::UnusedFaults`], which names the faults.
    pub fn verify(&self) -> Result<(), Error> {
        self.gateway.verify()
    }

    /// Returns the requests that were read so far, oldest first. The last 100,000 are kept.
    pub fn journal(&self) -> Vec<Entry> {
        lock(&self.gateway.journal).all()
    }

    /// Returns the requests for an operation, oldest first: those with that operation name, and those that select the
    /// root field of that name.
    pub fn requests_of(&self, operation: &str) -> Vec<Entry> {
        self.gateway.requests_of(operation)
    }

    /// Empties the journal.
    pub fn clear_journal(&self) {
        lock(&self.gateway.journal).clear();
    }
}
