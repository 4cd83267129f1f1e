//! The ways in which a command ends without having done its work, each with its exit status and its one line.

use crate::output::message::say;
use crate::output::sanitize::in_lines;
use crate::output::style::BAD;
use bcrumbs::{Error, ErrorKind};
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// The exit status for what the gateway or the network refused.
const REFUSED: u8 = 1;

/// The exit status for wrong usage, the one that the command line parser has as well.
const WRONG_USAGE: u8 = 2;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something that the command needs was not said, or cannot be used.
    Usage(String),
    /// The gateway or the network refused, or the library did before asking.
    Call(Error),
    /// The gateway or the network refused while a list was being printed.
    BrokenOff {
        /// What was refused.
        error: Error,
        /// How to go on, where a part of the list has been printed.
        resume: Option<String>,
    },
    /// What was looked for was found: a query that the schema refuses, say, or a gateway that keeps its schema.
    Found(String),
    /// A file cannot be written.
    File(PathBuf, io::Error),
    /// A signal ended an export.
    Interrupted {
        /// The exit status that belongs to the signal.
        status: u8,
        /// How to go on, where a part has been written.
        kept: Option<String>,
    },
    /// The file of an export cannot be written.
    Export(PathBuf, io::Error),
    /// Whoever read the output has gone: nobody is left to tell.
    Unread,
    /// The output cannot be written.
    Output(io::Error),
    /// The output cannot be written, though something was changed at the gateway.
    OutputAfterChange(io::Error),
    /// The embedded gateway cannot listen on that port.
    Port(u16, io::Error),
    /// The operating system refuses what every command needs.
    Runtime(io::Error),
}

impl Failure {
    /// Tells what went wrong on standard error, and gives the exit status.
    pub(crate) fn report(&self) -> ExitCode {
        if !matches!(self, Self::Unread) {
            say(format_args!("{BAD}error:{BAD:#} {}", in_lines(&self.to_string())));
        }
        if let Self::BrokenOff { resume: Some(resume), .. } = self {
            say(format_args!("{resume}"));
        }
        ExitCode::from(self.status())
    }

    fn status(&self) -> u8 {
        match self {
            Self::Unread => 0,
            Self::Usage(_) => WRONG_USAGE,
            Self::Interrupted { status, .. } => *status,
            Self::Call(error) | Self::BrokenOff { error, .. } => match error.kind() {
                ErrorKind::Config | ErrorKind::InvalidInput => WRONG_USAGE,
                _ => REFUSED,
            },
            Self::Found(_)
            | Self::File(..)
            | Self::Export(..)
            | Self::Output(_)
            | Self::OutputAfterChange(_)
            | Self::Port(..)
            | Self::Runtime(_) => REFUSED,
        }
    }

    /// Notes that the gateway had done what it was asked when the output failed.
    pub(crate) fn after_change(self) -> Self {
        match self {
            Self::Output(problem) => Self::OutputAfterChange(problem),
            other => other,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<io::Error> for Failure {
    /// Reads the failure of a write to standard output, the one place where errors of this type come from unasked.
    fn from(problem: io::Error) -> Self {
        match problem.kind() {
            io::ErrorKind::BrokenPipe => Self::Unread,
            _ => Self::Output(problem),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Found(text) => f.write_str(text),
            Self::File(file, problem) => {
                let file = file.display();
                write!(f, "{file} cannot be written: {problem}; what was there is unchanged")
            }
            Self::Call(error) | Self::BrokenOff { error, .. } => {
                write!(f, "{error}")?;
                match advice(error.kind()) {
                    Some(advice) => write!(f, "; {advice}"),
                    None => Ok(()),
                }
            }
            Self::Interrupted { kept: Some(kept), .. } => write!(f, "interrupted; {kept}"),
            Self::Interrupted { kept: None, .. } => f.write_str("interrupted before anything was exported"),
            Self::Export(file, problem) => {
                write!(f, "{} cannot be written: ", file.display())?;
                match problem.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                        f.write_str("no space is left there; make room")?;
                    }
                    io::ErrorKind::FileTooLarge => {
                        f.write_str("it is as large as a file may be there; raise that limit (ulimit -f)")?;
                    }
                    _ => write!(f, "{problem}; put that right")?,
                }
                f.write_str(" and run the same command with --resume")
            }
            Self::Unread => f.write_str("nobody reads the output"),
            Self::Output(problem) => {
                write!(f, "standard output cannot be written: {problem}; make room, or write elsewhere")
            }
            Self::OutputAfterChange(problem) => write!(
                f,
                "standard output cannot be written: {problem}; the gateway has done what it was asked: do not repeat it"
            ),
            Self::Port(port, problem) if problem.kind() == io::ErrorKind::AddrInUse => {
                write!(f, "port {port} is taken: choose another by --port, or leave it out for a free one")
            }
            Self::Port(port, problem) => {
                write!(f, "cannot listen on port {port}: {problem}; leave --port out for a free one")
            }
            Self::Runtime(problem) => {
                write!(f, "the system refuses a thread or a signal: {problem}; try again later")
            }
        }
    }
}

/// Returns what to do next in this command's own terms, where the library's text cannot know them.
fn advice(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::Unauthenticated => Some("it is read from BCRUMBS_API_KEY or --api-key-file"),
        ErrorKind::Forbidden => Some("the workspace is set by --workspace or BCRUMBS_WORKSPACE_ID"),
        ErrorKind::GraphQl => Some("check the identifiers and values that were given"),
        ErrorKind::Timeout => Some("--timeout sets the time for a call"),
        ErrorKind::TooLarge => Some("--page-size sets the size of a page"),
        ErrorKind::Decode => Some("check that the endpoint is the gateway's, or look for a newer bcrumbs"),
        _ => None,
    }
}
