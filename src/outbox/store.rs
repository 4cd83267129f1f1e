//! The outbox's file: its lock, appending a step, and rewriting the file without old steps. Every change is on the disk
//! when the method returns.

use crate::error::error::Error;
use crate::graphql::scalars::DateTime;
use crate::model::ids::WorkspaceId;
use crate::outbox::entries::{Entries, Known};
use crate::outbox::failure::{failed, refused, unencodable};
use crate::outbox::files::{is_at, lock, private, resolved, sync_folder, with_ending, write_at, write_new};
use crate::outbox::intent::Intent;
use crate::outbox::record::{Record, Settlement, VERSION, read};
use crate::outbox::sent::Sent;
use chrono::{TimeDelta, Utc};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file is rewritten after this number of steps. If the last rewrite kept more keys than half of it, the file is
/// rewritten after twice as many steps as keys.
const STEPS_BEFORE_REWRITE: usize = 1_000;

const UNWRITABLE: &str = "the outbox's file cannot be written";

/// The file with the state of its keys.
pub(crate) struct Store {
    pub(crate) entries: Entries,
    workspace: WorkspaceId,
    path: PathBuf,
    file: File,
    /// The length of the complete lines.
    length: u64,
    /// The number of steps since the file was rewritten.
    steps: usize,
    /// The number of keys that the last rewrite kept.
    kept: usize,
    keep_settled: TimeDelta,
    /// Whether it is unknown what the disk has stored. Then nothing is written until the outbox is opened again.
    is_broken: bool,
    /// The locked file. While it is locked, no other process can open the outbox.
    lock: File,
}

