//! Times as people write them on a command line.

use chrono::{
    DateTime, Days, Local, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};

/// Dates with a time of day and without a zone; the first is what tables print.
const LOCAL_FORMS: [&str; 4] = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];

/// A time with the text that it was read from: `-24h` is another instant in each run.
#[derive(Clone, Debug)]
pub(crate) struct WrittenTime {
    pub(crate) text: String,
    pub(crate) instant: DateTime<Utc>,
}

/// Reads a time in the local zone, that of the variable TZ or else the system's.
pub(crate) fn written(text: &str) -> Result<WrittenTime, String> {
    Ok(WrittenTime { text: text.trim().to_owned(), instant: read(text, &Local::now())? })
}

/// Reads a time in the zone of `now`.
fn read<Z: TimeZone>(text: &str, now: &DateTime<Z>) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    let zone = now.timezone();
    let today = now.date_naive();
    match text {
        "now" => return Ok(now.to_utc()),
        "today" => return midnight(today, &zone),
        "yesterday" => return midnight(today.checked_sub_days(Days::new(1)).unwrap_or(today), &zone),
        _ => {}
    }
    if let Some(seconds) = text.strip_prefix('@') {
        return unix(seconds).ok_or_else(|| "write the seconds since 1970 as @1763962404".to_owned());
    }
    if let Some(ago) = text.strip_prefix('-') {
        return duration(ago)
            .and_then(|ago| now.to_utc().checked_sub_signed(ago))
            .ok_or_else(|| "write how long ago as -90s, -30m, -24h, -7d or -2w".to_owned());
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return midnight(date, &zone);
    }
    for form in LOCAL_FORMS {
        if let Ok(time) = NaiveDateTime::parse_from_str(text, form) {
            return local(time, &zone);
        }
    }
    Err("write 2026-03-16, \"2026-03-16 10:00\", 2026-03-16T10:00:00Z, today, yesterday, now, -24h or @1763962404"
        .to_owned())
}

fn midnight<Z: TimeZone>(date: NaiveDate, zone: &Z) -> Result<DateTime<Utc>, String> {
    local(date.and_time(NaiveTime::MIN), zone)
}

/// Refuses a local time that the clocks of the zone show twice or never: the instant is not known.
fn local<Z: TimeZone>(time: NaiveDateTime, zone: &Z) -> Result<DateTime<Utc>, String> {
    let problem = match zone.from_local_datetime(&time) {
        MappedLocalTime::Single(time) => return Ok(time.to_utc()),
        MappedLocalTime::Ambiguous(..) => "comes twice in the local time zone, as its clocks are set back",
        MappedLocalTime::None => "does not exist in the local time zone, as its clocks are set forward",
    };
    Err(format!("{time} {problem}: write it with an offset, as in 2026-03-16T10:00:00+02:00"))
}

fn unix(text: &str) -> Option<DateTime<Utc>> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !fraction.chars().all(|c| c.is_ascii_digit()) || fraction.len() > 9 {
        return None;
    }
    let nanos = format!("{fraction:0<9}").parse().ok()?;
    DateTime::from_timestamp(seconds.parse().ok().filter(|seconds: &i64| *seconds >= 0)?, nanos)
}

fn duration(text: &str) -> Option<TimeDelta> {
    let unit = text.chars().last()?;
    let number = text.strip_suffix(unit)?;
    let number = Some(number).filter(|number| number.chars().all(|c| c.is_ascii_digit()))?.parse().ok()?;
    match unit {
        's' => TimeDelta::try_seconds(number),
        'm' => TimeDelta::try_minutes(number),
        'h' => TimeDelta::try_hours(number),
        'd' => TimeDelta::try_days(number),
        'w' => TimeDelta::try_weeks(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use chrono::{DateTime, FixedOffset};

    fn now() -> DateTime<FixedOffset> {
        "2026-03-16T12:25:10+02:00".parse().unwrap()
    }

    #[test]
    fn a_time_is_read_in_every_documented_form() {
        for (text, expected) in [
            ("2026-03-16T00:00:00Z", "2026-03-16T00:00:00Z"),
            ("2026-03-16T10:00:00.250+05:45", "2026-03-16T04:15:00.250Z"),
            ("2026-03-16", "2026-03-15T22:00:00Z"),
            ("2026-03-16 10:00", "2026-03-16T08:00:00Z"),
            ("2026-03-16 10:00:07", "2026-03-16T08:00:07Z"),
            ("2026-03-16T10:00", "2026-03-16T08:00:00Z"),
            (" today ", "2026-03-15T22:00:00Z"),
            ("yesterday", "2026-03-14T22:00:00Z"),
            ("now", "2026-03-16T10:25:10Z"),
            ("-24h", "2026-03-15T10:25:10Z"),
            ("-90s", "2026-03-16T10:23:40Z"),
            ("-30m", "2026-03-16T09:55:10Z"),
            ("-7d", "2026-03-09T10:25:10Z"),
            ("-2w", "2026-03-02T10:25:10Z"),
            ("@1763962404", "2025-11-24T05:33:24Z"),
            ("@1763962404.5", "2025-11-24T05:33:24.5Z"),
        ] {
            assert_eq!(read(text, &now()), Ok(expected.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_an_example() {
        for text in
            ["", "someday", "24h", "16.03.2026", "2026-02-30", "2026-03-16 25:00", "10:00", "1763962404"]
        {
            assert!(read(text, &now()).unwrap_err().contains("2026-03-16T10:00:00Z"), "{text}");
        }
        for text in ["@", "@x", "@1.x", "@-5", "@99999999999999999999"] {
            assert!(read(text, &now()).unwrap_err().contains("@1763962404"), "{text}");
        }
        for text in ["-", "-h", "-1", "-1y", "--1h", "-1.5h", "-99999999999999999999h", "-9000000000000000h"]
        {
            assert!(read(text, &now()).unwrap_err().contains("-24h"), "{text}");
        }
    }
}
