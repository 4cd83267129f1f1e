//! Reads an answer: the body's `data` and `errors` decide, then the status.
//!
//! The common case is decoded once, straight into its type. Only an answer with something wrong about it is read a
//! second time, to say what and where.

use crate::error::ErrorKind;
use crate::field_seen::{Seen, root_field_seen};
use crate::graphql_error::GraphQlError;
use crate::mask::mask;
use crate::signal::{Refusal, Signal, is_failure, is_throttle_code};
use crate::surrogates;
use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Deserializer as Json, Value};
use serde_path_to_error::Segment;

/// The keys and positions of a place in an answer that an error names at most.
const SHOWN_DEPTH: usize = 16;

/// An answer that holds what was asked for.
pub(crate) struct Answer<D> {
    pub(crate) data: D,
    pub(crate) errors: Vec<GraphQlError>,
}

/// Takes the data of one operation over from its generated type; `None` where the operation's own field is null.
pub(crate) type Convert<G, D> = fn(G) -> Option<D>;

/// The keys of a GraphQL answer; `data` tells an absent key from a null one.
#[derive(Deserialize)]
#[serde(bound = "D: Deserialize<'de>")]
struct Envelope<D> {
    #[serde(default, deserialize_with = "present")]
    data: Option<Option<D>>,
    #[serde(default)]
    errors: Option<Vec<GraphQlError>>,
    /// Not GraphQL's: gateways in front of one answer with it.
    #[serde(default)]
    message: Option<Value>,
}

fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads an answer of any status.
pub(crate) fn read<G: DeserializeOwned, D>(
    response: &http::Response<Bytes>,
    convert: Convert<G, D>,
) -> Result<Answer<D>, Refusal> {
    let body = response.body();
    let text = std::str::from_utf8(body)
        .map_err(|_| undecodable(response, "the answer is not UTF-8 text".to_owned(), |_| {}))?;
    read_text(response, text, convert).or_else(|refusal| match surrogates::mend(text) {
        Some(mended) => read_text(response, &mended, convert),
        None => Err(refusal),
    })
}

fn read_text<G: DeserializeOwned, D>(
    response: &http::Response<Bytes>,
    text: &str,
    convert: Convert<G, D>,
) -> Result<Answer<D>, Refusal> {
    match serde_json::from_str::<Envelope<G>>(text) {
        Ok(Envelope { data: Some(Some(data)), errors, .. }) => {
            let errors = errors.unwrap_or_default();
            let usable =
                errors.is_empty() || (!errors.iter().any(is_throttled) && root_field_seen(text.as_bytes()));
            match convert(data) {
                Some(data) if usable => Ok(Answer { data, errors }),
                _ => Err(explain::<G>(response, text)),
            }
        }
        _ => Err(explain::<G>(response, text)),
    }
}

fn is_throttled(error: &GraphQlError) -> bool {
    error.code().is_some_and(is_throttle_code)
}

/// Says what is wrong with an answer that [`read`] could not use.
fn explain<G: DeserializeOwned>(response: &http::Response<Bytes>, text: &str) -> Refusal {
    let status = response.status();
    let Ok(envelope) = serde_json::from_str::<Envelope<Value>>(text) else {
        return no_envelope(response, text);
    };
    let errors = envelope.errors.unwrap_or_default();
    let data_key = envelope.data.is_some();
    let data = envelope.data.flatten();
    if errors.is_empty() {
        return match (data_key, &data) {
            (true, Some(data)) if has_non_null_field(data) => misfit::<G>(response, text),
            (true, _) => {
                undecodable(response, "the gateway answered with null and gave no reason".to_owned(), |_| {})
            }
            (false, _) => no_keys(response, envelope.message.as_ref().and_then(Value::as_str)),
        };
    }
    if data.as_ref().is_some_and(has_non_null_field) && !errors.iter().any(is_throttled) {
        // The operation's own field is there, so the type was at fault.
        let Refusal { signal, error } = misfit::<G>(response, text);
        return Refusal { signal, error: error.with_graphql(errors, data) };
    }
    refused(status, errors, data_key, data)
}

/// Reports an answer in which the gateway lists errors and that holds no usable data.
fn refused(status: StatusCode, errors: Vec<GraphQlError>, data_key: bool, data: Option<Value>) -> Refusal {
    let has_code = |code| errors.iter().any(|error: &GraphQlError| error.code() == Some(code));
    // Refused below the operation's own field, the operation was already under way.
    let denied = errors.iter().all(|error| {
        matches!(error.code(), Some("UNAUTHENTICATED" | "FORBIDDEN")) && error.path().len() <= 1
    });
    let throttled = errors.iter().any(is_throttled);
    let signal = if throttled || (status == StatusCode::TOO_MANY_REQUESTS && !data_key) {
        Signal::Throttled { data_key }
    } else if data_key {
        Signal::DataWithErrors { denied }
    } else {
        Signal::of_status(status).unwrap_or(Signal::ErrorsOnly)
    };
    let (kind, happened) = if throttled || status == StatusCode::TOO_MANY_REQUESTS {
        (ErrorKind::RateLimited, "the gateway asks for fewer requests")
    } else if has_code("UNAUTHENTICATED") {
        (ErrorKind::Unauthenticated, "the gateway did not accept the key")
    } else if has_code("FORBIDDEN") {
        (ErrorKind::Forbidden, "the gateway did not permit it")
    } else {
        match of_status(status) {
            Some((ErrorKind::Http, _)) | None => (ErrorKind::GraphQl, "the gateway refused the operation"),
            Some(other) => other,
        }
    };
    let Refusal { signal, error } = Refusal::new(signal, kind, happened);
    Refusal { signal, error: error.with_graphql(errors, data) }
}

