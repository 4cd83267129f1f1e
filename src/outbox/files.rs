//! The file system below an outbox: names, modes, the lock, and waiting for the disk.

use crate::error::error::Error;
use crate::outbox::failure::{failed, refused};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Returns the path without links, so that one file has one lock.
pub(crate) fn resolved(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = path.file_name().ok_or(error)?;
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            Ok(fs::canonicalize(folder.unwrap_or(Path::new(".")))?.join(name))
        }
        found => found,
    }
}

/// Locks a file beside the outbox's file, which is not replaced when the outbox is rewritten.
pub(crate) fn lock(path: &Path) -> Result<File, Error> {
    let failed = |error| failed("the outbox cannot be locked")(error);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let name = with_ending(path, "lock");
    let lock = private(&mut options).open(&name).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) if is_at(&lock, &name) => Ok(lock),
        Ok(()) => Err(refused("the lock of the outbox was removed in the meantime; open it again")),
        Err(TryLockError::WouldBlock) => {
            Err(refused("the outbox is open already, in this process or in another one"))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Returns the path of a file beside the outbox's file.
pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Creates the file for its owner only, where the system has modes.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

/// Returns whether a path leads to an open file. Only Unix has a number for that; elsewhere it returns `true`.
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
        let (open, there) = (file.metadata().map(identity), fs::metadata(path).map(identity));
        open.is_ok_and(|open| there.is_ok_and(|there| open == there))
    }
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        true
    }
}

pub(crate) fn write_at(file: &mut File, at: u64, bytes: &[u8]) -> io::Result<()> {
    io::Seek::seek(file, io::SeekFrom::Start(at))?;
    file.write_all(bytes)
}

/// Writes a file that nobody else writes, because the caller has the lock.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    let mut file = private(&mut options).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(file)
}

/// Waits until the disk has stored the names in the file's folder.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
