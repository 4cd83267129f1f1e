//! Parses a text: its size, its brackets, its descriptions, then its syntax.

use std::ops::Range;
use std::sync::Arc;

use apollo_compiler::ast;
use apollo_compiler::parser::{FileId, Parser};

use crate::diagnostic::{Diagnostic, RuleSet};
use crate::document::limits::{Bracketed, MAX_NESTING};
use crate::document::token::tokens;
use crate::document::{description, errors, grammar};
use crate::files::too_large;
use crate::finding::Finding;
use crate::source::{MAX_DOCUMENT_BYTES, MAX_SCHEMA_BYTES, Source, Text, Texts};

/// A parsed document with operations and fragments.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) text: Arc<Text>,
    pub(crate) tree: ast::Document,
    /// The compiler's identifier of the text.
    pub(crate) file: FileId,
    /// The ranges of descriptions. The compiler does not parse them, so they are not in the tree.
    pub(crate) descriptions: Vec<Range<usize>>,
}

/// A parsed schema in SDL.
#[derive(Debug)]
pub(crate) struct Sdl {
    pub(crate) text: Arc<Text>,
    pub(crate) tree: ast::Document,
    pub(crate) file: FileId,
}

/// Parses a document with operations and fragments.
pub(crate) fn document(source: &Source) -> Result<Document, Box<Diagnostic>> {
    if source.text.len() > MAX_DOCUMENT_BYTES {
        return Err(Box::new(too_large(&source.path, MAX_DOCUMENT_BYTES)));
    }
    let text = Text::new(source);
    let descriptions = description::find(&text.text);
    let blanked = description::blank(&text.text, &descriptions);
    let parsed = tree(&text, blanked, "the document is empty: there is no operation in it")?;
    Ok(Document { text, tree: parsed.tree, file: parsed.file, descriptions })
}

/// Parses a schema.
pub(crate) fn sdl(source: &Source) -> Result<Sdl, Box<Diagnostic>> {
    if source.text.len() > MAX_SCHEMA_BYTES {
        return Err(Box::new(too_large(&source.path, MAX_SCHEMA_BYTES)));
    }
    let text = Text::new(source);
    let parsed = tree(&text, text.text.clone(), "the schema is empty")?;
    Ok(Sdl { text, tree: parsed.tree, file: parsed.file })
}

struct Parsed {
    tree: ast::Document,
    file: FileId,
}

fn tree(text: &Arc<Text>, parsed: String, if_empty: &str) -> Result<Parsed, Box<Diagnostic>> {
    let refuse = |finding: Finding| Box::new(finding.place(&Texts::new(Arc::clone(text))));
    if tokens(&text.text).next().is_none() {
        return Err(refuse(Finding::error(RuleSet::Spec, "empty-document", 0..0, if_empty)));
    }
    let mut bracketed = Bracketed::new(tokens(&text.text));
    let mistake = grammar::check(bracketed.by_ref(), text.text.len());
    // A wrong bracket is reported first, wherever it stands: it explains the other mistakes.
    bracketed.by_ref().for_each(drop);
    if let Some(finding) = bracketed.wrong.or(mistake) {
        return Err(refuse(finding));
    }
    let tree = Parser::new()
        .recursion_limit(MAX_NESTING)
        .parse_ast(parsed, &text.path)
        .map_err(|failed| refuse(errors::syntax(&failed.errors)))?;
    let file = tree.sources.keys().next().copied().unwrap_or(FileId::BUILT_IN);
    Ok(Parsed { tree, file })
}
