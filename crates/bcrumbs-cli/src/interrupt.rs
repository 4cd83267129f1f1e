//! The signals that end a command, watched on a thread of its own: a write that waits for a slow reader cannot hold them
//! up.

use crate::failure::failure::{Failure, Signal};
use crate::failure::report::{ReportFormat, report_signal};
use bcrumbs::Outcome;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc;
use std::{io, process, thread};
use tokio::sync::watch;

/// What a signal means to a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenInterrupted {
    /// The command reads, or may change something. It ends at once, and prints what is known about the change.
    Stop,
    /// The command writes a file. It receives the signal, and stops where it can be resumed. A second signal ends it at once.
    Notify,
    /// The signal is the usual end of the command.
    Finish,
}

/// How far a change at the gateway has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The command reads.
    Reads,
    /// The command will change something, and has not sent that yet.
    NotSent,
    Sent,
    Done,
}

/// The stage, shared with the thread that watches.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChangeStage(Arc<AtomicU8>);

impl ChangeStage {
    /// Notes that the command will change something.
    pub(crate) fn planned(&self) {
        self.0.store(1, Ordering::SeqCst);
    }

    /// Notes that the request is about to be sent.
    pub(crate) fn sending(&self) {
        self.0.store(2, Ordering::SeqCst);
    }

    /// Notes that the gateway's answer has come.
    pub(crate) fn answered(&self) {
        self.0.store(3, Ordering::SeqCst);
    }

    /// Notes that the answer has come, where something was sent that changes something.
    pub(crate) fn answered_if_sent(&self) {
        if self.get() == Stage::Sent {
            self.answered();
        }
    }

    fn get(&self) -> Stage {
        match self.0.load(Ordering::SeqCst) {
            0 => Stage::Reads,
            1 => Stage::NotSent,
            2 => Stage::Sent,
            _ => Stage::Done,
        }
    }
}

/// The signal, for a command that is notified, and the stage of a change, for the thread that watches.
#[derive(Debug)]
pub(crate) struct Interruption {
    received: watch::Receiver<Option<Signal>>,
    pub(crate) change: ChangeStage,
}

impl Interruption {
    /// Waits for a signal.
    pub(crate) async fn received(&mut self) -> Signal {
        match self.received.wait_for(Option::is_some).await.map(|signal| *signal) {
            Ok(Some(signal)) => signal,
            Ok(None) | Err(_) => pending().await,
        }
    }
}

/// Watches for signals from now on.
///
/// The output is always whole lines (see `output`), so the process can end at any time.
pub(crate) fn watch(meaning: WhenInterrupted, format: ReportFormat) -> Result<Interruption, Failure> {
    let (ready, installed) = mpsc::channel();
    let (sender, received) = watch::channel(None);
    let change = ChangeStage::default();
    let seen = change.clone();
    let wait = move || -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        runtime.block_on(async {
            let mut signals = Signals::new()?;
            // The receiver continues in any case.
            let _ = ready.send(());
            let mut signal = signals.next().await;
            if meaning == WhenInterrupted::Notify {
                // Where nobody listens any more, the command is about to end.
                let _ = sender.send(Some(signal));
                signal = signals.next().await;
            }
            end(meaning, signal, seen.get(), format)
        })
    };
    let watcher = thread::Builder::new().name("signals".to_owned()).spawn(wait).map_err(Failure::Runtime)?;
    if installed.recv().is_ok() {
        return Ok(Interruption { received, change });
    }
    match watcher.join() {
        Ok(Err(problem)) => Err(Failure::Runtime(problem)),
        Ok(Ok(())) | Err(_) => Err(Failure::Runtime(io::Error::other("signals cannot be watched"))),
    }
}

fn end(meaning: WhenInterrupted, signal: Signal, stage: Stage, format: ReportFormat) -> ! {
    if meaning == WhenInterrupted::Finish {
        process::exit(0);
    }
    let (outcome, message) = match stage {
        Stage::Reads | Stage::NotSent => (Outcome::NotExecuted, "interrupted; nothing was changed"),
        Stage::Sent => (Outcome::Unknown, "interrupted; it may have run: look before you send it again"),
        Stage::Done => (Outcome::Executed, "interrupted; it was carried out: do not send it again"),
    };
    // To a person at a terminal, a list that is interrupted needs no words.
    if stage != Stage::Reads || format == ReportFormat::Json {
        report_signal(outcome, message, format);
    }
    signal.die()
}

/// The signals that end a command.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    /// None where the process was started to ignore it, as by `nohup`.
    hang_up: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        let hang_up = match ignores_hang_up() {
            true => None,
            false => Some(signal(SignalKind::hangup())?),
        };
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up,
        })
    }

    async fn next(&mut self) -> Signal {
        let hang_up = async {
            match &mut self.hang_up {
                Some(hang_up) => hang_up.recv().await,
                None => pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
            _ = hang_up => Signal::HangUp,
        }
    }
}

/// Returns whether SIGHUP is ignored, where the system reports it. To watch the signal would undo `nohup`.
#[cfg(unix)]
fn ignores_hang_up() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // The lowest bit stands for signal 1, which is SIGHUP.
    mask.is_some_and(|mask| mask & 1 == 1)
}

/// The signals that end a command.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) -> Signal {
        self.0.recv().await;
        Signal::Interrupt
    }
}
