//! Ctrl-C, watched on a thread of its own: a write that waits for a slow reader cannot hold it up.

use crate::failure::Failure;
use crate::output::message::say;
use crate::output::style::BAD;
use std::future::pending;
use std::sync::mpsc;
use std::{io, process, thread};
use tokio::sync::watch;

/// The exit status of a command that Ctrl-C ended, as shells count it: 128 and the signal's number.
const INTERRUPTED: u8 = 130;

/// The exit status of a command that SIGTERM ended.
#[cfg(unix)]
const TERMINATED: u8 = 143;

/// What Ctrl-C means to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenInterrupted {
    /// It reads: it stops at once.
    Stop,
    /// It changes something: it stops, and says what is not known.
    StopInDoubt,
    /// It writes a file: it is told, and stops where it can go on later. A second time stops it at once.
    Tell,
    /// It is how the command is meant to end.
    Finish,
}

/// Word of Ctrl-C, for a command that is told of it.
#[derive(Debug)]
pub(crate) struct Interruption(watch::Receiver<Option<u8>>);

impl Interruption {
    /// Waits for it, and returns the exit status that belongs to it.
    pub(crate) async fn told(&mut self) -> u8 {
        match self.0.wait_for(Option::is_some).await.map(|status| *status) {
            Ok(Some(status)) => status,
            Ok(None) | Err(_) => pending().await,
        }
    }
}

/// Watches for Ctrl-C from now on; for a command that serves until it is told to end or writes a file, for SIGTERM too.
///
/// The output is always whole lines (see `output`), so the process can end at any time.
pub(crate) fn watch(meaning: WhenInterrupted) -> Result<Interruption, Failure> {
    let (ready, installed) = mpsc::channel();
    let (tell, told) = watch::channel(None);
    let wait = move || -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        runtime.block_on(async {
            let mut signals = Signals::new(meaning)?;
            // The one who waits for this goes on in any case.
            let _ = ready.send(());
            let mut status = signals.next().await;
            if meaning == WhenInterrupted::Tell {
                // Where nobody listens any more, the command is about to end.
                let _ = tell.send(Some(status));
                status = signals.next().await;
            }
            end(meaning, status)
        })
    };
    let watcher = thread::Builder::new().name("ctrl-c".to_owned()).spawn(wait).map_err(Failure::Runtime)?;
    if installed.recv().is_ok() {
        return Ok(Interruption(told));
    }
    match watcher.join() {
        Ok(Err(problem)) => Err(Failure::Runtime(problem)),
        Ok(Ok(())) | Err(_) => Err(Failure::Runtime(io::Error::other("no watch on Ctrl-C"))),
    }
}

fn end(meaning: WhenInterrupted, status: u8) -> ! {
    match meaning {
        WhenInterrupted::Stop | WhenInterrupted::Tell => process::exit(i32::from(status)),
        WhenInterrupted::StopInDoubt => {
            say(format_args!(
                "{BAD}error:{BAD:#} interrupted; it may have been carried out: look before sending it again"
            ));
            process::exit(i32::from(status))
        }
        WhenInterrupted::Finish => process::exit(0),
    }
}

/// The signals that end a command.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn new(meaning: WhenInterrupted) -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        let terminate = match meaning {
            WhenInterrupted::Stop | WhenInterrupted::StopInDoubt => None,
            WhenInterrupted::Tell | WhenInterrupted::Finish => Some(signal(SignalKind::terminate())?),
        };
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate })
    }

    /// Waits for the next, and returns the exit status that belongs to it.
    async fn next(&mut self) -> u8 {
        match &mut self.terminate {
            Some(terminate) => {
                tokio::select! {
                    _ = self.interrupt.recv() => INTERRUPTED,
                    _ = terminate.recv() => TERMINATED,
                }
            }
            None => {
                self.interrupt.recv().await;
                INTERRUPTED
            }
        }
    }
}

/// The signals that end a command.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new(_: WhenInterrupted) -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> u8 {
        self.0.recv().await;
        INTERRUPTED
    }
}
