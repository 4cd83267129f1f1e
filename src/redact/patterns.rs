//! Patterns that are always hidden: e-mail addresses, phone numbers, and words that look like a key.

use crate::redact::letters::{Letter, is_dash, is_invisible};
use std::ops::Range;

/// The minimum number of digits of a phone number or an identifier.
const LONG_NUMBER: usize = 7;

/// The maximum number of characters between two groups of a phone number, as in `(202)  555 - 0123`.
const BETWEEN_GROUPS: usize = 4;

/// The minimum length of a word with a digit that counts as a key or an identifier.
const LONG_WORD: usize = 16;

/// Returns the ranges of e-mail addresses.
pub(crate) fn addresses(letters: &[Letter]) -> Vec<Range<usize>> {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '+' | '-' | '~' | '%' | '!');
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    let signs = (0..letters.len()).filter(|index| letters[*index].char == '@');
    let around = signs.map(|at| {
        let before = letters[..at].iter().rev().take_while(|letter| is_local(letter.char)).count();
        let after = letters[at + 1..].iter().take_while(|letter| is_domain(letter.char)).count();
        (before > 0 && after > 0).then_some(at - before..at + 1 + after)
    });
    around.flatten().collect()
}

/// Returns the ranges of long numbers, also of numbers in groups such as `+1 (202) 555-0123`. A known word is not part
/// of a number.
pub(crate) fn numbers(letters: &[Letter], known: &[bool]) -> Vec<Range<usize>> {
    let is_digit = |at: usize| letters[at].char.is_numeric() && !known[at];
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        if !is_digit(at) {
            at += 1;
            continue;
        }
        let start = if at > 0 && letters[at - 1].char == '+' { at - 1 } else { at };
        let (mut end, mut digits) = (at, 0);
        while at < letters.len() && at - end <= BETWEEN_GROUPS {
            if is_digit(at) {
                (end, digits) = (at + 1, digits + 1);
            } else if known[at] || !is_separator(letters[at].char) {
                break;
            }
            at += 1;
        }
        if digits >= LONG_NUMBER {
            numbers.push(start..end);
        }
    }
    numbers
}

/// Returns the ranges of words that look like an API key or another identifier: `bck_…`, a UUID, or a long hexadecimal
/// number. A known word is not part of a key.
pub(crate) fn keys(letters: &[Letter], known: &[bool]) -> Vec<Range<usize>> {
    let is_part = |at: &usize| {
        let c = letters[*at].char;
        !known[*at] && (c.is_alphanumeric() || c == '_' || is_dash(c))
    };
    let mut keys = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let length = (at..letters.len()).take_while(is_part).count();
        let word = &letters[at..at + length];
        if length >= LONG_WORD && word.iter().any(|letter| letter.char.is_ascii_digit()) {
            keys.push(at..at + length);
        }
        at += length.max(1);
    }
    keys
}

/// Returns `true` for a character that may separate two groups of a number.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || is_dash(c)
        || is_invisible(c)
        || matches!(c, '.' | '/' | '\\' | '|' | '(' | ')' | '[' | ']' | '+' | '=' | '_' | '~' | '*')
        || matches!(c, '\'' | '’' | '·' | '•' | '‧' | '∙' | '⋅' | '・')
}
