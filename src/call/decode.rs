//! Decodes a response. The `data` and `errors` of the body determine the result first, then the status.
//!
//! A correct response is decoded once, directly into its type. Only an incorrect response is read a second time, to
//! find the problem and its path.

use crate::call::asked::Asked;
use crate::call::convert::{Convert, Converted};
use crate::call::envelope::Envelope;
use crate::call::integer_ids;
use crate::call::json_path::json_path;
use crate::call::long_texts;
use crate::call::null_elements::unreported;
use crate::call::root_field;
use crate::call::schema_mismatch;
use crate::call::surrogates;
use crate::call::whole::{self, Whole};
use crate::error::graphql_error::{GraphQlError, redact_all};
use crate::error::kind::ErrorKind;
use crate::graphql::document::Document;
use crate::redact::redact::{Quoted, Redaction};
use crate::retry::classification::{
    AttemptError, Began, FailureClass, StatusFailure, is_failure_code, is_refusal_code, is_throttle_code,
    leaves_open,
};
use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Deserializer as Json, Map, Value};

/// A response with the requested data.
pub(crate) struct Answer<D> {
    pub(crate) data: D,
    pub(crate) errors: Vec<GraphQlError>,
}

/// Decodes a response with any status.
pub(crate) fn read<G: DeserializeOwned, D>(
    response: &http::Response<Bytes>,
    asked: Asked<'_>,
    convert: Convert<G, D>,
) -> Result<Answer<D>, AttemptError> {
    let Ok(text) = std::str::from_utf8(response.body()) else {
        return Err(by_status(response, Began::Perhaps, "the response is not UTF-8 text", ""));
    };
    let Asked { document, sent, .. } = asked;
    let failed = |text: &str| explain::<G>(response, text, asked, &sent.redaction());
    let decoded = match decode(text, document, convert) {
        Some(answer) => Ok(answer),
        None => match surrogates::mend(text) {
            Some(mended) => decode(&mended, document, convert).ok_or_else(|| failed(&mended)),
            None => Err(failed(text)),
        },
    };
    decoded.map(|Answer { data: Converted { data, nulls }, mut errors }| {
        if !errors.is_empty() {
            redact_all(&mut errors, &sent.redaction(), Quoted::Hidden);
        }
        if let (false, Some(field)) = (nulls.is_empty(), document.root_fields.first()) {
            errors.extend(unreported(&nulls, &errors, field));
        }
        Answer { data, errors }
    })
}

/// Decodes the requested data, if the response has it, even beside errors.
fn decode<G: DeserializeOwned, D>(
    text: &str,
    document: &Document<'_>,
    convert: Convert<G, D>,
) -> Option<Answer<Converted<D>>> {
    // If a long text has a wrong type, the error of serde_json would contain the whole text.
    if let Some(short) = long_texts::leave_out(text) {
        integer_ids::read::<Envelope<G>>(&short).ok()?;
    }
    let envelope: Envelope<G> = integer_ids::read(text).ok()?;
    let errors = envelope.errors.unwrap_or_default();
    // A derived type accepts a list instead of an object, and a type with only optional fields accepts any object.
    if errors.iter().any(is_throttled) || !root_field::is_in_answer(text, &document.root_fields) {
        return None;
    }
    Some(Answer { data: convert.convert(envelope.data?)?, errors })
}

fn is_throttled(error: &GraphQlError) -> bool {
    error.code().is_some_and(is_throttle_code)
}

/// Returns the error for a response that [`decode`] could not use.
fn explain<G: DeserializeOwned>(
    response: &http::Response<Bytes>,
    text: &str,
    asked: Asked<'_>,
    redaction: &Redaction,
) -> AttemptError {
    match whole::read(text) {
        Some(Value::Object(fields)) => explain_object::<G>(response, text, asked, redaction, fields),
        Some(other) => {
            let began = if whole::holds_answer(&other) { Began::Perhaps } else { Began::No };
            by_status(response, began, "the response is not a GraphQL response", "")
        }
        None => explain_broken(response, text, redaction),
    }
}

