//! Tells from a GraphQL document whether sending it twice could do harm.

use crate::signal::Safety;

/// Returns [`Safety::Query`] only for a document in which every operation is recognised as a query.
pub(crate) fn safety(document: &str) -> Safety {
    let mut depth = 0_usize;
    let mut queries = 0_usize;
    // The word that the definition at the top level began with, once seen.
    let mut definition: Option<&str> = None;
    for token in Tokens(document) {
        match (token, depth) {
            ("{" | "(" | "[", _) => {
                if depth == 0 && token == "{" && matches!(definition, None | Some("query")) {
                    queries += 1;
                }
                depth += 1;
            }
            ("}" | ")" | "]", 0) => return Safety::Mutation,
            ("}" | ")" | "]", _) => {
                depth -= 1;
                if depth == 0 && token == "}" {
                    definition = None;
                }
            }
            (word, 0) if definition.is_none() => match word {
                "query" | "fragment" => definition = Some(word),
                _ => return Safety::Mutation,
            },
            _ => {}
        }
    }
    if depth == 0 && definition.is_none() && queries > 0 { Safety::Query } else { Safety::Mutation }
}

/// Brackets and words of a document, without its strings and comments.
struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let first = self.0.chars().next()?;
            match first {
                '#' => self.0 = self.0.split_once(['\n', '\r']).map_or("", |(_, rest)| rest),
                '"' => self.skip_string(),
                '{' | '}' | '(' | ')' | '[' | ']' => return Some(self.take(1)),
                c if c.is_ascii_alphabetic() || c == '_' => {
                    let end = self.0.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
                    return Some(self.take(end.unwrap_or(self.0.len())));
                }
                c => self.0 = &self.0[c.len_utf8()..],
            }
        }
    }
}

impl<'a> Tokens<'a> {
    fn take(&mut self, length: usize) -> &'a str {
        let (token, rest) = self.0.split_at(length);
        self.0 = rest;
        token
    }

    fn skip_string(&mut self) {
        let mark = if self.0.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
        let mut rest = &self.0[mark.len()..];
        loop {
            let Some(at) = rest.find(['"', '\\']) else {
                self.0 = "";
                return;
            };
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix(mark) {
                self.0 = after;
                return;
            }
            let escaped = rest.strip_prefix("\\\"\"\"").or_else(|| {
                let after = rest.strip_prefix('\\')?;
                (mark == "\"").then(|| after.chars().next().map_or("", |c| &after[c.len_utf8()..]))
            });
            rest = escaped.unwrap_or(&rest[1..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Safety, safety};
    use proptest::prelude::*;

    #[test]
    fn a_query_in_any_writing_is_recognised() {
        for document in [
            "{ a }",
            "query { a }",
            "query q($a: Int = 1, $b: [X!] = [{k: 1}]) @d(x: \"}\") { a(b: {c: [1]}) { d } }",
            "# mutation\nquery q { a }",
            "# mutation\r\nquery q { a }",
            "# mutation\rquery q { a }",
            "fragment f on X { mutation } query q { ...f }",
            "query a { x } query b { y }",
            "query q { a(s: \"\"\"say \\\"\"\" { \"\"\") }",
            "query q { a(s: \"\\\"{\") }",
        ] {
            assert_eq!(safety(document), Safety::Query, "{document}");
        }
    }

    #[test]
    fn whatever_else_is_treated_as_a_mutation() {
        for document in [
            "",
            "mutation { a }",
            "mutation m { query }",
            "subscription { a }",
            "query a { x } mutation b { y }",
            "query q { a",
            "query q",
            "fragment f on X { a }",
            "} query q { a }",
            "# a comment\rmutation m { a }",
            "query q { a } # ends here\r mutation m { b }",
            "\"query\" { a } extend",
            "type Query { a: Int }",
            "Query { a }",
        ] {
            assert_eq!(safety(document), Safety::Mutation, "{document}");
        }
    }

    proptest! {
        #[test]
        fn no_document_makes_it_panic(document in "\\PC*|[{}()\"#\\\\ a-z\n\r]*") {
            safety(&document);
        }

        #[test]
        fn a_mutation_is_never_taken_for_a_query(before in "[ \t\n\r,]*(#[ -~]*[\n\r])?", body in "[{}()\"#\\\\ a-z\n\r]*") {
            prop_assert_eq!(safety(&format!("{before}mutation m {{ {body} }}")), Safety::Mutation);
        }
    }
}
