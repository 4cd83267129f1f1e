//! A position in a list: kept as it came, sent back as it came, and read as an instant only to page without loss.

use chrono::{DateTime, Duration, FixedOffset};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A position in a list, opaque to the caller.
///
/// The gateway's pages disagree on its form: the pagination page calls it a timestamp, the operation pages show
/// `cursor_123`. Text and numbers are both accepted and sent back exactly as they came.
///
/// As text it can be stored and read again: a cursor that came as a JSON number prints as one, and text that could be
/// mistaken for a number prints in quotation marks.
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

/// Whole numbers from here on are epoch milliseconds, below it seconds: 1973 in the one, 5138 in the other.
const EPOCH_MILLISECONDS: i64 = 100_000_000_000;

/// Numbers below are no instants but, say, row numbers: as epoch seconds they would lie before September 2001.
const EPOCH_SECONDS: i64 = 1_000_000_000;

const NANOS_PER_SECOND: i128 = 1_000_000_000;
const NANOS_PER_MILLISECOND: i128 = 1_000_000;

/// The longest unit that a cursor's last printed digit can stand for, in nanoseconds: a gateway that leaves zeros at a
/// fraction's end out prints some of its cursors in whole seconds.
pub(crate) const LONGEST_UNIT: i128 = NANOS_PER_SECOND;

impl Cursor {
    /// Reads the cursor as an instant, in nanoseconds since the epoch; `None` where it is not one.
    pub(crate) fn instant(&self) -> Option<i128> {
        match &self.0 {
            Form::Text(text) => {
                let (time, _) = printed_time(text)?;
                let seconds = i128::from(time.timestamp()) * NANOS_PER_SECOND;
                Some(seconds + i128::from(time.timestamp_subsec_nanos()))
            }
            Form::Number(number) => {
                let number = number.as_i64().filter(|n| *n >= EPOCH_SECONDS)?;
                let unit = if number < EPOCH_MILLISECONDS { NANOS_PER_SECOND } else { NANOS_PER_MILLISECOND };
                Some(i128::from(number) * unit)
            }
        }
    }

    /// Returns the instant one unit of the last printed digit later, in the form that this one came in.
    pub(crate) fn next_instant(&self) -> Option<Cursor> {
        match &self.0 {
            Form::Text(text) => {
                let (time, digits) = printed_time(text)?;
                let later = time.checked_add_signed(Duration::nanoseconds(10_i64.pow(9 - digits)))?;
                let mut printed = later.format("%Y-%m-%d").to_string();
                printed.push_str(&text[10..11]);
                printed.push_str(&later.format("%H:%M:%S").to_string());
                if digits > 0 {
                    let nanos = format!("{:09}", later.timestamp_subsec_nanos());
                    printed.push('.');
                    printed.push_str(&nanos[..digits as usize]);
                }
                printed.push_str(zone(text));
                Some(Cursor(Form::Text(printed)))
            }
            Form::Number(number) => {
                self.instant()?;
                Some(Cursor(Form::Number(number.as_i64()?.checked_add(1)?.into())))
            }
        }
    }
}

/// Reads RFC 3339 text and counts the digits of its fraction; leap seconds are left to opaque paging.
fn printed_time(text: &str) -> Option<(DateTime<FixedOffset>, u32)> {
    let time =
        DateTime::parse_from_rfc3339(text).ok().filter(|t| t.timestamp_subsec_nanos() < 1_000_000_000)?;
    let digits = match text.as_bytes().get(19) {
        Some(b'.') => text[20..].bytes().take_while(u8::is_ascii_digit).count(),
        _ => 0,
    };
    let digits = u32::try_from(digits).ok().filter(|d| *d <= 9)?;
    Some((time, digits))
}

/// Returns the end of RFC 3339 text from its zone on: `Z`, `z` or an offset.
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
    /// Reads the text that [`Display`](fmt::Display) prints.
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

    fn received(json: &str) -> Cursor {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn text_and_numbers_go_back_as_they_came() {
        for json in ["\"cursor_123\"", "\"2026-03-16T12:25:10.000Z\"", "1742127910000", "17", "\"17\"", "1.5"]
        {
            assert_eq!(serde_json::to_string(&received(json)).unwrap(), json);
        }
        assert!(serde_json::from_str::<Cursor>("true").is_err());
        assert!(serde_json::from_str::<Cursor>("{}").is_err());
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
            assert_eq!(Cursor::from(from).next_instant(), Some(to.into()), "{from}");
        }
        assert_eq!(received("1742127910000").next_instant(), Some(received("1742127910001")));
        assert_eq!(received("1742127910").instant(), Some(1_742_127_910_000_000_000));
    }

    #[test]
    fn what_is_no_instant_is_not_taken_for_one() {
        for json in ["\"cursor_123\"", "17", "1.5", "\"1742127910000\"", "\"2026-03-16\"", "\"\"", "-5"] {
            assert_eq!(received(json).instant(), None, "{json}");
            assert_eq!(received(json).next_instant(), None, "{json}");
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
            let (now, next) = (cursor.instant().unwrap(), cursor.next_instant().unwrap().instant().unwrap());
            prop_assert_eq!(next - now, 10_i128.pow(9 - u32::try_from(digits).unwrap()));
        }
    }
}
