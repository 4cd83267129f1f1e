//! Opens an outbox whose file has arbitrary bytes. It must be opened or refused, and never panic. A refused file is not
//! changed. An opened file can be opened again, with the same open intents.
//!
//! If the first byte is even, the other bytes are the file. If it is odd, they are lines of JSON, and each gets its
//! checksum.

#![no_main]

use bcrumbs::outbox::Outbox;
use bcrumbs::{ApiKey, Client, ErrorKind, Outcome, Transport, TransportFuture, Workspace};
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Opening an outbox sends nothing.
#[derive(Debug)]
struct Unused;

impl Transport for Unused {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        panic!("a request was sent")
    }
}

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap());

/// A folder in memory, if the system has one: the outbox waits for the disk.
static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap());

static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| {
    Client::builder(ApiKey::new("k")).transport(Unused).build().unwrap().workspace(12)
});

fn with_checksums(lines: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        let json = line.strip_suffix(b"\n").unwrap_or(line);
        file.extend(format!("{:08x} ", crc32fast::hash(json)).into_bytes());
        file.extend(line);
    }
    file
}

/// Returns what is printed of the open intents, or `None` if the file is refused.
async fn open(path: &Path) -> Option<String> {
    match Outbox::open(&WORKSPACE, path).await {
        Ok(outbox) => Some(format!("{:?}", outbox.open_intents().await.unwrap())),
        Err(error) => {
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Outbox, Outcome::NotExecuted), "{error}");
            assert!(!format!("{error} {error:?}").contains('\n'));
            None
        }
    }
}

fuzz_target!(|input: &[u8]| {
    let Some((choice, rest)) = input.split_first() else { return };
    let file = if choice % 2 == 0 { rest.to_vec() } else { with_checksums(rest) };
    let path = FOLDER.path().join("outbox");
    std::fs::write(&path, &file).unwrap();
    RUNTIME.block_on(async {
        match open(&path).await {
            Some(intents) => assert_eq!(open(&path).await, Some(intents)),
            None => assert_eq!(std::fs::read(&path).unwrap(), file),
        }
    });
});
