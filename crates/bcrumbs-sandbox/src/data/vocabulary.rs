//! The words of the schema's enums: the rows hold every value that the schema lists.

/// The values of the enums, by what they are used for.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    pub(crate) message_kinds: Vec<String>,
    pub(crate) networks: Vec<String>,
    pub(crate) tag_types: Vec<String>,
    pub(crate) broadcast_states: Vec<String>,
    pub(crate) webhook_events: Vec<String>,
}
