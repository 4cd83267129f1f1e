//! The credentials of a client. They never appear in a log, and their memory is cleared when they are dropped.

use crate::error::error::Error;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;

/// An API key of the gateway (page apis/apikeys).
///
/// It is sent unchanged, without `Bearer`. `Debug` hides it, it has no `Display` and no `Serialize`, and its memory is
/// cleared when it is dropped. The two documented forms are `bck_…` and a UUID; the form is not checked.
///
/// ```
/// use bcrumbs::ApiKey;
///
/// let key = ApiKey::new("bck_0123456789");
/// assert!(!format!("{key:?}").contains("0123456789"));
/// ```
#[derive(Clone)]
pub struct ApiKey(SecretString);

/// The token of a signed-in user. It is sent as `Bearer <token>`.
///
/// No page documents it, but the vendor's JavaScript client uses it. It has the same protection as an [`ApiKey`].
///
/// ```
/// use bcrumbs::{Client, SessionToken};
///
/// let client = Client::new(SessionToken::new("token-of-a-signed-in-user"))?;
/// # Ok::<(), bcrumbs::Error>(())
/// ```
#[derive(Clone)]
pub struct SessionToken(SecretString);

/// The credential of a client: an [`ApiKey`] or a [`SessionToken`].
#[derive(Clone)]
pub struct Credential {
    value: SecretString,
}

impl ApiKey {
    /// Creates a key. White space before and after the key is removed, for example the line break at the end of a file.
    pub fn new(key: impl Into<String>) -> Self {
        Self(trimmed(key))
    }

    /// Returns the key as text, for example to store a generated key. Keep it out of logs.
    ///
    /// ```
    /// use bcrumbs::ApiKey;
    ///
    /// assert_eq!(ApiKey::new("bck_0123456789").expose(), "bck_0123456789");
    /// ```
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl SessionToken {
    /// Creates a token. White space before and after the token is removed.
    pub fn new(token: impl Into<String>) -> Self {
        Self(trimmed(token))
    }
}

fn trimmed(secret: impl Into<String>) -> SecretString {
    let secret = SecretString::from(secret.into());
    secret.expose_secret().trim().into()
}

impl From<ApiKey> for Credential {
    fn from(key: ApiKey) -> Self {
        Self { value: key.0 }
    }
}

impl From<SessionToken> for Credential {
    fn from(token: SessionToken) -> Self {
        let empty = token.0.expose_secret().is_empty();
        Self { value: if empty { token.0 } else { format!("Bearer {}", token.0.expose_secret()).into() } }
    }
}

impl Credential {
    /// Builds the value of the `authorization` header, marked as sensitive.
    pub(crate) fn header(&self) -> Result<HeaderValue, Error> {
        let value = self.value.expose_secret();
        if value.is_empty() {
            return Err(Error::config("the API key is empty"));
        }
        let mut header = HeaderValue::from_str(value).ok().filter(|_| value.is_ascii()).ok_or_else(|| {
            Error::config("the API key contains a character that is not allowed in an HTTP header")
        })?;
        header.set_sensitive(true);
        Ok(header)
    }
}

macro_rules! hidden_debug {
    ($($name:ident),+) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        })+
    };
}

hidden_debug!(ApiKey, SessionToken, Credential);

#[cfg(test)]
mod tests {
    use super::{ApiKey, Credential, SessionToken};

    fn header(credential: impl Into<Credential>) -> http::HeaderValue {
        credential.into().header().unwrap()
    }

    #[test]
    fn a_key_goes_raw_and_a_token_as_bearer() {
        assert_eq!(header(ApiKey::new("bck_1")), "bck_1");
        assert_eq!(header(SessionToken::new("abc")), "Bearer abc");
        assert_eq!(header(ApiKey::new(" bck_1\n")), "bck_1");
    }

    #[test]
    fn the_header_is_marked_sensitive() {
        assert!(header(ApiKey::new("bck_1")).is_sensitive());
    }

    #[test]
    fn a_key_that_cannot_be_sent_is_refused_without_being_shown() {
        for key in ["", "  ", "bck_\n1", "bck_ü"] {
            let error = Credential::from(ApiKey::new(key)).header().unwrap_err();
            assert!(error.to_string().starts_with("the API key"), "{error}");
            assert!(!error.to_string().contains("bck_"), "{error}");
        }
        assert!(Credential::from(SessionToken::new("")).header().is_err());
    }
}
