//! `bcrumbs convs start`: starts a conversation by a template, which reaches a person and may cost money.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::change::send_with_consent;
use crate::commands::template::{TEMPLATE, TemplateValues};
use crate::consent::Consent;
use crate::failure::failure::Failure;
use crate::global::{Global, check_phone, some_text};
use crate::interrupt::ChangeStage;
use crate::output::excerpt::excerpt;
use bcrumbs::{ChannelId, Recipient, Workspace};
use clap::Args;

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

At a terminal the command asks before it sends; anywhere else --yes is required. The template is never sent twice. If it \
is not known whether the template was sent, the exit status is 3: look with `bcrumbs convs list` before you send it again.

No command can list channels or templates, because the vendor documents no listing. `bcrumbs convs list` shows the channels \
that are in use (CHANNEL). The vendor's dashboard shows all channels and the approved templates.")]
pub(crate) struct StartArguments {
    /// The channel to start it on; `bcrumbs convs list` shows channels that are in use
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: String,

    #[command(flatten)]
    recipient: RecipientArguments,

    /// The approved template's name; the vendor's dashboard shows the names
    #[arg(id = TEMPLATE, long = "template", value_name = "NAME", value_parser = some_text())]
    template: String,

    #[command(flatten)]
    values: TemplateValues,

    #[command(flatten)]
    consent: Consent,
}

/// Who to start a conversation with.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct RecipientArguments {
    /// The contact to write to; `bcrumbs contacts list` shows contacts
    #[arg(long, value_name = "ID", value_parser = some_text())]
    contact: Option<String>,

    /// The phone number to write to, for example +12025550123
    #[arg(long, value_name = "NUMBER")]
    phone: Option<String>,
}

impl StartArguments {
    pub(crate) async fn run(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        let Self { channel, recipient, template, values, consent } = self;
        let template = values.template(template)?;
        let RecipientArguments { contact, phone } = recipient;
        if let Some(phone) = &phone {
            check_phone(phone)?;
        }
        let to = match (&contact, &phone) {
            (Some(contact), _) => format!("the contact {}", excerpt(contact)),
            (None, phone) => excerpt(phone.as_deref().unwrap_or_default()),
        };
        let question = format!(
            "The {} goes to {to} on the channel {}, in a new conversation; it may cost money.",
            template.describe(),
            excerpt(&channel)
        );
        let recipient = match contact {
            Some(contact) => Recipient::contact(contact),
            None => Recipient::phone(phone.unwrap_or_default()),
        };
        let channel = ChannelId::from(channel);
        let request = |workspace: Workspace| template.start(&workspace, &channel, recipient);
        send_with_consent(request, &question, &consent, global, change).await
    }
}
