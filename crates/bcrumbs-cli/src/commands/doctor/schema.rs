//! The operations that this command sends, compared with the gateway's own schema.

use crate::commands::doctor::check::Check;
use crate::commands::introspection::{self, NoSchema};
use crate::commands::schema::input::input::shipped_schema;
use crate::commands::schema::operations::{Operations, shipped};
use bcrumbs::Client;
use bcrumbs_schema::{Report, drift};

/// The name of the check.
pub(crate) const SCHEMA: &str = "schema";

/// The result of the comparison.
pub(crate) enum Comparison {
    /// The gateway shows its schema, or the response cannot be used.
    Checked(Check),
    /// The gateway does not show its schema.
    Refused,
}

/// Compares everything that the operations select and send, if the gateway shows its schema.
pub(crate) async fn compare(client: &Client) -> Comparison {
    let live = match introspection::schema(client).await {
        Ok(schema) => schema,
        Err(NoSchema::Refused(_)) => return Comparison::Refused,
        Err(NoSchema::NoAnswer(error)) => {
            return Comparison::Checked(Check::fail(SCHEMA, error.to_string(), "try again later"));
        }
        Err(NoSchema::Unusable(problem)) => {
            let remedy = "ask the gateway's support, or look for a newer bcrumbs";
            return Comparison::Checked(Check::warn(SCHEMA, problem, remedy));
        }
    };
    let built = match shipped_schema() {
        Ok(schema) => schema,
        Err(failure) => {
            return Comparison::Checked(Check::fail(SCHEMA, failure.to_string(), "look for a newer bcrumbs"));
        }
    };
    let Operations { documents, options, .. } = shipped(client.operations());
    let report = drift(&built, &live, &documents, &options);
    Comparison::Checked(check(&report, documents.len()))
}

fn check(report: &Report, operations: usize) -> Check {
    let Some(first) = report.errors().next().or_else(|| report.warnings().next()) else {
        return Check::ok(SCHEMA, format!("the gateway accepts the {operations} operations of this command"));
    };
    let detail = format!("{}: {} ({})", first.file, first.message, report.summary());
    match report.has_errors() {
        true => Check::fail(
            SCHEMA,
            detail,
            "`bcrumbs schema check --live` shows them; look for a newer bcrumbs, or leave fields out by BCRUMBS_OMIT_FIELDS",
        ),
        false => Check::warn(SCHEMA, detail, "`bcrumbs schema check --live` shows them"),
    }
}
