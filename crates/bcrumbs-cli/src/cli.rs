//! The command line: all commands.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::agents::AgentsCommand;
use crate::commands::api::api::ApiArguments;
use crate::commands::broadcasts::BroadcastsCommand;
use crate::commands::completions::CompletionsArguments;
use crate::commands::contacts::ContactsCommand;
use crate::commands::convs::convs::ConvsCommand;
use crate::commands::doctor::doctor::DoctorArguments;
use crate::commands::keys::KeysCommand;
use crate::commands::man::ManArguments;
use crate::commands::messages::messages::MessagesCommand;
use crate::commands::sandbox::serve::SandboxArguments;
use crate::commands::schema::schema::SchemaCommand;
use crate::commands::settings::SettingsCommand;
use crate::commands::tags::TagsCommand;
use crate::commands::webhooks::WebhooksCommand;
use crate::commands::window::WindowArguments;
use crate::global::Global;
use crate::interrupt::WhenInterrupted;
use clap::{Parser, Subcommand};

/// Customer conversations of the Bread Crumbs gateway, from a terminal or a script.
///
/// The API key comes from the environment variable BCRUMBS_API_KEY or from a file. No option takes the key itself,
/// because every user of the machine can read a command line.
#[derive(Debug, Parser)]
#[command(
    name = "bcrumbs",
    version,
    max_term_width = 110,
    after_help = "\
Examples:
  bcrumbs sandbox --port 4000
  bcrumbs doctor
  bcrumbs convs list --ended false
  bcrumbs messages list --all --output ndjson > messages.ndjson
  bcrumbs help convs start

The first command runs a gateway with made-up data, and prints the variables to set in another terminal. The identifiers \
in all examples exist in that gateway, so every example can be pasted.

Environment variables:
  BCRUMBS_API_KEY       the API key; --api-key-file overrides it
  BCRUMBS_ENDPOINT      the gateway's URL; --endpoint overrides it
  BCRUMBS_WORKSPACE_ID  the workspace's number; --workspace overrides it
  BCRUMBS_OMIT_FIELDS   fields to leave out of the queries, for example
                        Conv.orderNo, separated by commas: for fields that the
                        gateway no longer has

Exit status: 0 done, 1 failed and nothing was changed, 2 wrong usage, 3 a change was or may have been made; see \
`bcrumbs help exit-codes`."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the exit status of a command means.
pub(crate) const EXIT_CODES: &str = "\
  0  done
  1  failed; nothing was changed at the gateway
  2  wrong usage; nothing was sent
  3  a change was or may have been made: look before repeating the command

A command that SIGINT, SIGTERM or SIGHUP ends dies of that signal, so that the loop of a shell stops. A shell shows it as \
128 plus the number of the signal. Before a command that changes something dies, it prints whether the change was made, \
may have been made, or was not made. Only the sandbox ends with 0, because a signal is its usual end.

Where --output json or --output ndjson is given, the last line of standard error after a failure is one object:

  {\"error\":{\"kind\":…,\"outcome\":…,\"message\":…,\"operation\":…,\"status\":…,
    \"code\":…,\"requestId\":…,\"retryAfter\":…,\"attempts\":…,\"remedy\":…}}

All keys are always there; a value that is not known is null. `outcome` reports whether something was changed: \
not_executed, unknown or executed. `retryAfter` is in seconds.";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List, start, assign and export conversations
    #[command(
        subcommand,
        visible_alias = "conversations",
        after_help = "\
Examples:
  bcrumbs convs list --with-contact
  bcrumbs convs start --channel 67d7f55f7a9f000000000000 \\
      --phone +12025550123 --template welcome --yes
  bcrumbs convs assign 67d7f55f7a9a000000000000 \\
      --channel 67d7f55f7a9f000000000000 --agent 67d7f55f7a9c000000000000"
    )]
    Convs(ConvsCommand),
    /// List, send and export messages
    #[command(
        subcommand,
        after_help = "\
Examples:
  bcrumbs messages list --contact 67d7f55f7a9b000000000000"
    )]
    Messages(MessagesCommand),
    /// List and export contacts
    #[command(
        subcommand,
        after_help = "\
Examples:
  bcrumbs contacts list --name Grace"
    )]
    Contacts(ContactsCommand),
    /// List agents
    #[command(
        subcommand,
        after_help = "\
Examples:
  bcrumbs agents list"
    )]
    Agents(AgentsCommand),
    /// List and create tags
    #[command(
        subcommand,
        after_help = "\
Examples:
  bcrumbs tags list
  bcrumbs tags create --type client --tag VIP"
    )]
    Tags(TagsCommand),
    /// List broadcasts
    #[command(
        subcommand,
        after_help = "\
Examples:
  bcrumbs broadcasts list --state completed"
    )]
    Broadcasts(BroadcastsCommand),
    /// List webhooks
    #[command(
        subcommand,
        after_help = "\
Examples:
  bcrumbs webhooks list"
    )]
    Webhooks(WebhooksCommand),
    /// List API keys without their text, and create one
    #[command(
        subcommand,
        after_help = "\
Examples:
  bcrumbs keys list
  bcrumbs keys create --label shop"
    )]
    Keys(KeysCommand),
    /// Show the workspace's settings
    #[command(
        subcommand,
        after_help = "\
Examples:
  bcrumbs settings show"
    )]
    Settings(SettingsCommand),
    /// Show whether a free-form reply to a contact may be sent, and until when
    Window(WindowArguments),
    /// Send an operation of your own
    Api(ApiArguments),
    /// Check the settings, the connection and the gateway's answers
    Doctor(DoctorArguments),
    /// Print, check, fetch and compare schemas
    #[command(
        subcommand,
        after_help = "\
Examples:
  bcrumbs schema print > bcrumbs.graphql
  bcrumbs schema check --live
  bcrumbs schema pull --out schema/bcrumbs.graphql
  bcrumbs schema diff old.graphql new.graphql"
    )]
    Schema(SchemaCommand),
    /// Run a gateway with made-up data on this machine
    Sandbox(SandboxArguments),
    /// Explain the exit status of commands and their errors as JSON
    #[command(after_help = format!("Examples:\n  bcrumbs exit-codes\n\n{EXIT_CODES}"))]
    ExitCodes,
    /// Print a shell's completions of commands and options
    Completions(CompletionsArguments),
    /// Print the manual, or write a page for each command
    Man(ManArguments),
}

