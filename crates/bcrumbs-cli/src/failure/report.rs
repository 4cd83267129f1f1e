//! How a failure is reported on standard error: as text, or as one JSON object where JSON output was asked for.

use crate::failure::failure::{Failure, Signal};
use crate::output::format::Format;
use crate::output::message::say;
use crate::output::sanitize::{in_lines, safe_json};
use crate::output::style::{BAD, last_value};
use bcrumbs::{ErrorKind, GraphQlError, Outcome};
use clap::ValueEnum;
use serde::Serialize;
use std::ffi::OsString;
use std::iter;

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReportFormat {
    /// A line that begins with `error:`.
    Text,
    /// An object on one line.
    Json,
}

impl ReportFormat {
    /// Returns the form that belongs to what was given by `--output`.
    pub(crate) fn of(output: Option<Format>) -> Self {
        match output {
            Some(Format::Json | Format::Ndjson) => Self::Json,
            Some(Format::Table | Format::Csv) | None => Self::Text,
        }
    }

    /// Looks for `--output` in a command line that cannot be parsed.
    pub(crate) fn asked(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let output = last_value(arguments, "--output");
        Self::of(output.and_then(|output| Format::from_str(output.to_str()?, false).ok()))
    }
}

/// The object; a program may rely on its keys, of which all are always there.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    kind: String,
    outcome: &'static str,
    message: String,
    operation: Option<&'a str>,
    status: Option<u16>,
    code: Option<&'a str>,
    request_id: Option<&'a str>,
    /// In seconds.
    retry_after: Option<f64>,
    attempts: Option<u32>,
    remedy: Option<&'a str>,
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: &'a Report<'a>,
}

#[derive(Serialize)]
struct Next<'a> {
    next: &'a str,
}

/// Writes on standard error what went wrong. `host` is where requests go.
pub(crate) fn report(failure: &Failure, host: Option<&str>, format: ReportFormat) {
    let host = host.filter(|_| is_unreached(failure)).map(|host| format!(" ({host})"));
    let message = format!("{failure}{}", host.unwrap_or_default());
    match (failure, format) {
        (Failure::Unread, _) => {}
        (_, ReportFormat::Text) => {
            let advice = failure.advice().map(|advice| format!("; {advice}")).unwrap_or_default();
            say(format_args!("{BAD}error:{BAD:#} {}{advice}", in_lines(&message)));
            if let Failure::BrokenOff { resume: Some(resume), .. } = failure {
                say(format_args!("{resume}"));
            }
        }
        (_, ReportFormat::Json) => {
            if let Failure::BrokenOff { next: Some(next), .. } = failure {
                say_next(next);
            }
            say_json(&Report { message, ..Report::of(failure) });
        }
    }
}

/// Writes on standard error that the command line cannot be parsed. `text` is what the parser says.
pub(crate) fn report_usage(text: &str) {
    let text = text.trim_start_matches("error: ").trim_end();
    report(&Failure::Usage(text.to_owned()), None, ReportFormat::Json);
}

/// Writes on standard error that a signal ended the command, and what is known of a change.
pub(crate) fn report_signal(outcome: Outcome, message: &str, format: ReportFormat) {
    match format {
        ReportFormat::Text => say(format_args!("{BAD}error:{BAD:#} {message}")),
        ReportFormat::Json => {
            let failure = Failure::Interrupted { signal: Signal::Interrupt, kept: None, failed: None };
            let message = message.to_owned();
            say_json(&Report { outcome: word(outcome), message, ..Report::of(&failure) });
        }
    }
}

/// Writes the position after a page on standard error, for programs.
pub(crate) fn say_next(next: &str) {
    if let Ok(line) = serde_json::to_string(&Next { next }) {
        say(format_args!("{}", safe_json(line)));
    }
}

fn say_json(error: &Report<'_>) {
    if let Ok(line) = serde_json::to_string(&Envelope { error }) {
        say(format_args!("{}", safe_json(line)));
    }
}

impl<'a> Report<'a> {
    fn of(failure: &'a Failure) -> Self {
        let error = failure.error();
        Self {
            kind: kind(failure),
            outcome: word(failure.outcome()),
            message: String::new(),
            operation: error.and_then(bcrumbs::Error::operation),
            status: error.and_then(bcrumbs::Error::status).map(|status| status.as_u16()),
            code: error.and_then(|error| error.graphql_errors().iter().find_map(code)),
            request_id: error.and_then(bcrumbs::Error::request_id),
            retry_after: error.and_then(bcrumbs::Error::retry_after).map(|wait| wait.as_secs_f64()),
            attempts: error.map(bcrumbs::Error::attempts),
            remedy: match failure {
                Failure::BrokenOff { resume: Some(resume), .. } => Some(resume),
                Failure::Interrupted { kept: Some(kept), .. } => Some(kept),
                _ => failure.advice(),
            },
        }
    }
}

/// Returns the gateway's code, where it looks like one: it may hold anything.
fn code(error: &GraphQlError) -> Option<&str> {
    let is_code = |code: &&str| {
        code.len() <= 64 && code.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
    };
    error.code().filter(is_code)
}

fn is_unreached(failure: &Failure) -> bool {
    failure.error().is_some_and(|error| error.kind() == ErrorKind::Connect)
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotExecuted => "not_executed",
        Outcome::Unknown => "unknown",
        Outcome::Executed => "executed",
    }
}

/// Returns the kind of a failure: of the library's errors its own, in snake case.
fn kind(failure: &Failure) -> String {
    match failure {
        Failure::Call(error) | Failure::Change(error) | Failure::BrokenOff { error, .. } => {
            snake_case(&format!("{:?}", error.kind()))
        }
        Failure::Usage(_) => "usage".to_owned(),
        Failure::Found(_) => "found".to_owned(),
        Failure::Declined => "declined".to_owned(),
        Failure::File(..) | Failure::Export(..) => "file".to_owned(),
        Failure::Interrupted { .. } => "interrupted".to_owned(),
        Failure::Unread | Failure::Output(_) | Failure::OutputAfterChange(_) => "output".to_owned(),
        Failure::Port(..) => "port".to_owned(),
        Failure::Runtime(_) => "runtime".to_owned(),
    }
}

fn snake_case(name: &str) -> String {
    let letter = |(at, letter): (usize, char)| {
        let underscore = (at > 0 && letter.is_ascii_uppercase()).then_some('_');
        underscore.into_iter().chain(iter::once(letter.to_ascii_lowercase()))
    };
    name.replace("GraphQl", "Graphql").chars().enumerate().flat_map(letter).collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn a_kind_is_the_librarys_name_in_snake_case() {
        for (name, expected) in
            [("Config", "config"), ("InvalidInput", "invalid_input"), ("GraphQl", "graphql")]
        {
            assert_eq!(snake_case(name), expected);
        }
    }
}
