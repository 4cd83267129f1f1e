//! What a change does to the operations of one client: no list of changes can tell, so each operation is checked
//! against both schemas.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::parser::Parser;
use serde::Serialize;

use crate::check::{Options, check};
use crate::description;
use crate::diagnostic::Diagnostic;
use crate::diff::model;
use crate::schema::{MAX_NESTING, Schema};
use crate::source::{MAX_DOCUMENT_BYTES, Source};

/// One operation under the new schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OperationDiff {
    /// The operation's name; empty for an anonymous one, and for a document that cannot be read.
    pub name: String,
    /// The file that it stands in.
    pub file: String,
    /// Whether the file has no error under the new schema.
    pub valid: bool,
    /// Whether it stays valid while the Rust type that is generated for it differs.
    pub model_changed: bool,
    /// The coordinates that make the difference.
    #[serde(skip)]
    pub model_changes: Vec<String>,
    /// What the check of the file against the new schema finds and the one against the old did not.
    pub diagnostics: Vec<Diagnostic>,
}

pub(super) fn compare(
    old: &Schema,
    new: &Schema,
    sources: &[Source],
    options: &Options,
) -> Vec<OperationDiff> {
    sources.iter().flat_map(|source| compare_file(old, new, source, options)).collect()
}

fn compare_file(old: &Schema, new: &Schema, source: &Source, options: &Options) -> Vec<OperationDiff> {
    let one = std::slice::from_ref(source);
    let (before, after) = (check(old, one, options), check(new, one, options));
    let valid = !after.has_errors();
    let diagnostics: Vec<Diagnostic> =
        after.diagnostics.into_iter().filter(|d| d.is_error() || !before.diagnostics.contains(d)).collect();
    let (old_document, new_document) = (parse(old, source), parse(new, source));
    let Some(new_document) = new_document.filter(|document| document.operations.iter().next().is_some())
    else {
        let (name, file) = (String::new(), source.path.clone());
        return vec![OperationDiff {
            name,
            file,
            valid,
            model_changed: false,
            model_changes: Vec::new(),
            diagnostics,
        }];
    };
    let operations = new_document.operations.iter();
    operations
        .map(|operation| {
            let name = operation.name.as_ref().map(ToString::to_string);
            let before = old_document.as_ref().and_then(|old_document| {
                let same = old_document.operations.get(name.as_deref()).ok()?;
                Some(model::of(&old.valid, old_document, same))
            });
            let model_changes = match before.filter(|_| valid) {
                Some(before) => model::differences(&before, &model::of(&new.valid, &new_document, operation)),
                None => Vec::new(),
            };
            OperationDiff {
                name: name.unwrap_or_default(),
                file: source.path.clone(),
                valid,
                model_changed: !model_changes.is_empty(),
                model_changes,
                diagnostics: diagnostics.clone(),
            }
        })
        .collect()
}

/// The document as far as it fits the schema.
fn parse(schema: &Schema, source: &Source) -> Option<ExecutableDocument> {
    if source.text.len() > MAX_DOCUMENT_BYTES {
        return None;
    }
    let text = description::blank(&source.text, &description::find(&source.text));
    let tree = Parser::new().recursion_limit(MAX_NESTING).parse_ast(text, &source.path).ok()?;
    Some(tree.to_executable(&schema.valid).unwrap_or_else(|failed| failed.partial))
}
