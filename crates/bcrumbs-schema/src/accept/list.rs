//! Reads an accepted list, a file of TOML.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::RuleSet::Spec;
use crate::files;
use crate::finding::Finding;
use crate::source::{Source, Text, Texts};
use crate::span::Span;

/// Changes of a schema and findings of a check that do not count, each with a reason.
///
/// An entry has the fingerprint of a change or a finding, which consists of its kind and its coordinate: the message can
/// be worded differently in a later release. `expires` is the last day on which the entry counts, in UTC.
///
/// ```toml
/// [[change]]
/// fingerprint = "field-removed Conv.orderNo"
/// reason = "No query of ours has selected it since March."
///
/// [[finding]]
/// fingerprint = "deprecated-field convs/convs.nodes.orderNo"
/// reason = "The new field comes with the next release."
/// expires = 2027-03-31
/// ```
///
/// `change` is for [`Diff`](crate::Diff), `finding` for [`Report`](crate::Report) and for the findings of a
/// [`Diff`](crate::Diff). [`Report::entries`](crate::Report::entries) and [`Diff::entries`](crate::Diff::entries) print
/// what to add.
///
/// ```
/// use bcrumbs_schema::{AcceptedList, Options, Schema, Source, check};
/// use chrono::NaiveDate;
///
/// let schema = Schema::parse("s.graphql", "type Query { old: Int @deprecated }").unwrap();
/// let report = check(&schema, &[Source::new("q.graphql", "query Q { old }")], &Options::new());
/// assert!(report.entries().contains("fingerprint = \"deprecated-field Q/old\""));
///
/// let list = "[[finding]]\nfingerprint = \"deprecated-field Q/old\"\nreason = \"It is the last one.\"";
/// let list = AcceptedList::parse("accepted.toml", list).unwrap();
/// let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
/// assert!(list.report(report, today).diagnostics.is_empty());
/// ```
#[derive(Debug, Clone)]
pub struct AcceptedList {
    pub(crate) text: Arc<Text>,
    pub(crate) changes: Vec<Entry>,
    pub(crate) findings: Vec<Entry>,
}

/// One entry.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) fingerprint: String,
    pub(crate) expires: Option<NaiveDate>,
    /// The bytes of the fingerprint.
    pub(crate) at: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    change: Vec<WrittenEntry>,
    #[serde(default)]
    finding: Vec<WrittenEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenEntry {
    fingerprint: Spanned<String>,
    reason: Spanned<String>,
    expires: Option<Spanned<Datetime>>,
}

impl AcceptedList {
    /// Parses a list. `path` is its name in findings.
    ///
    /// # Errors
    ///
    /// One finding: the text is not TOML, has another key, a fingerprint without a kind and a coordinate, no reason, or
    /// an expiry that is not a date.
    pub fn parse(path: impl Into<String>, text: impl Into<String>) -> Result<Self, Vec<Diagnostic>> {
        let text = Text::new(&Source::new(path, text));
        read(&text).map_err(|refused| vec![refused.place(&Texts::new(text))])
    }

    /// Reads a list from a file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or it is not a list: see [`parse`](Self::parse).
    ///
    /// ```
    /// let refused = bcrumbs_schema::AcceptedList::read("no-such.toml").unwrap_err();
    /// assert_eq!(refused[0].code, "unreadable-file");
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Vec<Diagnostic>> {
        let source = files::read_list(path.as_ref()).map_err(|diagnostic| vec![*diagnostic])?;
        Self::parse(source.path, source.text)
    }
}

fn read(text: &Arc<Text>) -> Result<AcceptedList, Box<Finding>> {
    let Written { change, finding } = toml::from_str(&text.text)
        .map_err(|problem| refused(problem.span().unwrap_or_default(), problem.message()))?;
    Ok(AcceptedList { text: Arc::clone(text), changes: entries(change)?, findings: entries(finding)? })
}

fn refused(at: Range<usize>, message: &str) -> Box<Finding> {
    Box::new(Finding::error(Spec, "accepted-list", at, message))
}

fn entries(written: Vec<WrittenEntry>) -> Result<Vec<Entry>, Box<Finding>> {
    written.into_iter().map(entry).collect()
}

fn entry(written: WrittenEntry) -> Result<Entry, Box<Finding>> {
    let WrittenEntry { fingerprint, reason, expires } = written;
    let at = fingerprint.span();
    let fingerprint = fingerprint.into_inner();
    if fingerprint.split_once(' ').is_none_or(|(kind, rest)| kind.is_empty() || rest.is_empty()) {
        let message = "a fingerprint is a kind and a coordinate, for example `field-removed Conv.orderNo`";
        return Err(refused(at, message));
    }
    if reason.as_ref().trim().is_empty() {
        return Err(refused(reason.span(), "the reason is empty: write why this is accepted"));
    }
    let expires = expires.map(|expires| {
        let message = "an expiry is a date without a time, for example 2027-03-31";
        date(expires.as_ref()).ok_or_else(|| refused(expires.span(), message))
    });
    Ok(Entry { fingerprint, expires: expires.transpose()?, at: Span::from(at) })
}

fn date(written: &Datetime) -> Option<NaiveDate> {
    match written {
        Datetime { date: Some(date), time: None, offset: None } => {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        }
        _ => None,
    }
}