/// Returns the error for a response that is a complete JSON object.
fn explain_object<G: DeserializeOwned>(
    response: &http::Response<Bytes>,
    text: &str,
    asked: Asked<'_>,
    redaction: &Redaction,
    mut fields: Map<String, Value>,
) -> AttemptError {
    let mut errors = match fields.remove("errors") {
        Some(Value::Array(errors)) => {
            // An entry that is not an object has no path.
            let odd = errors.iter().filter(|error| !error.is_object());
            if odd.clone().any(whole::holds_answer) {
                fields.insert("errors".to_owned(), odd.cloned().collect());
            }
            errors.into_iter().map(GraphQlError::from_value).collect::<Vec<_>>()
        }
        Some(Value::Null) | None => Vec::new(),
        Some(odd) => {
            fields.insert("errors".to_owned(), odd);
            Vec::new()
        }
    };
    let data = fields.remove("data");
    let invalid = if data.is_none() { Quoted::Names } else { Quoted::Hidden };
    redact_all(&mut errors, redaction, invalid);
    let roots = &asked.document.root_fields;
    if data.as_ref().is_some_and(|data| root_field::is_in(data, roots)) && !errors.iter().any(is_throttled) {
        // The root field is not null, so the type of a value does not fit.
        let AttemptError { class, error } = schema_mismatch::of_answer::<G>(text, asked, redaction);
        return AttemptError { class, error: error.with_graphql(errors, data) };
    }
    if !errors.is_empty() {
        return refused(response.status(), asked, redaction, Listed { errors, data, beside: fields });
    }
    let Some(data) = data else { return no_keys(response, &fields, redaction) };
    let unusable = if data.is_null() || roots.iter().any(|root| data.get(root).is_some()) {
        "the gateway returned null without an error"
    } else {
        "the response's data has none of the requested fields"
    };
    match by_status(response, Began::Perhaps, unusable, "") {
        // A retry would give the same result.
        AttemptError { class: FailureClass::ServerStatus | FailureClass::OtherStatus(_), error } => {
            AttemptError { class: FailureClass::Undecodable { executed: false }, error }
        }
        other => other,
    }
}

/// The content of a response with errors.
struct Listed {
    errors: Vec<GraphQlError>,
    data: Option<Value>,
    /// The other keys, and the entries of `errors` that are not objects.
    beside: Map<String, Value>,
}

impl Listed {
    /// Returns whether the only error refuses the operation's only root field, so that nothing ran. With two root
    /// fields, the first one may have run. If the error has a path below the root field, the field was running.
    fn is_refusal_of(&self, roots: &[&str]) -> bool {
        let ([error], [root]) = (&self.errors[..], roots) else { return false };
        let data_is_empty = match &self.data {
            None | Some(Value::Null) => true,
            Some(Value::Object(fields)) => fields.values().all(Value::is_null),
            Some(_) => false,
        };
        error.code().is_some_and(is_refusal_code)
            && error.path() == [*root]
            && data_is_empty
            && !whole::fields_hold_answer(&self.beside)
    }

    /// Returns whether the errors show that the operation may have begun: an error has a path, or its code reports that
    /// the server failed.
    fn began(&self) -> Began {
        let is_trace =
            |error: &GraphQlError| !error.path().is_empty() || error.code().is_some_and(is_failure_code);
        let traced = self.data.is_some()
            || self.errors.iter().any(is_trace)
            || whole::fields_hold_answer(&self.beside);
        if traced { Began::Perhaps } else { Began::No }
    }
}

