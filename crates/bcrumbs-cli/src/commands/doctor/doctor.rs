//! `bcrumbs doctor`: looks for what keeps the other commands from working, from the settings to the gateway's schema,
//! and says what to do about it.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::doctor::check::{Check, Sheet};
use crate::commands::doctor::{reach, skew, verdict};
use crate::commands::introspection::{self, NoSchema};
use crate::commands::schema::operations::{Operations, shipped};
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::output::format::Format;
use bcrumbs::{ApiKey, Client, DEFAULT_CONNECT_TIMEOUT};
use bcrumbs_schema::check;
use clap::Args;
use std::path::Path;
use std::time::SystemTime;
use url::Url;

/// Nothing but the options that every command has.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs doctor
  bcrumbs doctor --output json
  bcrumbs doctor --workspace 12 --timeout 5

A line for each check: ok, warn for what may do harm, FAIL with what to do, or skip with the reason. What is sent are \
one page of one conversation and a query for the schema: nothing is changed, and nothing costs money. The key is never \
shown.

Exit status: 0 where no check failed, 1 where one did, 2 for wrong usage.")]
pub(crate) struct DoctorArguments {}

impl DoctorArguments {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let mut sheet = Sheet::new(Format::chosen(global.output))?;
        let endpoint = sheet.settle("endpoint", endpoint(global), shown)?;
        let key = sheet.settle("api-key", key(global), |_| key_source(global).to_owned())?;
        let number = sheet.settle("workspace", number(global), i32::to_string)?;

        match &endpoint {
            Some(endpoint) => {
                let limit = global.timeout.unwrap_or(DEFAULT_CONNECT_TIMEOUT).min(DEFAULT_CONNECT_TIMEOUT);
                sheet.add(reach::check(endpoint, limit).await)?;
            }
            None => sheet.add(Check::skip("connection", "endpoint failed"))?,
        }
        let (Some(endpoint), Some(key), Some(number), None) = (endpoint, key, number, sheet.first_failed())
        else {
            let failed = sheet.first_failed().unwrap_or("a check before");
            for name in verdict::NAMES.into_iter().chain(["clock", "schema"]) {
                sheet.add(Check::skip(name, format!("{failed} failed")))?;
            }
            return sheet.finish();
        };

        let client = connect::client_with(key, global)?;
        let answer = client.workspace(number).conversations().page_size(1).page().await;
        let now = SystemTime::now();
        for check in verdict::checks(&answer, &endpoint) {
            sheet.add(check)?;
        }
        let headers = match &answer {
            Ok(page) => page.headers(),
            Err(error) => error.headers(),
        };
        let date = headers.get("date").and_then(|date| date.to_str().ok());
        sheet.add(match &answer {
            Err(error) if error.status().is_none() => Check::skip("clock", "no answer came"),
            Ok(_) | Err(_) => skew::check(date, now),
        })?;
        // Whether the workspace may be seen has no say in that.
        sheet.add(match sheet.first_failed() {
            Some(failed) if failed != "access" => Check::skip("schema", format!("{failed} failed")),
            Some(_) | None => schema(&client).await,
        })?;
        sheet.finish()
    }
}

/// Has the library judge the endpoint, in which a key takes no part.
fn endpoint(global: &Global) -> Result<Url, Check> {
    let fail =
        |problem: String| Check::fail("endpoint", problem, "it is set by --endpoint or BCRUMBS_ENDPOINT");
    let text = connect::endpoint(global).map_err(|failure| fail(failure.to_string()))?;
    Client::builder(ApiKey::new("none")).endpoint(text).build().map_err(|error| fail(error.to_string()))?;
    Url::parse(text).map_err(|problem| fail(problem.to_string()))
}

/// Shows where requests go, without what may follow the path.
fn shown(endpoint: &Url) -> String {
    let mut shown = endpoint.clone();
    shown.set_query(None);
    shown.set_fragment(None);
    shown.into()
}

/// Reads the key, and has the library judge it, in which the endpoint takes no part.
fn key(global: &Global) -> Result<ApiKey, Check> {
    let fail = |problem: String| Check::fail("api-key", problem, "the vendor's dashboard makes keys");
    let key = connect::key(global).map_err(|failure| fail(failure.to_string()))?;
    Client::builder(key.clone()).build().map_err(|error| fail(error.to_string()))?;
    Ok(key)
}

fn key_source(global: &Global) -> &'static str {
    match global.api_key_file.as_deref() {
        Some(file) if file == Path::new("-") => "from standard input",
        Some(_) => "from the file of --api-key-file",
        None => "from BCRUMBS_API_KEY",
    }
}

fn number(global: &Global) -> Result<i32, Check> {
    connect::number(global).map_err(|failure| {
        Check::fail("workspace", failure.to_string(), "give the number of a workspace that the key opens")
    })
}

/// Checks the operations that this command sends against the gateway's own schema, where that may be read.
async fn schema(client: &Client) -> Check {
    let schema = match introspection::schema(client).await {
        Ok(schema) => schema,
        Err(NoSchema::Refused(_)) => return Check::skip("schema", "the gateway does not show its schema"),
        Err(NoSchema::NoAnswer(error)) => return Check::fail("schema", error.to_string(), "try again later"),
        Err(NoSchema::Unusable(problem)) => {
            return Check::warn("schema", problem, "ask the gateway's support, or look for a newer bcrumbs");
        }
    };
    let Operations { documents, options, .. } = shipped(client.operations());
    let report = check(&schema, &documents, &options);
    match report.errors().count() {
        0 => Check::ok("schema", format!("it takes the {} operations of this command", documents.len())),
        errors => Check::fail(
            "schema",
            format!("the gateway's own refuses operations of this command, errors: {errors}"),
            "`bcrumbs schema check --live` shows them; look for a newer bcrumbs, or leave fields out by BCRUMBS_OMIT_FIELDS",
        ),
    }
}
