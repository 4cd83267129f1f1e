//! `Cursor`, a cursor of the gateway. It is stored and sent back unchanged, and parsed as a timestamp only for lossless
//! paging.

use crate::model::documented_time::documented_time;
use chrono::{DateTime, Datelike, FixedOffset, SecondsFormat, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A cursor of the gateway, opaque to the caller.
///
/// The documentation is not consistent about its form: the pagination page calls it a timestamp, the pages of the
/// operations show `cursor_123`. Text and numbers are accepted and sent back unchanged.
///
/// It can be stored as text and parsed again. A cursor that was a JSON number is printed as a number. Text that looks
/// like a number is printed in quotation marks.
///
/// ```
/// use bcrumbs::Cursor;
///
/// let cursor: Cursor = "2026-03-16T12:25:10.000Z".parse()?;
/// assert_eq!(cursor.to_string(), "2026-03-16T12:25:10.000Z");
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(Form);

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged, expecting = "a cursor: text or a number")]
enum Form {
    Text(String),
    Number(serde_json::Number),
}

/// The smallest integer that is parsed as an epoch in each unit: the year 1973, or September 2001 for seconds. A
/// smaller number is not a timestamp but, for example, a row number.
const EPOCHS: [Epoch; 4] = [
    Epoch { from: 100_000_000_000_000_000, unit: 1 },
    Epoch { from: 100_000_000_000_000, unit: 1_000 },
    Epoch { from: 100_000_000_000, unit: NANOS_PER_MILLISECOND },
    Epoch { from: 1_000_000_000, unit: NANOS_PER_SECOND },
];

/// A unit in nanoseconds, and the smallest number that is parsed in this unit.
struct Epoch {
    from: i64,
    unit: i128,
}

pub(crate) const NANOS_PER_SECOND: i128 = 1_000_000_000;
pub(crate) const NANOS_PER_MILLISECOND: i128 = 1_000_000;

/// The last year that RFC 3339 can print.
const LAST_YEAR: i32 = 9999;

impl Cursor {
    /// Creates a cursor a little more than one second above an instant. No known gateway compares less precisely.
    pub(crate) fn above(instant: DateTime<Utc>) -> Self {
        let above = instant.checked_add_signed(TimeDelta::milliseconds(1_001)).unwrap_or(instant);
        Self(Form::Text(above.to_rfc3339_opts(SecondsFormat::Millis, true)))
    }

    /// Returns an instant just above the instant of the cursor, or `None` if the cursor is not a timestamp.
    pub(crate) fn above_instant(&self) -> Option<DateTime<Utc>> {
        let nanos = i64::try_from(self.instant()? + 1).ok()?;
        Some(DateTime::from_timestamp_nanos(nanos))
    }

    /// Parses the cursor as a timestamp, in nanoseconds since the epoch. Returns `None` if it is not a timestamp.
    pub(crate) fn instant(&self) -> Option<i128> {
        match &self.0 {
            Form::Text(text) => Some(printed_time(text)?.nanos()),
            Form::Number(number) => {
                let number = number.as_i64()?;
                Some(i128::from(number) * epoch_unit(number)?)
            }
        }
    }

    /// Returns the precision in nanoseconds: the value of the last printed digit. Returns `None` if the cursor is not a
    /// timestamp.
    pub(crate) fn unit(&self) -> Option<i128> {
        match &self.0 {
            Form::Text(text) => Some(printed_time(text)?.unit()),
            Form::Number(number) => epoch_unit(number.as_i64()?),
        }
    }

