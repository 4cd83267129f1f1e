//! The three files of an export: their names, what stands there already, and the step from one to the other.

use crate::commands::export::checksum::checksum_of;
use crate::commands::export::lock::{is_at, refused, shown};
use crate::commands::export::state::{State, Wanted};
use crate::failure::failure::Failure;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf, is_separator};

/// What to do with an export that was begun before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Earlier {
    /// Leave it alone, and begin none.
    Refuse,
    /// Resume it, or begin where there is none.
    Resume,
}

/// The three files of an export.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    pub(crate) whole: PathBuf,
    pub(crate) part: PathBuf,
    pub(crate) resume: PathBuf,
}

impl Paths {
    pub(crate) fn of(out: &Path) -> Result<Self, Failure> {
        let last = out.as_os_str().as_encoded_bytes().last();
        if out.file_name().is_none() || last.is_none_or(|last| is_separator(char::from(*last))) {
            return Err(Failure::Usage(format!(
                "{} is no name of a file: name the file to write",
                shown(out)
            )));
        }
        let beside = |ending: &str| {
            let mut path = out.as_os_str().to_owned();
            path.push(ending);
            PathBuf::from(path)
        };
        Ok(Self { whole: out.to_owned(), part: beside(".part"), resume: beside(".resume") })
    }

    /// Names both files of an unfinished export.
    pub(crate) fn both(&self) -> String {
        format!("{} and {}", shown(&self.part), shown(&self.resume))
    }

    /// Reads how far an earlier export has come.
    pub(crate) fn state(&self) -> Result<Option<State>, Failure> {
        let json = match fs::read(&self.resume) {
            Ok(json) => json,
            Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(None),
            Err(problem) => {
                return Err(refused(format!("{} cannot be read: {problem}", shown(&self.resume))));
            }
        };
        match State::read(&json) {
            Ok(state) => Ok(Some(state)),
            Err(problem) => Err(refused(format!(
                "{} {problem}: move {} away to start again",
                shown(&self.resume),
                self.both()
            ))),
        }
    }

    /// Completes what is wanted now by what an earlier export was begun with.
    pub(crate) fn with_what_was_given_before(&self, wanted: Wanted) -> Result<Wanted, Failure> {
        Ok(match self.state()? {
            Some(state) => state.complete_wanted(wanted),
            None => wanted,
        })
    }

