//! `bcrumbs sandbox`: serves the embedded gateway, so that every other command can be tried without an account.

use crate::failure::{Failure, say};
use crate::output::print_lines;
use crate::shell::quoted;
use bcrumbs_sandbox::{CursorRule, Sandbox};
use clap::{Args, ValueEnum};
use std::future::pending;
use std::io::{self, IsTerminal};
use std::time::Duration;

/// What the gateway is like.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs sandbox
  bcrumbs sandbox --port 4000 --conversations 100000
  bcrumbs sandbox --cursor inclusive --latency-ms 200 --seed 7

It prints the variables to set: paste them into another terminal. Nothing leaves this machine; Ctrl-C ends it.")]
pub(crate) struct SandboxArguments {
    /// The port to listen on, on this machine only; any free one if not set
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,

    /// The number of conversations
    #[arg(long, value_name = "N", default_value_t = 250)]
    conversations: usize,

    /// The number of messages of each conversation
    #[arg(long, value_name = "N", default_value_t = 4)]
    messages: usize,

    /// What the made-up data is drawn from: the same number gives the same data
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// What a page's cursor leaves for the next page
    #[arg(long, value_enum, value_name = "RULE", default_value_t = Rule::Strict)]
    cursor: Rule,

    /// How many milliseconds every answer waits
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_ms: u64,
}

/// How a cursor cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rule {
    /// What is older than the cursor
    Strict,
    /// What is older than the cursor or just as old
    Inclusive,
}

impl SandboxArguments {
    /// Serves until the process is told to end.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let sandbox = Sandbox::builder()
            .conversations(self.conversations)
            .messages(self.messages)
            .seed(self.seed)
            .latency(Duration::from_millis(self.latency_ms))
            .cursor(match self.cursor {
                Rule::Strict => CursorRule::Strict,
                Rule::Inclusive => CursorRule::Inclusive,
            })
            .port(self.port)
            .start()
            .await
            .map_err(|problem| Failure::Port(self.port, problem))?;
        print_lines([
            export("BCRUMBS_ENDPOINT", sandbox.endpoint()),
            export("BCRUMBS_API_KEY", sandbox.api_key()),
            export("BCRUMBS_WORKSPACE_ID", &sandbox.workspace_id().to_string()),
        ])?;
        if io::stdout().is_terminal() {
            say(format_args!("Paste these lines into another terminal; Ctrl-C ends the sandbox."));
        }
        // The signal ends the process (see `interrupt`).
        pending().await
    }
}

fn export(name: &str, value: &str) -> String {
    format!("export {name}={}", quoted(value))
}
