//! Applies the rule sets to one document, with the strictness of the options.

use std::collections::HashSet;

use apollo_compiler::ExecutableDocument;

use crate::check::units::Unit;
use crate::coordinate::finding::{Coordinates, SCHEMA};
use crate::diagnostic::{Diagnostic, RuleSet, Severity};
use crate::finding::Finding;
use crate::options::{FragmentScope, Level, Options};
use crate::rules::codegen::check::Linter;
use crate::rules::{deprecation, literal, spec, wire};
use crate::schema::Schema;
use crate::source::Texts;

/// The rules and the schema of one check.
pub(crate) struct Judge<'a> {
    schema: &'a Schema,
    options: &'a Options,
    linter: Linter<'a>,
}

/// The valid parts of a document, and its findings.
pub(crate) struct Judged {
    pub(crate) document: ExecutableDocument,
    pub(crate) found: Vec<Finding>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(schema: &'a Schema, options: &'a Options) -> Self {
        let linter = Linter::new(&schema.valid, options.known_normalization());
        Judge { schema, options, linter }
    }

    /// What is wrong with the schema itself.
    pub(crate) fn schema(&self) -> Vec<Diagnostic> {
        let mut found = self.schema.hazards.clone();
        for finding in &mut found {
            finding.coordinate = Some(SCHEMA.to_owned());
        }
        self.apply_levels(&mut found);
        let texts = self.schema.texts();
        found.into_iter().map(|finding| finding.place(&texts)).collect()
    }

    /// The texts that the findings of a document can point into.
    pub(crate) fn texts(&self, unit: &Unit) -> Texts {
        self.schema.add_texts(unit.texts.clone())
    }

    pub(crate) fn unit(&self, unit: &Unit) -> Judged {
        let schema = &self.schema.valid;
        let spec::Checked { document, mut found } = spec::check(schema, &unit.document.tree);
        match self.options.fragment_scope() {
            FragmentScope::File => {}
            // Other documents may use the fragment, so this is checked for all documents together.
            FragmentScope::Shared => found.retain(|finding| finding.code != "unused-fragment"),
        }
        for operation in document.operations.iter() {
            found.extend(literal::check(schema, &document, operation));
        }
        // Code is generated only from valid documents, so these rules skip invalid ones.
        if found.is_empty() {
            found.extend(self.codegen(unit, &document));
        }
        if self.options.is_on(RuleSet::Wire) {
            found.extend(wire::check(&unit.document.tree));
        }
        if self.options.is_on(RuleSet::Deprecation) {
            found.extend(deprecation::check(schema, &document));
        }
        // A fragment is visited once for each operation that reaches it, so findings repeat.
        let mut seen = HashSet::new();
        found.retain(|finding| seen.insert((finding.code, finding.span, finding.message.clone())));
        let coordinates = Coordinates::of(&unit.document.tree);
        for finding in &mut found {
            finding.coordinate = match finding.span.file {
                Some(file) if self.schema.has_file(file) => Some(SCHEMA.to_owned()),
                Some(_) | None => coordinates.coordinate(finding.span, unit.document.file),
            };
        }
        self.apply_levels(&mut found);
        Judged { document, found }
    }

    fn codegen(&self, unit: &Unit, document: &ExecutableDocument) -> Vec<Finding> {
        match self.options.is_on(RuleSet::Codegen) {
            true => self.linter.check(document, &unit.document.text.text, &unit.document.descriptions),
            false => Vec::new(),
        }
    }

    /// Adds the findings about the code of the parts that are still valid, to a document that a change of the schema
    /// made invalid. A selection that lost its fields is no finding.
    pub(crate) fn add_codegen_of_valid_parts(&self, unit: &Unit, judged: &mut Judged) {
        let mut found = self.codegen(unit, &judged.document);
        found.retain(|finding| finding.code != "only-typename");
        self.apply_levels(&mut found);
        judged.found.extend(found);
    }

    /// Drops the findings of disabled rule sets, and makes those of denied ones errors.
    pub(crate) fn apply_levels(&self, found: &mut Vec<Finding>) {
        found.retain(|finding| self.options.is_on(finding.rule_set));
        for finding in found {
            if self.options.level(finding.rule_set) == Level::Deny {
                finding.severity = Severity::Error;
            }
        }
    }
}
