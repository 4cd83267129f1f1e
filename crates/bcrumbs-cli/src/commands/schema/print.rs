//! Prints what the schema commands found, in each of the formats that `--output` knows.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::schema::formats::form::Form;
use crate::commands::schema::formats::places::Places;
use crate::commands::schema::formats::{annotations, github, markdown, sarif};
use crate::global::Global;
use crate::output::format::Format;
use crate::output::printer::{print_bytes, print_lines};
use crate::output::records::{csv_lines, json};
use crate::output::sanitize::{in_lines, safe_json};
use crate::output::terminal::Screen;
use bcrumbs_schema::{Change, ChangeLevel, Diagnostic, Diff, Location, Report, Schema, Style};
use clap::Args;
use serde::Serialize;
use serde_json::json;
use std::io;

/// The older name of `--output`.
#[derive(Debug, Args)]
pub(crate) struct Synonym {
    /// The older name of --output
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<Format>,
}

impl Synonym {
    /// The format: findings are for people unless a program asks, whatever standard output is; a build's log is no
    /// program.
    pub(crate) fn format(&self, global: &Global) -> Format {
        global.output.or(self.format).unwrap_or(Format::Table)
    }
}

/// Prints the findings of a check.
pub(crate) fn report(report: &Report, form: Form) -> io::Result<()> {
    let annotations = || annotations::of_report(report, &Places::find());
    match form {
        Form::Human => text(&|style| report.draw(style)),
        Form::Json => object(report),
        Form::Ndjson => print_lines(lines(&report.diagnostics)?),
        Form::Csv => table(FindingRow::FIELDS, report.diagnostics.iter().map(FindingRow::from)),
        Form::Github => plain(&github::lines(&annotations()).join("\n")),
        Form::Sarif => object(&sarif::log(&annotations())),
        Form::Markdown => plain(&markdown::of_report(report)),
    }
}

/// A comparison, and what the formats for continuous integration need besides.
pub(crate) struct Compared<'a> {
    pub(crate) diff: &'a Diff,
    pub(crate) old: &'a Schema,
    pub(crate) new: &'a Schema,
    /// The level at which a change makes the command fail.
    pub(crate) fails_at: Option<ChangeLevel>,
}

/// Prints what a comparison found. Its lines of CSV are the changes.
pub(crate) fn diff(compared: &Compared<'_>, form: Form) -> io::Result<()> {
    let Compared { diff, old, new, fails_at } = compared;
    let annotations = || annotations::of_diff(diff, &[*new, *old], *fails_at, &Places::find());
    match form {
        Form::Human => text(&|style| diff.draw(style)),
        Form::Json => object(diff),
        Form::Github => plain(&github::lines(&annotations()).join("\n")),
        Form::Sarif => object(&sarif::log(&annotations())),
        Form::Markdown => plain(&markdown::of_diff(diff)),
        Form::Ndjson => {
            let changes = diff.changes.iter().map(|change| json!({ "change": change }));
            let operations = diff.operations.iter().map(|operation| json!({ "operation": operation }));
            let diagnostics = diff.diagnostics.iter().map(|diagnostic| json!({ "diagnostic": diagnostic }));
            print_lines(lines(&changes.chain(operations).chain(diagnostics).collect::<Vec<_>>())?)
        }
        Form::Csv => table(ChangeRow::FIELDS, diff.changes.iter().map(ChangeRow::from)),
    }
}

/// Prints one object, on one line.
pub(crate) fn object(value: &impl Serialize) -> io::Result<()> {
    print_lines([safe_json(serde_json::to_string(value)?)])
}

/// Prints what is drawn for people, as wide as the terminal and in its colours.
fn text(draw: &dyn Fn(&Style) -> String) -> io::Result<()> {
    let screen = Screen::stdout();
    let style = if screen.colours { Style::colored() } else { Style::plain() };
    let drawn = draw(&screen.room.map_or(style.clone(), |room| style.width(room)));
    // With colours, what is drawn holds escape sequences; nothing in it that others wrote does.
    let drawn = if screen.colours { drawn } else { in_lines(&drawn).into_owned() };
    print_lines(drawn.lines().map(str::to_owned))
}

/// Prints lines without colours. Nothing in them can steer a terminal.
fn plain(text: &str) -> io::Result<()> {
    print_lines(in_lines(text).lines().map(str::to_owned))
}

fn lines(items: &[impl Serialize]) -> io::Result<Vec<String>> {
    items.iter().map(json).collect()
}

/// Prints rows as CSV, after a line with the names of the columns.
pub(crate) fn table<T: Serialize>(fields: &[&str], rows: impl Iterator<Item = T>) -> io::Result<()> {
    print_bytes(csv_lines(fields, rows)?.as_bytes())
}

/// A finding as a line of CSV.
#[derive(Serialize)]
struct FindingRow {
    severity: String,
    rule: String,
    file: String,
    line: usize,
    column: usize,
    message: String,
    help: Option<String>,
}

impl FindingRow {
    const FIELDS: &'static [&'static str] =
        &["severity", "rule", "file", "line", "column", "message", "help"];
}

impl From<&Diagnostic> for FindingRow {
    fn from(found: &Diagnostic) -> Self {
        Self {
            severity: if found.is_error() { "error" } else { "warning" }.to_owned(),
            rule: format!("{}::{}", found.rule_set, found.code),
            file: found.file.clone(),
            line: found.start.line,
            column: found.start.column,
            message: found.message.clone(),
            help: found.help.clone(),
        }
    }
}

/// A change as a line of CSV.
#[derive(Serialize)]
struct ChangeRow {
    level: String,
    kind: &'static str,
    coordinate: String,
    message: String,
    old: Option<String>,
    new: Option<String>,
}

impl ChangeRow {
    const FIELDS: &'static [&'static str] = &["level", "kind", "coordinate", "message", "old", "new"];
}

impl From<&Change> for ChangeRow {
    fn from(change: &Change) -> Self {
        let place = |at: &Location| format!("{}:{}:{}", at.file, at.start.line, at.start.column);
        Self {
            level: change.level.to_string(),
            kind: change.kind,
            coordinate: change.coordinate.clone(),
            message: change.message.clone(),
            old: change.old.as_ref().map(place),
            new: change.new.as_ref().map(place),
        }
    }
}
