//! The file of an export: written beside its place, safe at every checkpoint, and put in its place once it is whole.
//!
//! `FILE.part` holds what has come so far, and is locked by the process that writes it. `FILE.resume` says how much of
//! it is on the disk and where the list is resumed; it is replaced only after that much really is. Whatever
//! follows in `FILE.part` is cut off when the export is resumed. So the process may end at any moment.

use crate::commands::export::checkpoint::Checkpoints;
use crate::commands::export::checksum::{checksum_of, steps};
use crate::commands::export::lock::{Locked, refused, shown};
use crate::commands::export::paths::{Earlier, Look, Paths};
use crate::commands::export::state::{LIST, State, Wanted, Written};
use crate::failure::failure::Failure;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;
use tempfile::Builder;

/// What is left to do for a file.
#[derive(Debug)]
pub(crate) enum Opened {
    /// The export starts, or resumes.
    Unfinished(Box<ExportFile>),
    /// Nothing. The file is whole.
    Whole,
}

/// The file of an export while it is written.
#[derive(Debug)]
pub(crate) struct ExportFile {
    paths: Paths,
    part: File,
    /// What the file holds; it can be ahead of `saved`.
    pub(crate) state: State,
    saved: State,
    checkpoints: Checkpoints,
}

impl ExportFile {
    /// Opens the file of an export: a new one, or one that was begun before. Where that is refused, nothing is left behind.
    pub(crate) fn open(paths: Paths, earlier: Earlier, wanted: Wanted) -> Result<Opened, Failure> {
        if let Look::Whole = paths.look(earlier)? {
            return Ok(Opened::Whole);
        }
        let locked = Locked::open(&paths.part, &paths.whole)?;
        let opened = match paths.look(earlier) {
            // Another export may have ended in between.
            Ok(Look::Whole) => Ok(None),
            Ok(Look::Absent) => Self::state_to_resume(&paths, &locked, earlier, &wanted).map(Some),
            Err(failure) => Err(failure),
        };
        let state = match opened {
            Ok(Some(state)) => state,
            Ok(None) => {
                locked.leave(&paths.part);
                return Ok(Opened::Whole);
            }
            Err(failure) => {
                locked.leave(&paths.part);
                return Err(failure);
            }
        };
        let mut file = match state {
            Some(state) => Self::of(paths, locked.part, state),
            None => Self::of(paths, locked.part, State::new(wanted)),
        };
        file.cut()?;
        if file.state.items == 0 {
            file.save()?;
        }
        Ok(Opened::Unfinished(Box::new(file)))
    }

    /// Returns the state from which an export is resumed; none where a new one begins.
    fn state_to_resume(
        paths: &Paths,
        locked: &Locked,
        earlier: Earlier,
        wanted: &Wanted,
    ) -> Result<Option<State>, Failure> {
        let failed = |problem| Failure::Export(paths.part.clone(), problem);
        let length = locked.part.metadata().map_err(failed)?.len();
        let part = shown(&paths.part);
        let state = paths.state()?;
        let checksum = || checksum_of(&locked.part, length);
        let is_known = match &state {
            Some(state) => state.items > 0 || length == 0 || state.knows(length, checksum).map_err(failed)?,
            None => length == 0,
        };
        if !is_known {
            return Err(refused(format!(
                "{part} exists, and is not known to be an export's: move it away, or name another file"
            )));
        }
        let Some(state) = state.filter(|state| state.items > 0) else { return Ok(None) };
        let both = paths.both();
        if earlier == Earlier::Refuse {
            let whole = shown(&paths.whole);
            return Err(refused(format!(
                "an export to {whole} was begun: resume it by --resume, or remove {both} to start again"
            )));
        }
        let differences = state.differences(wanted);
        if !differences.is_empty() {
            return Err(refused(format!(
                "{part} was begun with {}: give what was given then, or nothing, or remove {both} to start again",
                others(&differences)
            )));
        }
        if length < state.bytes {
            return Err(refused(format!(
                "{part} is shorter than it was, so it cannot be resumed: remove {both} to start again"
            )));
        }
        if checksum_of(&locked.part, state.bytes).map_err(failed)? != state.checksum {
            return Err(refused(format!(
                "{part} was changed since it was written, so it cannot be resumed: remove {both} to start again"
            )));
        }
        Ok(Some(state))
    }

    fn of(paths: Paths, part: File, state: State) -> Self {
        Self { paths, part, saved: state.clone(), state, checkpoints: Checkpoints::new(Instant::now()) }
    }

    /// Returns where the whole file will be.
    pub(crate) fn name(&self) -> String {
        shown(&self.paths.whole)
    }

    /// Returns where the unfinished file is.
    pub(crate) fn part(&self) -> String {
        shown(&self.paths.part)
    }

    /// Returns how many items are safe.
    pub(crate) fn saved_items(&self) -> u64 {
        self.saved.items
    }

    /// Writes whole lines at the end. Where that fails, what was written since the last checkpoint is cut off, so that
    /// the file ends with a whole line.
    pub(crate) fn append(&mut self, lines: &str) -> Result<(), Failure> {
        let now = Written { bytes: self.state.bytes, checksum: self.state.checksum };
        let steps = steps(now, lines.as_bytes());
        let Some(written) = steps.last().copied() else { return Ok(()) };
        let announced = if self.saved.items == 0 { self.announce(steps) } else { Ok(()) };
        if let Err(problem) = announced.and_then(|()| self.part.write_all(lines.as_bytes())) {
            return Err(self.fail(problem));
        }
        self.state.bytes = written.bytes;
        self.state.checksum = written.checksum;
        Ok(())
    }

