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
    /// Make an event happen in a running sandbox, which calls its webhooks
    #[command(after_help = "\
Examples:
  bcrumbs sandbox trigger incoming-message --text \"Where is my order?\"
  bcrumbs sandbox trigger new-conv --contact 67d7f55f7a9b000000000000
  bcrumbs sandbox trigger ending-conv

The sandbox is the one that --endpoint or BCRUMBS_ENDPOINT names. What is not said, it chooses: the newest contact, the \
first channel. The identifier of the message, conversation or contact is printed.")]
    Trigger(TriggerArguments),
    /// Move the clock of a running sandbox forwards
    #[command(after_help = "\
Examples:
  bcrumbs sandbox advance 25h
  bcrumbs sandbox advance 90s

The sandbox is the one that --endpoint or BCRUMBS_ENDPOINT names. The time on its clock is printed.")]
    Advance(AdvanceArguments),
}

/// What happens, and to whom.
#[derive(Debug, Args)]
pub(crate) struct TriggerArguments {
    /// What happens
    #[arg(value_enum, value_name = "EVENT")]
    event: Happening,

    /// The contact that it happens with
    #[arg(long, value_name = "ID")]
    contact: Option<String>,

    /// The channel that it happens on
    #[arg(long, value_name = "ID")]
    channel: Option<String>,

    /// The message's text, or a new contact's name
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
}

/// A documented event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Happening {
    /// A contact writes
    IncomingMessage,
    /// The workspace's side writes
    OutgoingMessage,
    /// A message that the workspace's side writes is sent
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
    /// A whole number with its unit: ms, s, m, h or d
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
