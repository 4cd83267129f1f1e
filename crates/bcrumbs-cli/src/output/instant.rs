//! How instants read in a table: in the zone of whoever reads it, to the second. Everything else that is printed, and
//! everything that is sent, is in UTC.

use chrono::{DateTime, Local, TimeZone, Utc};
use std::fmt::Display;

/// Writes an instant in the local time zone: that of the variable TZ, or else the system's.
pub(crate) fn local(instant: DateTime<Utc>) -> String {
    within(&Local, instant)
}

/// Writes an instant in UTC.
pub(crate) fn utc(instant: DateTime<Utc>) -> String {
    within(&Utc, instant)
}

fn within<Z: TimeZone<Offset: Display>>(zone: &Z, instant: DateTime<Utc>) -> String {
    instant.with_timezone(zone).format("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::{utc, within};
    use chrono::{DateTime, FixedOffset, Utc};

    #[test]
    fn an_instant_is_written_in_the_readers_zone() {
        let instant: DateTime<Utc> = "2026-03-16T22:25:10.999Z".parse().unwrap();
        assert_eq!(utc(instant), "2026-03-16 22:25:10");
        assert_eq!(within(&FixedOffset::east_opt(3 * 3600).unwrap(), instant), "2026-03-17 01:25:10");
        assert_eq!(within(&FixedOffset::west_opt(12600).unwrap(), instant), "2026-03-16 18:55:10");
    }

    #[test]
    fn the_ends_of_time_are_written_too() {
        for hours in [-14, 14] {
            let zone = FixedOffset::east_opt(hours * 3600).unwrap();
            for end in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
                assert!(within(&zone, end).ends_with(":00") || within(&zone, end).ends_with(":59"));
            }
        }
    }
}
