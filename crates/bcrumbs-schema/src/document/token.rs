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
        let first = *rest.as_bytes().first()?;
        let (kind, length) = match first {
            b'"' if rest.starts_with("\"\"\"") => (Kind::Text, block_length(rest)),
            b'"' => (Kind::Text, string_length(rest)),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                (Kind::Name, run(rest, |byte| byte.is_ascii_alphanumeric() || byte == b'_'))
            }
            b'0'..=b'9' | b'-' => {
                (Kind::Number, run(rest, |b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+')))
            }
            b'.' if rest.starts_with("...") => (Kind::Punctuation, 3),
            _ => (Kind::Punctuation, rest.chars().next().map_or(1, char::len_utf8)),
        };
        let token = Token { kind, text: &rest[..length], start: at };
        at += length;
        Some(token)
    })
}

/// Returns the length of the blanks, commas and comments at the start of a text.
fn skipped(text: &str) -> usize {
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            // The blanks of ASCII.
            b' ' | b'\t'..=b'\r' | b',' => at += 1,
            b'#' => at += run(&text[at..], |byte| byte != b'\n' && byte != b'\r'),
            0..=127 => break,
            _ => match text[at..].chars().next() {
                Some(c) if c.is_whitespace() || c == '\u{feff}' => at += c.len_utf8(),
                _ => break,
            },
        }
    }
    at
}

/// Returns the number of bytes before the first that is not kept. Nothing keeps a part of a character.
fn run(text: &str, keep: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !keep(byte)).unwrap_or(text.len())
}

fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (i, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return i + 1,
            b'\n' | b'\r' => return i,
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
