//! What is refused before it is parsed, since parsing it would cost more than the answer is worth.

use crate::diagnostic::RuleSet;
use crate::document::token::{Kind, tokens};
use crate::finding::Finding;

/// Deep enough for any real document, shallow enough that no walk over it can run out of stack.
pub(crate) const MAX_NESTING: usize = 128;

/// Finds the bracket with which a text is nested too deeply, or the one that closes nothing.
pub(crate) fn brackets(text: &str) -> Option<Finding> {
    let mut depth = 0usize;
    for token in tokens(text).filter(|token| token.kind == Kind::Punctuation) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" if depth == 0 => {
                let message = format!("`{}` closes nothing", token.text);
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
