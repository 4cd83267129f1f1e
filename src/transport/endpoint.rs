//! The endpoint of a client. It must use HTTPS, so that a key is never sent unencrypted over a network.

use crate::error::error::Error;
use std::borrow::Cow;
use url::Url;

/// The gateway's URL for all operations except those of AI assistants (every page under apis/).
pub const DEFAULT_ENDPOINT: &str = "https://gateway.bcrumbs.net/core/gq";

/// A URL to which a key may be sent: HTTPS, or plain HTTP on a loopback address.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint(Url);

impl Endpoint {
    /// Parses and checks a URL.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let url = Url::parse(text.trim()).map_err(|problem| {
            Error::config(format!("the endpoint is not a URL ({problem}): an example is {DEFAULT_ENDPOINT}"))
        })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::config(
                "the endpoint contains a user name or password: remove it from the URL",
            ));
        }
        let endpoint = Self(url);
        match endpoint.0.scheme() {
            "https" => Ok(endpoint),
            "http" if endpoint.is_loopback() => Ok(endpoint),
            "http" => Err(Error::config(
                "the endpoint must be an https URL: over http the API key could be read on the network (http is accepted \
                 for loopback addresses only)",
            )),
            _ => Err(Error::config("the endpoint must be an https URL")),
        }
    }

    /// Returns whether the URL has a loopback address.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        }
    }

    /// Returns whether the URL uses TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Returns the parsed URL.
    pub(crate) fn into_url(self) -> Url {
        self.0
    }

    /// Returns the URL as text.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Returns a URL for `Debug`. The query string is hidden, because some gateways accept a secret in it. The path is
/// shown, because it is often the part that is wrong.
pub(crate) fn shown(address: &str) -> Cow<'_, str> {
    match address.find(['?', '#']) {
        None => address.into(),
        Some(at) => format!("{}…", &address[..=at]).into(),
    }
}

/// Returns an unchecked URL for `Debug`. An invalid URL is hidden, because it may contain a password.
pub(crate) fn shown_if_usable(text: &str) -> String {
    Endpoint::parse(text).map_or("(not usable)".into(), |endpoint| shown(endpoint.as_str()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, shown};

    #[test]
    fn plain_http_is_for_loopback_only_and_the_error_names_https() {
        for local in [
            "http://127.0.0.1:4000/core/gq",
            "http://[::1]:1/x",
            "http://localhost:4000/",
            "http://127.9.9.9",
        ] {
            assert!(Endpoint::parse(local).is_ok(), "{local}");
        }
        for remote in [
            "http://gateway.bcrumbs.net/core/gq",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "http://10.0.0.1/",
            "http://[::ffff:127.0.0.1]/",
        ] {
            let error = Endpoint::parse(remote).unwrap_err();
            assert!(error.to_string().contains("https"), "{remote}: {error}");
        }
    }

    #[test]
    fn what_is_no_address_of_a_gateway_is_refused() {
        for text in ["", "gateway.bcrumbs.net", "ftp://localhost/", "https://", "file:///etc/passwd"] {
            assert!(Endpoint::parse(text).is_err(), "{text}");
        }
        let error = Endpoint::parse("https://me:secret@gateway.bcrumbs.net/").unwrap_err();
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }

    #[test]
    fn the_query_string_of_an_address_is_not_shown() {
        for (address, expected) in [
            ("https://example.com/core/gq", "https://example.com/core/gq"),
            ("https://example.com/core/gq?key=bck_1&b#c", "https://example.com/core/gq?…"),
            ("https://example.com/#secret", "https://example.com/#…"),
        ] {
            assert_eq!(shown(address), expected);
        }
    }
}
