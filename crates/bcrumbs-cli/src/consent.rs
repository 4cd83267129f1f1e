//! Consent to what costs money or reaches a person: asked for at a terminal, given by `--yes` anywhere else.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::failure::failure::Failure;
use crate::output::message::say;
use crate::output::sanitize::on_one_line;
use clap::Args;
use std::io::{self, IsTerminal, Write};

/// The options of a command that needs consent.
#[derive(Debug, Args)]
#[command(next_help_heading = "Before anything is sent")]
pub(crate) struct Consent {
    /// Send without asking; required where standard input or standard error is no terminal
    #[arg(long)]
    pub(crate) yes: bool,

    /// Print the request's body and send nothing
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
}

impl Consent {
    /// Refuses where consent is not given and there is no terminal to ask at.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.yes || io::stdin().is_terminal() && io::stderr().is_terminal() {
            return Ok(());
        }
        let text = "this needs a confirmation, and there is no terminal to ask at: add --yes to send, or \
                    --dry-run to see the request";
        Err(Failure::Usage(text.to_owned()))
    }

    /// Returns where consent was given, by `--yes` or by the answer to `question`, which may have several lines.
    pub(crate) fn ask(&self, question: &str) -> Result<(), Failure> {
        self.check()?;
        if self.yes {
            return Ok(());
        }
        for line in question.lines() {
            say(format_args!("{}", on_one_line(line)));
        }
        let mut stderr = io::stderr().lock();
        // Where the prompt cannot be written, the answer decides all the same.
        let _ = write!(stderr, "Send it? [y/N] ").and_then(|()| stderr.flush());
        drop(stderr);
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        match (read, answer.trim().to_lowercase().as_str()) {
            (Ok(_), "y" | "yes") => Ok(()),
            (Ok(_) | Err(_), _) => Err(Failure::Declined),
        }
    }
}