/// Returns the error for a response with errors and without usable data.
fn refused(status: StatusCode, asked: Asked<'_>, redaction: &Redaction, listed: Listed) -> AttemptError {
    let roots = &asked.document.root_fields;
    let errors = &listed.errors;
    let has_code = |code| errors.iter().any(|error| error.code() == Some(code));
    let throttled = errors.iter().any(is_throttled);
    let began = listed.began();
    let status_failure = StatusFailure::of(status, began);
    let class = if listed.is_refusal_of(roots) && !leaves_open(status) {
        FailureClass::Refused(Began::No)
    } else if throttled {
        // The rate limit is the reason only if there is no other error.
        let ended = errors.iter().all(is_throttled) && !leaves_open(status);
        FailureClass::Throttled(if ended { began } else { Began::Perhaps })
    } else if listed.data.is_some() {
        FailureClass::Refused(Began::Perhaps)
    } else {
        status_failure.as_ref().map_or(FailureClass::Refused(began), |failure| failure.class)
    };
    let refusal = schema_mismatch::refusal(errors, listed.data.as_ref());
    let AttemptError { class, error } = if throttled || status == StatusCode::TOO_MANY_REQUESTS {
        AttemptError::new(class, ErrorKind::RateLimited, "the gateway asks for fewer requests")
    } else if has_code("UNAUTHENTICATED") {
        AttemptError::new(class, ErrorKind::Unauthenticated, "the gateway did not accept the key")
    } else if has_code("FORBIDDEN") {
        AttemptError::new(class, ErrorKind::Forbidden, "the gateway did not permit it")
    } else if let Some(refusal) = refusal {
        schema_mismatch::of_refusal(class, &refusal, asked, redaction)
    } else {
        match status_failure {
            Some(StatusFailure { kind, message, .. }) if kind != ErrorKind::Http => {
                AttemptError::new(class, kind, message)
            }
            Some(_) | None => {
                AttemptError::new(class, ErrorKind::GraphQl, "the gateway refused the operation")
            }
        }
    };
    AttemptError { class, error: error.with_graphql(listed.errors, listed.data) }
}

/// Returns the error for a JSON object without `data` and `errors`. A proxy in front of the gateway can send such an
/// object with a `message`.
fn no_keys(
    response: &http::Response<Bytes>,
    fields: &Map<String, Value>,
    redaction: &Redaction,
) -> AttemptError {
    let began = if whole::fields_hold_answer(fields) { Began::Perhaps } else { Began::No };
    let message = fields.get("message").and_then(Value::as_str);
    let detail = message
        .map(|message| format!(": {}", redaction.message(message, Quoted::Hidden)))
        .unwrap_or_default();
    by_status(response, began, "the response has neither data nor errors", &detail)
}

/// Returns the error for a body that is not complete JSON: HTML, an incomplete body or an empty body.
fn explain_broken(response: &http::Response<Bytes>, text: &str, redaction: &Redaction) -> AttemptError {
    let began = if whole::is_plain(text) { Began::No } else { Began::Perhaps };
    let content_type =
        response.headers().get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut path = None;
    let message = match (text.trim().is_empty(), content_type) {
        (true, _) => "the response is empty".to_owned(),
        (false, Some(other)) if !other.contains("json") => {
            format!("the response is not JSON but {}", redaction.message(other, Quoted::Hidden))
        }
        (false, _) => {
            let mut json = Json::from_str(text);
            let problem = match serde_path_to_error::deserialize::<_, Whole>(&mut json) {
                Ok(_) => json.end().err(),
                Err(problem) => {
                    path = json_path(problem.path(), redaction);
                    Some(problem.into_inner())
                }
            };
            let at = path.as_ref().map(|path| format!(" at {path}")).unwrap_or_default();
            let why = problem
                .map(|problem| format!(" ({})", redaction.message(&problem.to_string(), Quoted::Hidden)))
                .unwrap_or_default();
            format!("the response is not valid JSON{at}{why}")
        }
    };
    let AttemptError { class, error } = by_status(response, began, &message, "");
    match path {
        Some(path) if error.kind() == ErrorKind::Decode => {
            AttemptError { class, error: error.with_path(path) }
        }
        _ => AttemptError { class, error },
    }
}

/// Returns the error of the status if the status is not a success, else the error for an unusable response. `detail` is
/// added to the message: it is the gateway's text.
fn by_status(response: &http::Response<Bytes>, began: Began, unusable: &str, detail: &str) -> AttemptError {
    match StatusFailure::of(response.status(), began) {
        Some(StatusFailure { class, kind, message }) => {
            AttemptError::new(class, kind, format!("{message}{detail}"))
        }
        None => {
            let class = FailureClass::Undecodable { executed: false };
            AttemptError::new(class, ErrorKind::Decode, format!("{unusable}{detail}"))
        }
    }
}
