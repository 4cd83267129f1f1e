//! Reads text from a file or from standard input, up to a limit: a device or a pipe may have no end.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Reads a file of up to `limit` bytes.
pub(crate) fn read_file(file: impl AsRef<Path>, limit: usize) -> io::Result<String> {
    read(File::open(file)?, limit)
}

/// Reads standard input to its end, up to `limit` bytes.
pub(crate) fn read_stdin(limit: usize) -> io::Result<String> {
    read(io::stdin().lock(), limit)
}

/// Reads up to one byte more than the limit, so that the caller sees whether the source is longer.
pub(crate) fn read_past(source: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take((limit as u64).saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read(source: impl Read, limit: usize) -> io::Result<String> {
    let bytes = read_past(source, limit)?;
    if bytes.len() > limit {
        return Err(io::Error::other(format!("it is longer than {limit} bytes")));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::read;
    use std::io;

    #[test]
    fn a_text_that_is_too_long_is_refused_and_never_cut() {
        assert_eq!(read(&b"12345"[..], 5).unwrap(), "12345");
        for source in ["123456", "1234é"] {
            assert!(read(source.as_bytes(), 5).unwrap_err().to_string().contains("longer than 5 bytes"));
        }
        assert!(read(io::repeat(0), 1_000).unwrap_err().to_string().contains("longer than 1000 bytes"));
        assert!(read(&b"\xff"[..], 5).unwrap_err().to_string().contains("UTF-8"));
    }
}
