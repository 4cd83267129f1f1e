//! Parses times in the form of the documentation's examples. The general parser is slower, and every page of a list
//! contains many times.

use chrono::{DateTime, NaiveDate, Utc};

/// Parses the documented form, for example `2026-03-16T00:00:00.000Z`. Returns `None` for any other form.
pub(crate) fn documented_time(text: &str) -> Option<DateTime<Utc>> {
    let bytes: &[u8; 24] = text.as_bytes().try_into().ok()?;
    let number = |from: usize, to: usize| {
        bytes[from..to].iter().try_fold(0_u32, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'.'), (23, b'Z')];
    if separators.iter().any(|(at, separator)| bytes[*at] != *separator) {
        return None;
    }
    let year = i32::try_from(number(0, 4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?;
    let time = date.and_hms_milli_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?, number(20, 23)?)?;
    Some(time.and_utc())
}

#[cfg(test)]
mod tests {
    use super::documented_time;
    use chrono::{DateTime, SecondsFormat};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_documented_form_is_read_as_the_general_parser_reads_it(
            text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9].[0-9]{3}Z|[0-9TZ:.+-]{24}"
        ) {
            let general = DateTime::parse_from_rfc3339(&text).ok().map(|time| time.to_utc());
            match documented_time(&text) {
                Some(time) => prop_assert_eq!(Some(time), general),
                // Leap seconds and other forms are left to the general parser.
                None => prop_assert!(general.is_none() || text.contains(":60.") || !text.ends_with('Z')),
            }
        }

        #[test]
        fn every_time_in_the_documented_form_takes_the_short_way(millis in 0_i64..250_000_000_000_000) {
            let time = DateTime::from_timestamp_millis(millis).unwrap();
            prop_assert_eq!(documented_time(&time.to_rfc3339_opts(SecondsFormat::Millis, true)), Some(time));
        }
    }
}
