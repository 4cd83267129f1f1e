//! The limits that are checked before parsing, because parsing such a text is too expensive.

use crate::diagnostic::RuleSet;
use crate::document::token::{Kind, tokens};
use crate::finding::Finding;

/// Deep enough for any real document, and shallow enough for recursion on the stack.
pub(crate) const MAX_NESTING: usize = 128;

/// Finds the first bracket that is nested too deeply, or that has no opening bracket.
pub(crate) fn brackets(text: &str) -> Option<Finding> {
    let mut depth = 0usize;
    for token in tokens(text).filter(|token| token.kind == Kind::Punctuation) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" if depth == 0 => {
                let message = format!("`{}` has no opening bracket", token.text);
                return Some(Finding::error(RuleSet::Spec, "syntax", token.range(), message));
            }
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth > MAX_NESTING {
            let message = format!("more than {MAX_NESTING} brackets are open here; no more are read");
            return Some(Finding::error(RuleSet::Spec, "too-deep", token.range(), message));
        }
    }
    None
}
