//! The errors of an operation that does not fit the gateway's schema: what differs and what to do next.

use crate::call::asked::Asked;
use crate::call::envelope::Envelope;
use crate::call::integer_ids::{self, Coercing};
use crate::call::json_path::json_path;
use crate::call::long_texts;
use crate::call::origin::Origin;
use crate::error::graphql_error::GraphQlError;
use crate::error::kind::ErrorKind;
use crate::graphql::omitted_fields;
use crate::redact::redact::{Quoted, Redaction};
use crate::retry::classification::{AttemptError, FailureClass};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Deserializer as Json, Value};

/// The maximum number of errors in one response that are checked.
const READ_ERRORS: usize = 100;

/// An error by which the gateway refuses the operation as invalid.
pub(crate) struct Refusal<'a> {
    /// The name that does not fit, if the error contains it.
    name: Option<&'a str>,
    /// Whether the response has data. If it has, a field may have run, and the name may be personal data.
    has_data: bool,
}

/// Returns the error with which the gateway refuses the operation as invalid, if there is one. An error that is
/// recognised only by its text counts only if nothing ran, because a resolver can use the same text for a value.
pub(crate) fn refusal<'a>(errors: &'a [GraphQlError], data: Option<&Value>) -> Option<Refusal<'a>> {
    errors.iter().take(READ_ERRORS).find_map(|error| {
        let name = error.misfit();
        let may_be_text = match data {
            None => true,
            Some(data) => data.is_null() && error.path().is_empty(),
        };
        let is_refusal = error.is_validation_failure() || (may_be_text && name.is_some());
        is_refusal.then_some(Refusal { name, has_data: data.is_some() })
    })
}

/// Creates the error for an operation that the gateway refuses as invalid.
pub(crate) fn of_refusal(
    class: FailureClass,
    Refusal { name, has_data }: &Refusal<'_>,
    asked: Asked<'_>,
    redaction: &Redaction,
) -> AttemptError {
    let is_shown = |name: &&str| !has_data && name.split('.').all(|part| redaction.key(part).is_some());
    let at = name.filter(is_shown).map(|name| format!(" at `{name}`")).unwrap_or_default();
    let message = format!("the operation does not fit the gateway's schema{at}");
    let field = name.and_then(|name| name.rsplit('.').next()).unwrap_or_default();
    let fields = omitted_fields::named(asked.document.operation, field);
    let AttemptError { class, error } = AttemptError::new(class, ErrorKind::SchemaMismatch, message);
    AttemptError { class, error: error.with_remedy(remedy(asked.origin, &fields)) }
}

/// Creates the error for a response that does not fit the operation's type. The response is complete and its root field
/// is not null, so the operation ran.
pub(crate) fn of_answer<G: DeserializeOwned>(
    text: &str,
    asked: Asked<'_>,
    redaction: &Redaction,
) -> AttemptError {
    let short = long_texts::leave_out(text);
    let found = find::<G>(short.as_deref().unwrap_or(text), redaction);
    let expected = found.as_ref().map_or("the root field is null", |found| &found.expected);
    let path = found.as_ref().and_then(|found| found.path.as_deref()).unwrap_or("data");
    let message = format!("the response does not fit the schema at {path}: {expected}");
    let fields = omitted_fields::at(asked.document.operation, path);
    let class = FailureClass::Undecodable { executed: true };
    let AttemptError { class, error } = AttemptError::new(class, ErrorKind::SchemaMismatch, message);
    let error = error.with_path(path.to_owned()).with_remedy(remedy(asked.origin, &fields));
    AttemptError { class, error }
}

/// A value that does not fit.
struct Misfit {
    path: Option<String>,
    expected: String,
}

/// Finds the value that does not fit. An integer instead of text does not count, unless it does not fit as text either.
fn find<G: DeserializeOwned>(text: &str, redaction: &Redaction) -> Option<Misfit> {
    let misfit = |problem: serde_path_to_error::Error<serde_json::Error>| Misfit {
        path: json_path(problem.path(), redaction),
        expected: redaction.message(&problem.inner().to_string(), Quoted::Hidden),
    };
    let problem = serde_path_to_error::deserialize::<_, Envelope<G>>(&mut Json::from_str(text)).err()?;
    if !integer_ids::is_number_for_text(problem.inner()) {
        return Some(misfit(problem));
    }
    let mut track = serde_path_to_error::Track::new();
    let mut json = Json::from_str(text);
    let read =
        Envelope::<G>::deserialize(Coercing(serde_path_to_error::Deserializer::new(&mut json, &mut track)));
    let first = misfit(problem);
    let second = misfit(serde_path_to_error::Error::new(track.path(), read.err()?));
    // If both errors have the same path, the first one describes the value that was received, before the conversion to text.
    Some(if first.path == second.path { first } else { second })
}

/// Returns what to do next.
fn remedy(origin: Origin, fields: &[String]) -> String {
    let command = "run `bcrumbs schema check --live`";
    let purpose = "to see the difference";
    match (origin, fields) {
        (Origin::Own, _) => format!("{command} with the files of your queries {purpose}"),
        (Origin::Shipped, []) => format!("{command} {purpose}"),
        (Origin::Shipped, fields) => {
            let calls: Vec<_> = fields.iter().map(|field| format!("`omit_field(\"{field}\")`")).collect();
            format!(
                "{command} {purpose}; use {} or BCRUMBS_OMIT_FIELDS to leave the field out",
                calls.join(" or ")
            )
        }
    }
}
