//! The three files of an export: their names, what stands there already, and the step from one to the other.

use crate::commands::export::state::State;
use crate::failure::failure::Failure;
use crate::output::sanitize::in_lines;
use fs4::{FileExt, TryLockError};
use same_file::Handle;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf, is_separator};

/// What to do with an export that was begun before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Earlier {
    /// Leave it alone, and begin none.
    Refuse,
    /// Go on with it, or begin where there is none.
    GoOn,
}

/// The three files of an export.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) whole: PathBuf,
    pub(crate) part: PathBuf,
    pub(crate) resume: PathBuf,
}

impl Places {
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
                "{} {problem}: move {} away to begin afresh",
                shown(&self.resume),
                self.both()
            ))),
        }
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
        let length = match fs::symlink_metadata(&self.whole) {
            Ok(there) => there.len(),
            Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(Look::Absent),
            Err(problem) => return Err(Failure::Export(self.whole.clone(), problem)),
        };
        let whole = shown(&self.whole);
        match earlier {
            Earlier::Refuse => {
                Err(refused(format!("{whole} exists: name another file, or move that one away")))
            }
            Earlier::GoOn => match self.state()? {
                None => Ok(Look::Whole),
                // The process ended after the file had got its name.
                Some(state) if state.complete && state.bytes == length => {
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

    /// Opens the unfinished file and keeps every other process from writing it.
    pub(crate) fn lock(&self) -> Result<File, Failure> {
        let failed = |problem| Failure::Export(self.part.clone(), problem);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        loop {
            let part = options.open(&self.part).map_err(failed)?;
            match FileExt::try_lock(&part) {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(refused(format!(
                        "another process is exporting to {}: wait for it, or name another file",
                        shown(&self.whole)
                    )));
                }
                Err(TryLockError::Error(problem)) => return Err(failed(problem)),
            }
            // The process that had the lock may have removed the file just before it let go, and a third may have made
            // another of that name since: then the lock is one on a file that nobody finds.
            if is_at(&part, &self.part).map_err(failed)? {
                return Ok(part);
            }
        }
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

/// Returns `true` where a path leads to the very file that is open, by device and inode.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    match Handle::from_path(path) {
        Ok(there) => Ok(there == Handle::from_file(file.try_clone()?)?),
        Err(problem) if problem.kind() == ErrorKind::NotFound => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// What stands where the file is to be.
pub(crate) enum Look {
    Absent,
    Whole,
}

/// Refuses what stands in an export's way.
pub(crate) fn refused(text: String) -> Failure {
    Failure::Usage(text)
}

/// Returns a path as it can be shown.
pub(crate) fn shown(path: &Path) -> String {
    in_lines(&path.display().to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Places, is_at};
    use crate::failure::failure::Failure;
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use tempfile::TempDir;

    fn places(folder: &TempDir) -> Places {
        Places::of(&folder.path().join("f")).unwrap()
    }

    #[test]
    fn the_lock_is_on_the_file_that_has_the_name_however_often_it_is_removed_and_made_again() {
        let folder = TempDir::new().unwrap();
        let (places, held) = (places(&folder), AtomicBool::new(false));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..2_000 {
                        let Ok(part) = places.lock() else { continue };
                        assert!(!held.swap(true, Ordering::SeqCst), "two hold it");
                        thread::yield_now();
                        assert!(is_at(&part, &places.part).unwrap());
                        fs::remove_file(&places.part).unwrap();
                        held.store(false, Ordering::SeqCst);
                    }
                });
            }
        });
    }

    #[test]
    fn only_the_file_that_is_open_is_put_in_place() {
        for replacement in [None, Some("another's")] {
            let folder = TempDir::new().unwrap();
            let places = places(&folder);
            let part = places.lock().unwrap();
            fs::remove_file(&places.part).unwrap();
            if let Some(text) = replacement {
                fs::write(&places.part, text).unwrap();
            }
            assert!(matches!(places.put_in_place(&part), Err(Failure::Found(_))), "{replacement:?}");
            assert!(!places.whole.exists());
            assert_eq!(fs::read_to_string(&places.part).ok().as_deref(), replacement);
        }
    }
}
