//! The `bcrumbs` command: reads the command line, runs one command, and turns its end into an exit status.

mod cli;
mod connect;
mod convs;
mod csv;
mod edge;
mod export;
mod export_file;
mod export_places;
mod export_run;
mod export_state;
mod failure;
mod format;
mod interrupt;
mod introspection;
mod listing;
mod logging;
mod messages;
mod output;
mod paging;
mod progress;
mod rhythm;
mod row;
mod sandbox;
mod schema;
mod schema_check;
mod schema_diff;
mod schema_pull;
mod shell;
mod table;
mod terminal;

use clap::Parser;
use cli::{Cli, Command};
use failure::Failure;
use interrupt::Interruption;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
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
        Command::Export(command) => command.run(&cli.global, interruption).await,
        Command::Schema(command) => command.run(&cli.global).await,
        Command::Sandbox(arguments) => arguments.run().await,
    }
}
