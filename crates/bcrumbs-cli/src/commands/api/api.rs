//! `bcrumbs api`: an operation of the user's own, with the command's key, limits and retries.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::change::print_unsent;
use crate::commands::api::document::{Kind, Operation};
use crate::commands::api::query::{AskedPage, GivenOperation, Variables};
use crate::commands::api::variables::VariableArguments;
use crate::commands::schema::input::input::{Input, read_once, shipped_schema};
use crate::connect;
use crate::consent::Consent;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::input::{read_file, read_stdin};
use crate::interrupt::ChangeStage;
use crate::list::filters::given;
use crate::list::listing;
use crate::list::paging::Extent;
use crate::list::warnings::warn;
use crate::output::excerpt::{excerpt, json_excerpt};
use crate::output::format::{Format, RecordFormat};
use crate::output::printer::{print_bytes, print_lines};
use crate::output::sanitize::{in_lines, safe_json};
use crate::transport::{Kept, Recording};
use bcrumbs::{Client, List, Request};
use bcrumbs_schema::{MAX_DOCUMENT_BYTES, Options, RuleSet, Source, check};
use clap::Args;
use serde_json::{Map, Value};
use std::io;
use std::path::{Path, PathBuf};

/// The name of the operation's text in findings, where it comes from no file.
const ARGUMENT: &str = "operation";

/// What is sent, and how.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs api 'query { tags(input: {workspaceId: 12}) { nodes { id tag } } }'
  bcrumbs api queries/clients.graphql --all > clients.ndjson
  bcrumbs api queries/createTag.graphql --var tag=VIP --yes
  bcrumbs api queries/createTag.graphql --var tag=VIP --dry-run

The operation is checked first, against the schema that this command was built with or against --schema. `bcrumbs \
schema print` prints the schema. A variable $workspaceId that is not given is --workspace.

With --all, pages are followed to the end, and each item is printed once. For that the operation has one field, which \
selects `nodes { id … }` (or messageId) and `pageInfo { hasNextPage endCursor }` and takes `pageInfo: $pageInfo`, a \
variable of the type PageInfoInput. With createdAt in the selection, nothing is lost where timestamps tie.

A mutation asks at a terminal and needs --yes anywhere else; it is never sent twice. --dry-run prints the request and \
sends nothing; with --all, the request for the first page. Exit status: see `bcrumbs help exit-codes`.")]
pub(crate) struct ApiArguments {
    /// A file with the operation, - for standard input, or the operation itself
    #[arg(value_name = "FILE|-|OPERATION")]
    operation: String,

    /// The operation to send, where there are several
    #[arg(long = "operation", value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    variables: VariableArguments,

    /// Follow the pages to the end and print the items: NDJSON, or JSON with --output json
    #[arg(long, conflicts_with = "raw")]
    all: bool,

    /// Print the answer's body as it came
    #[arg(long)]
    raw: bool,

    /// The schema to check against, as SDL or introspection JSON: a file, a directory, - or REV:path [default: the one that this command was built with]
    #[arg(long, value_name = "SCHEMA", conflicts_with = "no_check")]
    schema: Option<PathBuf>,

    /// Send the operation without checking it
    #[arg(long)]
    no_check: bool,

    #[command(flatten)]
    consent: Consent,
}

