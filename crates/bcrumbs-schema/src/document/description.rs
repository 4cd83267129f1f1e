//! Replaces the descriptions of operations, fragments and variables by blanks. They are valid since September 2025,
//! but neither compiler in use can parse them. The positions of the other text do not change.

use std::ops::Range;

use crate::document::token::{Kind, Token, tokens};

/// The byte ranges of the descriptions.
pub(crate) fn find(text: &str) -> Vec<Range<usize>> {
    let tokens: Vec<Token<'_>> = tokens(text).collect();
    let mut found = Vec::new();
    let mut depth = 0usize;
    // The depth at which the list of variables stands, and whether such a list may begin.
    let (mut variables, mut header) = (None, 0);
    for (i, token) in tokens.iter().enumerate() {
        let next = tokens.get(i + 1).map_or("", |t| t.text);
        match (token.kind, token.text) {
            (Kind::Text, _) if depth == 0 && is_definition(next) => found.push(token.range()),
            (Kind::Text, _) if variables == Some(depth) && next == "$" && !follows_equals(&tokens, i) => {
                found.push(token.range());
            }
            (Kind::Name, "query" | "mutation" | "subscription") if depth == 0 && header == 0 => header = 2,
            (Kind::Name, _) if depth == 0 && header == 2 => header = 1,
            (Kind::Punctuation, "(") => {
                depth += 1;
                if depth == 1 && header > 0 {
                    variables = Some(1);
                }
                header = 0;
            }
            (Kind::Punctuation, "{" | "[") => {
                depth += 1;
                header = 0;
            }
            (Kind::Punctuation, ")" | "}" | "]") => {
                if variables == Some(depth) {
                    variables = None;
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    found
}

/// Replaces the ranges of a text by blanks. Its length and its lines do not change.
pub(crate) fn blank(text: &str, ranges: &[Range<usize>]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        out.push_str(&text[at..range.start]);
        out.extend(
            text[range.clone()].bytes().map(|b| if matches!(b, b'\n' | b'\r') { char::from(b) } else { ' ' }),
        );
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

fn is_definition(name: &str) -> bool {
    matches!(name, "query" | "mutation" | "subscription" | "fragment")
}

fn follows_equals(tokens: &[Token<'_>], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| tokens[before].text == "=")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn finds_the_three_places_of_a_description() {
        let text = "\"o\" query Q(\"v\" $a: Int, \"\"\"w\"\"\" $b: Int) { f }\n\"\"\"x\ny\"\"\" fragment F on T { f }";
        assert_eq!(found(text), ["\"o\"", "\"v\"", "\"\"\"w\"\"\"", "\"\"\"x\ny\"\"\""]);
    }

    #[test]
    fn leaves_every_other_string_alone() {
        let text = "query Q($a: String = \"d\" $b: [String] = [\"x\", \"y\"] $c: I = {k: \"v\"}) { f(a: \"s\" b: $b) }";
        assert_eq!(found(text), Vec::<&str>::new());
        assert_eq!(found("query Q @d(x: [\"a\" $v]) { f }"), Vec::<&str>::new());
    }

    #[test]
    fn blanking_moves_nothing() {
        let text = "\"\"\"é\n😀\"\"\" query Q { f }";
        let blanked = blank(text, &find(text));
        assert_eq!(blanked.len(), text.len());
        assert_eq!(blanked.find('\n'), text.find('\n'));
        assert_eq!(blanked.trim(), "query Q { f }");
    }
}
