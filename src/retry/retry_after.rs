//! How long a gateway asks to wait, in whichever of the usual ways it says so. The vendor documents none.

use crate::error::graphql_error::GraphQlError;
use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use serde_json::Value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Numbers from here on are milliseconds since the epoch: as seconds they would lie after the year 5000.
const EPOCH_MILLISECONDS: f64 = 1e11;

/// Numbers from here on are seconds since the epoch: as a wait they would last 31 years.
const EPOCH_SECONDS: f64 = 1e9;

/// Headers that name a reset, as seconds or as an instant.
const RESET_HEADERS: [&str; 4] =
    ["x-ratelimit-reset-after", "ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"];

/// Keys of `errors[].extensions` that name a wait or a reset.
const RESET_KEYS: [&str; 6] = ["retryAfter", "retry_after", "resetAt", "reset_at", "reset", "resetAfter"];

/// Keys of `errors[].extensions` that name a wait in milliseconds.
const MILLISECOND_KEYS: [&str; 2] = ["retryAfterMs", "retry_after_ms"];

/// Returns the time of day by which an answer's instants are meant: the gateway's own where the answer says it, since the
/// two clocks may differ, else `now`.
pub(crate) fn gateway_time(headers: &HeaderMap, now: SystemTime) -> SystemTime {
    let date = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?.trim()).ok());
    date.unwrap_or(now)
}

/// Reads `Retry-After`, in seconds or as an HTTP date.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse::<f64>() {
        Ok(seconds) => wait(seconds),
        Err(_) => Some(until(httpdate::parse_http_date(text).ok()?, now)),
    }
}

/// Reads what else a throttled answer may say: a reset in its headers or in its errors. The longest counts.
pub(crate) fn reset(headers: &HeaderMap, errors: &[GraphQlError], now: SystemTime) -> Option<Duration> {
    let in_headers = RESET_HEADERS.iter().filter_map(|name| text(headers.get(*name)?.to_str().ok()?, now));
    let extensions = || errors.iter().map(GraphQlError::extensions);
    let in_errors =
        extensions().flat_map(|fields| RESET_KEYS.iter().filter_map(|key| value(fields.get(*key)?, now)));
    let in_milliseconds = extensions().flat_map(|fields| {
        MILLISECOND_KEYS.iter().filter_map(|key| wait(fields.get(*key)?.as_f64()? / 1000.0))
    });
    in_headers.chain(in_errors).chain(in_milliseconds).max()
}

fn value(value: &Value, now: SystemTime) -> Option<Duration> {
    match value {
        Value::Number(number) => number_of(number.as_f64()?, now),
        Value::String(string) => text(string, now),
        _ => None,
    }
}

fn text(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return number_of(number, now);
    }
    let instant = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    let since_epoch = Duration::from_millis(u64::try_from(instant.timestamp_millis()).ok()?);
    Some(until(UNIX_EPOCH + since_epoch, now))
}

/// Tells a wait in seconds from an instant in seconds or milliseconds since the epoch.
fn number_of(number: f64, now: SystemTime) -> Option<Duration> {
    if number < EPOCH_SECONDS {
        return wait(number);
    }
    let seconds = if number < EPOCH_MILLISECONDS { number } else { number / 1000.0 };
    Some(until(UNIX_EPOCH.checked_add(wait(seconds)?)?, now))
}

fn wait(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds).ok()
}

/// Returns the time that is left until an instant: nothing where it has passed.
fn until(instant: SystemTime, now: SystemTime) -> Duration {
    instant.duration_since(now).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{reset, retry_after};
    use http::HeaderMap;
    use proptest::prelude::*;
    use serde_json::json;
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    /// Mon, 16 Mar 2026 12:00:00 GMT.
    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_773_662_400)
    }

    fn header(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(http::HeaderName::from_static(name), value.parse().unwrap())])
    }

    fn seconds(n: u64) -> Option<Duration> {
        Some(Duration::from_secs(n))
    }

    #[test]
    fn retry_after_is_read_in_seconds_and_as_a_date() {
        for (text, expected) in [
            ("120", seconds(120)),
            (" 0 ", seconds(0)),
            ("1.5", Some(Duration::from_millis(1500))),
            ("Mon, 16 Mar 2026 12:00:30 GMT", seconds(30)),
            ("Monday, 16-Mar-26 12:00:30 GMT", seconds(30)),
            ("Mon, 16 Mar 2026 11:00:00 GMT", seconds(0)),
            ("-1", None),
            ("soon", None),
            ("", None),
            ("NaN", None),
            ("inf", None),
            ("1e300", None),
        ] {
            assert_eq!(retry_after(&header("retry-after", text), now()), expected, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now()), None);
    }

    #[test]
    fn a_reset_in_a_header_is_told_apart_by_its_size() {
        for (text, expected) in [
            ("30", seconds(30)),
            ("1773662430", seconds(30)),
            ("1773662430000", seconds(30)),
            ("2026-03-16T12:00:30Z", seconds(30)),
            ("1773662000", seconds(0)),
            ("later", None),
        ] {
            for name in ["x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"] {
                assert_eq!(reset(&header(name, text), &[], now()), expected, "{name}: {text}");
            }
        }
    }

    #[test]
    fn a_reset_in_an_error_is_read_and_the_longest_counts() {
        for (extensions, expected) in [
            (json!({"retryAfter": 30}), seconds(30)),
            (json!({"retryAfter": "30"}), seconds(30)),
            (json!({"retryAfterMs": 1500}), Some(Duration::from_millis(1500))),
            (json!({"resetAt": "2026-03-16T12:00:30.000Z"}), seconds(30)),
            (json!({"resetAt": 1_773_662_430_000_u64}), seconds(30)),
            (json!({"reset": 1_773_662_430}), seconds(30)),
            (json!({"retryAfter": 5, "reset": 1_773_662_430}), seconds(30)),
            (json!({"retryAfter": null, "reset": []}), None),
            (json!({"retryAfter": -5}), None),
            (json!({}), None),
        ] {
            let error = serde_json::from_value(json!({"extensions": extensions})).unwrap();
            assert_eq!(reset(&HeaderMap::new(), &[error], now()), expected, "{extensions}");
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(text in "[ -~]{0,40}") {
            retry_after(&header("retry-after", &text), now());
            reset(&header("x-ratelimit-reset", &text), &[], now());
        }

        #[test]
        fn no_number_makes_it_panic(number: f64) {
            let error = serde_json::from_value(json!({"extensions": {"reset": number, "retryAfterMs": number}}));
            reset(&HeaderMap::new(), &[error.unwrap()], now());
        }
    }
}
