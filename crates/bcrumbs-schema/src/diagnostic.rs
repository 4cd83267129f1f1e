//! What a check says: one finding with its place, ready for a person (`Display`) and for a program (`Serialize`).

use std::fmt;

use serde::Serialize;

/// How bad a finding is: an error means that the document must not be shipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// The document is refused.
    Error,
    /// The document works, and will stop working or surprise somebody one day.
    Warning,
}

impl Severity {
    fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// Which kind of knowledge a finding comes from; each kind can be switched off or made stricter on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DiagnosticSource {
    /// The GraphQL specification refuses the document, or it is no readable document at all.
    Spec,
    /// The document is valid, but the code that `graphql_client` makes of it does not build, drops selected data
    /// or cannot decode a valid answer.
    Codegen,
    /// The document sends a name that the gateway does not document. Off unless asked for.
    Wire,
    /// The document uses something that the schema calls deprecated.
    Deprecation,
}

impl DiagnosticSource {
    /// All sources, in the order in which they are checked.
    pub const ALL: [DiagnosticSource; 4] = [Self::Spec, Self::Codegen, Self::Wire, Self::Deprecation];

    /// The name used in JSON and on the command line.
    ///
    /// ```
    /// use bcrumbs_schema::DiagnosticSource;
    /// assert_eq!(DiagnosticSource::Wire.as_str(), "wire");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DiagnosticSource::Spec => "spec",
            DiagnosticSource::Codegen => "codegen",
            DiagnosticSource::Wire => "wire",
            DiagnosticSource::Deprecation => "deprecation",
        }
    }
}

impl fmt::Display for DiagnosticSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSource(pub String);

impl fmt::Display for UnknownSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no source of diagnostics; there are spec, codegen, wire and deprecation", self.0)
    }
}

impl std::error::Error for UnknownSource {}

impl std::str::FromStr for DiagnosticSource {
    type Err = UnknownSource;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|s| s.as_str() == text).ok_or_else(|| UnknownSource(text.to_owned()))
    }
}

/// One finding.
///
/// `Display` prints it the way rustc does, excerpt included; `Serialize` gives
/// `{"severity","source","code","message","file","line","column"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Which kind of check found it.
    pub source: DiagnosticSource,
    /// The rule, in kebab case. A code keeps its meaning from release to release.
    pub code: &'static str,
    /// One sentence for a person.
    pub message: String,
    /// The file, as it was named by the caller.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The place in the text, rendered: the `-->` line, the line of text, the marks under it and what would help.
    #[serde(skip)]
    pub excerpt: String,
}

impl Diagnostic {
    /// Whether the finding refuses the document.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}::{}]: {}", self.severity.as_str(), self.source, self.code, self.message)?;
        if !self.excerpt.is_empty() {
            write!(f, "\n{}", self.excerpt)?;
        }
        Ok(())
    }
}

/// Everything that a check found, ordered by file, line and column.
///
/// `Serialize` gives `{"diagnostics":[…]}`; `Display` prints every finding and a closing line with the counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The findings.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Makes a report of findings that came from elsewhere, such as [`load`](crate::load).
    #[must_use]
    pub fn new(diagnostics: Vec<Diagnostic>) -> Self {
        let mut report = Report { diagnostics };
        report.sort();
        report
    }

    /// The findings that refuse a document.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|d| d.is_error())
    }

    /// The findings that do not.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|d| d.severity == Severity::Warning)
    }

    /// Whether anything was refused.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    pub(crate) fn sort(&mut self) {
        self.diagnostics.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.line, d.column, d.severity, d.source, d.code);
            a.file.cmp(&b.file).then_with(|| key(a).cmp(&key(b))).then_with(|| a.message.cmp(&b.message))
        });
        self.diagnostics.dedup();
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.diagnostics {
            writeln!(f, "{diagnostic}\n")?;
        }
        let counted =
            |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let (errors, warnings) = (self.errors().count(), self.warnings().count());
        write!(f, "{}, {}", counted(errors, "error"), counted(warnings, "warning"))
    }
}
