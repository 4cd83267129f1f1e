//! Parses the `Retry-After` header. The vendor documents no response headers.

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// Returns the gateway's current time: the `Date` header of the response, or `now` if it is missing. The clocks of the
/// gateway and of this machine may differ.
pub(crate) fn gateway_time(headers: &HeaderMap, now: SystemTime) -> SystemTime {
    let date = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?.trim()).ok());
    date.unwrap_or(now)
}

/// Parses `Retry-After`, in seconds or as an HTTP date. A date in the past means no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).ok(),
        Err(_) => Some(httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::retry_after;
    use http::HeaderMap;
    use proptest::prelude::*;
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

    proptest! {
        #[test]
        fn no_header_makes_it_panic(text in "[ -~]{0,40}") {
            retry_after(&header("retry-after", &text), now());
        }
    }
}
