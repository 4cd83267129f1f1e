//! The options that every command shares, and the parsers of arguments.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::failure::report::ReportFormat;
use crate::output::format::Format;
use crate::output::style::Colour;
use clap::builder::NonEmptyStringValueParser;
use clap::{ArgAction, Args};
use std::path::PathBuf;
use std::time::Duration;

/// The options that stand before or after a command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The gateway's URL, if not the public one; https, or http on this machine
    #[arg(long, global = true, value_name = "URL", env = "BCRUMBS_ENDPOINT", hide_env_values = true)]
    pub(crate) endpoint: Option<String>,

    /// The workspace's number
    #[arg(
        long,
        global = true,
        value_name = "NUMBER",
        env = "BCRUMBS_WORKSPACE_ID",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    pub(crate) workspace: Option<String>,

    /// A file that holds the API key, `-` for standard input; goes before BCRUMBS_API_KEY
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) api_key_file: Option<PathBuf>,

    /// Output format [default: table on a terminal, else ndjson; table for schema commands]
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub(crate) output: Option<Format>,

    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t, hide_default_value = true)]
    pub(crate) color: Colour,

    /// The time for one call with its retries, not for a whole list; fractions count
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,

    /// Tells on standard error what is done; twice says more, three times everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

impl Global {
    /// Returns the form in which a failure is reported: JSON where it was asked for.
    pub(crate) fn report_format(&self) -> ReportFormat {
        ReportFormat::of(self.output)
    }
}

/// Takes any text but none: an empty identifier is a shell variable that was not set.
pub(crate) fn some_text() -> NonEmptyStringValueParser {
    NonEmptyStringValueParser::new()
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|limit| !limit.is_zero())
        .ok_or_else(|| "write a number of seconds above 0, for example 10 or 2.5".to_owned())
}

#[cfg(test)]
mod tests {
    use super::seconds;
    use std::time::Duration;

    #[test]
    fn a_time_limit_is_a_number_above_zero() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "nan", "inf", "1e-30", "1e30", "ten", ""] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
