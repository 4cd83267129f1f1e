//! `bcrumbs messages send`: adds a message to a conversation within the reply window, or a note at any time.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::change::send_with_consent;
use crate::connect;
use crate::consent::Consent;
use crate::failure::failure::Failure;
use crate::global::{Global, some_text};
use crate::interrupt::ChangeStage;
use crate::list::filters::given;
use crate::output::column::Column;
use crate::output::instant::local;
use crate::output::row::{Row, text};
use bcrumbs::{
    AddMessage, AddedMessage, ChannelId, ClosedWindow, ContactId, Content, Conversation, ConversationId,
    Error, Recipient, ReplyWindow, StartConversation, Workspace,
};
use clap::Args;

/// What `messages send` needs to know.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs messages send 67d7f55f7a9a000000000000 \\
      --channel 67d7f55f7a9f000000000000 --note 'Calls every day.' --yes
  bcrumbs messages send 67d7f55f7a9a000000000000 \\
      --channel 67d7f55f7a9f000000000000 'On its way!' \\
      --or-template we_are_back --dry-run

WhatsApp and Instagram let a business reply freely for 24 hours after the contact's last message. The command looks up the \
conversation's contact and asks the gateway for the window. Where it is closed, nothing is sent and the exit status is 1, \
unless --or-template names an approved template: that opens another conversation with the contact and may cost money. \
A note stays inside, and needs no window.

`bcrumbs convs list` shows conversations and their channels. At a terminal the command asks before it sends; anywhere \
else --yes is required. It is never sent twice; see `bcrumbs help exit-codes`.")]
pub(crate) struct SendArguments {
    /// The conversation
    #[arg(value_name = "CONV_ID", value_parser = some_text())]
    conversation: String,

    /// The message
    #[arg(value_name = "TEXT", value_parser = some_text(), allow_hyphen_values = true)]
    text: String,

    /// The channel of the conversation
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: String,

    /// Add an internal note, which the contact never sees
    #[arg(long, conflicts_with = "or_template")]
    note: bool,

    /// The message that this one answers
    #[arg(long, value_name = "ID", value_parser = some_text())]
    reply_to: Option<String>,

    /// The approved template to send where the window is closed
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    or_template: Option<String>,

    /// The template's language, for example en
    #[arg(long, value_name = "LANGUAGE", value_parser = some_text(), requires = "or_template")]
    lang: Option<String>,

    #[command(flatten)]
    consent: Consent,
}

impl SendArguments {
    pub(crate) async fn run(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        let conversation = ConversationId::from(self.conversation.as_str());
        let channel = ChannelId::from(self.channel.as_str());
        if self.note {
            let question =
                format!("A note is added to the conversation {conversation} on the channel {channel}.");
            return self.add(conversation, channel, &question, global, change).await;
        }
        let workspace = connect::workspace(global)?;
        let found = find(&workspace, &conversation, &channel).await?;
        if found.ended {
            let text = "the conversation has ended: an ended conversation takes no more messages";
            return Err(Failure::Found(text.to_owned()));
        }
        let window = workspace.reply_window(&found).await?;
        let contact = found.contact_id.unwrap_or_else(|| ContactId::from(""));
        match (window, self.or_template.clone()) {
            (ReplyWindow::Closed(_), Some(template)) => {
                let question = format!(
                    "The window is closed: the template {template} goes to the contact {contact} on the channel \
                     {channel}; it may cost money."
                );
                let lang = self.lang;
                let request = |workspace: Workspace| {
                    let start = workspace.start_conversation(&channel, Recipient::contact(contact), template);
                    given(start, lang, StartConversation::language)
                };
                send_with_consent(request, &question, &self.consent, global, change).await
            }
            (ReplyWindow::Closed(remedy), None) => {
                Err(Error::reply_window_closed(ClosedWindow::new(remedy)).into())
            }
            _ => {
                let question = format!("The message goes to the contact {contact} on the channel {channel}.");
                self.add(conversation, channel, &question, global, change).await
            }
        }
    }

    /// Adds the message or the note.
    async fn add(
        self,
        conversation: ConversationId,
        channel: ChannelId,
        question: &str,
        global: &Global,
        change: &ChangeStage,
    ) -> Result<(), Failure> {
        let content = if self.note { Content::note(self.text) } else { Content::text(self.text) };
        let reply_to = self.reply_to;
        let request = |workspace: Workspace| {
            given(workspace.add_message(conversation, channel, content), reply_to, AddMessage::reply_to)
        };
        send_with_consent(request, question, &self.consent, global, change).await
    }
}

/// Finds a conversation: the gateway has no query for one, but lists a conversation's contact, and a contact's
/// conversations on a channel.
async fn find(
    workspace: &Workspace,
    conversation: &ConversationId,
    channel: &ChannelId,
) -> Result<Conversation, Failure> {
    let contacts = workspace.contacts().conversation(conversation.as_str()).page_size(1).page().await?;
    if let Some(contact) = contacts.items.first() {
        let list = workspace.conversations().contact(contact.id.as_str()).channel(channel.as_str());
        let mut listed = list.items();
        while let Some(found) = listed.try_next().await? {
            if found.id == *conversation {
                return Ok(found);
            }
        }
    }
    Err(Failure::Found(format!(
        "no conversation {conversation} is listed on the channel {channel}: `bcrumbs convs list` shows both"
    )))
}

impl Row for AddedMessage {
    const FIELDS: &'static [&'static str] =
        &["messageId", "createdAt", "isAgent", "type", "status", "externalMessageId", "tags", "content"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)").left_out(1),
        Column::whole("TYPE"),
        Column::whole("STATUS"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created_at),
            text(self.kind.as_ref()),
            text(self.status.as_ref()),
        ]
    }
}
