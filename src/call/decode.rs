//! Reads an answer: the body's `data` and `errors` decide, then the status.
//!
//! The common case is decoded once, straight into its type. Only an answer with something wrong about it is read a
//! second time, to say what and where.

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
    AttemptError, Began, FailureClass, is_failure, is_failure_code, is_refusal_code, is_throttle_code,
    leaves_open,
};
use bytes::Bytes;
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Deserializer as Json, Map, Value};

/// An answer that holds what was asked for.
pub(crate) struct Answer<D> {
    pub(crate) data: D,
    pub(crate) errors: Vec<GraphQlError>,
}

/// Reads an answer of any status.
pub(crate) fn read<G: DeserializeOwned, D>(
    response: &http::Response<Bytes>,
    asked: Asked<'_>,
    convert: Convert<G, D>,
) -> Result<Answer<D>, AttemptError> {
    let Ok(text) = std::str::from_utf8(response.body()) else {
        return Err(by_status(response, Began::Perhaps, "the answer is not UTF-8 text", ""));
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

/// Takes what was asked for from an answer that holds it, whatever else is wrong.
fn decode<G: DeserializeOwned, D>(
    text: &str,
    document: &Document<'_>,
    convert: Convert<G, D>,
) -> Option<Answer<Converted<D>>> {
    // Where a long text does not fit, the error that serde_json makes would hold it.
    if let Some(short) = long_texts::leave_out(text) {
        integer_ids::read::<Envelope<G>>(&short).ok()?;
    }
    let envelope: Envelope<G> = integer_ids::read(text).ok()?;
    let errors = envelope.errors.unwrap_or_default();
    // A derived type accepts a list in place of an object, and one of optional fields accepts any object.
    if errors.iter().any(is_throttled) || !root_field::is_in_answer(text, &document.root_fields) {
        return None;
    }
    Some(Answer { data: convert.convert(envelope.data?)?, errors })
}

fn is_throttled(error: &GraphQlError) -> bool {
    error.code().is_some_and(is_throttle_code)
}

/// Explains what is wrong with an answer that [`decode`] could not use.
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
            by_status(response, began, "the answer is no GraphQL answer", "")
        }
        None => explain_broken(response, text, redaction),
    }
}

/// Explains the same for an object that is whole.
fn explain_object<G: DeserializeOwned>(
    response: &http::Response<Bytes>,
    text: &str,
    asked: Asked<'_>,
    redaction: &Redaction,
    mut fields: Map<String, Value>,
) -> AttemptError {
    let mut errors = match fields.remove("errors") {
        Some(Value::Array(errors)) => {
            // No path is read from what is no object.
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
        // The operation's own field is there, so the type was at fault.
        let AttemptError { class, error } = schema_mismatch::of_answer::<G>(text, asked, redaction);
        return AttemptError { class, error: error.with_graphql(errors, data) };
    }
    if !errors.is_empty() {
        return refused(response.status(), asked, redaction, Listed { errors, data, beside: fields });
    }
    let Some(data) = data else { return no_keys(response, &fields, redaction) };
    let unusable = if data.is_null() || roots.iter().any(|root| data.get(root).is_some()) {
        "the gateway answered with null and gave no reason"
    } else {
        "the answer's data holds none of the fields that were asked for"
    };
    match by_status(response, Began::Perhaps, unusable, "") {
        // Asking again would bring the same.
        AttemptError { class: FailureClass::ServerStatus | FailureClass::OtherStatus(_), error } => {
            AttemptError { class: FailureClass::Undecodable { executed: false }, error }
        }
        other => other,
    }
}

/// What an answer holds in which the gateway lists errors.
struct Listed {
    errors: Vec<GraphQlError>,
    data: Option<Value>,
    /// The other keys, and what is listed and is no object.
    beside: Map<String, Value>,
}

impl Listed {
    /// Returns whether all that the gateway lists is one refusal of the operation's only field, before anything ran: with a
    /// second field, the first may have run; below the field, the field was running.
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

    /// Looks for a trace of the operation: a field has a path, and a server that failed may have done so anywhere.
    fn began(&self) -> Began {
        let is_trace =
            |error: &GraphQlError| !error.path().is_empty() || error.code().is_some_and(is_failure_code);
        let traced = self.data.is_some()
            || self.errors.iter().any(is_trace)
            || whole::fields_hold_answer(&self.beside);
        if traced { Began::Perhaps } else { Began::No }
    }
}

/// Reports an answer in which the gateway lists errors and that holds no usable data.
fn refused(status: StatusCode, asked: Asked<'_>, redaction: &Redaction, listed: Listed) -> AttemptError {
    let roots = &asked.document.root_fields;
    let errors = &listed.errors;
    let has_code = |code| errors.iter().any(|error| error.code() == Some(code));
    let throttled = errors.iter().any(is_throttled);
    let began = listed.began();
    let class = if listed.is_refusal_of(roots) && !leaves_open(status) {
        FailureClass::Refused(Began::No)
    } else if throttled {
        // It ends the whole operation only where there is no other reason.
        let ended = errors.iter().all(is_throttled) && !leaves_open(status);
        FailureClass::Throttled(if ended { began } else { Began::Perhaps })
    } else if listed.data.is_some() {
        FailureClass::Refused(Began::Perhaps)
    } else {
        FailureClass::of_status(status, began).unwrap_or(FailureClass::Refused(began))
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
        match of_status(status) {
            Some((ErrorKind::Http, _)) | None => {
                AttemptError::new(class, ErrorKind::GraphQl, "the gateway refused the operation")
            }
            Some((kind, message)) => AttemptError::new(class, kind, message),
        }
    };
    AttemptError { class, error: error.with_graphql(listed.errors, listed.data) }
}

/// Reports JSON without `data` and without `errors`. Gateways in front of one answer with a `message`.
fn no_keys(
    response: &http::Response<Bytes>,
    fields: &Map<String, Value>,
    redaction: &Redaction,
) -> AttemptError {
    let began = if whole::fields_hold_answer(fields) { Began::Perhaps } else { Began::No };
    let message = fields.get("message").and_then(Value::as_str);
    let said = message
        .map(|message| format!(": {}", redaction.message(message, Quoted::Hidden)))
        .unwrap_or_default();
    by_status(response, began, "the answer holds neither data nor errors", &said)
}

/// Reports an answer that is no whole JSON: HTML, cut off, empty.
fn explain_broken(response: &http::Response<Bytes>, text: &str, redaction: &Redaction) -> AttemptError {
    let began = if whole::is_plain(text) { Began::No } else { Began::Perhaps };
    let content_type =
        response.headers().get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut path = None;
    let message = match (text.trim().is_empty(), content_type) {
        (true, _) => "the answer is empty".to_owned(),
        (false, Some(other)) if !other.contains("json") => {
            format!("the answer is no JSON but {}", redaction.message(other, Quoted::Hidden))
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
            format!("the answer is no valid JSON{at}{why}")
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

/// Reports an answer by its status where that is no success, else as one that cannot be used. What the gateway said is
/// added to either.
fn by_status(response: &http::Response<Bytes>, began: Began, unusable: &str, said: &str) -> AttemptError {
    let status = response.status();
    match FailureClass::of_status(status, began).zip(of_status(status)) {
        Some((class, (kind, message))) => AttemptError::new(class, kind, format!("{message}{said}")),
        None => {
            let class = FailureClass::Undecodable { executed: false };
            AttemptError::new(class, ErrorKind::Decode, format!("{unusable}{said}"))
        }
    }
}

/// Returns what a status means where it is no success.
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
