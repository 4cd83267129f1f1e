//! What one check of `bcrumbs doctor` found, and the sheet that all of them are written on as they are made.

use crate::failure::failure::Failure;
use crate::output::format::Format;
use crate::output::printer::print_lines;
use crate::output::records::RecordPrinter;
use crate::output::sanitize::on_one_line;
use crate::output::style::{BAD, FAINT, GOOD, NOTABLE};
use crate::output::terminal::Screen;
use anstyle::Style;
use serde::Serialize;

/// The longest name of a check.
const NAME_WIDTH: usize = 12;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Ok,
    Warn,
    Fail,
    Skip,
}

impl Status {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "FAIL",
            Self::Skip => "skip",
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Ok => GOOD,
            Self::Warn => NOTABLE,
            Self::Fail => BAD,
            Self::Skip => FAINT,
        }
    }
}

/// One check.
#[derive(Debug, Serialize)]
pub(crate) struct Check {
    name: &'static str,
    status: Status,
    detail: String,
    /// What to do.
    remedy: Option<String>,
}

impl Check {
    /// A check that found all well.
    pub(crate) fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, status: Status::Ok, detail: detail.into(), remedy: None }
    }

    /// A check that found what may do harm.
    pub(crate) fn warn(name: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, status: Status::Warn, detail: detail.into(), remedy: Some(remedy.into()) }
    }

    /// A check that found what keeps the command from working.
    pub(crate) fn fail(name: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, status: Status::Fail, detail: detail.into(), remedy: Some(remedy.into()) }
    }

    /// A check that could not be made, and why.
    pub(crate) fn skip(name: &'static str, why: impl Into<String>) -> Self {
        Self { name, status: Status::Skip, detail: why.into(), remedy: None }
    }

    fn line(&self, screen: Screen) -> String {
        let word = screen.paint(self.status.style(), &format!("{:4}", self.status.word()));
        let (name, detail) = (self.name, on_one_line(&self.detail));
        match &self.remedy {
            Some(remedy) => format!("{word} {name:NAME_WIDTH$} {detail}: {}", on_one_line(remedy)),
            None => format!("{word} {name:NAME_WIDTH$} {detail}"),
        }
    }
}

/// The fields of a check, in their order in CSV.
const FIELDS: &[&str] = &["name", "status", "detail", "remedy"];

/// The checks so far. Each is printed at once, for the next may take its time.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// What prints them for programs; people get lines that are never cut.
    printer: Option<RecordPrinter>,
    failed: Vec<&'static str>,
}

impl Sheet {
    /// Begins without a check.
    pub(crate) fn new(format: Format) -> Result<Self, Failure> {
        let printer = format.records().map(|format| RecordPrinter::new(format, FIELDS)).transpose()?;
        Ok(Self { printer, failed: Vec::new() })
    }

    /// Writes a check down.
    pub(crate) fn add(&mut self, check: Check) -> Result<(), Failure> {
        if check.status == Status::Fail {
            self.failed.push(check.name);
        }
        match &mut self.printer {
            Some(printer) => printer.page(&[check])?,
            None => print_lines([check.line(Screen::stdout())])?,
        }
        Ok(())
    }

    /// Writes down what was found where something is needed later, and hands that over.
    pub(crate) fn settle<T>(
        &mut self,
        name: &'static str,
        found: Result<T, Check>,
        detail: impl FnOnce(&T) -> String,
    ) -> Result<Option<T>, Failure> {
        match found {
            Ok(value) => {
                self.add(Check::ok(name, detail(&value)))?;
                Ok(Some(value))
            }
            Err(check) => {
                self.add(check)?;
                Ok(None)
            }
        }
    }

    /// Returns the first check that failed, which keeps later ones from being made.
    pub(crate) fn first_failed(&self) -> Option<&'static str> {
        self.failed.first().copied()
    }

    /// Ends the sheet, as a failure where a check failed.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        if let Some(printer) = self.printer {
            printer.finish(None)?;
        }
        match self.failed.as_slice() {
            [] => Ok(()),
            failed => Err(Failure::Found(format!("not all is well: {}", failed.join(", ")))),
        }
    }
}
