//! The checksum of the beginning of a file, by which a changed file is noticed.

use crc32fast::Hasher;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Returns the CRC-32 of the beginning of a file.
pub(crate) fn checksum_of(mut file: &File, bytes: u64) -> io::Result<u32> {
    file.seek(SeekFrom::Start(0))?;
    let mut file = file.take(bytes);
    let (mut checksum, mut buffer) = (Hasher::new(), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(checksum.finalize()),
            read => checksum.update(&buffer[..read]),
        }
    }
}

/// Returns the CRC-32 of a text that follows what has that of `checksum`.
pub(crate) fn continued(checksum: u32, text: &str) -> u32 {
    let mut checksum = Hasher::new_with_initial(checksum);
    checksum.update(text.as_bytes());
    checksum.finalize()
}