    /// Notes what the file will hold, before anything of it is safe: a file that holds anything else is another's, and is
    /// not cut off when the export is begun again.
    fn announce(&mut self, steps: Vec<Written>) -> io::Result<()> {
        let mut record = self.saved.clone();
        record.announced.extend(steps);
        self.write(record)
    }

    /// Makes a checkpoint if one is due. The state must say from where to go on.
    pub(crate) fn checkpoint_if_due(&mut self) -> Result<(), Failure> {
        let began = Instant::now();
        if self.checkpoints.is_due(began) {
            self.checkpoint()?;
            self.checkpoints.made(began, Instant::now());
        }
        Ok(())
    }

    /// Makes a checkpoint: what has been written is safe from here on. The state must say from where to go on.
    ///
    /// Where the file was removed or replaced since, the record that stands there may belong to another export: it is
    /// left alone, and this export ends.
    pub(crate) fn checkpoint(&mut self) -> Result<(), Failure> {
        self.paths.check(&self.part)?;
        let kept = self.part.sync_data().and_then(|()| self.write_state());
        kept.map_err(|problem| self.fail(problem))
    }

    /// Goes back to the last checkpoint; an export of which nothing is safe leaves no files.
    pub(crate) fn give_up(&mut self) -> Result<(), Failure> {
        self.paths.check(&self.part)?;
        match self.saved.items {
            0 => self.paths.clear().map_err(|problem| Failure::Export(self.paths.part.clone(), problem)),
            _ => self.cut(),
        }
    }

    /// Puts the file in its place, unless something has come to stand there.
    pub(crate) fn finish(mut self) -> Result<u64, Failure> {
        self.paths.check(&self.part)?;
        self.state.complete = true;
        let written = self.part.sync_all().and_then(|()| self.write_state());
        written.map_err(|problem| self.fail(problem))?;
        self.paths.put_in_place(&self.part)?;
        self.paths.clear().map_err(|problem| Failure::Export(self.paths.whole.clone(), problem))?;
        Ok(self.state.bytes)
    }

    /// Cuts off what follows the last checkpoint.
    fn cut(&mut self) -> Result<(), Failure> {
        self.state = self.saved.clone();
        let bytes = self.saved.bytes;
        let cut = self.part.set_len(bytes).and_then(|()| self.part.seek(SeekFrom::Start(bytes)));
        cut.map(|_| ()).map_err(|problem| Failure::Export(self.paths.part.clone(), problem))
    }

    /// Notes the state for the first time.
    fn save(&mut self) -> Result<(), Failure> {
        self.write_state().map_err(|problem| self.fail(problem))
    }

    fn write_state(&mut self) -> io::Result<()> {
        let mut record = self.state.clone();
        record.announced.clear();
        self.write(record)
    }

    /// Replaces the record.
    fn write(&mut self, record: State) -> io::Result<()> {
        let new = self.paths.new_resume();
        let directory = new.parent().filter(|parent| !parent.as_os_str().is_empty());
        let name = new.file_name().unwrap_or_default();
        let create =
            || Builder::new().prefix(name).rand_bytes(0).tempfile_in(directory.unwrap_or(Path::new(".")));
        let mut file = match create() {
            // A process that was killed has left it; the lock says that no other uses it.
            Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists => {
                fs::remove_file(&new)?;
                create()?
            }
            created => created?,
        };
        file.write_all(&record.to_json()?)?;
        file.as_file().sync_all()?;
        file.persist(&self.paths.resume)?;
        self.saved = record;
        Ok(())
    }

    /// Takes a problem with the disk for the end of this run.
    fn fail(&mut self, problem: io::Error) -> Failure {
        // The first problem is reported. What cannot be cut off now is cut off when the export resumes.
        let _ = self.give_up();
        Failure::Export(self.paths.part.clone(), problem)
    }
}

/// Names options that were not the same. Their values are left out: one may be a phone number.
fn others(options: &BTreeSet<String>) -> String {
    if options.contains(LIST) {
        return "another list".to_owned();
    }
    let names: Vec<String> = options.iter().map(|name| format!("another --{name}")).collect();
    names.join(" and ")
}

#[cfg(test)]
mod tests {
    use super::{ExportFile, Opened};
    use crate::commands::export::paths::{Earlier, Paths};
    use crate::commands::export::state::Wanted;
    use std::fs::{self, File};
    use tempfile::TempDir;

    #[test]
    fn a_first_page_of_a_process_that_was_killed_is_known_and_anything_else_is_left_alone() {
        let folder = TempDir::new().unwrap();
        let paths = Paths::of(&folder.path().join("f")).unwrap();
        let open = || ExportFile::open(paths.clone(), Earlier::Resume, Wanted::new());
        for _ in 0..2 {
            let Ok(Opened::Unfinished(mut file)) = open() else { panic!("refused") };
            file.append("id,text\n").unwrap();
            file.append("1,mine\n").unwrap();
        }
        let Ok(Opened::Unfinished(mut file)) = open() else { panic!("refused") };
        file.append(&"2,mine\n".repeat(1_000)).unwrap();
        drop(file);
        File::options().write(true).open(&paths.part).unwrap().set_len(4_096).unwrap();
        assert!(open().is_ok(), "killed in the middle of a write");
        fs::write(&paths.part, "1,another's\n").unwrap();
        assert!(open().is_err());
        assert_eq!(fs::read_to_string(&paths.part).unwrap(), "1,another's\n");
    }
}
