//! The findings of a check as data, for people (`Display`) and for programs (`Serialize`).

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use serde::Serialize;

use crate::excerpt::{Drawing, Excerpt, Kind, Mark, Style, printable};
use crate::span::Position;

/// The maximum number of findings that `Display` prints for one file.
const MOST_DRAWN: usize = 100;

/// The severity of a finding. With an error, the document must not be shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The document is refused.
    Error,
    /// The document works, but may stop working later.
    Warning,
}

/// The set that a rule belongs to. Each set can be disabled or made stricter separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleSet {
    /// The document violates the GraphQL specification, or cannot be read.
    Spec,
    /// The document is valid, but the code that `graphql_client` generates does not build, drops selected data or
    /// cannot decode a valid response.
    Codegen,
    /// The document sends a name that the gateway does not document. Off by default.
    Wire,
    /// The document uses a deprecated part of the schema.
    Deprecation,
    /// The running server's schema differs from the one that the code was generated from, where the document uses it.
    /// Only [`drift()`](crate::drift()) reports this.
    Drift,
}

impl RuleSet {
    /// All rule sets, in the order in which they are checked.
    pub const ALL: [RuleSet; 5] = [Self::Spec, Self::Codegen, Self::Wire, Self::Deprecation, Self::Drift];

    /// The name used in JSON and on the command line.
    ///
    /// ```
    /// use bcrumbs_schema::RuleSet;
    /// assert_eq!(RuleSet::Wire.as_str(), "wire");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            RuleSet::Spec => "spec",
            RuleSet::Codegen => "codegen",
            RuleSet::Wire => "wire",
            RuleSet::Deprecation => "deprecation",
            RuleSet::Drift => "drift",
        }
    }
}

impl fmt::Display for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRuleSet(pub String);

impl fmt::Display for UnknownRuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a rule set; the rule sets are spec, codegen, wire, deprecation and drift",
            self.0
        )
    }
}

impl std::error::Error for UnknownRuleSet {}

impl std::str::FromStr for RuleSet {
    type Err = UnknownRuleSet;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| UnknownRuleSet(text.to_owned()))
    }
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct Location {
    /// The file, as it was named by the caller.
    pub file: String,
    /// Where the place begins.
    pub start: Position,
    /// Where it ends: the place behind its last character.
    pub end: Position,
}

impl Location {
    pub(crate) fn new(file: String, start: Position, end: Position) -> Self {
        Location { file, start, end }
    }
}

/// Another place that a finding is about, as the earlier one of two definitions.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Related {
    /// The description of the place.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub at: Location,
    #[serde(skip)]
    excerpt: Excerpt,
}

impl Related {
    pub(crate) fn new(message: String, at: Location, excerpt: Excerpt) -> Self {
        Related { message, at, excerpt }
    }
}

impl PartialEq for Related {
    fn eq(&self, other: &Self) -> bool {
        (&self.message, &self.at) == (&other.message, &other.at)
    }
}

impl Eq for Related {}

/// One finding.
///
/// `Display` prints it the way rustc does, with the lines that it is about. `Serialize` gives `{"severity", "rule_set",
/// "code", "coordinate", "message", "help", "file", "start": {"line", "column"}, "end": {"line", "column"}, "related": [{"message",
/// "file", "start", "end"}]}`; the JSON schema of it is `schemas/check.schema.json` of this crate.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The severity.
    pub severity: Severity,
    /// The set that its rule belongs to.
    pub rule_set: RuleSet,
    /// The rule, in kebab case. A code keeps its meaning from release to release.
    pub code: &'static str,
    /// Where in the document: the operation and the path of response names, as `convs/convs.nodes.orderNo`. It stays the
    /// same if lines are added. `None` for a text that cannot be read.
    pub coordinate: Option<String>,
    /// One sentence for a person.
    pub message: String,
    /// A remedy, if the rule has one.
    pub help: Option<String>,
    /// The file, as it was named by the caller.
    pub file: String,
    /// Where the place in it begins.
    pub start: Position,
    /// Where it ends: the place behind its last character.
    pub end: Position,
    /// The other places that it is about.
    pub related: Vec<Related>,
    #[serde(skip)]
    pub(crate) excerpt: Option<Excerpt>,
}