impl Command {
    /// Returns what a signal means to the command.
    pub(crate) fn when_interrupted(&self) -> WhenInterrupted {
        match self {
            Self::Convs(command) => command.when_interrupted(),
            Self::Messages(command) => command.when_interrupted(),
            Self::Contacts(command) => command.when_interrupted(),
            Self::Agents(_)
            | Self::Tags(_)
            | Self::Broadcasts(_)
            | Self::Webhooks(_)
            | Self::Keys(_)
            | Self::Settings(_)
            | Self::Api(_)
            | Self::Doctor(_)
            | Self::Window(_)
            | Self::Schema(_)
            | Self::ExitCodes
            | Self::Completions(_)
            | Self::Man(_) => WhenInterrupted::Stop,
            Self::Sandbox(arguments) => arguments.when_interrupted(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::{Command, CommandFactory, Parser};

    /// Every command with its place in the tree, the one that clap adds for help left out.
    fn commands(command: &Command, place: &str, all: &mut Vec<(String, Command)>) {
        let place = format!("{place} {}", command.get_name());
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            commands(below, &place, all);
        }
        all.push((place, command.clone()));
    }

    /// The lines of a command's examples, as a shell reads them.
    fn examples(command: &Command) -> Vec<String> {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let block = help.strip_prefix("Examples:\n").unwrap_or_default();
        let block = block.split("\n\n").next().unwrap_or_default();
        for line in block.lines() {
            assert!(line.len() < 80, "a terminal of 80 columns would break {line:?}");
        }
        block.replace("\\\n", "").lines().map(str::to_owned).collect()
    }

    #[test]
    fn every_identifier_says_where_it_is_found() {
        let mut all = Vec::new();
        commands(&Cli::command(), "", &mut all);
        let places = ["`bcrumbs ", "dashboard", "external system of yours", "network"];
        let mut found = 0;
        for (place, command) in all {
            let is_id = |argument: &&clap::Arg| {
                argument.get_value_names().is_some_and(|names| names.iter().any(|name| name.ends_with("ID")))
            };
            for argument in command.get_arguments().filter(is_id) {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(
                    places.iter().any(|place| help.contains(place)),
                    "{place} {}: {help}",
                    argument.get_id()
                );
                found += 1;
            }
        }
        assert!(found > 20, "{found}");
    }

    #[test]
    fn the_help_names_the_default_time_limit_and_every_variable() {
        let mut command = Cli::command();
        let help = command.render_long_help().to_string();
        let seconds = bcrumbs::DEFAULT_TOTAL_TIMEOUT.as_secs();
        assert!(help.contains(&format!("[default: {seconds}]")), "{help}");
        for name in ["API_KEY", "ENDPOINT", "WORKSPACE_ID", "OMIT_FIELDS"] {
            assert!(help.contains(&format!("\n  BCRUMBS_{name} ")), "{name}");
        }
    }

    #[test]
    fn every_command_has_examples_and_each_of_them_is_a_command_line_of_its_own() {
        let mut all = Vec::new();
        commands(&Cli::command(), "", &mut all);
        assert!(all.len() > 10);
        for (place, command) in all {
            let examples = examples(&command);
            assert!(!examples.is_empty(), "{place} has none");
            for line in examples {
                let words = shlex::split(&line).unwrap_or_else(|| panic!("{place}: {line}"));
                let words = words.into_iter().take_while(|word| !matches!(word.as_str(), "|" | ">"));
                match Cli::try_parse_from(words) {
                    Ok(_) => {}
                    Err(shown) => assert_eq!(shown.exit_code(), 0, "{place}: {line}: {shown}"),
                }
                assert!(line.trim_start().starts_with(place.trim_start()), "{place}: {line}");
            }
        }
    }

    #[test]
    fn the_command_line_is_free_of_contradictions() {
        Cli::command().debug_assert();
    }
}
