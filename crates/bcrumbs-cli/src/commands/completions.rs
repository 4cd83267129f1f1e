//! `bcrumbs completions`: what a shell needs to complete commands and options.

use crate::failure::failure::Failure;
use crate::output::printer::print_bytes;
use clap::{Args, Command};
use clap_complete::Shell;

/// For which shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs completions bash > ~/.local/share/bash-completion/completions/bcrumbs
  bcrumbs completions zsh > ~/.zfunc/_bcrumbs
  bcrumbs completions fish > ~/.config/fish/completions/bcrumbs.fish

For zsh, ~/.zfunc must be in fpath before compinit is called. Only new shells use the completions. After an update of \
bcrumbs, write the file again.")]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl CompletionsArguments {
    /// Prints the script for the whole command line.
    pub(crate) fn run(self, mut command: Command) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "bcrumbs", &mut script);
        Ok(print_bytes(&script)?)
    }
}
