//! Identifiers in the gateway's format. They contain the row's index, so no map of identifiers is needed.

/// The kind of an identifier; part of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Kind {
    Conversation = 0x7a9a,
    Contact = 0x7a9b,
    Agent = 0x7a9c,
    User = 0x7a9d,
    Ai = 0x7a9e,
    Channel = 0x7a9f,
    Tag = 0x7aa0,
    Broadcast = 0x7aa1,
    Webhook = 0x7aa2,
    ApiKey = 0x7aa3,
    Settings = 0x7aa4,
}

const STEM: &str = "67d7f55f";
const MESSAGE_STEM: &str = "68875c39-01b8-42a5-9273-";

/// Returns the identifier of the `index`-th row of a kind: 24 hexadecimal digits.
pub(crate) fn id(kind: Kind, index: usize) -> String {
    format!("{STEM}{:04x}{index:012x}", kind as u16)
}

/// The index in an identifier of that kind; `None` for any other text.
pub(crate) fn index(kind: Kind, id: &str) -> Option<usize> {
    digits(id.strip_prefix(STEM)?.strip_prefix(&format!("{:04x}", kind as u16))?)
}

/// The identifier of the `index`-th message: a UUID.
pub(crate) fn message_id(index: usize) -> String {
    format!("{MESSAGE_STEM}{index:012x}")
}

/// The index in a message's identifier; `None` for any other text.
pub(crate) fn message_index(id: &str) -> Option<usize> {
    digits(id.strip_prefix(MESSAGE_STEM)?)
}

fn digits(text: &str) -> Option<usize> {
    let own = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    own.then(|| usize::from_str_radix(text, 16).ok()).flatten()
}
