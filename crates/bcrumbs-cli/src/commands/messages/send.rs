//! `bcrumbs messages send`: replies to a conversation within the reply window, or adds a note at any time.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::change::{print_either, print_unsent, send_with_consent, unsent};
use crate::commands::template::{ChosenTemplate, TEMPLATE, TemplateValues};
use crate::connect;
use crate::consent::Consent;
use crate::failure::failure::Failure;
use crate::failure::report::ReportFormat;
use crate::global::{Global, some_text};
use crate::interrupt::ChangeStage;
use crate::list::filters::given;
use crate::list::warnings::warn;
use crate::output::column::Column;
use crate::output::excerpt::excerpt;
use crate::output::format::Format;
use crate::output::instant::local;
use crate::output::message::say;
use crate::output::printer::print_result;
use crate::output::row::{Row, text};
use crate::transport::Noting;
use bcrumbs::{
    AddMessage, AddedMessage, ChannelId, Client, Content, Conversation, ConversationId, Recipient, Reply,
    SendReply, Workspace,
};
use clap::Args;

/// What `messages send` needs to know.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs messages send 67d7f55f7a9a000000000000 \\
      --channel 67d7f55f7a9f000000000000 --note 'Calls every day.' --yes
  bcrumbs messages send 67d7f55f7a9a000000000000 \\
      --channel 67d7f55f7a9f000000000000 'On its way!' --dry-run
  bcrumbs messages send 67d7f55f7a9a000000000000 \\
      --channel 67d7f55f7a9f000000000000 'On its way!' \\
      --or-template we_are_back --component name=Ann --dry-run

WhatsApp and Instagram let a business reply freely for 24 hours after the contact's last message: the reply window. The \
command reads the conversation, asks, and then reads the contact's messages. If the window is open, it sends TEXT. If \
the window is closed, it sends nothing and the exit status is 1, unless --or-template names an approved template. The \
template is sent without TEXT and without --reply-to; it opens another conversation with the contact and may cost money. \
A note is for the team only, and needs no window.

--dry-run sends nothing, so it cannot know the window. With --or-template it prints both requests: the message, and the \
template with a text in place of the contact's identifier. With --output json the two are an array.

`bcrumbs convs list` shows conversations and their channels. No command can list templates, because the vendor documents \
no listing: the vendor's dashboard shows the approved templates. At a terminal the command asks before it sends; anywhere \
else --yes is required. It is never sent twice; see `bcrumbs help exit-codes`.")]
pub(crate) struct SendArguments {
    /// The conversation; `bcrumbs convs list` shows conversations
    #[arg(value_name = "CONV_ID", value_parser = some_text())]
    conversation: String,

    /// The message
    #[arg(value_name = "TEXT", value_parser = some_text(), allow_hyphen_values = true)]
    text: String,

    /// The channel of the conversation, as `bcrumbs convs list` shows it
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: String,

    /// Add an internal note, which the contact never sees
    #[arg(long, conflicts_with = TEMPLATE)]
    note: bool,

    /// The message that TEXT answers; `bcrumbs messages list` shows messages
    #[arg(long, value_name = "ID", value_parser = some_text())]
    reply_to: Option<String>,

    /// The approved template to send, without TEXT, if the window is closed; the vendor's dashboard shows the names
    #[arg(id = TEMPLATE, long = "or-template", value_name = "NAME", value_parser = some_text())]
    or_template: Option<String>,

    #[command(flatten)]
    values: TemplateValues,

    #[command(flatten)]
    consent: Consent,
}

/// What is sent, and where.
struct Sending {
    conversation: ConversationId,
    channel: ChannelId,
    content: Content,
    /// The text or the note, as the question quotes it.
    quoted: String,
    reply_to: Option<String>,
    template: Option<ChosenTemplate>,
    consent: Consent,
}

impl SendArguments {
    pub(crate) async fn run(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        let template = match self.or_template {
            Some(name) => Some(self.values.template(name)?),
            None => None,
        };
        let sending = Sending {
            conversation: ConversationId::from(self.conversation),
            channel: ChannelId::from(self.channel),
            quoted: excerpt(&self.text),
            content: if self.note { Content::note(self.text) } else { Content::text(self.text) },
            reply_to: self.reply_to,
            template,
            consent: self.consent,
        };
        match self.note {
            true => sending.add_note(global, change).await,
            false if sending.consent.dry_run => sending.print_unsent(global).await,
            false => sending.reply(global, change).await,
        }
    }
}

