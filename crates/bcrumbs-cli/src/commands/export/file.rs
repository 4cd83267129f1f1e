//! The file of an export: written beside its place, safe at every checkpoint, and put in its place once it is whole.
//!
//! `FILE.part` holds what has come so far, and is locked by the process that writes it. `FILE.resume` says how much of
//! it is on the disk and where the list goes on from there; it is replaced only after that much really is. Whatever
//! follows in `FILE.part` is cut off when the export is gone on with. So the process may end at any moment.

use crate::commands::export::checkpoint::Rhythm;
use crate::commands::export::paths::{Earlier, Look, Places, refused, shown};
use crate::commands::export::state::{LIST, State, Wanted};
use crate::failure::failure::Failure;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

/// What there is to do.
#[derive(Debug)]
pub(crate) enum Opened {
    /// The export goes on, or begins.
    Unfinished(Box<ExportFile>),
    /// Nothing: the file is whole.
    Whole,
}

/// The file of an export while it is written.
#[derive(Debug)]
pub(crate) struct ExportFile {
    places: Places,
    part: File,
    /// What the file holds; it can be ahead of `saved`.
    pub(crate) state: State,
    saved: State,
    rhythm: Rhythm,
}

impl ExportFile {
    /// Opens the file of an export: a new one, or one that was begun before.
    pub(crate) fn open(out: &Path, earlier: Earlier, wanted: Wanted) -> Result<Opened, Failure> {
        let places = Places::of(out)?;
        if let Look::Whole = places.look(earlier)? {
            return Ok(Opened::Whole);
        }
        let part = places.lock()?;
        // Another export may have ended in between.
        if let Look::Whole = places.look(earlier)? {
            return Ok(Opened::Whole);
        }
        let found = places.state()?;
        let failed = |problem| Failure::Export(places.part.clone(), problem);
        let length = part.metadata().map_err(failed)?.len();
        let begun = found.filter(|state| state.items > 0);
        let Some(state) = begun else {
            if length > 0 && !places.resume.exists() {
                return Err(refused(format!(
                    "{} exists, and is not known to be an export's: move it away, or name another file",
                    shown(&places.part)
                )));
            }
            let state = State::new(wanted);
            let mut file = Self::of(places, part, state);
            file.cut()?;
            file.save()?;
            return Ok(Opened::Unfinished(Box::new(file)));
        };
        let part_name = shown(&places.part);
        if earlier == Earlier::Refuse {
            return Err(refused(format!(
                "an export to {} was begun: go on with it by --resume, or remove {} to begin afresh",
                shown(&places.whole),
                places.both()
            )));
        }
        let differences = state.differences(&wanted);
        if !differences.is_empty() {
            return Err(refused(format!(
                "{part_name} was begun with {}: give what was given then, or remove {} to begin afresh",
                others(&differences),
                places.both()
            )));
        }
        if length < state.bytes {
            return Err(refused(format!(
                "{part_name} is shorter than it was, so it cannot be gone on with: remove {} to begin afresh",
                places.both()
            )));
        }
        let mut file = Self::of(places, part, state);
        file.cut()?;
        Ok(Opened::Unfinished(Box::new(file)))
    }

    fn of(places: Places, part: File, state: State) -> Self {
        Self { places, part, saved: state.clone(), state, rhythm: Rhythm::new(Instant::now()) }
    }

    /// Returns where the whole file will be.
    pub(crate) fn name(&self) -> String {
        shown(&self.places.whole)
    }

    /// Returns where the unfinished file is.
    pub(crate) fn part(&self) -> String {
        shown(&self.places.part)
    }

    /// Returns how many items are safe.
    pub(crate) fn saved_items(&self) -> u64 {
        self.saved.items
    }

    /// Writes whole lines at the end. Where that fails, what was written since the last checkpoint is cut off, so that
    /// the file ends with a whole line.
    pub(crate) fn append(&mut self, lines: &str) -> Result<(), Failure> {
        if let Err(problem) = self.part.write_all(lines.as_bytes()) {
            return Err(self.fail(problem));
        }
        self.state.bytes += lines.len() as u64;
        Ok(())
    }

    /// Makes a checkpoint if one is due. The state must say from where to go on.
    pub(crate) fn checkpoint_if_due(&mut self) -> Result<(), Failure> {
        let began = Instant::now();
        if self.rhythm.is_due(began) {
            self.checkpoint()?;
            self.rhythm.made(began, Instant::now());
        }
        Ok(())
    }

    /// Makes a checkpoint: what has been written is safe from here on. The state must say from where to go on.
    ///
    /// Where the file was removed or replaced since, the record that stands there may belong to another export: it is
    /// left alone, and this export ends.
    pub(crate) fn checkpoint(&mut self) -> Result<(), Failure> {
        self.places.check(&self.part)?;
        let kept = self.part.sync_data().and_then(|()| self.write_state());
        kept.map_err(|problem| self.fail(problem))
    }

    /// Goes back to the last checkpoint; an export of which nothing is safe leaves no files.
    pub(crate) fn give_up(&mut self) -> Result<(), Failure> {
        self.places.check(&self.part)?;
        match self.saved.items {
            0 => self.places.clear().map_err(|problem| Failure::Export(self.places.part.clone(), problem)),
            _ => self.cut(),
        }
    }

    /// Puts the file in its place, unless something has come to stand there.
    pub(crate) fn finish(mut self) -> Result<u64, Failure> {
        self.places.check(&self.part)?;
        self.state.complete = true;
        let written = self.part.sync_all().and_then(|()| self.write_state());
        written.map_err(|problem| self.fail(problem))?;
        self.places.put_in_place(&self.part)?;
        self.places.clear().map_err(|problem| Failure::Export(self.places.whole.clone(), problem))?;
        Ok(self.state.bytes)
    }

    /// Cuts off what follows the last checkpoint.
    fn cut(&mut self) -> Result<(), Failure> {
        self.state = self.saved.clone();
        let bytes = self.saved.bytes;
        let cut = self.part.set_len(bytes).and_then(|()| self.part.seek(SeekFrom::Start(bytes)));
        cut.map(|_| ()).map_err(|problem| Failure::Export(self.places.part.clone(), problem))
    }

    /// Notes the state for the first time.
    fn save(&mut self) -> Result<(), Failure> {
        self.write_state().map_err(|problem| self.fail(problem))
    }

    fn write_state(&mut self) -> io::Result<()> {
        let new = self.places.new_resume();
        let mut file = File::create(&new)?;
        file.write_all(&self.state.to_json()?)?;
        file.sync_all()?;
        fs::rename(&new, &self.places.resume)?;
        self.saved = self.state.clone();
        Ok(())
    }

    /// Takes a problem with the disk for the end of this run.
    fn fail(&mut self, problem: io::Error) -> Failure {
        // The problem that counts is the one that came first; what cannot be cut off now is when the export goes on.
        let _ = self.give_up();
        Failure::Export(self.places.part.clone(), problem)
    }
}

/// Names options that were not the same. Their values are left out: one may be a phone number.
fn others(options: &BTreeSet<String>) -> String {
    if options.contains(LIST) {
        return "another list (convs or messages)".to_owned();
    }
    let names: Vec<String> = options.iter().map(|name| format!("another --{name}")).collect();
    names.join(" and ")
}
