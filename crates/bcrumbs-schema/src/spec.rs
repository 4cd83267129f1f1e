//! What the specification refuses, as apollo-compiler finds it, under codes that stay when the compiler is replaced.

use std::ops::Range;

use apollo_compiler::Name;
use apollo_compiler::ast::{Definition, Document};
use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::validation::DiagnosticList;

use crate::diagnostic::{Diagnostic, DiagnosticSource};
use crate::excerpt::Finding;
use crate::source::Source;

/// More than anybody reads; a megabyte of punctuation has one error for each byte.
const MOST: usize = 100;

/// The compiler's own name of a rule, and ours. Rules that a person would call the same have one code.
const CODES: &[(&str, &str)] = &[
    ("AmbiguousAnonymousOperation", "ambiguous-anonymous-operation"),
    ("ConflictingFieldArgument", "conflicting-fields"),
    ("ConflictingFieldName", "conflicting-fields"),
    ("ConflictingFieldType", "conflicting-fields"),
    ("DeeplyNestedType", "too-deep"),
    ("DeferInSubscriptionMustBeConditional", "misplaced-defer"),
    ("DeferLabelMustNotBeVariable", "defer-label"),
    ("DeferOnRootMutationOrSubscriptionField", "misplaced-defer"),
    ("DisallowedVariableUsage", "variable-not-allowed"),
    ("DuplicateDeferLabel", "defer-label"),
    ("DuplicateRootOperationType", "root-type"),
    ("EmptyFieldSet", "empty-type"),
    ("EmptyInputValueSet", "empty-type"),
    ("EmptyMemberSet", "empty-type"),
    ("EmptyValueSet", "empty-type"),
    ("ExtraRequiredImplementationFieldArgument", "interface-not-met"),
    ("FloatCoercionError", "wrong-value-type"),
    ("FragmentNameCollision", "duplicate-fragment"),
    ("InputType", "not-an-input-type"),
    ("IntCoercionError", "wrong-value-type"),
    ("InvalidFragmentSpread", "impossible-fragment"),
    ("InvalidFragmentTarget", "fragment-on-leaf"),
    ("InvalidImplementationFieldArgumentType", "interface-not-met"),
    ("InvalidImplementationFieldType", "interface-not-met"),
    ("MissingInterfaceField", "interface-not-met"),
    ("MissingInterfaceFieldArgument", "interface-not-met"),
    ("MissingSubselection", "missing-selection"),
    ("OperationNameCollision", "duplicate-operation"),
    ("OutputType", "not-an-output-type"),
    ("QueryRootOperationType", "root-type"),
    ("RecursionError", "too-deep"),
    ("RecursionLimitError", "too-deep"),
    ("RecursiveDirectiveDefinition", "recursive-definition"),
    ("RecursiveFragmentDefinition", "recursive-fragment"),
    ("RecursiveInputObjectDefinition", "recursive-definition"),
    ("RecursiveInterfaceDefinition", "recursive-definition"),
    ("RequiredArgument", "missing-argument"),
    ("RequiredField", "missing-input-field"),
    ("ReservedName", "reserved-name"),
    ("RootOperationObjectType", "root-type"),
    ("SubscriptionUsesConditionalSelection", "subscription-condition"),
    ("SubscriptionUsesIntrospection", "subscription-introspection"),
    ("SubscriptionUsesMultipleFields", "subscription-fields"),
    ("SubselectionOnEnumType", "selection-on-leaf"),
    ("SubselectionOnScalarType", "selection-on-leaf"),
    ("TransitiveImplementedInterfaces", "interface-not-met"),
    ("TypeSystemDefinition", "not-executable"),
    ("UndefinedArgument", "unknown-argument"),
    ("UndefinedDefinition", "unknown-type"),
    ("UndefinedDirective", "unknown-directive"),
    ("UndefinedEnumValue", "unknown-enum-value"),
    ("UndefinedField", "unknown-field"),
    ("UndefinedFragment", "unknown-fragment"),
    ("UndefinedInputValue", "unknown-input-field"),
    ("UndefinedRootOperation", "unknown-root"),
    ("UndefinedTypeInInlineFragmentTypeCondition", "unknown-type"),
    ("UndefinedTypeInNamedFragmentTypeCondition", "unknown-type"),
    ("UndefinedVariable", "unknown-variable"),
    ("UnionMemberObjectType", "union-member"),
    ("UniqueArgument", "duplicate-argument"),
    ("UniqueDirective", "duplicate-directive"),
    ("UniqueInputValue", "duplicate-definition"),
    ("UniqueVariable", "duplicate-variable"),
    ("UnsupportedLocation", "misplaced-directive"),
    ("UnsupportedValueType", "wrong-value-type"),
    ("UnusedFragment", "unused-fragment"),
    ("UnusedVariable", "unused-variable"),
    ("VariableInputType", "not-an-input-type"),
];

