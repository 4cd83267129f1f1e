//! `bcrumbs convs start`: starts a conversation by a template, which reaches a person and may cost money.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::change::send_with_consent;
use crate::consent::Consent;
use crate::failure::failure::Failure;
use crate::global::{Global, check_phone, some_text};
use crate::interrupt::ChangeStage;
use crate::list::filters::given;
use bcrumbs::{ChannelId, Recipient, StartConversation};
use clap::Args;
use serde_json::{Map, Value};

/// What `convs start` needs to know.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs convs start --channel 67d7f55f7a9f000000000000 \\
      --contact 67d7f55f7a9b000000000000 --template welcome --yes
  bcrumbs convs start --channel 67d7f55f7a9f000000000000 \\
      --phone +12025550123 --template order_shipped --lang en \\
      --component order=A-17 --component day=Friday --yes
  bcrumbs convs start --channel 67d7f55f7a9f000000000000 \\
      --phone +12025550123 --template order_shipped \\
      --components '{\"order\": \"A-17\"}' --dry-run

At a terminal it asks before it sends; anywhere else --yes is required. It is never sent twice. Where it is not known \
whether it was carried out, the exit status is 3: look with `bcrumbs convs list` before sending it again.

No command can list channels or templates, for the vendor documents no listing. The channels that are in use are in \
`bcrumbs convs list` (CHANNEL); the vendor's dashboard shows all channels and the approved templates.")]
pub(crate) struct StartArguments {
    /// The channel to start it on; see below for where to find one
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: String,

    #[command(flatten)]
    recipient: RecipientArguments,

    /// The approved template's name; see below for where to find one
    #[arg(long, value_name = "NAME", value_parser = some_text())]
    template: String,

    /// The template's language, for example en
    #[arg(long, value_name = "LANGUAGE", value_parser = some_text())]
    lang: Option<String>,

    /// The value of one of the template's variables; repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = component, conflicts_with = "components")]
    component: Vec<(String, String)>,

    /// The values of the template's variables, as JSON of any form
    #[arg(long, value_name = "JSON", value_parser = json)]
    components: Option<Value>,

    #[command(flatten)]
    consent: Consent,
}

/// Who to start a conversation with.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct RecipientArguments {
    /// The contact to write to
    #[arg(long, value_name = "ID", value_parser = some_text())]
    contact: Option<String>,

    /// The phone number to write to, for example +12025550123
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
}

impl StartArguments {
    pub(crate) async fn run(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        let Self { channel, recipient, template, lang, component, components, consent } = self;
        let components = match component {
            values if values.is_empty() => components,
            values => Some(object(values)?),
        };
        let RecipientArguments { contact, phone } = recipient;
        if let Some(phone) = &phone {
            check_phone(phone)?;
        }
        let to = match (&contact, &phone) {
            (Some(contact), _) => format!("the contact {contact}"),
            (None, phone) => phone.clone().unwrap_or_default(),
        };
        let question =
            format!("The template {template} goes to {to} on the channel {channel}; it may cost money.");
        let recipient = match contact {
            Some(contact) => Recipient::contact(contact),
            None => Recipient::phone(phone.unwrap_or_default()),
        };
        let channel = ChannelId::from(channel);
        let request = |workspace: bcrumbs::Workspace| {
            let request = workspace.start_conversation(channel, recipient, template);
            let request = given(request, lang, StartConversation::language);
            given(request, components, StartConversation::components)
        };
        send_with_consent(request, &question, &consent, global, change).await
    }
}

/// Reads KEY=VALUE.
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
