//! Replaces a file whole or not at all: whatever fails, what was there stays. What is no regular file, as a pipe or a
//! device, is written to and never replaced.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use tempfile::Builder;

/// Writes a temporary file beside the one that is to be replaced, and puts it in its place once it is on the disk.
///
/// The temporary file has a name that no other file has, so nothing that an earlier run left behind is in the way. It is
/// removed where anything fails; only a process that is killed leaves it.
pub(crate) fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    if fs::metadata(file).is_ok_and(|what| !what.is_file()) {
        return File::options().write(true).open(file)?.write_all(text);
    }
    // A link is followed: what it leads to is replaced, and not the link.
    let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let mut prefix = file.file_name().unwrap_or_default().to_owned();
    prefix.push(".");
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    // A new file has the permissions that the user's mask leaves, and not only the owner's.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut beside = builder.tempfile_in(directory.unwrap_or(Path::new(".")))?;
    beside.write_all(text)?;
    if let Ok(old) = fs::metadata(&file) {
        fs::set_permissions(beside.path(), old.permissions())?;
    }
    beside.as_file().sync_all()?;
    beside.persist(&file)?;
    Ok(())
}