impl ApiArguments {
    pub(crate) async fn run(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        let format = Format::chosen(global.output);
        if matches!(global.output, Some(Format::Table | Format::Csv)) {
            return Err(usage("api prints JSON: give --output json or --output ndjson, or leave it out"));
        }
        read_once(self.schema.iter().map(PathBuf::as_path).chain([Path::new(&self.operation)]))?;
        let text = self.text()?;
        self.check(&text)?;
        let operation = Operation::read(&text, self.name.as_deref())?;
        let values = self.variables.values(&operation.variables, global)?;
        let variables = Variables::new(&operation, values.clone());
        if self.all {
            let paged = operation.paged()?;
            let variables = variables.of_pages(&paged);
            let AskedPage { limit, search } = variables.page();
            let list = |client: &Client| -> List<GivenOperation> {
                let list = given(client.list(variables), global.timeout, List::timeout);
                given(given(list, limit, List::page_size), search, List::search)
            };
            if self.consent.dry_run {
                return print_unsent(global, |client| async move { list(&client).page().await.map(|_| ()) })
                    .await;
            }
            let client = connect::client(global)?;
            let output = if format == Format::Json { Format::Json } else { Format::Ndjson };
            return listing::print(list(&client).pages(), Extent::All, Some(output)).await;
        }
        let request = |client: &Client| -> Request<GivenOperation> {
            given(client.execute::<GivenOperation>(variables), global.timeout, Request::timeout)
        };
        if self.consent.dry_run {
            return print_unsent(global, |client| async move { request(&client).await.map(|_| ()) }).await;
        }
        let kept = Kept::default();
        let client = match self.raw {
            true => recording(global, kept.clone())?,
            false => connect::client(global)?,
        };
        if operation.kind == Kind::Mutation {
            change.planned();
            self.consent.ask(&question(&operation, &values, global))?;
            change.sending();
        }
        let sent = request(&client).await;
        change.answered_if_sent();
        if let Some(body) = kept.take() {
            print_bytes(&body)
                .and_then(|()| print_lines([String::new()]))
                .map_err(|problem| printed(operation.kind, problem))?;
        }
        let response = sent.map_err(|error| match operation.kind {
            Kind::Query => Failure::Call(error),
            Kind::Mutation => Failure::Change(error),
        })?;
        if self.raw {
            return Ok(());
        }
        warn(response.errors());
        let line = laid_out(response.data(), format).map_err(|problem| printed(operation.kind, problem))?;
        print_lines([line]).map_err(|problem| printed(operation.kind, problem))
    }

    /// Reads the operation's text.
    fn text(&self) -> Result<String, Failure> {
        let unreadable =
            |problem: io::Error| Failure::Usage(format!("the operation cannot be read: {problem}"));
        match self.operation.as_str() {
            "-" => read_stdin(MAX_DOCUMENT_BYTES).map_err(unreadable),
            text if text.contains('{') => Ok(text.to_owned()),
            file => read_file(file, MAX_DOCUMENT_BYTES).map_err(unreadable),
        }
    }

    /// Checks the operation against the schema.
    fn check(&self, text: &str) -> Result<(), Failure> {
        if self.no_check {
            return Ok(());
        }
        let schema = match &self.schema {
            Some(input) => Input::parse(input)?.schema()?,
            None => shipped_schema()?,
        };
        let name =
            if self.operation.contains('{') || self.operation == "-" { ARGUMENT } else { &self.operation };
        // Only what the gateway would refuse counts, and nothing about generated code.
        let options = Options::new().allow(RuleSet::Codegen).allow(RuleSet::Deprecation);
        let report = check(&schema, &[Source::new(name, text)], &options);
        if !report.has_errors() {
            return Ok(());
        }
        let lines: Vec<String> = report.diagnostics.iter().map(ToString::to_string).collect();
        let lines = lines.join("\n");
        Err(Failure::Usage(format!(
            "the operation does not fit the schema; --no-check sends it all the same:\n{}",
            in_lines(&lines)
        )))
    }
}

/// Creates a client that keeps the answer as it comes.
fn recording(global: &Global, answer: Kept) -> Result<Client, Failure> {
    connect::client_over(connect::key(global)?, global, Recording { http: connect::http(global)?, answer })
}

/// Describes what is sent where.
fn question(operation: &Operation, values: &Map<String, Value>, global: &Global) -> String {
    let values = match values.is_empty() {
        true => "no variables".to_owned(),
        false => format!("the variables {}", json_excerpt(&Value::Object(values.clone()))),
    };
    format!(
        "The mutation {} goes to {} with {values}; it may cost money or reach a person.",
        excerpt(&operation.name),
        connect::host(global).unwrap_or_default()
    )
}

/// Converts the failure of a write after the answer has come.
fn printed(kind: Kind, problem: io::Error) -> Failure {
    match kind {
        Kind::Query => problem.into(),
        Kind::Mutation => Failure::after_change(problem),
    }
}

fn laid_out(data: &Value, format: Format) -> io::Result<String> {
    Ok(safe_json(match format.records() {
        Some(RecordFormat::Ndjson) => serde_json::to_string(data)?,
        None | Some(RecordFormat::Json | RecordFormat::Csv) => serde_json::to_string_pretty(data)?,
    }))
}

fn usage(text: &str) -> Failure {
    Failure::Usage(text.to_owned())
}
