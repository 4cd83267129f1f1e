//! The formats in which the schema commands print their findings.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::global::Global;
use crate::output::format::Format;
use clap::{Args, ValueEnum};

/// A format of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// Text with the lines of each finding
    #[value(alias = "table")]
    Human,
    /// One JSON object; bcrumbs-schema has its JSON schema
    Json,
    /// One JSON object a line
    Ndjson,
    /// A line of column names, then the findings or the changes
    Csv,
    /// Workflow commands of GitHub Actions: an annotation for each finding and change
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Markdown for a comment on a change request: the affected operations first, the details folded
    Markdown,
}

impl From<Format> for Form {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Human,
            Format::Json => Self::Json,
            Format::Ndjson => Self::Ndjson,
            Format::Csv => Self::Csv,
        }
    }
}

/// The option for the format of findings.
#[derive(Debug, Args)]
pub(crate) struct FormArguments {
    /// The format of the findings; --output has the first four
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "output")]
    format: Option<Form>,
}

impl FormArguments {
    /// Returns the format. The default is text, also if standard output is a file: the log of a build is read by people.
    pub(crate) fn form(&self, global: &Global) -> Form {
        self.format.or(global.output.map(Form::from)).unwrap_or(Form::Human)
    }
}
