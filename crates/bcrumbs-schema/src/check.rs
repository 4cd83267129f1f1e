//! The check itself: which rules run on a document, in which order, and how strict they are.

use std::collections::BTreeMap;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::parser::Parser;

use crate::diagnostic::{Diagnostic, DiagnosticSource, Report, Severity};
use crate::excerpt::Finding;
use crate::schema::{MAX_NESTING, Schema};
use crate::source::{self, MAX_DOCUMENT_BYTES, Source};
use crate::{codegen, deprecation, description, literal, spec, token, wire};

/// The `normalization` attribute of the `graphql_client` derive: it decides which names collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Normalization {
    /// Names stay as the schema spells them: the derive's own default.
    None,
    /// `normalization = "rust"`: types and enum values become `UpperCamelCase`.
    Rust,
}

/// Which sources run, and how strictly.
///
/// By default `spec` and `codegen` are errors, `deprecation` warns and `wire` is off.
///
/// ```
/// use bcrumbs_schema::{DiagnosticSource, Options, Schema, Source, check};
///
/// let schema = Schema::parse("s.graphql", "type Query { old: Int @deprecated(reason: \"use new\") }").unwrap();
/// let documents = [Source::new("q.graphql", "query Q { old }")];
///
/// assert!(!check(&schema, &documents, &Options::new()).has_errors());
/// assert!(check(&schema, &documents, &Options::new().deny(DiagnosticSource::Deprecation)).has_errors());
/// let silent = check(&schema, &documents, &Options::new().allow(DiagnosticSource::Deprecation));
/// assert!(silent.diagnostics.is_empty());
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    levels: BTreeMap<DiagnosticSource, Level>,
    normalization: Option<Normalization>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Off,
    On,
    Deny,
}

impl Options {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Options::default()
    }

    /// Switches a source off.
    #[must_use]
    pub fn allow(self, source: DiagnosticSource) -> Self {
        self.with(source, Level::Off)
    }

    /// Switches a source on as it is: this is how `wire` is asked for.
    #[must_use]
    pub fn enable(self, source: DiagnosticSource) -> Self {
        self.with(source, Level::On)
    }

    /// Switches a source on and makes its warnings errors.
    #[must_use]
    pub fn deny(self, source: DiagnosticSource) -> Self {
        self.with(source, Level::Deny)
    }

    /// Says which `normalization` the derives use. Without it, `codegen` reports a name only if it fails under both.
    #[must_use]
    pub fn normalization(mut self, normalization: Normalization) -> Self {
        self.normalization = Some(normalization);
        self
    }

    fn with(mut self, source: DiagnosticSource, level: Level) -> Self {
        self.levels.insert(source, level);
        self
    }

    fn level(&self, source: DiagnosticSource) -> Level {
        let default = if source == DiagnosticSource::Wire { Level::Off } else { Level::On };
        self.levels.get(&source).copied().unwrap_or(default)
    }

    fn is_on(&self, source: DiagnosticSource) -> bool {
        self.level(source) != Level::Off
    }
}

/// Checks documents against a schema.
///
/// Any text is accepted as a document: what is wrong with it is in the report.
///
/// ```
/// use bcrumbs_schema::{Options, Schema, Source, check};
///
/// let schema = Schema::parse("s.graphql", "type Query { tag(id: ID!): String }").unwrap();
/// let report = check(&schema, &[Source::new("q.graphql", "query Q {\n  tag(name: \"a\")\n}")], &Options::new());
///
/// let codes: Vec<_> = report.errors().map(|d| (d.code, d.line)).collect();
/// assert_eq!(codes, [("missing-argument", 2), ("unknown-argument", 2)]);
/// ```
#[must_use]
pub fn check(schema: &Schema, documents: &[Source], options: &Options) -> Report {
    let mut diagnostics = Vec::new();
    if options.is_on(DiagnosticSource::Codegen) {
        diagnostics.extend(schema.codegen.iter().cloned());
    }
    for document in documents {
        diagnostics.extend(check_one(schema, document, options));
    }
    Report::new(diagnostics)
}

fn check_one(schema: &Schema, source: &Source, options: &Options) -> Vec<Diagnostic> {
    let mut found = everything(schema, source, options);
    found.retain(|diagnostic| options.is_on(diagnostic.source));
    for diagnostic in &mut found {
        if options.level(diagnostic.source) == Level::Deny {
            diagnostic.severity = Severity::Error;
        }
    }
    found
}

fn everything(schema: &Schema, source: &Source, options: &Options) -> Vec<Diagnostic> {
    if source.text.len() > MAX_DOCUMENT_BYTES {
        return vec![source::too_large(&source.path, source.text.len() as u64, MAX_DOCUMENT_BYTES)];
    }
    if token::tokens(&source.text).next().is_none() {
        let message = "the document is empty: there is no operation in it";
        return vec![Finding::error(DiagnosticSource::Spec, "empty-document", 0..0, message).place(source)];
    }
    let descriptions = description::find(&source.text);
    let text = description::blank(&source.text, &descriptions);
    let parsed = Parser::new().recursion_limit(MAX_NESTING).parse_ast(text, &source.path);
    let tree = match parsed {
        Ok(tree) => tree,
        Err(failed) => return spec::syntax(&failed.errors, source),
    };
    let (document, mut diagnostics) = match tree.to_executable_validate(&schema.valid) {
        Ok(valid) => (valid.into_inner(), Vec::new()),
        Err(failed) => (failed.partial, spec::document(&failed.errors, &tree, source)),
    };
    let mut found = Vec::new();
    for operation in document.operations.iter() {
        found.extend(literal::check(&schema.valid, &document, operation));
    }
    let is_valid = diagnostics.is_empty() && found.is_empty();
    // Code is generated from valid documents only: what it would do to others is noise.
    if is_valid && options.is_on(DiagnosticSource::Codegen) {
        found.extend(codegen::check(schema, &document, source, &descriptions, options.normalization));
    }
    if options.is_on(DiagnosticSource::Wire) {
        found.extend(wire::check(&tree));
    }
    if options.is_on(DiagnosticSource::Deprecation) {
        found.extend(deprecations(schema, &document));
    }
    diagnostics.extend(found.into_iter().map(|finding| finding.place(source)));
    diagnostics
}

fn deprecations(schema: &Schema, document: &ExecutableDocument) -> Vec<Finding> {
    document.operations.iter().flat_map(|o| deprecation::check(&schema.valid, document, o)).collect()
}