impl Store {
    /// Locks the outbox, and reads or creates its file.
    pub(crate) fn open(path: &Path, workspace: WorkspaceId, keep_settled: Duration) -> Result<Self, Error> {
        let path = resolved(path).map_err(failed("the outbox's file cannot be found"))?;
        let lock = lock(&path)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        let mut file = match options.open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => private(&mut options)
                .create_new(true)
                .open(&path)
                .map_err(failed("the outbox's file cannot be created"))?,
            opened => opened.map_err(failed("the outbox's file cannot be opened"))?,
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed("the outbox's file cannot be read"))?;
        let header = Record::header(workspace).line().map_err(unencodable)?;
        let mut store = Self {
            entries: Entries::default(),
            workspace,
            path,
            file,
            length: 0,
            steps: 0,
            kept: 0,
            keep_settled: TimeDelta::from_std(keep_settled).unwrap_or(TimeDelta::MAX),
            is_broken: false,
            lock,
        };
        if header.starts_with(&bytes) && bytes.len() < header.len() {
            // The file is new, or the process ended while it wrote the first line.
            store.append(&header).map_err(failed(UNWRITABLE))?;
            sync_folder(&store.path).map_err(failed(UNWRITABLE))?;
        } else {
            store.load(&bytes)?;
            if (store.length as usize) < bytes.len() {
                store.cut().map_err(failed(UNWRITABLE))?;
            }
            store.rewrite().map_err(failed(UNWRITABLE))?;
        }
        Ok(store)
    }

    /// Reads the steps of an existing file.
    fn load(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let damaged = |line: usize, what: &str| {
            refused(format!("line {line} of the outbox's file is damaged: {what}; the file was not changed"))
        };
        let lines = read(bytes).map_err(|damage| damaged(damage.line, damage.what))?;
        self.length = lines.complete as u64;
        let mut records = lines.records.into_iter();
        match records.next() {
            Some(Record::Outbox(header)) if header.version != VERSION => {
                return Err(refused("the outbox's file was written by another version of the crate"));
            }
            Some(Record::Outbox(header)) if header.workspace != self.workspace => {
                return Err(refused(format!(
                    "the outbox's file belongs to workspace {}, and not to workspace {}",
                    header.workspace, self.workspace
                )));
            }
            Some(Record::Outbox(_)) => {}
            Some(Record::Intent(_) | Record::Settled(_)) => {
                return Err(damaged(1, "the first line of an outbox is missing"));
            }
            None => return Err(refused("the file is not an outbox; it was not changed")),
        }
        for (index, record) in records.enumerate() {
            self.entries.apply(record).map_err(|what| damaged(index + 2, what))?;
        }
        Ok(())
    }

    /// Writes an intent, if its key is free. Only then may the call be sent.
    pub(crate) fn begin(&mut self, intent: Intent) -> Result<Known, Error> {
        match self.entries.known(&intent.key) {
            Known::Free => {}
            known @ (Known::Open(_) | Known::Sent(_)) => return Ok(known),
        }
        if !self.is_in_place() {
            return Err(refused(
                "the outbox's file or its lock was removed or replaced; nothing was sent, open it again",
            ));
        }
        let record = Record::Intent(Box::new(intent));
        self.append(&record.line().map_err(unencodable)?).map_err(failed(UNWRITABLE))?;
        self.entries.apply(record).map_err(refused)?;
        Ok(Known::Free)
    }

    /// Writes the result of an intent. If the file cannot be written, the result is kept in memory, and the intent is
    /// open again when the outbox is opened again.
    pub(crate) fn settle(&mut self, key: String, sent: Option<Sent>) -> Result<(), Error> {
        let record = Record::Settled(Settlement { key, at: DateTime(Utc::now()), sent });
        let line = record.line().map_err(unencodable)?;
        self.entries.apply(record).map_err(refused)?;
        let written = self.append(&line);
        if self.steps > STEPS_BEFORE_REWRITE.max(2 * self.kept) && self.is_in_place() {
            // The old file stays if this fails, and the next attempt is made after as many steps again.
            self.steps = 0;
            let _ = self.rewrite();
        }
        written.map_err(failed(UNWRITABLE))
    }

    /// Returns whether the file and its lock still have their names. Otherwise another process could open the outbox, and
    /// the steps would be lost.
    fn is_in_place(&self) -> bool {
        is_at(&self.file, &self.path) && is_at(&self.lock, &with_ending(&self.path, "lock"))
    }

    /// Appends a line and waits for the disk. If it fails, the line is removed again.
    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_broken {
            return Err(io::Error::other("an earlier write failed; open the outbox again"));
        }
        self.steps += 1;
        if let Err(error) = write_at(&mut self.file, self.length, line) {
            self.is_broken = self.cut().is_err();
            return Err(error);
        }
        if let Err(error) = self.file.sync_all() {
            // Whether the line is on the disk is unknown, and a second sync would not report the error again.
            self.is_broken = true;
            let _ = self.cut();
            return Err(error);
        }
        self.length += line.len() as u64;
        Ok(())
    }

    /// Removes what follows the complete lines.
    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.length)?;
        self.file.sync_all()
    }

    /// Replaces the file by one without old results, and without the texts of settled intents.
    fn rewrite(&mut self) -> io::Result<()> {
        if let Some(oldest) = Utc::now().checked_sub_signed(self.keep_settled) {
            self.entries.drop_settled_before(oldest);
        }
        let mut bytes = Record::header(self.workspace).line()?;
        for step in self.entries.steps() {
            bytes.extend(step.line()?);
        }
        let new = with_ending(&self.path, "new");
        let written = write_new(&new, &bytes).and_then(|file| fs::rename(&new, &self.path).map(|()| file));
        match written {
            Ok(file) => {
                self.file = file;
                self.length = bytes.len() as u64;
                self.steps = 0;
                self.kept = self.entries.len();
                // If the folder is not on the disk, a power failure could bring the old file back, without later steps.
                sync_folder(&self.path).inspect_err(|_| self.is_broken = true)
            }
            Err(error) => {
                let _ = fs::remove_file(&new);
                Err(error)
            }
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Closing the file is not enough while a process that was just forked has it open too.
        let _ = self.lock.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::Store;
    use std::time::Duration;
    use tempfile::TempDir;

    #[test]
    fn a_dropped_store_is_unlocked_even_if_a_forked_process_has_its_lock_open() {
        let folder = TempDir::new().unwrap();
        let open = || Store::open(&folder.path().join("outbox"), 12.into(), Duration::ZERO);
        let store = open().unwrap();
        let in_forked_process = store.lock.try_clone().unwrap();
        assert!(open().is_err());
        drop(store);
        open().unwrap();
        drop(in_forked_process);
    }
}