impl Sending {
    /// Adds the note, which needs no window.
    async fn add_note(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        let question = format!(
            "The note \"{}\" is added to the conversation {} on the channel {}{}. The contact does not see it.",
            self.quoted,
            excerpt(self.conversation.as_str()),
            excerpt(self.channel.as_str()),
            self.answered()
        );
        let request = |workspace: Workspace| {
            let request = workspace.add_message(self.conversation, self.channel, self.content);
            given(request, self.reply_to, AddMessage::reply_to)
        };
        send_with_consent(request, &question, &self.consent, global, change).await
    }

    /// Asks, then replies. The window is checked after the answer, and the message is sent before it ends or not at all.
    async fn reply(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        change.planned();
        self.consent.check()?;
        let number = connect::number(global)?;
        let transport = Noting { http: connect::http(global)?, change: change.clone() };
        let workspace = connect::client_over(connect::key(global)?, global, transport)?.workspace(number);
        let found = find(&workspace, &self.conversation, &self.channel).await?;
        if found.ended {
            let text = "the conversation has ended and takes no more messages: start a new one by `bcrumbs convs start`";
            return Err(Failure::Found(text.to_owned()));
        }
        let contact = found.contact_id.as_ref().map(|id| excerpt(id.as_str())).unwrap_or_default();
        self.consent.ask(&self.question(&format!("the contact {contact}")))?;
        let template = self.template.as_ref().map(ChosenTemplate::describe).unwrap_or_default();
        let reply = given(workspace.reply(&found, self.content), self.reply_to, SendReply::reply_to);
        let reply = given(reply, self.template.map(ChosenTemplate::of_reply), SendReply::or_template);
        let sent = given(reply, global.timeout, SendReply::timeout).await.map_err(Failure::Change)?;
        change.answered();
        tracing::info!(request_id = sent.request_id(), "the reply was sent");
        warn(sent.errors());
        let format = Format::chosen(global.output);
        match sent.into_data() {
            Reply::Message(message) => print_result(&message, format),
            Reply::Template(started) => {
                if global.report_format() == ReportFormat::Text {
                    say(format_args!(
                        "the reply window is closed: the {template} was sent, and the text was not"
                    ));
                }
                print_result(&started, format)
            }
        }
        .map_err(Failure::after_change)
    }

    /// Prints what would be sent, and sends nothing: with a template both requests, since the window is not known.
    async fn print_unsent(self, global: &Global) -> Result<(), Failure> {
        let number = connect::number(global)?;
        let contact = format!("the contact of the conversation {}", excerpt(self.conversation.as_str()));
        let question = self.question(&contact);
        let Self { conversation, channel, content, reply_to, template, .. } = self;
        let message = |client: Client| {
            let request = client.workspace(number).add_message(conversation, &channel, content);
            let request = given(request, reply_to, AddMessage::reply_to);
            async move { request.await.map(|_| ()) }
        };
        let Some(template) = template else { return print_unsent(global, message).await };
        if global.report_format() == ReportFormat::Text {
            question.lines().for_each(|line| say(format_args!("{line}")));
        }
        let start = |client: Client| {
            let recipient = Recipient::contact(format!("({contact})"));
            let request = template.start(&client.workspace(number), &channel, recipient);
            async move { request.await.map(|_| ()) }
        };
        let key = connect::key(global)?;
        let message = unsent(key.clone(), global, message).await?;
        print_either(&[message, unsent(key, global, start).await?], global)
    }

    /// Describes who gets what on which channel, whether the window is open or closed.
    fn question(&self, contact: &str) -> String {
        let channel = excerpt(self.channel.as_str());
        let text = format!(
            "The text \"{}\" goes to {contact} on the channel {channel}{}.",
            self.quoted,
            self.answered()
        );
        match &self.template {
            None => format!("{text}\nIf the reply window is closed, nothing is sent."),
            Some(template) => {
                let but = if self.reply_to.is_some() { " and without --reply-to" } else { "" };
                format!(
                    "{text}\nIf the reply window is closed, the {} goes to the contact instead, in a new conversation, \
                     without the text{but}; it may cost money.",
                    template.describe()
                )
            }
        }
    }

    fn answered(&self) -> String {
        self.reply_to
            .as_ref()
            .map(|id| format!(", as an answer to the message {}", excerpt(id)))
            .unwrap_or_default()
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
