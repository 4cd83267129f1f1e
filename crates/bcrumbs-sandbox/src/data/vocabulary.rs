//! The values of the schema's enums. The rows contain every value that the schema lists.

/// The values of the enums, by their use.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    pub(crate) message_kinds: Vec<String>,
    pub(crate) networks: Vec<String>,
    pub(crate) tag_types: Vec<String>,
    pub(crate) broadcast_states: Vec<String>,
    pub(crate) webhook_events: Vec<String>,
}
