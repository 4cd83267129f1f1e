//! The limits that are checked before parsing, because parsing such a text is too expensive.

use crate::diagnostic::RuleSet;
use crate::document::token::{Kind, Token};
use crate::finding::Finding;

/// Deep enough for any real document, and shallow enough for recursion on the stack.
pub(crate) const MAX_NESTING: usize = 128;

/// Tokens that end before the first bracket that is nested too deeply, or that has no opening bracket.
pub(crate) struct Bracketed<I> {
    tokens: I,
    depth: usize,
    /// The finding about that bracket.
    pub(crate) wrong: Option<Finding>,
}

impl<I> Bracketed<I> {
    pub(crate) fn new(tokens: I) -> Self {
        Bracketed { tokens, depth: 0, wrong: None }
    }
}

impl<'t, I: Iterator<Item = Token<'t>>> Iterator for Bracketed<I> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        if self.wrong.is_some() {
            return None;
        }
        let token = self.tokens.next()?;
        if token.kind != Kind::Punctuation {
            return Some(token);
        }
        match token.text {
            "(" | "[" | "{" if self.depth == MAX_NESTING => {
                let message = format!("more than {MAX_NESTING} brackets are open here; no more are read");
                self.wrong = Some(Finding::error(RuleSet::Spec, "too-deep", token.range(), message));
                return None;
            }
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" if self.depth == 0 => {
                let message = format!("`{}` has no opening bracket", token.text);
                self.wrong = Some(Finding::error(RuleSet::Spec, "syntax", token.range(), message));
                return None;
            }
            ")" | "]" | "}" => self.depth -= 1,
            _ => {}
        }
        Some(token)
    }
}
