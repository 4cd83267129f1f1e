//! The journal: which events were accepted, and which of them are done. It contains identifiers and no message text.

use bcrumbs::webhook::Seen;
use bcrumbs::{ContactId, ConversationId, EventId};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// The number of events whose repeated deliveries are found.
const REMEMBERED: usize = 100_000;

/// An event that was confirmed. Its `turn` is its number, which selects the agent.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Accepted {
    pub(crate) turn: usize,
    pub(crate) id: EventId,
    pub(crate) contact: ContactId,
    /// The conversation that the event names. It is only a hint, because it was not confirmed.
    pub(crate) conversation: Option<ConversationId>,
}

#[derive(Serialize, Deserialize)]
enum Line {
    Accepted(Accepted),
    Done(EventId),
}

/// The events, in memory and in a file with one line for each step.
pub(crate) struct Journal {
    file: File,
    pub(crate) seen: Seen,
    turn: usize,
    /// The events that are not done, the oldest first.
    pub(crate) unfinished: Vec<Accepted>,
}

impl Journal {
    /// Reads the journal and rewrites it without old events. The caller holds the lock of the outbox.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        OpenOptions::new().append(true).create(true).open(path)?;
        let text = fs::read_to_string(path)?;
        // A last line without a line break was not stored completely, so its event was not accepted.
        let complete = text.rfind('\n').map_or("", |end| &text[..=end]);
        let (mut unfinished, mut done, mut turn) = (Vec::<Accepted>::new(), Vec::new(), 0);
        for line in complete.lines() {
            match serde_json::from_str(line)? {
                Line::Accepted(event) => {
                    turn = event.turn + 1;
                    unfinished.push(event);
                }
                Line::Done(id) => {
                    unfinished.retain(|event| event.id != id);
                    done.push(id);
                }
            }
        }
        let (mut seen, mut kept) = (Seen::new(REMEMBERED), Vec::new());
        for id in done.split_off(done.len().saturating_sub(REMEMBERED)) {
            seen.insert(&id);
            kept.extend(line(&Line::Done(id))?);
        }
        for event in &unfinished {
            seen.insert(&event.id);
            kept.extend(line(&Line::Accepted(event.clone()))?);
        }
        let new = path.with_extension("new");
        fs::write(&new, kept)?;
        File::open(&new)?.sync_all()?;
        fs::rename(&new, path)?;
        File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(Self { file: OpenOptions::new().append(true).open(path)?, seen, turn, unfinished })
    }

    /// Stores an event, unless another delivery of it was faster. Its `turn` is set here.
    pub(crate) fn accept(&mut self, event: Accepted) -> io::Result<bool> {
        if self.seen.contains(&event.id) {
            return Ok(false);
        }
        let event = Accepted { turn: self.turn, ..event };
        self.append(&Line::Accepted(event.clone()))?;
        self.seen.insert(&event.id);
        self.turn += 1;
        self.unfinished.push(event);
        Ok(true)
    }

    pub(crate) fn finish(&mut self, event: &Accepted) -> io::Result<()> {
        self.append(&Line::Done(event.id.clone()))?;
        self.unfinished.retain(|other| other.id != event.id);
        Ok(())
    }

    /// Writes a line and waits for the disk. A line that could not be written completely is removed.
    fn append(&mut self, step: &Line) -> io::Result<()> {
        let (end, line) = (self.file.metadata()?.len(), line(step)?);
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_all());
        written.inspect_err(|_| self.file.set_len(end).unwrap_or(()))
    }
}

fn line(step: &Line) -> io::Result<Vec<u8>> {
    Ok(format!("{}\n", serde_json::to_string(step)?).into_bytes())
}
