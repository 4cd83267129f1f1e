//! The tokens of a document with their positions. Some rules need them, because a syntax tree does not contain the
//! original form of a number or a string.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Name,
    Number,
    Text,
    Punctuation,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    pub(crate) start: usize,
}

impl Token<'_> {
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// Splits a text into tokens. It never fails: invalid text becomes punctuation, and the parser refuses it.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += skipped(&text[at..]);
        let rest = &text[at..];
        let first = rest.chars().next()?;
        let (kind, length) = match first {
            '"' if rest.starts_with("\"\"\"") => (Kind::Text, block_length(rest)),
            '"' => (Kind::Text, string_length(rest)),
            'a'..='z' | 'A'..='Z' | '_' => (Kind::Name, run(rest, |c| c.is_ascii_alphanumeric() || c == '_')),
            '0'..='9' | '-' => {
                (Kind::Number, run(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')))
            }
            '.' if rest.starts_with("...") => (Kind::Punctuation, 3),
            other => (Kind::Punctuation, other.len_utf8()),
        };
        let token = Token { kind, text: &rest[..length], start: at };
        at += length;
        Some(token)
    })
}

fn skipped(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let blank = run(rest, |c| c.is_whitespace() || c == ',' || c == '\u{feff}');
        let comment =
            if rest[blank..].starts_with('#') { run(&rest[blank..], |c| c != '\n' && c != '\r') } else { 0 };
        if blank + comment == 0 {
            return at;
        }
        at += blank + comment;
    }
}

fn run(text: &str, keep: impl Fn(char) -> bool) -> usize {
    text.find(|c| !keep(c)).unwrap_or(text.len())
}

fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return i + 1,
            '\n' | '\r' => return i,
            _ => {}
        }
    }
    text.len()
}

fn block_length(text: &str) -> usize {
    let mut at = 3;
    while let Some(found) = text[at..].find("\"\"\"") {
        let end = at + found + 3;
        if !text[..at + found].ends_with('\\') {
            return end;
        }
        at = end;
    }
    text.len()
}
