//! `bcrumbs convs`: lists, starts and assigns conversations.

use crate::connect;
use crate::failure::failure::Failure;
use crate::global::{Global, some_text};
use crate::interrupt::ChangeStage;
use crate::list::listing::{self, warn};
use crate::list::paging::{Paging, filtered};
use crate::output::format::Format;
use crate::output::printer::print_result;
use bcrumbs::{Assignee, ChannelId, ConversationId, Conversations, Recipient};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::{Map, Value};

/// What to do with conversations.
#[derive(Debug, Subcommand)]
pub(crate) enum ConvsCommand {
    /// List conversations, newest first
    List(ListArguments),
    /// Start a conversation by sending an approved template, which reaches a person and may cost money
    Start(StartArguments),
    /// Put an agent or an AI in charge of a conversation
    Assign(AssignArguments),
}

/// Which conversations, and what of them.
#[derive(Debug, Args, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ConversationFilters {
    /// Those on this channel
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: Option<String>,

    /// Those with this contact
    #[arg(long, value_name = "ID", value_parser = some_text())]
    contact: Option<String>,

    /// Those that are over, or those that are not
    #[arg(long, value_name = "true|false")]
    ended: Option<bool>,

    /// Those with this tag; may be given again
    #[arg(long, value_name = "TAG", value_parser = some_text())]
    tag: Vec<String>,

    /// Those that this agent is in charge of
    #[arg(long, value_name = "ID", value_parser = some_text())]
    assignee: Option<String>,

    /// Those in this stage
    #[arg(long, value_name = "ID", value_parser = some_text())]
    stage: Option<String>,

    /// Those whose contact has this name or phone number
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    name_or_phone: Option<String>,

    /// The one with this identifier in a system of yours
    #[arg(long, value_name = "ID", value_parser = some_text())]
    external_id: Option<String>,

    /// Those that this AI is in charge of
    #[arg(long, value_name = "ID", value_parser = some_text())]
    ai: Option<String>,

    /// Those that the gateway finds by this text
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    search: Option<String>,

    /// Tells of each what it carries of its contact
    #[arg(long)]
    with_contact: bool,

    /// Tells of each its messages
    #[arg(long)]
    with_messages: bool,
}

impl ConversationFilters {
    /// Puts them on a request.
    pub(crate) fn on(self, request: Conversations) -> Conversations {
        let mut request = filtered!(request, {
            channel: self.channel,
            contact: self.contact,
            ended: self.ended,
            assignee: self.assignee,
            stage: self.stage,
            name_or_phone: self.name_or_phone,
            external_id: self.external_id,
            ai: self.ai,
            search: self.search,
        });
        for tag in self.tag {
            request = request.tag(tag);
        }
        if self.with_contact {
            request = request.with_contact();
        }
        if self.with_messages {
            request = request.with_messages();
        }
        request
    }
}

/// What `convs list` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs convs list
  bcrumbs convs list --ended false --tag VIP --with-contact
  bcrumbs convs list --name-or-phone Grace --max 20 --output json
  bcrumbs convs list --all --output ndjson | wc -l

Without --max and --all one page is listed, and how to go on is said on standard error.")]
pub(crate) struct ListArguments {
    #[command(flatten)]
    filters: ConversationFilters,

    #[command(flatten)]
    paging: Paging,
}

/// What `convs start` needs to know.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs convs start --channel 67d7f55f7a9f000000000000 \\
      --contact 67d7f55f7a9b000000000000 --template welcome
  bcrumbs convs start --channel 67d7f55f7a9f000000000000 \\
      --phone +12025550123 --template order_shipped --lang en \\
      --component order=A-17 --component day=Friday
  bcrumbs convs start --channel 67d7f55f7a9f000000000000 \\
      --phone +12025550123 --template order_shipped \\
      --components '{\"order\": \"A-17\"}'

It is never sent twice. Where it is not known whether it was carried out, the error says so: look with `bcrumbs convs \
list` before sending it again.")]
pub(crate) struct StartArguments {
    /// The channel to start it on
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: String,

    #[command(flatten)]
    recipient: RecipientArguments,

    /// The template's name
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    template: String,

    /// The template's language, for example en
    #[arg(long, value_name = "LANGUAGE", value_parser = some_text())]
    lang: Option<String>,

    /// The value of one of the template's variables; may be given again
    #[arg(long, value_name = "KEY=VALUE", value_parser = component, conflicts_with = "components")]
    component: Vec<(String, String)>,

