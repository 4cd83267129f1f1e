//! A sandbox with one contact, and an outbox in a folder of its own.

use crate::support::workspace_of;
use bcrumbs::outbox::Outbox;
use bcrumbs::{
    AddMessage, ChannelId, ContactId, Content, Conversation, Recipient, StartConversation, Workspace,
};
use bcrumbs_sandbox::{NewContact, Sandbox};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

pub(crate) const TEXT: &str = "We are on it.";

pub(crate) struct Desk {
    pub(crate) sandbox: Sandbox,
    pub(crate) workspace: Workspace,
    pub(crate) contact: ContactId,
    pub(crate) channel: ChannelId,
    pub(crate) conversation: Conversation,
    pub(crate) folder: TempDir,
}

impl Desk {
    /// A contact has just written on WhatsApp.
    pub(crate) async fn new() -> Self {
        let sandbox = Sandbox::builder().empty().conversation_ttl_hours(0).start().await.unwrap();
        let contact = sandbox.add_contact(NewContact::named("Ada").phone("+12025550199"));
        let channel = sandbox.channels()[0].id.clone();
        sandbox.receive(&contact, &channel, "Where is my order?").unwrap();
        let workspace = workspace_of(&sandbox);
        let conversation = workspace.conversations().page().await.unwrap().into_data().items.remove(0);
        sandbox.clear_journal();
        Self {
            contact: contact.into(),
            channel: channel.into(),
            folder: TempDir::new().unwrap(),
            sandbox,
            workspace,
            conversation,
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("outbox")
    }

    pub(crate) async fn outbox(&self) -> Outbox {
        Outbox::open(&self.workspace, self.path()).await.unwrap()
    }

    pub(crate) fn message(&self, content: impl Into<Content>) -> AddMessage {
        self.workspace.add_message(&self.conversation.id, &self.channel, content)
    }

    pub(crate) fn start(&self) -> StartConversation {
        self.workspace.start_conversation(&self.channel, Recipient::contact(&self.contact), "order_shipped")
    }

    /// The number of requests for an operation that the sandbox has executed.
    pub(crate) fn executed(&self, operation: &str) -> usize {
        self.sandbox.requests_of(operation).iter().filter(|entry| entry.effect.is_some()).count()
    }

    pub(crate) fn file(&self) -> String {
        fs::read_to_string(self.path()).unwrap()
    }
}
