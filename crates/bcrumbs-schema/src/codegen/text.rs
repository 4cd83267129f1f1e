//! Spellings that the generator's own parser does not know: seen in the words of the document, since a syntax tree
//! no longer shows them.

use std::ops::Range;

use crate::codegen::error;
use crate::excerpt::Finding;
use crate::token::{Kind, Token, tokens};

/// How many brackets may be open at once.
const NESTING: usize = 50;

pub(super) fn check(text: &str, descriptions: &[Range<usize>]) -> Vec<Finding> {
    let mut found: Vec<Finding> = descriptions
        .iter()
        .map(|range| {
            let message = "the generator cannot read descriptions of operations, fragments and variables";
            error("description", range.clone(), message).help("make it a comment that begins with `#`")
        })
        .collect();
    found.extend(numbers(text));
    let all: Vec<Token<'_>> = tokens(text).filter(|t| !descriptions.contains(&t.range())).collect();
    found.extend(nesting(&all));
    found.extend(escapes(&all));
    found.extend(headers(&all));
    found
}

/// Whole numbers that do not fit into 64 bits.
pub(super) fn numbers(text: &str) -> Vec<Finding> {
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

/// Directives in the list of variables.
fn headers(tokens: &[Token<'_>]) -> Vec<Finding> {
    let mut found = Vec::new();
    let (mut depth, mut list, mut header) = (0usize, false, false);
    for token in tokens {
        match token.text {
            "query" | "mutation" | "subscription" if depth == 0 && token.kind == Kind::Name => header = true,
            "(" if depth == 0 => {
                list = header;
                header = false;
                depth += 1;
            }
            "(" | "[" | "{" => {
                header = false;
                depth += 1;
            }
            ")" | "]" | "}" => {
                depth = depth.saturating_sub(1);
                list = list && depth > 0;
            }
            "@" if depth == 0 => header = false,
            "@" if list && depth == 1 => {
                let message = "the generator cannot read a directive on a variable";
                found.push(error("variable-directive", token.range(), message));
            }
            _ => {}
        }
    }
    found
}
