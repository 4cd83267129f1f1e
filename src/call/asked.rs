//! What a call asked for.

use crate::call::origin::Origin;
use crate::graphql::document::Document;
use crate::redact::redact::Sent;

/// What was asked for, and all that was sent for it.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) origin: Origin,
    pub(crate) sent: Sent<'a>,
}