    /// Returns the cursor of another instant in the same form. The instant is rounded up to the precision of the form.
    pub(crate) fn at(&self, nanos: i128) -> Option<Self> {
        match &self.0 {
            Form::Text(text) => {
                let printed = printed_time(text)?;
                let nanos = round_up(nanos, printed.unit());
                if nanos == printed.nanos() {
                    return Some(self.clone());
                }
                let seconds = i64::try_from(nanos.div_euclid(NANOS_PER_SECOND)).ok()?;
                let rest = u32::try_from(nanos.rem_euclid(NANOS_PER_SECOND)).ok()?;
                let time = DateTime::from_timestamp(seconds, rest)?.with_timezone(printed.time.offset());
                if !(0..=LAST_YEAR).contains(&time.year()) {
                    return None;
                }
                let mut moved = time.format("%Y-%m-%d").to_string();
                moved.push_str(&text[10..11]);
                moved.push_str(&time.format("%H:%M:%S").to_string());
                if printed.digits > 0 {
                    moved.push('.');
                    moved.push_str(&format!("{rest:09}")[..printed.digits as usize]);
                }
                moved.push_str(zone(text));
                Some(Self(Form::Text(moved)))
            }
            Form::Number(number) => {
                let unit = epoch_unit(number.as_i64()?)?;
                let number = i64::try_from(round_up(nanos, unit) / unit).ok()?;
                Some(Self(Form::Number(number.into())))
            }
        }
    }
}

/// Returns an instant in nanoseconds since the epoch.
pub(crate) fn nanos<Z: TimeZone>(time: &DateTime<Z>) -> i128 {
    i128::from(time.timestamp()) * NANOS_PER_SECOND + i128::from(time.timestamp_subsec_nanos())
}

fn epoch_unit(number: i64) -> Option<i128> {
    EPOCHS.iter().find(|epoch| number >= epoch.from).map(|epoch| epoch.unit)
}

/// Returns the first instant from `nanos` on that is a multiple of `unit`.
pub(crate) fn round_up(nanos: i128, unit: i128) -> i128 {
    -(-nanos).div_euclid(unit) * unit
}

/// A parsed RFC 3339 timestamp, with the number of digits of its fraction.
struct PrintedTime {
    time: DateTime<FixedOffset>,
    digits: u32,
}

impl PrintedTime {
    fn nanos(&self) -> i128 {
        nanos(&self.time)
    }

    fn unit(&self) -> i128 {
        10_i128.pow(9 - self.digits)
    }
}

/// Parses RFC 3339 text and counts the digits of its fraction. A leap second is not parsed, so its cursor counts as
/// opaque.
fn printed_time(text: &str) -> Option<PrintedTime> {
    if let Some(time) = documented_time(text) {
        return Some(PrintedTime { time: time.fixed_offset(), digits: 3 });
    }
    let time =
        DateTime::parse_from_rfc3339(text).ok().filter(|t| t.timestamp_subsec_nanos() < 1_000_000_000)?;
    let digits = match text.as_bytes().get(19) {
        Some(b'.') => text[20..].bytes().take_while(u8::is_ascii_digit).count(),
        _ => 0,
    };
    let digits = u32::try_from(digits).ok().filter(|d| *d <= 9)?;
    Some(PrintedTime { time, digits })
}

/// Returns the time zone of RFC 3339 text: `Z`, `z` or an offset.
fn zone(text: &str) -> &str {
    let start = text[19..].find(|c: char| c != '.' && !c.is_ascii_digit()).map_or(text.len(), |at| 19 + at);
    &text[start..]
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Number(number) => number.fmt(f),
            Form::Text(text) if text.starts_with('"') || is_number(text) => {
                serde_json::Value::from(text.as_str()).fmt(f)
            }
            Form::Text(text) => f.write_str(text),
        }
    }
}

fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

impl FromStr for Cursor {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(number) = serde_json::from_str(text) {
            return Ok(Self(Form::Number(number)));
        }
        if text.starts_with('"')
            && let Ok(quoted) = serde_json::from_str(text)
        {
            return Ok(Self(Form::Text(quoted)));
        }
        Ok(Self(Form::Text(text.to_owned())))
    }
}

impl From<&str> for Cursor {
    /// Parses the text that [`Display`](fmt::Display) prints.
    fn from(text: &str) -> Self {
        let Ok(cursor) = text.parse();
        cursor
    }
}

impl From<String> for Cursor {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn from_wire(json: &str) -> Cursor {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn text_and_numbers_go_back_as_they_came() {
        for json in ["\"cursor_123\"", "\"2026-03-16T12:25:10.000Z\"", "1742127910000", "17", "\"17\"", "1.5"]
        {
            assert_eq!(serde_json::to_string(&from_wire(json)).unwrap(), json);
        }
        assert!(serde_json::from_str::<Cursor>("true").is_err());
        assert!(serde_json::from_str::<Cursor>("{}").is_err());
    }

