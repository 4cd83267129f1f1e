//! The allowed addresses of webhooks: on this machine only.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::http::Uri;

use crate::error::Error;

/// A receiver on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The addresses to try, in order.
    pub(crate) addresses: Vec<SocketAddr>,
    /// The value of the `host` header.
    pub(crate) authority: String,
    /// The path with the query.
    pub(crate) path: String,
}

impl Target {
    /// Parses a URL. Accepts only `http` with a literal loopback address or `localhost`. Looks up no name.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let refused = |reason| Error::NotLoopback { reason };
        let uri: Uri = url.parse().map_err(|_| refused("it is not a URL"))?;
        if uri.scheme_str() != Some("http") {
            return Err(refused("its scheme is not http"));
        }
        let authority = uri.authority().ok_or_else(|| refused("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(refused("it contains a user name"));
        }
        let host = authority.host();
        let port = match authority.port_u16() {
            Some(port) => port,
            None if authority.as_str() == host => 80,
            None => return Err(refused("its port is not a number")),
        };
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let addresses: Vec<IpAddr> = if host.eq_ignore_ascii_case("localhost") {
            vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
        } else {
            bare.parse().ok().filter(IpAddr::is_loopback).into_iter().collect()
        };
        if addresses.is_empty() {
            return Err(refused("its host is neither a literal loopback address nor localhost"));
        }
        Ok(Self {
            addresses: addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect(),
            authority: authority.to_string(),
            path: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn only_literal_loopback_addresses_and_localhost_are_called() {
        for (url, address, path) in [
            ("http://127.0.0.1:4000/hook?a=b", "127.0.0.1:4000", "/hook?a=b"),
            ("http://127.8.9.1/", "127.8.9.1:80", "/"),
            ("http://[::1]:9", "[::1]:9", "/"),
            ("http://LOCALHOST:4000/x", "127.0.0.1:4000", "/x"),
        ] {
            let target = Target::parse(url).unwrap();
            assert_eq!((target.addresses[0].to_string().as_str(), target.path.as_str()), (address, path));
        }
        for url in [
            "https://127.0.0.1/",
            "ftp://localhost/",
            "//localhost/",
            "/hook",
            "localhost:4000",
            "",
            "http://example.com/",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "http://localhost./",
            "http://127.0.0.1@example.com/",
            "http://user:secret@127.0.0.1/",
            "http://user:secret@127.0.0.1:80/",
            "http://user@localhost:4000/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0.0.0.0/",
            "http://[::]/",
            "http://[::ffff:127.0.0.1]/",
            "http://10.0.0.1/",
            "http://169.254.169.254/",
            "http://127.0.0.1:99999/",
            "http://127.0.0.1:/",
        ] {
            assert!(Target::parse(url).is_err(), "{url}");
        }
    }
}
