//! The ways in which a command ends without having done its work, each with its exit status and its text.

use bcrumbs::{Error, ErrorKind, Outcome};
use std::error::Error as _;
use std::io;
use std::iter;
use std::path::PathBuf;
use std::{fmt, process};

/// The exit status where the command failed and nothing was changed.
pub(crate) const FAILED: u8 = 1;

/// The exit status for wrong usage, the one that the command line parser has as well.
pub(crate) const WRONG_USAGE: u8 = 2;

/// The exit status where a change was or may have been made: the command must not be repeated blindly.
pub(crate) const CHANGED: u8 = 3;

/// A signal that ends a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    Interrupt,
    #[cfg(unix)]
    Terminate,
    #[cfg(unix)]
    HangUp,
}

impl Signal {
    /// Ends the process by this signal, so that whoever started it, such as the loop of a shell, sees what ended it.
    pub(crate) fn die(self) -> ! {
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

            let number = match self {
                Self::Interrupt => SIGINT,
                Self::Terminate => SIGTERM,
                Self::HangUp => SIGHUP,
            };
            let _ = signal_hook::low_level::emulate_default_handler(number);
        }
        // Elsewhere there is only the exit status, as shells count it: 128 and the signal's number.
        process::exit(130)
    }
}

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something that the command needs was not said, or cannot be used.
    Usage(String),
    /// A call that reads failed.
    Call(Error),
    /// A call that changes something failed.
    Change(Error),
    /// A call failed while a list was being printed or exported.
    BrokenOff {
        /// What failed.
        error: Error,
        /// The position after what was printed, for programs.
        next: Option<String>,
        /// How to continue, where a part of the list has been printed.
        resume: Option<String>,
    },
    /// The result is a negative one: a query that the schema refuses, say, or a gateway that keeps its schema.
    Found(String),
    /// The answer to the question whether to send was no.
    Declined,
    /// A file cannot be written.
    File(PathBuf, io::Error),
    /// A signal ended an export.
    Interrupted {
        signal: Signal,
        /// How to continue, where a part has been written.
        kept: Option<String>,
        /// What kept the export from being made safe.
        failed: Option<Box<Failure>>,
    },
    /// The file of an export cannot be written, and a part of the list is kept.
    Export(PathBuf, io::Error),
    /// The reader of the output has closed it.
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
    /// Returns the exit status.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Unread => 0,
            Self::Usage(_) => WRONG_USAGE,
            Self::Call(error) | Self::BrokenOff { error, .. } => status_of(error),
            Self::Change(error) => match error.outcome() {
                Outcome::NotExecuted => status_of(error),
                Outcome::Unknown | Outcome::Executed => CHANGED,
            },
            Self::OutputAfterChange(_) => CHANGED,
            Self::Found(_)
            | Self::Declined
            | Self::File(..)
            | Self::Interrupted { .. }
            | Self::Export(..)
            | Self::Output(_)
            | Self::Port(..)
            | Self::Runtime(_) => FAILED,
        }
    }

    /// Returns whether something was changed at the gateway.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Change(error) => error.outcome(),
            Self::OutputAfterChange(_) => Outcome::Executed,
            Self::Usage(_)
            | Self::Call(_)
            | Self::BrokenOff { .. }
            | Self::Found(_)
            | Self::Declined
            | Self::File(..)
            | Self::Interrupted { .. }
            | Self::Export(..)
            | Self::Unread
            | Self::Output(_)
            | Self::Port(..)
            | Self::Runtime(_) => Outcome::NotExecuted,
        }
    }

    /// Returns the library's error, where there is one.
    pub(crate) fn error(&self) -> Option<&Error> {
        match self {
            Self::Call(error) | Self::Change(error) | Self::BrokenOff { error, .. } => Some(error),
            Self::Usage(_)
            | Self::Found(_)
            | Self::Declined
            | Self::File(..)
            | Self::Interrupted { .. }
            | Self::Export(..)
            | Self::Unread
            | Self::Output(_)
            | Self::OutputAfterChange(_)
            | Self::Port(..)
            | Self::Runtime(_) => None,
        }
    }

    /// Returns the signal that ended the command.
    pub(crate) fn signal(&self) -> Option<Signal> {
        match self {
            Self::Interrupted { signal, .. } => Some(*signal),
            _ => None,
        }
    }

    /// Notes that the gateway had done what it was asked when the output failed.
    pub(crate) fn after_change(problem: io::Error) -> Self {
        match Self::from(problem) {
            Self::Output(problem) => Self::OutputAfterChange(problem),
            other => other,
        }
    }

    /// Returns what to do next in this command's own terms, where the library's text cannot know them.
    pub(crate) fn advice(&self) -> Option<&'static str> {
        match self.error()?.kind() {
            ErrorKind::Unauthenticated => Some("it is read from BCRUMBS_API_KEY or --api-key-file"),
            ErrorKind::Forbidden => Some("the workspace is set by --workspace or BCRUMBS_WORKSPACE_ID"),
            ErrorKind::GraphQl => Some("check the identifiers and values that were given"),
            ErrorKind::Timeout => Some("--timeout sets the time for a call"),
            ErrorKind::TooLarge => Some("--page-size sets the size of a page"),
            ErrorKind::Decode => {
                Some("check that the endpoint is the gateway's, or look for a newer bcrumbs")
            }
            _ => None,
        }
    }
}

fn status_of(error: &Error) -> u8 {
    match error.kind() {
        ErrorKind::Config | ErrorKind::InvalidInput => WRONG_USAGE,
        _ => FAILED,
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl From<io::Error> for Failure {
    /// Converts the failure of a write to standard output, the only source of errors of this type.
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
            Self::Declined => f.write_str("not confirmed; nothing was sent"),
            Self::File(file, problem) => {
                let file = file.display();
                write!(f, "{file} cannot be written: {problem}; what was there is unchanged")
            }
            Self::Call(error) | Self::Change(error) | Self::BrokenOff { error, .. } => {
                write!(f, "{error}")?;
                // The library's text does not tell why there was no connection.
                let cause = iter::successors(error.source(), |cause| (*cause).source()).last();
                match cause.filter(|_| error.kind() == ErrorKind::Connect) {
                    Some(cause) => write!(f, " [{cause}]"),
                    None => Ok(()),
                }
            }
            Self::Interrupted { failed: Some(failed), .. } => write!(f, "interrupted; {failed}"),
            Self::Interrupted { kept: Some(kept), .. } => write!(f, "interrupted; {kept}"),
            Self::Interrupted { kept: None, failed: None, .. } => {
                f.write_str("interrupted before anything was exported")
            }
            Self::Export(file, problem) => {
                write!(f, "{} cannot be written: ", file.display())?;
                match problem.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                        f.write_str("no space is left there; make room")?;
                    }
                    io::ErrorKind::FileTooLarge => {
                        f.write_str("the limit for the size of a file is reached; raise it (ulimit -f)")?;
                    }
                    _ => write!(f, "{problem}; correct that")?,
                }
                f.write_str(" and run the same command with --resume")
            }
            Self::Unread => f.write_str("the reader of the output has closed it"),
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