    /// Removes what an export needs while it is written.
    pub(crate) fn clear(&self) -> io::Result<()> {
        for file in [&self.part, &self.resume, &self.new_resume()] {
            match fs::remove_file(file) {
                Err(problem) if problem.kind() != ErrorKind::NotFound => return Err(problem),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    pub(crate) fn new_resume(&self) -> PathBuf {
        let mut path = self.resume.clone().into_os_string();
        path.push(".tmp");
        path.into()
    }

    /// Looks at the file itself: whether it stands in the way, or is what was wanted.
    pub(crate) fn look(&self, earlier: Earlier) -> Result<Look, Failure> {
        match fs::symlink_metadata(&self.whole) {
            Ok(_) => {}
            Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(Look::Absent),
            Err(problem) => return Err(Failure::Export(self.whole.clone(), problem)),
        }
        let whole = shown(&self.whole);
        match earlier {
            Earlier::Refuse => {
                Err(refused(format!("{whole} exists: name another file, or move that one away")))
            }
            Earlier::Resume => match self.state()? {
                None => Ok(Look::Whole),
                // The process ended after the file had got its name.
                Some(state) if state.complete && self.is_in_place(&state)? => {
                    self.clear().map_err(|problem| Failure::Export(self.part.clone(), problem))?;
                    Ok(Look::Whole)
                }
                Some(_) => Err(refused(format!(
                    "{whole} exists, and beside it an export that is not finished: move {whole} away to go on with \
                     it, or move {} away",
                    self.both()
                ))),
            },
        }
    }

    /// Returns whether the file is the whole export of which `state` is the record, and the unfinished file holds nothing
    /// else: only then nothing is lost where the rest is cleared away.
    fn is_in_place(&self, state: &State) -> Result<bool, Failure> {
        let holds_it = |file: &Path| -> io::Result<bool> {
            let there = fs::symlink_metadata(file)?;
            let is_alike = there.is_file() && there.len() == state.bytes;
            Ok(is_alike && checksum_of(&File::open(file)?, state.bytes)? == state.checksum)
        };
        let failed = |problem| Failure::Export(self.whole.clone(), problem);
        let part = match holds_it(&self.part) {
            Err(problem) if problem.kind() == ErrorKind::NotFound => true,
            part => part.map_err(failed)?,
        };
        Ok(part && holds_it(&self.whole).map_err(failed)?)
    }

    /// Checks that the unfinished file still has its name. Where it was removed or replaced, what stands there now is
    /// another's: it must not be taken for this export's, and is left alone.
    pub(crate) fn check(&self, part: &File) -> Result<(), Failure> {
        match is_at(part, &self.part) {
            Ok(true) => Ok(()),
            Ok(false) => Err(self.gone()),
            Err(problem) => Err(Failure::Export(self.part.clone(), problem)),
        }
    }

    fn gone(&self) -> Failure {
        let (part, whole) = (shown(&self.part), shown(&self.whole));
        Failure::Found(format!(
            "{part} was removed or replaced while the export ran, so {whole} is not written: run the command again"
        ))
    }

    /// Gives the unfinished file, which is open, its final name without ever replacing another, and makes that last.
    pub(crate) fn put_in_place(&self, part: &File) -> Result<(), Failure> {
        self.check(part)?;
        let failed = |problem: io::Error| match problem.kind() {
            ErrorKind::AlreadyExists => {
                let (whole, part) = (shown(&self.whole), shown(&self.part));
                refused(format!(
                    "{whole} has come to exist and is left alone; the whole export is in {part}: move {whole} away and \
                     run the same command with --resume"
                ))
            }
            _ => Failure::Export(self.whole.clone(), problem),
        };
        self.link().map_err(failed)?;
        // The name may have been given to another file between the check and the link.
        if !is_at(part, &self.whole).map_err(failed)? {
            fs::remove_file(&self.whole).map_err(failed)?;
            return Err(self.gone());
        }
        Ok(())
    }

    fn link(&self) -> io::Result<()> {
        let (part, whole) = (&self.part, &self.whole);
        match fs::hard_link(part, whole) {
            Ok(()) => {}
            Err(problem) if problem.kind() == ErrorKind::AlreadyExists => return Err(problem),
            // Some file systems have no links. There a file that comes at this very moment is replaced.
            Err(_) if fs::symlink_metadata(whole).is_ok() => return Err(ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(part, whole)?,
        }
        #[cfg(unix)]
        {
            let directory = whole.parent().filter(|parent| !parent.as_os_str().is_empty());
            File::open(directory.unwrap_or(Path::new(".")))?.sync_all()?;
        }
        Ok(())
    }
}

/// What stands where the file is to be.
pub(crate) enum Look {
    Absent,
    Whole,
}

#[cfg(test)]
mod tests {
    use super::Paths;
    use crate::commands::export::lock::Locked;
    use crate::failure::failure::Failure;
    use std::fs;
    use tempfile::TempDir;

    fn paths(folder: &TempDir) -> Paths {
        Paths::of(&folder.path().join("f")).unwrap()
    }

    #[test]
    fn only_the_file_that_is_open_is_put_in_place() {
        for replacement in [None, Some("another's")] {
            let folder = TempDir::new().unwrap();
            let paths = paths(&folder);
            let Locked { part, .. } = Locked::open(&paths.part, &paths.whole).unwrap();
            fs::remove_file(&paths.part).unwrap();
            if let Some(text) = replacement {
                fs::write(&paths.part, text).unwrap();
            }
            assert!(matches!(paths.put_in_place(&part), Err(Failure::Found(_))), "{replacement:?}");
            assert!(!paths.whole.exists());
            assert_eq!(fs::read_to_string(&paths.part).ok().as_deref(), replacement);
        }
    }
}
