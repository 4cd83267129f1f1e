//! The message for a document that the schema does not allow.

use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::validation::DiagnosticList;

/// Findings that follow from others: the compiler drops unknown parts with the variables and fragments in them.
const FOLLOWING: [&str; 3] = ["MissingSubselection", "UnusedFragment", "UnusedVariable"];

/// Returns the message of the first finding. A selection on a scalar has the words of graphql-js, which name the field.
pub(crate) fn message(findings: &DiagnosticList, query: &str) -> String {
    let follows = |name: Option<&str>| name.is_some_and(|name| FOLLOWING.contains(&name));
    let own = findings.iter().find(|finding| !follows(finding.error.unstable_error_name()));
    let Some(first) = own.or_else(|| findings.iter().next()) else {
        return String::new();
    };
    let text = first.error.to_string();
    let offset = first.error.location().map(|at| at.offset());
    let ty = text
        .strip_suffix("` must not have subselections")
        .and_then(|text| text.split_once('`'))
        .map(|(_, ty)| ty);
    match (ty, offset.and_then(|at| query.get(at..))) {
        (Some(ty), Some(rest)) => {
            let name =
                rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
            format!("Field \"{name}\" must not have a selection since type \"{ty}\" has no subfields.")
        }
        _ => text,
    }
}
