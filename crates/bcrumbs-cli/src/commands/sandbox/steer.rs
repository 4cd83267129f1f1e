//! `bcrumbs sandbox trigger` and `advance`: steer a sandbox that runs.

use crate::failure::failure::Failure;
use crate::global::Global;
use crate::output::printer::print_lines;
use bcrumbs_sandbox::RemoteSandbox;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

/// What to do with a sandbox that runs.
#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Trigger an event in a running sandbox, which then calls its webhooks
    #[command(after_help = "\
Examples:
  bcrumbs sandbox trigger incoming-message --text \"Where is my order?\"
  bcrumbs sandbox trigger new-conv --contact 67d7f55f7a9b000000000000
  bcrumbs sandbox trigger ending-conv

The command uses the sandbox that --endpoint or BCRUMBS_ENDPOINT names. It prints the identifier of the message, of the \
conversation or of the contact.")]
    Trigger(TriggerArguments),
    /// Move the clock of a running sandbox forward
    #[command(after_help = "\
Examples:
  bcrumbs sandbox advance 25h
  bcrumbs sandbox advance 90s

The command uses the sandbox that --endpoint or BCRUMBS_ENDPOINT names. It prints the new time of the sandbox's clock.")]
    Advance(AdvanceArguments),
}

/// What happens, and to whom.
#[derive(Debug, Args)]
pub(crate) struct TriggerArguments {
    /// The event
    #[arg(value_enum, value_name = "EVENT")]
    event: Happening,

    /// The contact, as `bcrumbs contacts list` shows it [default: the newest contact]
    #[arg(long, value_name = "ID")]
    contact: Option<String>,

    /// The channel, as `bcrumbs convs list` shows it [default: the first channel]
    #[arg(long, value_name = "ID")]
    channel: Option<String>,

    /// The text of the message, or the name of the new contact
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
}

/// A documented event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Happening {
    /// A contact writes a message
    IncomingMessage,
    /// The workspace writes a message
    OutgoingMessage,
    /// The workspace writes a message, and the message is sent
    MessageUpdated,
    /// A conversation ends
    EndingConv,
    /// A contact is created
    NewClient,
    /// A conversation is opened
    NewConv,
    /// A contact changes
    ClientUpdated,
}

/// How far.
#[derive(Debug, Args)]
pub(crate) struct AdvanceArguments {
    /// How far: a whole number with its unit (ms, s, m, h or d)
    #[arg(value_name = "TIME")]
    time: String,
}

impl SandboxCommand {
    /// Steers the sandbox that the settings name.
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let endpoint =
            global.endpoint.as_deref().filter(|endpoint| !endpoint.is_empty()).ok_or_else(|| {
                let text = "no sandbox is named; set BCRUMBS_ENDPOINT to what `bcrumbs sandbox` has printed";
                Failure::Usage(text.to_owned())
            })?;
        let sandbox = RemoteSandbox::at(endpoint)
            .map_err(|error| Failure::Usage(format!("the endpoint is no sandbox's: {error}")))?;
        let (path, body) = match self {
            Self::Trigger(TriggerArguments { event, contact, channel, text }) => {
                let event = event.to_possible_value().map(|value| value.get_name().to_owned());
                ("trigger", json!({"event": event, "contact": contact, "channel": channel, "text": text}))
            }
            Self::Advance(AdvanceArguments { time }) => ("clock", json!({ "advance": time })),
        };
        let answer = sandbox.post(path, &body).await;
        let answer =
            answer.map_err(|problem| Failure::Found(format!("the sandbox did not do it: {problem}")))?;
        let shown = answer.get("id").or_else(|| answer.get("now")).and_then(Value::as_str);
        Ok(print_lines(shown.map(str::to_owned))?)
    }
}
