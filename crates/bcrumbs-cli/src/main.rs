//! The `bcrumbs` command: reads the command line, runs one command, and turns its end into an exit status.

mod cli;
mod commands;
mod connect;
mod failure;
mod global;
mod interrupt;
mod list;
mod logging;
mod output;

use clap::{CommandFactory, Parser};
use cli::{Cli, Command};
use failure::Failure;
use interrupt::Interruption;
use output::style::Colour;
use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    // What the parser prints is to obey as well.
    Colour::asked(env::args_os()).choose();
    let cli = Cli::parse();
    cli.global.color.choose();
    match start(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn start(cli: Cli) -> Result<(), Failure> {
    logging::begin(cli.global.verbose);
    let interruption = interrupt::watch(cli.command.when_interrupted())?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::Runtime)?;
    let done = runtime.block_on(run(cli, interruption));
    // What still runs in the background, such as a name look-up, is not waited for.
    runtime.shutdown_background();
    done
}

async fn run(cli: Cli, interruption: Interruption) -> Result<(), Failure> {
    match cli.command {
        Command::Convs(command) => command.run(&cli.global).await,
        Command::Messages(command) => command.run(&cli.global).await,
        Command::Window(arguments) => arguments.run(&cli.global).await,
        Command::Doctor(arguments) => arguments.run(&cli.global).await,
        Command::Export(command) => command.run(&cli.global, interruption).await,
        Command::Schema(command) => command.run(&cli.global).await,
        Command::Sandbox(arguments) => arguments.run(&cli.global).await,
        Command::Completions(arguments) => arguments.run(Cli::command()),
        Command::Man(arguments) => arguments.run(Cli::command()),
    }
}
