//! The checksum of the beginning of a file, by which a changed file is noticed.

use crate::commands::export::state::Written;
use crc32fast::Hasher;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// A write to a file that is cut short ends at a multiple of this many bytes: the least size of a page of memory.
const BLOCK: u64 = 4096;

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

/// Returns what a file holds while a text is written at its end: at each edge of a block, where a process that is killed
/// can leave off, and at last.
pub(crate) fn steps(mut before: Written, mut text: &[u8]) -> Vec<Written> {
    let mut steps = Vec::new();
    while !text.is_empty() {
        let to_edge = usize::try_from(BLOCK - before.bytes % BLOCK).unwrap_or(text.len());
        let (piece, rest) = text.split_at(to_edge.min(text.len()));
        let mut checksum = Hasher::new_with_initial(before.checksum);
        checksum.update(piece);
        before = Written { bytes: before.bytes + piece.len() as u64, checksum: checksum.finalize() };
        steps.push(before);
        text = rest;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, steps};
    use crate::commands::export::state::Written;

    #[test]
    fn a_text_is_written_in_steps_of_whole_blocks_and_each_has_its_checksum() {
        let (head, text) = ("head\n", "x".repeat(10_000));
        let whole = format!("{head}{text}");
        let at = |bytes: usize| {
            let checksum = crc32fast::hash(&whole.as_bytes()[..bytes]);
            Written { bytes: bytes as u64, checksum }
        };
        let block = usize::try_from(BLOCK).unwrap();
        assert_eq!(steps(at(5), text.as_bytes()), [at(block), at(2 * block), at(10_005)]);
        assert_eq!(steps(at(0), head.as_bytes()), [at(5)]);
        assert_eq!(steps(at(5), b""), []);
    }
}
