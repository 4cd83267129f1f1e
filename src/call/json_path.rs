//! Formats a path in a response for an error.

use crate::redact::redact::Redaction;
use serde_path_to_error::{Path, Segment};

/// The maximum number of keys and indexes of a path in an error.
const SHOWN_DEPTH: usize = 16;

/// Formats a path in a response. Returns `None` for the path of the whole response. A key that is not a GraphQL name is
/// content and is not shown.
pub(crate) fn json_path(path: &Path, redaction: &Redaction) -> Option<String> {
    let mut shown = String::new();
    for (depth, segment) in path.iter().enumerate() {
        match segment {
            _ if depth == SHOWN_DEPTH => return Some(shown + "…"),
            Segment::Seq { index } => shown.push_str(&format!("[{index}]")),
            Segment::Map { key } if redaction.key(key).is_some() => {
                shown.push_str(if shown.is_empty() { "" } else { "." });
                shown.push_str(key);
            }
            // If the JSON is broken inside a key, the key is unknown.
            Segment::Unknown => break,
            Segment::Map { .. } | Segment::Enum { .. } => shown.push_str(".…"),
        }
    }
    (!shown.is_empty()).then_some(shown)
}
