//! The lines of the outbox's file: one JSON object for each step, after its checksum.

use crate::graphql::scalars::DateTime;
use crate::model::ids::WorkspaceId;
use crate::outbox::intent::Intent;
use crate::outbox::sent::Sent;
use serde::{Deserialize, Serialize};

/// The version of the file's format.
pub(crate) const VERSION: u32 = 1;

/// One step.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Record {
    /// The first line of a file.
    Outbox(Header),
    /// A call that is about to be sent.
    Intent(Box<Intent>),
    /// The result of a call.
    Settled(Settlement),
}

/// What the file is, and the workspace to which its calls are sent.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) version: u32,
    pub(crate) workspace: WorkspaceId,
}

/// The result of a call.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Settlement {
    pub(crate) key: String,
    /// When it was settled, by this machine's clock.
    pub(crate) at: DateTime,
    /// `None` if nothing was sent.
    pub(crate) sent: Option<Sent>,
}

/// The lines of a file.
pub(crate) struct Lines {
    pub(crate) records: Vec<Record>,
    /// The length of the complete lines. The rest of the file is an incomplete line.
    pub(crate) complete: usize,
}

/// A line that is damaged, and how.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Damage {
    /// The number of the line, from 1.
    pub(crate) line: usize,
    pub(crate) what: &'static str,
}

impl Record {
    pub(crate) fn header(workspace: WorkspaceId) -> Self {
        Self::Outbox(Header { version: VERSION, workspace })
    }

    /// Returns the line, with its checksum and the line break.
    pub(crate) fn line(&self) -> Result<Vec<u8>, serde_json::Error> {
        let json = serde_json::to_string(self)?;
        Ok(format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes())).into_bytes())
    }

    fn parse(line: &[u8]) -> Result<Self, &'static str> {
        let (sum, json) = line.split_at_checked(9).ok_or("it is too short")?;
        if sum != format!("{:08x} ", crc32fast::hash(json)).as_bytes() {
            return Err("its checksum is wrong");
        }
        serde_json::from_slice(json).map_err(|_| "this version of the crate cannot read it")
    }
}

/// Reads the lines of a file. An incomplete last line is left out; every other damage is an error.
pub(crate) fn read(bytes: &[u8]) -> Result<Lines, Damage> {
    let complete = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let lines = bytes[..complete].split_inclusive(|byte| *byte == b'\n');
    let records = lines.enumerate().map(|(index, line)| {
        Record::parse(&line[..line.len() - 1]).map_err(|what| Damage { line: index + 1, what })
    });
    Ok(Lines { records: records.collect::<Result<_, _>>()?, complete })
}
