//! The options that every command shares, and the parsers of arguments.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::failure::failure::Failure;
use crate::failure::report::ReportFormat;
use crate::output::format::Format;
use crate::output::style::Colour;
use clap::builder::NonEmptyStringValueParser;
use clap::{ArgAction, Args};
use std::env;
use std::path::PathBuf;
use std::time::Duration;

/// The options that stand before or after a command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The gateway's URL: https, or http on this machine [env: BCRUMBS_ENDPOINT] [default: the public gateway]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// The workspace's number [env: BCRUMBS_WORKSPACE_ID]
    #[arg(long, global = true, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(crate) workspace: Option<String>,

    /// Read the API key from this file, or from standard input if FILE is - [default: the key in the environment variable BCRUMBS_API_KEY]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) api_key_file: Option<PathBuf>,

    /// Output format [default: table on a terminal, else ndjson; table for schema commands]
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub(crate) output: Option<Format>,

    /// When to use colours [default: auto]
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t, hide_default_value = true)]
    pub(crate) color: Colour,

    /// The time limit of one call with its retries, in seconds, for example 2.5; a list makes several calls [default: 60]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,

    /// Log to standard error: -v info, -vv debug, -vvv trace
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// The least digits of a phone number: shorter ones are not called from abroad.
const LEAST_DIGITS: usize = 7;

impl Global {
    /// Takes from the environment what was not given. The parser does not: it would list what the environment sets beside
    /// the options that are missing.
    pub(crate) fn or_environment(mut self) -> Self {
        let variable = |name| env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        self.endpoint = self.endpoint.or_else(|| variable("BCRUMBS_ENDPOINT"));
        self.workspace = self.workspace.or_else(|| variable("BCRUMBS_WORKSPACE_ID"));
        self
    }

    /// Returns the form in which a failure is reported: JSON where it was asked for.
    pub(crate) fn report_format(&self) -> ReportFormat {
        ReportFormat::of(self.output)
    }
}

/// Accepts any text that is not empty: an empty identifier is a shell variable that was not set.
pub(crate) fn some_text() -> NonEmptyStringValueParser {
    NonEmptyStringValueParser::new()
}

/// Checks a phone number: no library can know more than that it holds digits. The number is in no error.
pub(crate) fn check_phone(number: &str) -> Result<(), Failure> {
    if is_phone(number, LEAST_DIGITS) {
        return Ok(());
    }
    let text = "--phone: a phone number has 7 digits or more and no letters, for example +12025550123";
    Err(Failure::Usage(text.to_owned()))
}

/// Checks a filter by phone number, which may be a part of one: it is not documented what matches. The number is in no
/// error.
pub(crate) fn check_phone_filter(number: &str) -> Result<(), Failure> {
    if is_phone(number, 1) {
        return Ok(());
    }
    let text = "--phone: write digits, for example +12025550123; a phone number has no letters";
    Err(Failure::Usage(text.to_owned()))
}

/// Returns whether a text holds so many digits, and nothing that a phone number is not written with.
fn is_phone(text: &str, least_digits: usize) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= least_digits && text.chars().all(|c| c.is_ascii_digit() || "+-() .".contains(c))
}

/// Parses a duration in seconds.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds: &f64| *seconds > 0.0);
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|limit| !limit.is_zero())
        .ok_or_else(|| "write a number of seconds above 0, for example 10 or 2.5".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{check_phone, check_phone_filter, seconds};
    use std::time::Duration;

    #[test]
    fn a_phone_number_has_seven_digits_and_no_letters_and_is_in_no_error() {
        for number in ["+12025550123", "+1 (202) 555-0123", "202.555.0123", "1234567"] {
            assert!(check_phone(number).is_ok(), "{number}");
        }
        for number in ["", "abc", "123456", "+1202555O123", "1234567x", "１２３４５６７８"] {
            let error = check_phone(number).unwrap_err().to_string();
            assert!(error.contains("--phone") && (number.is_empty() || !error.contains(number)), "{number}");
        }
    }

    #[test]
    fn a_filter_by_phone_number_has_digits_and_no_letters() {
        for number in ["+12025550123", "0123", "7", "(202) 555"] {
            assert!(check_phone_filter(number).is_ok(), "{number}");
        }
        for number in ["abc", "+", "555O123", "１２３"] {
            let error = check_phone_filter(number).unwrap_err().to_string();
            assert!(error.contains("--phone") && (number == "+" || !error.contains(number)), "{number}");
        }
    }

    #[test]
    fn a_time_limit_is_a_number_above_zero() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "nan", "inf", "1e-30", "1e30", "ten", ""] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
