//! Rust types for the scalars of the schema, for the queries of this crate and for your own queries.
//!
//! Every scalar that a query uses needs a type of the same name. With `custom_scalars_module = "bcrumbs::scalars"` they
//! are found here. Without that attribute, import them into the module of the query.
//!
//! Enums of the schema are not in this module. `graphql_client` generates a type for an enum. To use an enum of this
//! crate instead, add `extern_enums("MessageType")` and `use bcrumbs::MessageKind as MessageType;`.

use crate::model::documented_time::documented_time;
use chrono::{SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

pub use crate::model::cursor::Cursor as Timestamp;
pub use crate::model::ids::{IntegrationState, NoteType};
pub use serde_json::Value as Json;
pub use serde_json::Value as JSON;

/// The schema's `DateTime`.
///
/// It is printed with milliseconds and `Z`, as in every example of the documentation. More digits are printed only if
/// they are not zero. It is parsed from both forms that the vendor's pages show: `2026-03-16T00:00:00.000Z` and `Sat,
/// 04 Jan 2025 15:35:46 GMT` (page apis/webhooks). The default value is the start of 1970 in UTC.
///
/// ```
/// use bcrumbs::scalars::DateTime;
///
/// let time: DateTime = serde_json::from_str(r#""Sat, 04 Jan 2025 15:35:46 GMT""#)?;
/// assert_eq!(serde_json::to_string(&time)?, r#""2025-01-04T15:35:46.000Z""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct DateTime(pub chrono::DateTime<Utc>);

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(time: chrono::DateTime<Utc>) -> Self {
        Self(time)
    }
}

impl From<DateTime> for chrono::DateTime<Utc> {
    fn from(time: DateTime) -> Self {
        time.0
    }
}

impl DateTime {
    /// Parses RFC 3339 and RFC 2822. The vendor's webhooks use RFC 2822, so a response may use it too.
    fn parse(text: &str) -> Option<Self> {
        if let Some(time) = documented_time(text) {
            return Some(Self(time));
        }
        chrono::DateTime::parse_from_rfc3339(text)
            .or_else(|_| chrono::DateTime::parse_from_rfc2822(text))
            .ok()
            .map(|time| Self(time.to_utc()))
    }

    /// Prints milliseconds, and more digits only if they are not zero.
    fn print(self) -> String {
        let whole = self.0.timestamp_subsec_nanos().is_multiple_of(1_000_000);
        self.0.to_rfc3339_opts(if whole { SecondsFormat::Millis } else { SecondsFormat::AutoSi }, true)
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.print())
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl serde::de::Visitor<'_> for Text {
            type Value = DateTime;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date and time such as 2026-03-16T00:00:00.000Z")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<DateTime, E> {
                DateTime::parse(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// Serializes the time of a model in the gateway's form.
pub(crate) fn serialize_time<S: Serializer>(
    time: &chrono::DateTime<Utc>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    DateTime(*time).serialize(serializer)
}

/// Serializes an optional time of a model in the gateway's form.
#[expect(clippy::ref_option, reason = "serde passes the field by reference")]
pub(crate) fn serialize_optional_time<S: Serializer>(
    time: &Option<chrono::DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    time.map(DateTime).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::DateTime;

    fn read(text: &str) -> Option<String> {
        DateTime::parse(text).map(DateTime::print)
    }

    #[test]
    fn a_time_is_written_with_milliseconds_and_z() {
        let documented = "2026-03-16T00:00:00.000Z";
        assert_eq!(read(documented).as_deref(), Some(documented));
        assert_eq!(read("2026-03-16T02:00:00+02:00").as_deref(), Some(documented));
        assert_eq!(read("2026-03-16T00:00:00.123456Z").as_deref(), Some("2026-03-16T00:00:00.123456Z"));
    }

    #[test]
    fn the_form_of_the_webhooks_is_read_too() {
        assert_eq!(read("Sat, 04 Jan 2025 15:35:46 GMT").as_deref(), Some("2025-01-04T15:35:46.000Z"));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "now", "2026-03-16", "1742127910000", "2026-13-16T00:00:00.000Z"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