/// Reports JSON without `data` and without `errors`.
fn no_keys(response: &http::Response<Bytes>, message: Option<&str>) -> Refusal {
    let said = message.map(|message| format!(": {}", mask(message))).unwrap_or_default();
    let nothing = "the answer holds neither data nor errors";
    undecodable(response, format!("{nothing}{said}"), |happened| {
        happened.push_str(&said);
    })
}

/// Reports an answer that is no GraphQL answer at all: HTML, cut off, empty.
fn no_envelope(response: &http::Response<Bytes>, text: &str) -> Refusal {
    let content_type =
        response.headers().get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut path = None;
    let happened = match (text.trim().is_empty(), content_type) {
        (true, _) => "the answer is empty".to_owned(),
        (false, Some(other)) if !other.contains("json") => {
            format!("the answer is no JSON but {}", mask(other))
        }
        (false, _) => match serde_path_to_error::deserialize::<_, Value>(&mut Json::from_str(text)) {
            Ok(_) => "the answer is no GraphQL answer".to_owned(),
            Err(problem) => {
                path = place(problem.path());
                let at = path.as_ref().map(|path| format!(" at {path}")).unwrap_or_default();
                format!("the answer is no valid JSON{at} ({})", mask(&problem.inner().to_string()))
            }
        },
    };
    let Refusal { signal, error } = undecodable(response, happened, |_| {});
    match path {
        Some(path) if error.kind() == ErrorKind::Decode => Refusal { signal, error: error.with_path(path) },
        _ => Refusal { signal, error },
    }
}

/// Writes a place in an answer down, unless it is the answer as a whole. A key that is no GraphQL name is content, and
/// is not shown.
fn place(path: &serde_path_to_error::Path) -> Option<String> {
    let is_name = |key: &str| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && mask(key) == key;
    let mut place = String::new();
    for (depth, segment) in path.iter().enumerate() {
        match segment {
            _ if depth == SHOWN_DEPTH => return Some(place + "…"),
            Segment::Seq { index } => place.push_str(&format!("[{index}]")),
            Segment::Map { key } if is_name(key) => {
                place.push_str(if place.is_empty() { "" } else { "." });
                place.push_str(key);
            }
            // Where the text broke inside a key, it is not known.
            Segment::Unknown => break,
            Segment::Map { .. } | Segment::Enum { .. } => place.push_str(".…"),
        }
    }
    (!place.is_empty()).then_some(place)
}

/// Finds the place at which an answer does not fit the operation's type.
fn misfit<G: DeserializeOwned>(response: &http::Response<Bytes>, text: &str) -> Refusal {
    let read = serde_path_to_error::deserialize::<_, Envelope<G>>(&mut Json::from_str(text));
    let (path, expected) = match read {
        Err(problem) => (place(problem.path()), mask(&problem.inner().to_string())),
        Ok(_) => (None, "the operation's own field is null".to_owned()),
    };
    let path = path.unwrap_or_else(|| "data".to_owned());
    let happened = format!("the answer does not fit the schema at {path}: {expected}");
    let signal = Signal::Undecodable { field_seen: root_field_seen(response.body()) };
    let Refusal { signal, error } = Refusal::new(signal, ErrorKind::Decode, happened);
    Refusal { signal, error: error.with_path(path) }
}

/// Reports an answer that says nothing: by its status where that is a failure, else as one that cannot be decoded. Where
/// the body shows that the operation was begun, the status does not prove that it was turned away.
fn undecodable(
    response: &http::Response<Bytes>,
    happened: String,
    add_to_status: impl FnOnce(&mut String),
) -> Refusal {
    let status = response.status();
    let seen = Seen::in_body(response.body());
    let (by_status, kind, by_status_happened) = match (Signal::of_status(status), of_status(status)) {
        (Some(signal), Some((kind, happened))) if seen != Seen::Field => (signal, kind, happened),
        _ => {
            let signal = Signal::Undecodable { field_seen: seen == Seen::Field };
            return Refusal::new(signal, ErrorKind::Decode, happened);
        }
    };
    let signal = match (seen, by_status) {
        (Seen::Nothing, _) | (Seen::CutOff, Signal::ServerStatus) => by_status,
        (Seen::CutOff, _) => Signal::Interrupted,
        (Seen::DataKey, Signal::Throttled { .. }) => Signal::Throttled { data_key: true },
        (Seen::DataKey | Seen::Field, _) => Signal::Undecodable { field_seen: false },
    };
    let mut happened = by_status_happened.to_owned();
    add_to_status(&mut happened);
    Refusal::new(signal, kind, happened)
}

/// Says what a status means where it is no success.
fn of_status(status: StatusCode) -> Option<(ErrorKind, &'static str)> {
    match status {
        StatusCode::UNAUTHORIZED => Some((ErrorKind::Unauthenticated, "the gateway did not accept the key")),
        StatusCode::FORBIDDEN => Some((ErrorKind::Forbidden, "the gateway did not permit it")),
        StatusCode::TOO_MANY_REQUESTS => {
            Some((ErrorKind::RateLimited, "the gateway asks for fewer requests"))
        }
        status if is_failure(status) => Some((ErrorKind::Server, "the gateway failed")),
        status if status.is_success() => None,
        _ => Some((ErrorKind::Http, "the gateway answered with a status that is no success")),
    }
}

fn has_non_null_field(data: &Value) -> bool {
    data.as_object().is_some_and(|fields| fields.values().any(|value| !value.is_null()))
}