impl Diagnostic {
    /// Returns whether the finding is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        match self.severity {
            Severity::Error => true,
            Severity::Warning => false,
        }
    }

    /// Returns the fingerprint for an [`AcceptedList`](crate::AcceptedList): the code and the coordinate. `None` if there
    /// is no coordinate, because such a finding cannot be accepted.
    #[must_use]
    pub fn fingerprint(&self) -> Option<String> {
        Some(format!("{} {}", self.code, self.coordinate.as_ref()?))
    }

    /// Draws the finding with the lines that it is about.
    #[must_use]
    pub fn draw(&self, style: &Style) -> String {
        let related = self.related.iter().map(|related| Mark {
            file: &related.at.file,
            start: related.at.start,
            excerpt: Some(&related.excerpt),
            label: Some(&related.message),
        });
        Drawing {
            kind: match self.severity {
                Severity::Error => Kind::Error,
                Severity::Warning => Kind::Warning,
            },
            id: format!("{}::{}", self.rule_set, self.code),
            message: &self.message,
            help: self.help.as_deref(),
            at: Mark { file: &self.file, start: self.start, excerpt: self.excerpt.as_ref(), label: None },
            related: related.collect(),
        }
        .draw(style)
    }

    fn order(&self, other: &Self) -> Ordering {
        let key = |d: &Self| (d.start, d.severity, d.rule_set, d.code);
        self.file
            .cmp(&other.file)
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.message.cmp(&other.message))
    }
}

impl PartialEq for Diagnostic {
    fn eq(&self, other: &Self) -> bool {
        let key = |d: &Self| (d.severity, d.rule_set, d.code, d.start, d.end);
        key(self) == key(other)
            && (&self.file, &self.message, &self.help, &self.related)
                == (&other.file, &other.message, &other.help, &other.related)
    }
}

impl Eq for Diagnostic {}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.draw(&Style::plain()))
    }
}

/// The findings of a check, ordered by file and position.
///
/// `Serialize` gives `{"diagnostics":[…]}` with every finding. `Display` draws the first hundred of each file, counts the
/// others by their rule, and ends with the number of errors and warnings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The findings.
    pub diagnostics: Vec<Diagnostic>,
    /// The number of findings that an [`AcceptedList`](crate::AcceptedList) has removed.
    #[serde(skip)]
    pub accepted: usize,
}

impl Report {
    /// Returns a report of other findings, such as those of [`load`](crate::load).
    #[must_use]
    pub fn new(mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by(Diagnostic::order);
        diagnostics.dedup();
        Report { diagnostics, accepted: 0 }
    }

    /// Returns the errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|d| d.is_error())
    }

    /// Returns the warnings.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|d| !d.is_error())
    }

    /// Returns whether there is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// Draws the findings, each followed by an empty line: of each file the first hundred, and the number of the others.
    ///
    /// ```
    /// use bcrumbs_schema::{Options, Schema, Source, Style, check};
    ///
    /// let schema = Schema::parse("s.graphql", "type Query { tag: String }").unwrap();
    /// let query = Source::new("q.graphql", format!("query Q {{ {} }}", "tags ".repeat(102)));
    /// let drawn = check(&schema, &[query], &Options::new()).draw(&Style::plain());
    /// assert!(drawn.ends_with("q.graphql: 2 more findings are not shown: 2 unknown-field\n\n"));
    /// ```
    #[must_use]
    pub fn draw(&self, style: &Style) -> String {
        draw_all(&self.diagnostics, style)
    }

    /// Returns the number of errors and warnings, as `2 errors, 1 warning`, and how many are accepted, if any.
    #[must_use]
    pub fn summary(&self) -> String {
        let counted =
            |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let (errors, warnings) = (self.errors().count(), self.warnings().count());
        let accepted =
            if self.accepted > 0 { format!(", {} accepted", self.accepted) } else { String::new() };
        format!("{}, {}{accepted}", counted(errors, "error"), counted(warnings, "warning"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.draw(&Style::plain()), self.summary())
    }
}

/// Draws findings that are ordered by file.
pub(crate) fn draw_all(diagnostics: &[Diagnostic], style: &Style) -> String {
    let mut out = String::new();
    for of_file in diagnostics.chunk_by(|a, b| a.file == b.file) {
        let drawn = of_file.len().min(MOST_DRAWN);
        for diagnostic in &of_file[..drawn] {
            let _ = write!(out, "{}\n\n", diagnostic.draw(style));
        }
        if let [first, ..] = &of_file[drawn..] {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for diagnostic in &of_file[drawn..] {
                *counts.entry(diagnostic.code).or_default() += 1;
            }
            let counts: Vec<String> = counts.iter().map(|(code, count)| format!("{count} {code}")).collect();
            let rest = of_file.len() - drawn;
            let (noun, verb) = if rest == 1 { ("finding", "is") } else { ("findings", "are") };
            let file = printable(&first.file);
            let _ = write!(out, "{file}: {rest} more {noun} {verb} not shown: {}\n\n", counts.join(", "));
        }
    }
    out
}
