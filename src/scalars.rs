//! What the schema's own scalars are in Rust; the generated modules find them here by name.

use chrono::{SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The schema's `JSON`.
pub(crate) type Json = serde_json::Value;

/// The schema's `Timestamp`.
pub(crate) type Timestamp = crate::Cursor;

/// The schema's `DateTime`: written with milliseconds and `Z`, as in every documented example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateTime(pub(crate) chrono::DateTime<Utc>);

impl DateTime {
    /// Reads RFC 3339; the vendor's webhooks also use RFC 2822, so an answer may.
    fn parse(text: &str) -> Option<Self> {
        chrono::DateTime::parse_from_rfc3339(text)
            .or_else(|_| chrono::DateTime::parse_from_rfc2822(text))
            .ok()
            .map(|time| Self(time.to_utc()))
    }

    /// Prints milliseconds, and more digits only where there are any.
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

/// Writes and reads a model's time as the gateway does, for `#[serde(with)]`.
pub(crate) mod time {
    use super::DateTime;
    use chrono::Utc;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        time: &chrono::DateTime<Utc>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        DateTime(*time).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<chrono::DateTime<Utc>, D::Error> {
        DateTime::deserialize(deserializer).map(|time| time.0)
    }
}

/// The same for a time that may be absent.
pub(crate) mod optional_time {
    use super::DateTime;
    use chrono::Utc;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde passes the field by reference")]
    pub(crate) fn serialize<S: Serializer>(
        time: &Option<chrono::DateTime<Utc>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        time.map(DateTime).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<chrono::DateTime<Utc>>, D::Error> {
        Ok(Option::<DateTime>::deserialize(deserializer)?.map(|time| time.0))
    }
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
