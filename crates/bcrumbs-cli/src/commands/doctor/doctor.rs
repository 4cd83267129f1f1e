//! `bcrumbs doctor`: looks for what keeps the other commands from working, from the settings to the gateway's schema,
//! and says what to do about it.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::doctor::check::{Check, Sheet};
use crate::commands::doctor::schema::{self, Comparison, SCHEMA};
use crate::commands::doctor::{reach, reads, skew, verdict};
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::output::format::Format;
use bcrumbs::{ApiKey, Client, DEFAULT_CONNECT_TIMEOUT};
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

A line for each check: ok, warn for what may do harm, FAIL with what to do, or skip with the reason. The command sends a \
list of one conversation and a query for the schema. If the gateway does not show its schema, each read operation except \
the list of API keys is sent too, with one item where the vendor documents a limit. Nothing is changed, and nothing costs \
money. The key is never shown.

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
            for name in verdict::NAMES.into_iter().chain(["clock", SCHEMA]) {
                sheet.add(Check::skip(name, format!("{failed} failed")))?;
            }
            return sheet.finish();
        };

        let client = connect::client_with(key, global)?;
        let workspace = client.workspace(number);
        let answer = workspace.conversations().page_size(1).page().await;
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
        // The schema does not depend on the workspace.
        if let Some(failed) = sheet.first_failed().filter(|failed| *failed != verdict::ACCESS) {
            sheet.add(Check::skip(SCHEMA, format!("{failed} failed")))?;
            return sheet.finish();
        }
        match schema::compare(&client).await {
            Comparison::Checked(check) => {
                sheet.add(check)?;
                if verdict::is_of_schema(&answer) {
                    sheet.add(reads::check(reads::CONVERSATIONS, &answer))?;
                }
            }
            Comparison::Refused => {
                let why = "the gateway does not show its schema, so each read operation is tried";
                sheet.add(Check::skip(SCHEMA, why))?;
                reads::add(&workspace, &answer, &mut sheet).await?;
            }
        }
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
