//! Ctrl-C, watched on a thread of its own: a write that waits for a slow reader cannot hold it up.

use crate::failure::{Failure, say};
use crate::style::BAD;
use std::sync::mpsc;
use std::{io, process, thread};

/// The exit status of a command that Ctrl-C ended, as shells count it: 128 and the signal's number.
const INTERRUPTED: i32 = 130;

/// What Ctrl-C means to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenInterrupted {
    /// It reads: it stops at once.
    Stop,
    /// It changes something: it stops, and says what is not known.
    StopInDoubt,
    /// It is how the command is meant to end.
    Finish,
}

/// Watches for Ctrl-C from now on; for a command that serves until it is told to end, for SIGTERM too.
///
/// The output is always whole lines (see `output`), so the process can end at any time.
pub(crate) fn watch(meaning: WhenInterrupted) -> Result<(), Failure> {
    let (ready, installed) = mpsc::channel();
    let wait = move || -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        runtime.block_on(async {
            let signals = Signals::new(meaning)?;
            // The one who waits for this goes on in any case.
            let _ = ready.send(());
            signals.next().await;
            end(meaning)
        })
    };
    let watcher = thread::Builder::new().name("ctrl-c".to_owned()).spawn(wait).map_err(Failure::Runtime)?;
    if installed.recv().is_ok() {
        return Ok(());
    }
    match watcher.join() {
        Ok(Err(problem)) => Err(Failure::Runtime(problem)),
        Ok(Ok(())) | Err(_) => Err(Failure::Runtime(io::Error::other("no watch on Ctrl-C"))),
    }
}

fn end(meaning: WhenInterrupted) -> ! {
    match meaning {
        WhenInterrupted::Stop => process::exit(INTERRUPTED),
        WhenInterrupted::StopInDoubt => {
            say(format_args!(
                "{BAD}error:{BAD:#} interrupted; it may have been carried out: look before sending it again"
            ));
            process::exit(INTERRUPTED)
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

        let serves = meaning == WhenInterrupted::Finish;
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: serves.then(|| signal(SignalKind::terminate())).transpose()?,
        })
    }

    async fn next(mut self) {
        match &mut self.terminate {
            Some(terminate) => {
                tokio::select! {
                    _ = self.interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
            }
            None => {
                self.interrupt.recv().await;
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

    async fn next(mut self) {
        self.0.recv().await;
    }
}
