//! The command line: what can be said, and the options that every command shares.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::convs::ConvsCommand;
use crate::export::ExportCommand;
use crate::format::Format;
use crate::interrupt::WhenInterrupted;
use crate::messages::MessagesCommand;
use crate::sandbox::SandboxArguments;
use crate::schema::SchemaCommand;
use clap::builder::NonEmptyStringValueParser;
use clap::{ArgAction, Args, Parser, Subcommand};
use std::path::PathBuf;
use std::time::Duration;

/// Customer conversations of the Bread Crumbs gateway, from a terminal or a script.
///
/// The API key comes from the environment variable BCRUMBS_API_KEY or from a file, and never stands on the command
/// line, where every user of the machine could read it.
#[derive(Debug, Parser)]
#[command(name = "bcrumbs", version, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The options that stand before or after a command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The gateway's URL, if not the public one; https, or http on this machine
    #[arg(long, global = true, value_name = "URL", env = "BCRUMBS_ENDPOINT", hide_env_values = true)]
    pub(crate) endpoint: Option<String>,

    /// The workspace's number
    #[arg(
        long,
        global = true,
        value_name = "NUMBER",
        env = "BCRUMBS_WORKSPACE_ID",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    pub(crate) workspace: Option<String>,

    /// A file that holds the API key, `-` for standard input; goes before BCRUMBS_API_KEY
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) api_key_file: Option<PathBuf>,

    /// The form of what is printed: table on a terminal, ndjson elsewhere, if not set
    #[arg(long, global = true, value_enum, value_name = "FORM")]
    pub(crate) output: Option<Format>,

    /// The time for one call with its retries, not for a whole list; fractions count
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,

    /// Tells on standard error what is done; twice says more, three times everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List, start and assign conversations
    #[command(subcommand)]
    Convs(ConvsCommand),
    /// List messages
    #[command(subcommand)]
    Messages(MessagesCommand),
    /// Export a whole list into a file, in a way that survives interruptions
    #[command(subcommand)]
    Export(ExportCommand),
    /// Print, check, fetch and compare schemas
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// Serve an embedded gateway with made-up data on this machine
    Sandbox(SandboxArguments),
}

impl Command {
    /// Tells how Ctrl-C ends it.
    pub(crate) fn when_interrupted(&self) -> WhenInterrupted {
        match self {
            Self::Convs(command) => command.when_interrupted(),
            Self::Messages(_) | Self::Schema(_) => WhenInterrupted::Stop,
            Self::Export(_) => WhenInterrupted::Tell,
            Self::Sandbox(_) => WhenInterrupted::Finish,
        }
    }
}

/// Takes any text but none: an empty identifier is a shell variable that was not set.
pub(crate) fn some_text() -> NonEmptyStringValueParser {
    NonEmptyStringValueParser::new()
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|limit| !limit.is_zero())
        .ok_or_else(|| "write a number of seconds above 0, for example 10 or 2.5".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Cli, seconds};
    use clap::CommandFactory;
    use std::time::Duration;

    #[test]
    fn the_command_line_is_free_of_contradictions() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_time_limit_is_a_number_above_zero() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "nan", "inf", "1e-30", "1e30", "ten", ""] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
