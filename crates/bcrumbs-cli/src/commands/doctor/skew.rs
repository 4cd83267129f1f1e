//! How far this machine's clock is from the gateway's, by the `Date` of an answer, which is in whole seconds.

use crate::commands::doctor::check::Check;
use std::time::{Duration, SystemTime};

const NAME: &str = "clock";

/// Beyond this the clocks are too far apart: waits that the gateway asks for and the 24-hour window are reckoned by this
/// machine's clock.
const TOLERANCE: Duration = Duration::from_secs(60);

/// Compares the `Date` of an answer with the time at which it came.
pub(crate) fn check(date: Option<&str>, now: SystemTime) -> Check {
    let Some(date) = date else {
        return Check::skip(NAME, "the gateway does not tell the time");
    };
    let Ok(theirs) = httpdate::parse_http_date(date) else {
        return Check::skip(NAME, "the gateway tells the time in a form that HTTP does not know");
    };
    let (apart, direction) = match now.duration_since(theirs) {
        Ok(ahead) => (ahead, "ahead of"),
        Err(behind) => (behind.duration(), "behind"),
    };
    let detail = match apart.as_secs() {
        0 | 1 => "the same as the gateway's, to the second".to_owned(),
        seconds => format!("{seconds} s {direction} the gateway's"),
    };
    if apart > TOLERANCE {
        let remedy =
            "set this machine's clock; waits that the gateway asks for and the 24-hour window go by it";
        return Check::warn(NAME, detail, remedy);
    }
    Check::ok(NAME, detail)
}

#[cfg(test)]
mod tests {
    use super::check;
    use std::time::{Duration, SystemTime};

    #[test]
    fn a_clock_is_warned_of_from_more_than_a_minute_on() {
        let check_at = |date: &str, seconds: i64| {
            let base = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
            let now = match seconds {
                0.. => base + Duration::from_secs(seconds.unsigned_abs()),
                _ => base - Duration::from_secs(seconds.unsigned_abs()),
            };
            serde_json::to_value(check(Some(date), now)).unwrap()
        };
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        for (seconds, status, detail) in [
            (0, "ok", "the same as the gateway's, to the second"),
            (1, "ok", "the same as the gateway's, to the second"),
            (60, "ok", "60 s ahead of the gateway's"),
            (-60, "ok", "60 s behind the gateway's"),
            (61, "warn", "61 s ahead of the gateway's"),
            (-7200, "warn", "7200 s behind the gateway's"),
        ] {
            let check = check_at(date, seconds);
            assert_eq!((&check["status"], &check["detail"]), (&status.into(), &detail.into()), "{seconds}");
            assert_eq!(check["remedy"].is_string(), status == "warn");
        }
        assert_eq!(check_at("yesterday", 0)["status"], "skip");
        assert_eq!(serde_json::to_value(check(None, SystemTime::UNIX_EPOCH)).unwrap()["status"], "skip");
    }
}