    /// The values of the template's variables, as JSON of any form
    #[arg(long, value_name = "JSON", value_parser = json)]
    components: Option<Value>,
}

/// Who to start a conversation with.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct RecipientArguments {
    /// The contact to write to
    #[arg(long, value_name = "ID", value_parser = some_text())]
    contact: Option<String>,

    /// The phone number to write to, for example +12025550123
    #[arg(long, value_name = "NUMBER", value_parser = some_text())]
    phone: Option<String>,
}

/// What `convs assign` needs to know.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs convs assign 67d7f55f7a9a000000000000 \\
      --channel 67d7f55f7a9f000000000000 --agent 67d7f55f7a9c000000000000
  bcrumbs convs assign 67d7f55f7a9a000000000000 \\
      --channel 67d7f55f7a9f000000000000 --ai 67d7f55f7a9e000000000000")]
pub(crate) struct AssignArguments {
    /// The conversation
    #[arg(value_name = "CONV_ID", value_parser = some_text())]
    conversation: String,

    /// The channel that it runs on
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: String,

    #[command(flatten)]
    assignee: AssigneeArguments,
}

/// Who takes charge.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct AssigneeArguments {
    /// The agent who takes charge
    #[arg(long, value_name = "ID", value_parser = some_text())]
    agent: Option<String>,

    /// The AI that takes charge
    #[arg(long, value_name = "ID", value_parser = some_text())]
    ai: Option<String>,
}

impl ConvsCommand {
    /// Runs the command.
    pub(crate) async fn run(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        match self {
            Self::List(arguments) => list(arguments, global).await,
            Self::Start(arguments) => start(arguments, global, change).await,
            Self::Assign(arguments) => assign(arguments, global, change).await,
        }
    }
}

async fn list(arguments: ListArguments, global: &Global) -> Result<(), Failure> {
    let request = arguments.filters.on(connect::workspace(global)?.conversations());
    let extent = arguments.paging.extent();
    let pages = arguments.paging.pages(request, global.timeout);
    listing::print(pages, extent, Format::chosen(global.output)).await
}

async fn start(arguments: StartArguments, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
    let components = match arguments.component {
        values if values.is_empty() => arguments.components,
        values => Some(object(values)?),
    };
    let recipient = match arguments.recipient {
        RecipientArguments { contact: Some(id), .. } => Recipient::contact(id),
        RecipientArguments { phone, .. } => Recipient::phone(phone.unwrap_or_default()),
    };
    let channel = ChannelId::from(arguments.channel);
    let request = connect::workspace(global)?.start_conversation(channel, recipient, arguments.template);
    let request = filtered!(request, {
        language: arguments.lang,
        components: components,
        timeout: global.timeout,
    });
    change.sending();
    let started = request.await.map_err(Failure::Change)?;
    change.answered();
    tracing::info!(id = started.id.as_str(), request_id = started.request_id(), "started a conversation");
    warn(started.errors());
    print_result(started.data(), Format::chosen(global.output)).map_err(Failure::after_change)
}

async fn assign(arguments: AssignArguments, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
    let assignee = match arguments.assignee {
        AssigneeArguments { agent: Some(id), .. } => Assignee::agent(id),
        AssigneeArguments { ai, .. } => Assignee::ai(ai.unwrap_or_default()),
    };
    let conversation = ConversationId::from(arguments.conversation);
    let channel = ChannelId::from(arguments.channel);
    let request = connect::workspace(global)?.assign_conversation(conversation, channel, assignee);
    let request = filtered!(request, { timeout: global.timeout });
    change.sending();
    let assigned = request.await.map_err(Failure::Change)?;
    change.answered();
    tracing::info!(id = assigned.id.as_str(), request_id = assigned.request_id(), "assigned a conversation");
    warn(assigned.errors());
    print_result(assigned.data(), Format::chosen(global.output)).map_err(Failure::after_change)
}

fn component(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as KEY=VALUE, for example order=A-17".to_owned()),
    }
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text)
        .map_err(|problem| format!("{problem}; write JSON, for example '{{\"order\": \"A-17\"}}'"))
}

/// Makes the object of the values; one key with two values is more likely a slip than a wish.
fn object(values: Vec<(String, String)>) -> Result<Value, Failure> {
    let mut object = Map::new();
    for (key, value) in values {
        if object.contains_key(&key) {
            return Err(Failure::Usage(format!("--component {key}=… is given twice: leave one out")));
        }
        object.insert(key, value.into());
    }
    Ok(object.into())
}
