//! The `bcrumbs` command: reads the command line, runs one command, and turns its end into an exit status.

mod change;
mod cli;
mod commands;
mod connect;
mod consent;
mod failure;
mod global;
mod input;
mod interrupt;
mod list;
mod logging;
mod output;
mod transport;

use clap::{CommandFactory, Parser};
use cli::{Cli, Command, EXIT_CODES};
use failure::failure::{Failure, WRONG_USAGE};
use failure::report::{ReportFormat, report, report_usage};
use interrupt::Interruption;
use output::printer::print_lines;
use output::style::Colour;
use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    // What the parser prints is to obey as well.
    Colour::asked(env::args_os()).choose();
    let cli = match Cli::try_parse() {
        Ok(cli) => Cli { global: cli.global.or_environment(), ..cli },
        Err(shown) => return not_parsed(&shown),
    };
    cli.global.color.choose();
    let format = cli.global.report_format();
    let host = connect::host(&cli.global);
    match start(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report(&failure, host.as_deref(), format);
            match failure.signal() {
                Some(signal) => signal.die(),
                None => ExitCode::from(failure.status()),
            }
        }
    }
}

/// Prints what the parser has to say: help, the version, or what is wrong with the command line.
fn not_parsed(shown: &clap::Error) -> ExitCode {
    let status = u8::try_from(shown.exit_code()).unwrap_or(WRONG_USAGE);
    if status != 0 && ReportFormat::asked(env::args_os()) == ReportFormat::Json {
        report_usage(&shown.render().to_string());
        return ExitCode::from(status);
    }
    match shown.print().and_then(|()| io::stdout().flush()).map_err(Failure::from) {
        Ok(()) => ExitCode::from(status),
        Err(failure) => {
            report(&failure, None, ReportFormat::Text);
            ExitCode::from(failure.status())
        }
    }
}

fn start(cli: Cli) -> Result<(), Failure> {
    logging::begin(cli.global.verbose);
    let interruption = interrupt::watch(cli.command.when_interrupted(), cli.global.report_format())?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::Runtime)?;
    let done = runtime.block_on(run(cli, interruption));
    // What still runs in the background, such as a name look-up, is not waited for.
    runtime.shutdown_background();
    done
}

async fn run(cli: Cli, interruption: Interruption) -> Result<(), Failure> {
    match cli.command {
        Command::Convs(command) => command.run(&cli.global, interruption).await,
        Command::Messages(command) => command.run(&cli.global, interruption).await,
        Command::Contacts(command) => command.run(&cli.global, interruption).await,
        Command::Agents(command) => command.run(&cli.global).await,
        Command::Tags(command) => command.run(&cli.global, &interruption.change).await,
        Command::Broadcasts(command) => command.run(&cli.global).await,
        Command::Webhooks(command) => command.run(&cli.global).await,
        Command::Keys(command) => command.run(&cli.global, &interruption.change).await,
        Command::Settings(command) => command.run(&cli.global).await,
        Command::Window(arguments) => arguments.run(&cli.global).await,
        Command::Api(arguments) => arguments.run(&cli.global, &interruption.change).await,
        Command::Doctor(arguments) => arguments.run(&cli.global).await,
        Command::Schema(command) => command.run(&cli.global).await,
        Command::Sandbox(arguments) => arguments.run(&cli.global).await,
        Command::ExitCodes => Ok(print_lines(EXIT_CODES.lines().map(str::to_owned))?),
        Command::Completions(arguments) => arguments.run(Cli::command()),
        Command::Man(arguments) => arguments.run(Cli::command()),
    }
}
