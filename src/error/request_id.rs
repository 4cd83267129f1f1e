//! The gateway's identifier of a request, for a question to the vendor's support.

use crate::redact::redact::Redaction;
use http::HeaderMap;

/// The maximum length of the request identifier in an error, in characters. The gateway creates the identifier, so only
/// text that was sent is redacted in it.
const REQUEST_ID_CHARACTERS: usize = 64;

/// Returns the request identifier from the headers of a response: `x-request-id` or `request-id`. Neither is
/// documented.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-request-id", "request-id"].iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

/// Returns the request identifier for an error or a log. Only text that was sent is redacted in it.
pub(crate) fn shown_request_id(headers: &HeaderMap, redaction: &Redaction) -> Option<String> {
    request_id(headers).map(|id| redaction.identifier(id, REQUEST_ID_CHARACTERS))
}
