//! Finds syntax that the generator's parser does not support. It uses the tokens, because a syntax tree does not
//! contain the original text.

use std::collections::HashSet;
use std::ops::Range;

use crate::document::token::{Kind, Token, tokens};
use crate::finding::Finding;
use crate::rules::codegen::input::error;
use crate::span::Span;
use apollo_compiler::ExecutableDocument;

/// The maximum number of open brackets.
const NESTING: usize = 50;

/// The number of digits of the largest whole number of 64 bits.
const MOST_DIGITS: usize = 19;

pub(crate) fn check(text: &str, descriptions: &[Range<usize>]) -> Vec<Finding> {
    let mut found: Vec<Finding> = descriptions
        .iter()
        .map(|range| {
            let message = "the generator cannot read descriptions of operations, fragments and variables";
            error("description", range.clone(), message).help("make it a comment that begins with `#`")
        })
        .collect();
    found.extend(numbers(text));
    let described: HashSet<usize> = descriptions.iter().map(|range| range.start).collect();
    let all: Vec<Token<'_>> = tokens(text).filter(|token| !described.contains(&token.start)).collect();
    found.extend(nesting(&all));
    found.extend(escapes(&all));
    found
}

/// Whole numbers that do not fit into 64 bits. They have at least as many digits as the largest one that does.
pub(crate) fn numbers(text: &str) -> Vec<Finding> {
    let is_long = |digits: &[u8]| digits.len() >= MOST_DIGITS;
    if !text.as_bytes().split(|byte| !byte.is_ascii_digit()).any(is_long) {
        return Vec::new();
    }
    let numbers = tokens(text).filter(|token| token.kind == Kind::Number);
    numbers
        .filter(|token| is_whole(token.text) && token.text.parse::<i64>().is_err())
        .map(|token| {
            let message = format!("the generator cannot read a whole number as large as `{}`", token.text);
            error("large-number", token.range(), message)
                .help("send it in a variable, or write it as a float")
        })
        .collect()
}

fn is_whole(text: &str) -> bool {
    text.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit())
}

fn nesting(tokens: &[Token<'_>]) -> Option<Finding> {
    let mut depth = 0usize;
    for token in tokens.iter().filter(|token| token.kind == Kind::Punctuation) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > NESTING {
            let message = format!("the generator refuses more than {NESTING} open brackets");
            return Some(error("deep-nesting", token.range(), message));
        }
    }
    None
}

/// `\u{…}` and surrogate pairs, both new in September 2025.
fn escapes(tokens: &[Token<'_>]) -> Vec<Finding> {
    let strings = tokens.iter().filter(|t| t.kind == Kind::Text && !t.text.starts_with("\"\"\""));
    strings
        .filter(|token| new_escape(token.text))
        .map(|token| {
            let message = "the generator cannot read this escape";
            error("unicode-escape", token.range(), message).help("write the character itself")
        })
        .collect()
}

fn new_escape(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let escape = &rest[at + 1..];
        let surrogate = escape.get(..3).is_some_and(|e| {
            let e = e.to_ascii_lowercase();
            e.starts_with("ud") && e.ends_with(['8', '9', 'a', 'b', 'c', 'd', 'e', 'f'])
        });
        if escape.starts_with("u{") || surrogate {
            return true;
        }
        let skipped = escape.chars().next().map_or(0, char::len_utf8);
        rest = &escape[skipped..];
    }
    false
}

/// Directives in the list of variables: the syntax tree has them, in the places where the generator reads none.
pub(crate) fn variable_directives(document: &ExecutableDocument) -> Vec<Finding> {
    let variables = document.operations.iter().flat_map(|operation| &operation.variables);
    let directives = variables.flat_map(|variable| variable.directives.iter());
    directives
        .map(|directive| {
            let message = "the generator cannot read a directive on a variable";
            error("variable-directive", Span::of(directive.location()), message)
                .help("leave the directive out")
        })
        .collect()
}
