//! Serves the embedded gateway, so that every other command can be tried without an account.

use crate::commands::sandbox::script::{ScriptedFault, Webhook, fault, webhook};
use crate::commands::sandbox::steer::SandboxCommand;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::interrupt::WhenInterrupted;
use crate::output::message::say;
use crate::output::printer::print_lines;
use crate::output::shell::quoted;
use bcrumbs_sandbox::{CursorRule, Sandbox, SandboxBuilder};
use clap::{Args, ValueEnum};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::Duration;

/// What the gateway is like.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  bcrumbs sandbox
  bcrumbs sandbox --port 4000 --conversations 100000
  bcrumbs sandbox --cursor inclusive --latency-ms 200 --seed 7
  bcrumbs sandbox --empty --log --webhook http://127.0.0.1:8080/events
  bcrumbs sandbox --fault startConv=reset-after-executing --fault convs=503:2

The command prints the environment variables that lead to the sandbox. Paste them into another terminal; Ctrl-C stops the \
sandbox. Or start it with `eval \"$(bcrumbs sandbox &)\"`, and stop it with `kill $BCRUMBS_SANDBOX_PID`. The sandbox sends \
nothing to other machines. The manual of bcrumbs-sandbox lists the faults. It also shows how a test in any language inserts \
rows and reads the requests that the sandbox received."
)]
pub(crate) struct SandboxArguments {
    #[command(subcommand)]
    command: Option<SandboxCommand>,

    /// The port to listen on, on this machine only [default: a free port]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,

    /// The number of conversations
    #[arg(long, value_name = "N", default_value_t = 250)]
    conversations: usize,

    /// The number of messages of each conversation
    #[arg(long, value_name = "N", default_value_t = 4)]
    messages: usize,

    /// The seed of the made-up data: the same seed gives the same data
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// Which items the page after a cursor contains
    #[arg(long, value_enum, value_name = "RULE", default_value_t = Rule::Strict)]
    cursor: Rule,

    /// The delay of each response, in milliseconds
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_ms: u64,

    /// Start without made-up rows, with only channels, settings and an API key
    #[arg(long, conflicts_with_all = ["conversations", "messages"])]
    empty: bool,

    /// A URL on this machine that the sandbox posts events to: all events, or only EVENT; repeatable
    #[arg(long = "webhook", value_name = "[EVENT=]URL", value_parser = webhook)]
    webhooks: Vec<Webhook>,

    /// A fault for the next request of an operation, or for its next TIMES requests; repeatable
    #[arg(long = "fault", value_name = "OPERATION=FAULT[:TIMES]", value_parser = fault)]
    faults: Vec<ScriptedFault>,

    /// Execute this schema (SDL) instead of the built-in schema
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,

    /// Print a line on standard error for each request and for each event that is posted
    #[arg(long)]
    log: bool,
}

/// How a cursor cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rule {
    /// Items that are older than the cursor
    Strict,
    /// Items that are older than the cursor or as old as the cursor
    Inclusive,
}

/// How often what the clock has made due is done: a message is sent a second after it was written.
const PULSE: Duration = Duration::from_secs(1);

impl SandboxArguments {
    /// Returns what a signal means to it.
    pub(crate) fn when_interrupted(&self) -> WhenInterrupted {
        match self.command {
            Some(_) => WhenInterrupted::Stop,
            None => WhenInterrupted::Finish,
        }
    }

    /// Serves until a signal ends the process, or steers a sandbox that runs.
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        match self.command {
            Some(command) => command.run(global).await,
            None => self.serve().await,
        }
    }

    fn builder(&self) -> Result<SandboxBuilder, Failure> {
        let mut builder = Sandbox::builder()
            .conversations(self.conversations)
            .messages(self.messages)
            .seed(self.seed)
            .latency(Duration::from_millis(self.latency_ms))
            .cursor(match self.cursor {
                Rule::Strict => CursorRule::Strict,
                Rule::Inclusive => CursorRule::Inclusive,
            })
            .port(self.port);
        if self.empty {
            builder = builder.empty();
        }
        if let Some(file) = &self.schema {
            let read = fs::read_to_string(file);
            let problem = |problem| Failure::Usage(format!("{} cannot be read: {problem}", file.display()));
            builder = builder.schema(read.map_err(problem)?);
        }
        for Webhook { event, url } in &self.webhooks {
            builder = builder.webhook(*event, url);
        }
        if self.log {
            builder = builder.log(|line| say(format_args!("{line}")));
        }
        Ok(builder)
    }

    async fn serve(self) -> Result<(), Failure> {
        let sandbox = self.builder()?.start().await.map_err(|problem| match problem.kind() {
            io::ErrorKind::InvalidInput => Failure::Usage(problem.to_string()),
            _ => Failure::Port(self.port, problem),
        })?;
        for ScriptedFault { operation, fault, times } in self.faults {
            sandbox.fail(&operation, fault).times(times);
        }
        print_lines([
            export("BCRUMBS_ENDPOINT", sandbox.endpoint()),
            export("BCRUMBS_API_KEY", sandbox.api_key()),
            export("BCRUMBS_WORKSPACE_ID", &sandbox.workspace_id().to_string()),
            export("BCRUMBS_SANDBOX_PID", &std::process::id().to_string()),
        ])?;
        if io::stdout().is_terminal() {
            say(format_args!("Paste these lines into another terminal; Ctrl-C ends the sandbox."));
        } else {
            close_output();
        }
        // The signal ends the process (see `interrupt`).
        loop {
            tokio::time::sleep(PULSE).await;
            sandbox.settled().await;
        }
    }
}

/// Lets whoever reads the variables, such as `eval`, see their end while the sandbox runs on.
#[cfg(unix)]
fn close_output() {
    // Where the null device cannot be opened, the reader waits, as it would without this.
    if let Ok(nowhere) = fs::File::options().write(true).open("/dev/null") {
        let _ = rustix::stdio::dup2_stdout(nowhere);
    }
}

#[cfg(not(unix))]
fn close_output() {}

fn export(name: &str, value: &str) -> String {
    format!("export {name}={}", quoted(value))
}
