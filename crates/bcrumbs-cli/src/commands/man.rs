//! `bcrumbs man`: the manual, made of the same texts as the help.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::failure::failure::Failure;
use crate::output::printer::print_bytes;
use crate::output::replace::replace;
use clap::{Args, Command};
use clap_mangen::Man;
use std::fs;
use std::path::{Path, PathBuf};

/// What a page's foot says it belongs to.
const SOURCE: &str = concat!("bcrumbs ", env!("CARGO_PKG_VERSION"));

/// Where to.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs man > bcrumbs.1
  bcrumbs man --out ~/.local/share/man/man1

The command creates DIR if it does not exist. It replaces existing pages, each one completely or not at all. Other files \
stay.")]
pub(crate) struct ManArguments {
    /// The directory to write a page for each command to; without it, the main page is printed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl ManArguments {
    /// Prints or writes the manual of the whole command line.
    pub(crate) fn run(self, command: Command) -> Result<(), Failure> {
        // A page for `help` would tell nothing that the others do not.
        let mut command = command.disable_help_subcommand(true);
        command.build();
        match self.out {
            None => Ok(print_bytes(&page(&command)?)?),
            Some(folder) => {
                fs::create_dir_all(&folder).map_err(|problem| Failure::File(folder.clone(), problem))?;
                write(&command, &folder)
            }
        }
    }
}

fn write(command: &Command, folder: &Path) -> Result<(), Failure> {
    for below in command.get_subcommands() {
        write(below, folder)?;
    }
    let file = folder.join(Man::new(command.clone()).get_filename());
    replace(&file, &page(command)?).map_err(|problem| Failure::File(file, problem))
}

fn page(command: &Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    Man::new(command.clone()).source(SOURCE).render(&mut page)?;
    let page = String::from_utf8_lossy(&page);
    // Where a reader of manuals looks for them.
    Ok(page.replacen(".SH EXTRA\nExamples:\n", ".SH EXAMPLES\n", 1).into_bytes())
}
