//! Writes a place in an answer down, for an error.

use crate::redact::redact::Redaction;
use serde_path_to_error::{Path, Segment};

/// The keys and positions of a place in an answer that an error names at most.
const SHOWN_DEPTH: usize = 16;

/// Writes a place in an answer down, unless it is the answer as a whole. A key that is no GraphQL name is content, and
/// is not shown.
pub(crate) fn json_path(path: &Path, redaction: &Redaction) -> Option<String> {
    let mut place = String::new();
    for (depth, segment) in path.iter().enumerate() {
        match segment {
            _ if depth == SHOWN_DEPTH => return Some(place + "…"),
            Segment::Seq { index } => place.push_str(&format!("[{index}]")),
            Segment::Map { key } if redaction.key(key).is_some() => {
                place.push_str(if place.is_empty() { "" } else { "." });
                place.push_str(key);
            }
            // Where the text broke inside a key, it is not known.
            Segment::Unknown => break,
            Segment::Map { .. } | Segment::Enum { .. } => place.push_str(".…"),
        }
    }
    (!place.is_empty()).then_some(place)
}
