//! Splits a GraphQL document into tokens.

/// The token for a string that has no end or contains a line break. No server accepts such a document, so the tokens
/// after it have no meaning.
pub(crate) const BROKEN_STRING: &str = "\"";

/// The words, brackets, `:`, `@` and `...` of a document, without its strings and comments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens<'a>(&'a str);

impl<'a> Tokens<'a> {
    /// Starts at the beginning of a document.
    pub(crate) fn new(document: &'a str) -> Self {
        Self(document)
    }

    /// Returns the text that was not read yet.
    pub(crate) fn rest(&self) -> &'a str {
        self.0
    }

    /// Returns the next token without consuming it.
    pub(crate) fn peek(mut self) -> Option<&'a str> {
        self.next()
    }

    /// Skips variables and directives, and the opening bracket of the selection.
    pub(crate) fn skip_to_selection(&mut self) {
        while let Some(token) = self.next() {
            match token {
                "{" => return,
                "(" | "[" => self.skip_to_end(),
                _ => {}
            }
        }
    }

    /// Skips to the closing bracket of an opening bracket.
    pub(crate) fn skip_to_end(&mut self) {
        let mut open = 1_usize;
        for token in self {
            match token {
                "{" | "(" | "[" => open += 1,
                "}" | ")" | "]" => open -= 1,
                _ => {}
            }
            if open == 0 {
                return;
            }
        }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (token, rest) = self.0.split_at(length);
        self.0 = rest;
        token
    }

    /// Skips a string. Returns `None` if the string has no end.
    fn skip_string(&mut self) -> Option<()> {
        match self.0.strip_prefix("\"\"\"") {
            Some(rest) => self.skip_block_string(rest),
            None => self.skip_plain_string(),
        }
    }

    /// In a block string, a backslash has a special meaning only before three quotes.
    fn skip_block_string(&mut self, mut rest: &'a str) -> Option<()> {
        self.0 = "";
        while let Some(at) = rest.find(['"', '\\']) {
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix("\"\"\"") {
                self.0 = after;
                return Some(());
            }
            rest = rest.strip_prefix("\\\"\"\"").unwrap_or(&rest[1..]);
        }
        None
    }

    /// In any other string, a backslash escapes the next character.
    fn skip_plain_string(&mut self) -> Option<()> {
        let mut characters = self.0.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.0 = &self.0[at + 1..];
                    return Some(());
                }
                '\\' => drop(characters.next()),
                '\n' | '\r' => break,
                _ => {}
            }
        }
        self.0 = "";
        None
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let first = self.0.chars().next()?;
            match first {
                '#' => self.0 = self.0.split_once(['\n', '\r']).map_or("", |(_, rest)| rest),
                '"' if self.skip_string().is_none() => return Some(BROKEN_STRING),
                '"' => {}
                '{' | '}' | '(' | ')' | '[' | ']' | ':' | '@' => return Some(self.take(1)),
                '.' if self.0.starts_with("...") => return Some(self.take(3)),
                c if c.is_ascii_alphabetic() || c == '_' => {
                    let end = self.0.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
                    return Some(self.take(end.unwrap_or(self.0.len())));
                }
                c => self.0 = &self.0[c.len_utf8()..],
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tokens;
    use proptest::prelude::*;

    /// Returns a GraphQL string of either form, with quotes and backslashes in it.
    fn string() -> impl Strategy<Value = String> {
        // A space follows an empty string, because three quotes would begin a block string.
        let plain = "([a-z{}#é ]|\\\\\\\\|\\\\\"|\\\\n){1,6}".prop_map(|text| format!("\"{text}\""));
        // The space prevents that a quote or a backslash at the end of the text changes the end of the string.
        let block = "([a-z{}#é\n\\\\]|\"){0,8}".prop_map(|text| {
            let text = text.replace("\"\"\"", "\\\"\"\"");
            format!("\"\"\"{text} \"\"\"")
        });
        prop_oneof![plain, block]
    }

    #[test]
    fn words_and_signs_are_distinguished_from_what_stands_between_them() {
        let document = "query q($a: [Int!] = [1e5]) @d(x: \"}\") { a: b ...f # }\n... on T { c } }";
        let tokens: Vec<&str> = Tokens::new(document).collect();
        let expected = "query q ( a : [ Int ] [ e5 ] ) @ d ( x : ) { a : b ... f ... on T { c } }";
        assert_eq!(tokens.join(" "), expected);
    }

    proptest! {
        #[test]
        fn no_string_hides_what_follows_it(strings in prop::collection::vec(string(), 0..5)) {
            // Strings need no space between them.
            let document = format!("a {} b", strings.concat());
            prop_assert_eq!(Tokens::new(&document).collect::<Vec<_>>(), ["a", "b"], "{}", document);
        }
    }
}