/// The findings of a document that could not be parsed.
pub(crate) fn syntax(errors: &DiagnosticList, source: &Source) -> Vec<Diagnostic> {
    place(errors, source, "syntax")
}

/// The findings of a schema that is not valid.
pub(crate) fn schema(errors: &DiagnosticList, source: &Source) -> Vec<Diagnostic> {
    place(errors, source, "invalid-schema")
}

/// The findings of a document that does not fit its schema.
pub(crate) fn document(errors: &DiagnosticList, tree: &Document, source: &Source) -> Vec<Diagnostic> {
    let mut found = findings(errors, "invalid-document");
    found.retain(|finding| !follows_from_another(finding, tree, &source.text));
    found.into_iter().map(|finding| finding.place(source)).collect()
}

/// The compiler drops what it does not know, and then misses it: only the first of the two errors is real.
fn follows_from_another(finding: &Finding, tree: &Document, text: &str) -> bool {
    let marked = text.get(finding.span.clone()).unwrap_or_default();
    match finding.code {
        "missing-selection" => marked.ends_with('}'),
        "unknown-fragment" => tree.definitions.iter().any(|definition| match definition {
            Definition::FragmentDefinition(fragment) => {
                marked
                    .trim_start_matches('.')
                    .trim_start()
                    .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .next()
                    == Some(fragment.name.as_str())
            }
            _ => false,
        }),
        _ => false,
    }
}

fn place(errors: &DiagnosticList, source: &Source, otherwise: &'static str) -> Vec<Diagnostic> {
    findings(errors, otherwise).into_iter().map(|finding| finding.place(source)).collect()
}

fn findings(errors: &DiagnosticList, otherwise: &'static str) -> Vec<Finding> {
    let mut found: Vec<Finding> = errors
        .iter()
        .take(MOST)
        .map(|diagnostic| {
            let text = diagnostic.error.to_string();
            let code = code(diagnostic.error.unstable_error_name(), &text, otherwise);
            let message = plain(text.strip_prefix("syntax error: ").unwrap_or(&text));
            Finding::error(DiagnosticSource::Spec, code, span(diagnostic.error.location()), message)
        })
        .collect();
    found.sort_by_key(|finding| finding.span.start);
    found
}

/// The parser calls some tokens by its own names.
fn plain(message: &str) -> String {
    let tokens =
        [("L_CURLY", "`{`"), ("R_CURLY", "`}`"), ("L_PAREN", "`(`"), ("R_PAREN", "`)`"), ("L_BRACK", "`[`")];
    let more = [("R_BRACK", "`]`"), ("COLON", "`:`"), ("got EOF", "got the end of the text")];
    tokens.into_iter().chain(more).fold(message.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
}

fn code(name: Option<&str>, text: &str, otherwise: &'static str) -> &'static str {
    match name {
        Some(name) => CODES.iter().find(|(theirs, _)| *theirs == name).map_or(otherwise, |(_, ours)| ours),
        None if text.starts_with("parser recursion limit") => "too-deep",
        None => otherwise,
    }
}

pub(crate) fn span(location: Option<SourceSpan>) -> Range<usize> {
    location.map_or(0..0, |at| at.offset()..at.end_offset())
}

pub(crate) fn name_span(name: &Name) -> Range<usize> {
    span(name.location())
}
