//! The three files of an export: their names, what stands there already, and the step from one to the other.

use crate::export::state::State;
use crate::failure::Failure;
use crate::terminal::in_lines;
use fs4::{FileExt, TryLockError};
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
            // The process that had the lock may have removed the file just before it let go.
            if self.part.exists() {
                return Ok(part);
            }
        }
    }

    /// Gives the file its final name without ever replacing another, and makes that last.
    pub(crate) fn put_in_place(&self) -> io::Result<()> {
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

/// Refuses what stands in an export's way.
pub(crate) fn refused(text: String) -> Failure {
    Failure::Usage(text)
}

/// Returns a path as it can be shown.
pub(crate) fn shown(path: &Path) -> String {
    in_lines(&path.display().to_string()).into_owned()
}