    fn next(cursor: &Cursor) -> Option<Cursor> {
        cursor.at(cursor.instant()? + cursor.unit()?)
    }

    #[test]
    fn the_next_instant_keeps_the_form_of_the_first() {
        for (from, to) in [
            ("2026-03-16T12:25:10.000Z", "2026-03-16T12:25:10.001Z"),
            ("2026-12-31T23:59:59.999Z", "2027-01-01T00:00:00.000Z"),
            ("2026-03-16T12:25:10Z", "2026-03-16T12:25:11Z"),
            ("2026-03-16T12:25:10.123456+02:00", "2026-03-16T12:25:10.123457+02:00"),
            ("2026-03-16 12:25:10.9z", "2026-03-16 12:25:11.0z"),
        ] {
            assert_eq!(next(&Cursor::from(from)), Some(to.into()), "{from}");
        }
        assert_eq!(next(&from_wire("1742127910000")), Some(from_wire("1742127910001")));
        assert_eq!(next(&Cursor::from("9999-12-31T23:59:59.999Z")), None);
    }

    #[test]
    fn a_number_is_an_epoch_in_the_unit_that_gives_a_likely_year() {
        let seconds = 1_742_127_910_i128;
        for (json, unit) in [
            ("1742127910", 1_000_000_000),
            ("1742127910000", 1_000_000),
            ("1742127910000000", 1_000),
            ("1742127910000000000", 1),
        ] {
            let cursor = from_wire(json);
            assert_eq!(
                (cursor.instant(), cursor.unit()),
                (Some(seconds * 1_000_000_000), Some(unit)),
                "{json}"
            );
        }
    }

    #[test]
    fn an_instant_that_the_form_cannot_print_counts_as_the_later_one() {
        let nanos = from_wire("1742127910").instant().unwrap();
        for (form, later) in [
            ("1742127910", "1742127911"),
            ("\"2025-03-16T12:25:10Z\"", "\"2025-03-16T12:25:11Z\""),
            ("\"2025-03-16T12:25:10.0000+00:00\"", "\"2025-03-16T12:25:10.0001+00:00\""),
        ] {
            assert_eq!(from_wire(form).at(nanos), Some(from_wire(form)));
            assert_eq!(from_wire(form).at(nanos + 1), Some(from_wire(later)));
        }
    }

    #[test]
    fn what_is_no_instant_is_not_taken_for_one() {
        for json in ["\"cursor_123\"", "17", "1.5", "\"1742127910000\"", "\"2026-03-16\"", "\"\"", "-5"] {
            assert_eq!(from_wire(json).instant(), None, "{json}");
            assert_eq!(from_wire(json).at(0), None, "{json}");
        }
    }

    proptest! {
        #[test]
        fn a_printed_cursor_reads_back_as_the_same(text in ".*") {
            let cursor = Cursor(Form::Text(text));
            prop_assert_eq!(Cursor::from(cursor.to_string()), cursor);
        }

        #[test]
        fn a_printed_number_reads_back_as_the_same(number: i64) {
            let cursor = Cursor(Form::Number(number.into()));
            prop_assert_eq!(Cursor::from(cursor.to_string()), cursor);
        }

        #[test]
        fn the_next_instant_is_one_unit_later(nanos in 0_i64..4_000_000_000_000_000_000, digits in 0_usize..=9) {
            let time = DateTime::from_timestamp_nanos(nanos);
            let fraction = &format!("{:09}", time.timestamp_subsec_nanos())[..digits];
            let dot = if digits == 0 { "" } else { "." };
            let cursor = Cursor::from(format!("{}{dot}{fraction}Z", time.format("%Y-%m-%dT%H:%M:%S")));
            let (now, later) = (cursor.instant().unwrap(), next(&cursor).unwrap().instant().unwrap());
            prop_assert_eq!(later - now, 10_i128.pow(9 - u32::try_from(digits).unwrap()));
        }
    }
}
