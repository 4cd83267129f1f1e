//! Access control of the control routes: programs on this machine have access, web pages of another origin do not.

use std::net::IpAddr;

use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};

/// The reason why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// `Host` is neither a loopback literal nor `localhost`, or has another port: the name of a web page may resolve
    /// to this machine (DNS rebinding).
    Host,
    /// `Origin` is not the sandbox itself: the request comes from a web page of another origin.
    Origin,
    /// A change without `content-type: application/json`: a web page of another origin could send it without a
    /// preflight request.
    ContentType,
}

impl Refused {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Host | Self::Origin => StatusCode::FORBIDDEN,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }

    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Host => "the Host header must be a loopback address or localhost, with the sandbox's port",
            Self::Origin => "pages of another origin may not steer the sandbox",
            Self::ContentType => "a change needs content-type: application/json",
        }
    }
}

/// Checks a request to a server that listens on a port.
pub(crate) fn check(method: &Method, headers: &HeaderMap, port: u16) -> Result<(), Refused> {
    let one = |name| {
        let mut values = headers.get_all(name).iter();
        let value = values.next()?.to_str().ok();
        // Several values count as none, because it is unclear which of them is valid.
        value.filter(|_| values.next().is_none())
    };
    if !one(HOST).is_some_and(|host| is_own(host, port)) {
        return Err(Refused::Host);
    }
    if headers.contains_key(ORIGIN) {
        let origin = one(ORIGIN).and_then(|origin| origin.strip_prefix("http://"));
        if !origin.is_some_and(|host| is_own(host, port)) {
            return Err(Refused::Origin);
        }
    }
    if method == Method::GET || method == Method::HEAD {
        return Ok(());
    }
    let content_type = one(CONTENT_TYPE).and_then(|value| value.split(';').next()).unwrap_or_default();
    if content_type.trim().eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Refused::ContentType)
    }
}

/// Returns whether `host:port` is this server.
fn is_own(authority: &str, port: u16) -> bool {
    let Some((host, given)) = authority.rsplit_once(':') else { return false };
    if given != port.to_string() {
        return false;
    }
    if host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(host) => host.parse().is_ok_and(|address: std::net::Ipv6Addr| address.is_loopback()),
        None => host.parse().is_ok_and(|address: IpAddr| address.is_ipv4() && address.is_loopback()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Refused, check, is_own};
    use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        let mut headers = HeaderMap::new();
        for (name, value) in pairs.iter().map(pair) {
            headers.append(name, value);
        }
        headers
    }

    #[test]
    fn only_a_loopback_literal_or_localhost_with_the_own_port_is_this_server() {
        for host in ["127.0.0.1:4000", "127.9.9.9:4000", "localhost:4000", "LocalHost:4000", "[::1]:4000"] {
            assert!(is_own(host, 4000), "{host}");
        }
        for host in [
            "127.0.0.1",
            "127.0.0.1:4001",
            "127.0.0.1:04000",
            "localhost",
            "localhost.:4000",
            "localhost.example.com:4000",
            "example.com:4000",
            "127.0.0.1.example.com:4000",
            "user@127.0.0.1:4000",
            "127.1:4000",
            "0.0.0.0:4000",
            "::1:4000",
            "[::ffff:127.0.0.1]:4000",
            "10.0.0.1:4000",
            ":4000",
            "",
        ] {
            assert!(!is_own(host, 4000), "{host}");
        }
    }

    #[test]
    fn a_page_of_another_origin_can_neither_read_nor_change() {
        let host = ("host", "127.0.0.1:4000");
        let json = ("content-type", "application/json; charset=utf-8");
        for origin in ["http://example.com", "https://127.0.0.1:4000", "http://127.0.0.1:4001", "null", ""] {
            let given = headers(&[host, json, ("origin", origin)]);
            assert_eq!(check(&Method::GET, &given, 4000), Err(Refused::Origin), "{origin}");
            assert_eq!(check(&Method::POST, &given, 4000), Err(Refused::Origin), "{origin}");
        }
        assert_eq!(check(&Method::POST, &headers(&[host, json]), 4000), Ok(()));
        assert_eq!(check(&Method::GET, &headers(&[host, ("origin", "http://localhost:4000")]), 4000), Ok(()));
        let twice =
            headers(&[host, json, ("origin", "http://localhost:4000"), ("origin", "http://example.com")]);
        assert_eq!(check(&Method::POST, &twice, 4000), Err(Refused::Origin));
        assert_eq!(check(&Method::POST, &headers(&[host, host, json]), 4000), Err(Refused::Host));
        assert_eq!(check(&Method::POST, &headers(&[json]), 4000), Err(Refused::Host));
    }

    #[test]
    fn a_change_is_taken_as_json_only() {
        let host = ("host", "127.0.0.1:4000");
        assert_eq!(check(&Method::POST, &headers(&[host]), 4000), Err(Refused::ContentType));
        for simple in
            ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"]
        {
            let given = headers(&[host, ("content-type", simple)]);
            assert_eq!(check(&Method::POST, &given, 4000), Err(Refused::ContentType), "{simple}");
            assert_eq!(check(&Method::DELETE, &given, 4000), Err(Refused::ContentType), "{simple}");
            assert_eq!(check(&Method::GET, &given, 4000), Ok(()));
        }
    }
}
