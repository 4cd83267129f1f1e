//! `bcrumbs convs assign`: puts an agent or an AI in charge of a conversation.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::change::send;
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::{Global, some_text};
use crate::interrupt::ChangeStage;
use bcrumbs::{Assignee, ChannelId, ConversationId};
use clap::Args;

/// What `convs assign` needs to know.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs convs assign 67d7f55f7a9a000000000000 \\
      --channel 67d7f55f7a9f000000000000 --agent 67d7f55f7a9c000000000000
  bcrumbs convs assign 67d7f55f7a9a000000000000 \\
      --channel 67d7f55f7a9f000000000000 --ai 67d7f55f7a9e000000000000

`bcrumbs convs list` shows conversations and their channels. Assigning twice is the same as assigning once.")]
pub(crate) struct AssignArguments {
    /// The conversation; `bcrumbs convs list` shows conversations
    #[arg(value_name = "CONV_ID", value_parser = some_text())]
    conversation: String,

    /// The channel of the conversation, as `bcrumbs convs list` shows it
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: String,

    #[command(flatten)]
    assignee: AssigneeArguments,
}

/// Who takes charge.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct AssigneeArguments {
    /// The agent who takes charge; `bcrumbs agents list` shows agents
    #[arg(long, value_name = "ID", value_parser = some_text())]
    agent: Option<String>,

    /// The AI that takes charge; no command can list AIs, the vendor's dashboard shows them
    #[arg(long, value_name = "ID", value_parser = some_text())]
    ai: Option<String>,
}

impl AssignArguments {
    pub(crate) async fn run(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        change.planned();
        let assignee = match self.assignee {
            AssigneeArguments { agent: Some(id), .. } => Assignee::agent(id),
            AssigneeArguments { ai, .. } => Assignee::ai(ai.unwrap_or_default()),
        };
        let conversation = ConversationId::from(self.conversation);
        let channel = ChannelId::from(self.channel);
        let request = connect::workspace(global)?.assign_conversation(conversation, channel, assignee);
        send(request, global, change).await
    }
}
