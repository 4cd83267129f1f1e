//! The lock on an export's unfinished file: one process writes it, and only the file that has the name.

use crate::failure::failure::Failure;
use crate::output::sanitize::in_lines;
use same_file::Handle;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;

/// The unfinished file, open and locked.
#[derive(Debug)]
pub(crate) struct Locked {
    pub(crate) part: File,
    origin: Origin,
}

/// Whether the unfinished file was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Found,
    Created,
}

impl Locked {
    /// Opens the unfinished file and keeps every other process from writing it.
    pub(crate) fn open(file: &Path, whole: &Path) -> Result<Self, Failure> {
        let failed = |problem| Failure::File(file.to_owned(), problem);
        loop {
            let locked = match OpenOptions::new().read(true).write(true).open(file) {
                Ok(part) => Self { part, origin: Origin::Found },
                Err(problem) if problem.kind() == ErrorKind::NotFound => {
                    match OpenOptions::new().read(true).write(true).create_new(true).open(file) {
                        Ok(part) => Self { part, origin: Origin::Created },
                        Err(problem) if problem.kind() == ErrorKind::AlreadyExists => continue,
                        Err(problem) => return Err(failed(problem)),
                    }
                }
                Err(problem) => return Err(failed(problem)),
            };
            match locked.part.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(refused(format!(
                        "another process is exporting to {}: wait for it, or name another file",
                        shown(whole)
                    )));
                }
                Err(TryLockError::Error(problem)) => return Err(failed(problem)),
            }
            // The process that had the lock may have removed the file just before it let go, and a third may have made
            // another of that name since: then the lock is one on a file that nobody finds.
            if is_at(&locked.part, file).map_err(failed)? {
                return Ok(locked);
            }
        }
    }

    /// Removes the file where this process has created it and is refused: it would be in the way.
    pub(crate) fn leave(&self, file: &Path) {
        if self.origin == Origin::Created && is_at(&self.part, file).is_ok_and(|is_there| is_there) {
            // The refusal is what counts.
            let _ = fs::remove_file(file);
        }
    }
}

/// Returns `true` where a path leads to the very file that is open, by device and inode.
pub(crate) fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    match Handle::from_path(path) {
        Ok(there) => Ok(there == Handle::from_file(file.try_clone()?)?),
        Err(problem) if problem.kind() == ErrorKind::NotFound => Ok(false),
        Err(problem) => Err(problem),
    }
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
    use super::{Locked, is_at};
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use tempfile::TempDir;

    #[test]
    fn the_lock_is_on_the_file_that_has_the_name_however_often_it_is_removed_and_made_again() {
        let folder = TempDir::new().unwrap();
        let (file, held) = (folder.path().join("f.part"), AtomicBool::new(false));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..2_000 {
                        let Ok(Locked { part, .. }) = Locked::open(&file, &file) else { continue };
                        assert!(!held.swap(true, Ordering::SeqCst), "two hold it");
                        thread::yield_now();
                        assert!(is_at(&part, &file).unwrap());
                        fs::remove_file(&file).unwrap();
                        held.store(false, Ordering::SeqCst);
                    }
                });
            }
        });
    }
}
