//! The steps of an event.

use crate::journal::{Accepted, Journal};
use axum::http::StatusCode;
use bcrumbs::outbox::Outbox;
use bcrumbs::webhook::Event;
use bcrumbs::{AgentId, Assignee, ErrorKind, Template, WebhookEvent, Workspace};
use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::spawn_blocking;

/// The answer while the reply window is open, and the approved template after it.
const TEXT: &str = "Thank you for your message. A colleague will answer soon.";
const TEMPLATE: &str = "we_are_back";

type Failure = Box<dyn Error + Send + Sync>;

/// A step that was done for an event.
#[allow(missing_docs, reason = "the document describes the steps")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Confirmed,
    Persisted,
    Answered,
    Assigned,
    Done,
}

/// The service.
#[allow(missing_debug_implementations, reason = "nothing prints it")]
pub struct Desk {
    workspace: Workspace,
    outbox: Outbox,
    agents: Vec<AgentId>,
    journal: Arc<Mutex<Journal>>,
    observe: Box<dyn Fn(Step) + Send + Sync>,
}

impl Desk {
    /// Opens the outbox and the journal in a folder, and prints which answers a person must look at. `observe` is
    /// called after each step.
    pub async fn open(
        workspace: Workspace,
        folder: &Path,
        observe: impl Fn(Step) + Send + Sync + 'static,
    ) -> Result<Self, Failure> {
        let outbox = Outbox::open(&workspace, folder.join("outbox")).await?;
        let journal = Arc::new(Mutex::new(Journal::open(&folder.join("journal"))?));
        for open in outbox.look_up().await? {
            eprintln!("a person must look at the answer to {}: {:?}", open.key(), open.finding());
        }
        let agents = workspace.agents().items().all::<Vec<_>>().await?.items.into_iter();
        let agents = agents.map(|agent| agent.id).collect();
        Ok(Self { workspace, outbox, agents, journal, observe: Box::new(observe) })
    }

    /// Checks an event and stores it. [`resume`](Self::resume) answers it.
    pub async fn receive(&self, event: &Event) -> Result<StatusCode, Failure> {
        let message = event.message().filter(|_| event.name == WebhookEvent::IncomingMessage);
        let (Some(id), Some(message)) = (event.id(), message) else { return Ok(StatusCode::OK) };
        let Some(contact) = message.contact_id.clone() else { return Ok(StatusCode::OK) };
        let repeated = id.clone();
        if self.with_journal(move |journal| Ok(journal.seen.contains(&repeated))).await? {
            return Ok(StatusCode::OK);
        }
        match self.workspace.confirm(event).await {
            Ok(Some(message)) if !message.is_agent => (self.observe)(Step::Confirmed),
            // The event is false, or the message is not listed yet. Then a later delivery is accepted.
            Ok(None) => return Ok(StatusCode::SERVICE_UNAVAILABLE),
            Err(error) if error.kind() != ErrorKind::NotConfirmable => return Err(error.into()),
            Ok(Some(_)) | Err(_) => return Ok(StatusCode::OK),
        }
        let event = Accepted { turn: 0, id, contact, conversation: message.conversation_id.clone() };
        if self.with_journal(move |journal| journal.accept(event)).await? {
            (self.observe)(Step::Persisted);
        }
        Ok(StatusCode::OK)
    }

    /// Finishes the stored events. Those that fail are left for the next call.
    pub async fn resume(&self) -> Result<(), Failure> {
        for event in self.with_journal(|journal| Ok(journal.unfinished.clone())).await? {
            if let Err(error) = self.finish(event).await {
                eprintln!("an event is left for later: {error}");
            }
        }
        Ok(())
    }

    /// Answers, assigns, and marks the event as done.
    async fn finish(&self, event: Accepted) -> Result<(), Failure> {
        let list = self.workspace.conversations().contact(&event.contact).ended(false);
        let open = list.items().all::<Vec<_>>().await?.items;
        let named = open.iter().find(|conversation| Some(&conversation.id) == event.conversation.as_ref());
        // If somebody is in charge, there is nothing to do. This is also the case if the program stopped before the last step.
        let nobody = named.or(open.first()).filter(|found| found.assignee_id.is_none() && !found.ai_assigned);
        if let Some(conversation) = nobody {
            let reply = self.workspace.reply(conversation, TEXT).or_template(Template::new(TEMPLATE));
            self.outbox.reply(event.id.as_str(), reply).await?;
            (self.observe)(Step::Answered);
            if let (Some(channel), false) = (&conversation.channel_id, self.agents.is_empty()) {
                let agent = Assignee::agent(&self.agents[event.turn % self.agents.len()]);
                self.workspace.assign_conversation(&conversation.id, channel, agent).await?;
                (self.observe)(Step::Assigned);
            }
        }
        self.with_journal(move |journal| journal.finish(&event)).await?;
        (self.observe)(Step::Done);
        Ok(())
    }

    /// Uses the journal on a thread for blocking work.
    async fn with_journal<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Journal) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let journal = self.journal.clone();
        spawn_blocking(move || work(&mut journal.lock().unwrap_or_else(PoisonError::into_inner))).await?
    }
}
