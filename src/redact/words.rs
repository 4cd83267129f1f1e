//! Finds the names in a schema or a document. The reader of an error needs them, and they are not personal data.

use crate::sdl::SDL;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The names that every schema has.
const BUILT_IN: [&str; 14] = [
    "Int",
    "Float",
    "String",
    "Boolean",
    "ID",
    "skip",
    "include",
    "deprecated",
    "oneOf",
    "__schema",
    "__type",
    "__typename",
    "__Schema",
    "__Type",
];

/// The names in the schema.
pub(crate) static OF_SCHEMA: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| names(SDL).chain(BUILT_IN).collect());

/// Returns `true` for a valid GraphQL name.
pub(crate) fn is_name(text: &str) -> bool {
    !text.starts_with(|c: char| c.is_ascii_digit()) && !text.is_empty() && text.chars().all(is_part)
}

/// Returns `true` for a character that may be part of a name.
pub(crate) fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Returns the names and keywords in a GraphQL text. Strings, descriptions and comments are skipped.
pub(crate) fn names(graphql: &str) -> impl Iterator<Item = &str> {
    let mut rest = graphql;
    std::iter::from_fn(move || {
        loop {
            let first = rest.chars().next()?;
            if is_part(first) {
                let (word, after) = rest.split_at(rest.find(|c| !is_part(c)).unwrap_or(rest.len()));
                rest = after;
                if is_name(word) {
                    return Some(word);
                }
            } else {
                rest = after_ignored(rest, first);
            }
        }
    })
}

/// Skips a string, a comment or another character.
fn after_ignored(rest: &str, first: char) -> &str {
    let after = |text: &'_ str, ending: &str| text.find(ending).map_or(text.len(), |at| at + ending.len());
    if let Some(block) = rest.strip_prefix("\"\"\"") {
        let mut at = after(block, "\"\"\"");
        while block[..at].ends_with("\\\"\"\"") && at < block.len() {
            at += after(&block[at..], "\"\"\"");
        }
        return &block[at..];
    }
    match first {
        '"' => {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let ends = (c == '"' && !escaped) || c == '\n';
                escaped = c == '\\' && !escaped;
                ends
            });
            end.map_or("", |end| &rest[end + 2..])
        }
        '#' => &rest[after(rest, "\n")..],
        other => &rest[other.len_utf8()..],
    }
}
