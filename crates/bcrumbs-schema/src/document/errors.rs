//! Converts the compiler's errors to our codes and words, which do not change when the compiler is replaced.

use apollo_compiler::diagnostic::ToCliReport;
use apollo_compiler::validation::DiagnosticList;

use crate::diagnostic::RuleSet;
use crate::finding::Finding;
use crate::span::Span;

/// The compiler's name of a rule, and our code. Rules that are the same for a reader have one code.
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

/// Returns the compiler's findings in the order of the text. `otherwise` is the code of findings without a name.
pub(crate) fn findings(errors: &DiagnosticList, otherwise: &'static str) -> Vec<Finding> {
    let mut found: Vec<Finding> = errors
        .iter()
        .map(|diagnostic| {
            let text = diagnostic.error.to_string();
            let code = code(diagnostic.error.unstable_error_name(), &text, otherwise);
            let message = plain(text.strip_prefix("syntax error: ").unwrap_or(&text));
            Finding::error(RuleSet::Spec, code, Span::of(diagnostic.error.location()), message)
        })
        .collect();
    found.sort_by_key(|finding| finding.span.start);
    found
}

/// Returns the first error of a text that could not be parsed. Later errors are guesses of the parser.
pub(crate) fn syntax(errors: &DiagnosticList) -> Finding {
    let first = errors.iter().min_by_key(|diagnostic| Span::of(diagnostic.error.location()).start);
    let Some(first) = first else {
        return Finding::error(RuleSet::Spec, "syntax", Span::default(), "the text cannot be parsed");
    };
    let text = first.error.to_string();
    let code = code(first.error.unstable_error_name(), &text, "syntax");
    let message = plain(text.strip_prefix("syntax error: ").unwrap_or(&text));
    Finding::error(RuleSet::Spec, code, Span::of(first.error.location()), message)
}

/// The names in a message, in their order.
pub(crate) fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// Replaces the compiler's names of tokens, and its word "document" for a schema.
fn plain(message: &str) -> String {
    let missing = ["type", "directive", "fragment"].into_iter().find_map(|what| {
        let name =
            message.strip_prefix(&format!("cannot find {what} "))?.strip_suffix(" in this document")?;
        let owner = if what == "fragment" { "document" } else { "schema" };
        Some(format!("the {owner} has no {what} {name}"))
    });
    if let Some(missing) = missing {
        return missing;
    }
    let tokens =
        [("L_CURLY", "`{`"), ("R_CURLY", "`}`"), ("L_PAREN", "`(`"), ("R_PAREN", "`)`"), ("L_BRACK", "`[`")];
    let more = [("R_BRACK", "`]`"), ("COLON", "`:`"), ("got EOF", "got the end of the text")];
    tokens.into_iter().chain(more).fold(message.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
}

fn code(name: Option<&str>, text: &str, otherwise: &'static str) -> &'static str {
    let known = name.and_then(|name| CODES.iter().find(|(theirs, _)| *theirs == name));
    match known {
        Some((_, ours)) => ours,
        None if text.starts_with("parser recursion limit") => "too-deep",
        None if text.starts_with("duplicate definitions for the") => "duplicate-definition",
        None if text.ends_with("is defined multiple times in the schema") => "duplicate-definition",
        None => otherwise,
    }
}
