//! Replaces a file whole or not at all: whatever fails, what was there stays. What is no regular file, as a pipe or a
//! device, is written to and never replaced.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process;

/// Writes a file beside the one that is to be replaced, and puts it in its place once it is on the disk.
pub(crate) fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    if fs::metadata(file).is_ok_and(|what| !what.is_file()) {
        return File::options().write(true).open(file)?.write_all(text);
    }
    // A link is followed: what it leads to is replaced, and not the link.
    let file = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", process::id()));
    let beside = file.with_file_name(name);
    // Where a file of this name is there already, it is another's, and stays.
    let beside_file = File::create_new(&beside)?;
    let written = write(beside_file, text).and_then(|()| {
        if let Ok(old) = fs::metadata(&file) {
            fs::set_permissions(&beside, old.permissions())?;
        }
        fs::rename(&beside, &file)
    });
    if written.is_err() {
        // The error that counts is the one above.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write(mut file: File, text: &[u8]) -> io::Result<()> {
    file.write_all(text)?;
    file.sync_all()
}
