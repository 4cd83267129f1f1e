//! Instants: milliseconds since 1970, and the formats that the gateway uses.

use chrono::{DateTime, SecondsFormat, Utc};

/// Milliseconds since the beginning of 1970, in UTC.
pub(crate) type Millis = i64;

/// The gateway's text of an instant, such as `2026-03-16T12:25:10.000Z`.
pub(crate) fn text(at: Millis) -> String {
    moment(at).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The same instant as a date and time.
pub(crate) fn moment(at: Millis) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at).unwrap_or_default()
}

/// An instant in whole seconds as HTTP and RFC 1123 write it, such as `Sat, 04 Jan 2025 15:35:46 GMT`.
pub(crate) fn http_date(at: Millis) -> String {
    moment(at).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Parses a date and time in ISO 8601; `None` for other text.
pub(crate) fn parse(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}
