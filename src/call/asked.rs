//! The request data that decoding needs.

use crate::call::origin::Origin;
use crate::graphql::document::Document;
use crate::redact::redact::Sent;

/// The requested operation and everything that was sent.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) document: &'a Document<'a>,
    pub(crate) origin: Origin,
    pub(crate) sent: Sent<'a>,
}
