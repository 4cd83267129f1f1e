//! Finds the root fields of an operation. The response's `data` has one key for each root field. An error at a root
//! field means something else than an error below it.

use crate::graphql::tokens::Tokens;

/// Returns the response keys of the root fields, each once. The key is the alias if the field has one. Fragments are
/// included. Returns an empty list if the document has no such operation.
pub(crate) fn root_fields<'a>(document: &'a str, operation: &str) -> Vec<&'a str> {
    let mut fields = Vec::new();
    let mut fragments = Vec::new();
    if let Some(selection) = find(document, |definition| definition.is_operation(operation)) {
        collect(selection, &mut fields, &mut fragments);
    }
    let mut followed = 0;
    while let Some(&fragment) = fragments.get(followed) {
        followed += 1;
        if let Some(selection) = find(document, |definition| definition.is_fragment(fragment)) {
            collect(selection, &mut fields, &mut fragments);
        }
    }
    fields
}

/// The part of a top-level definition before its selection.
struct Definition<'a> {
    /// `query`, `fragment` or another keyword, or `{` for an operation without keyword and name.
    word: &'a str,
    name: Option<&'a str>,
}

impl Definition<'_> {
    fn is_operation(&self, name: &str) -> bool {
        self.word != "fragment" && self.name.unwrap_or_default() == name
    }

    fn is_fragment(&self, name: &str) -> bool {
        self.word == "fragment" && self.name == Some(name)
    }
}

/// Returns the tokens after the opening bracket of the wanted definition's selection.
fn find<'a>(document: &'a str, is_wanted: impl Fn(&Definition<'a>) -> bool) -> Option<Tokens<'a>> {
    let mut tokens = Tokens::new(document);
    while let Some(word) = tokens.next() {
        let mut name = None;
        if word != "{" {
            name = tokens.peek().filter(|token| !matches!(*token, "{" | "(" | "@"));
            tokens.skip_to_selection();
        }
        if is_wanted(&Definition { word, name }) {
            return Some(tokens);
        }
        tokens.skip_to_end();
    }
    None
}

/// Adds the fields and the fragments of a selection, including those of inline fragments.
fn collect<'a>(mut tokens: Tokens<'a>, fields: &mut Vec<&'a str>, fragments: &mut Vec<&'a str>) {
    let mut open = 1_usize;
    while let Some(token) = tokens.next() {
        match token {
            "}" if open == 1 => return,
            "}" => open -= 1,
            "(" | "[" | "{" => tokens.skip_to_end(),
            "@" => drop(tokens.next()),
            "..." => match tokens.peek() {
                Some("on" | "@" | "{") => {
                    tokens.skip_to_selection();
                    open += 1;
                }
                Some(name) => {
                    tokens.next();
                    add(fragments, name);
                }
                None => return,
            },
            key => {
                add(fields, key);
                if tokens.peek() == Some(":") {
                    tokens.nth(1);
                }
            }
        }
    }
}

fn add<'a>(names: &mut Vec<&'a str>, name: &'a str) {
    if !names.contains(&name) {
        names.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::root_fields;
    use proptest::prelude::*;

    #[test]
    fn the_fields_of_an_operation_are_found_in_any_writing() {
        for (document, operation, expected) in [
            ("{ a }", "", "a"),
            ("query { a b { c } }", "", "a b"),
            (
                "mutation m($i: [In!]! = [{k: 1}]) @d(x: \"{\") { a(i: $i, j: {k: [1]}) @e(f: {g: 1}) { id } }",
                "m",
                "a",
            ),
            ("mutation m { first: a second : a # c\n third:b }", "m", "first second third"),
            ("mutation m { a(s: \"\"\"} { \"\"\") { b } c }", "m", "a c"),
            ("mutation m { a { x } a { y } }", "m", "a"),
            (
                "query q { ...f } fragment f on Query { a { c } ... on Query @d { b } ...g } fragment g on Query { e ...f }",
                "q",
                "a b e",
            ),
            ("fragment f on Query { a } query q { ... { b } ... @d(if: true) { c } ...f @d }", "q", "b c a"),
            ("query x { a } mutation y { b } query z($q: Int) { c }", "y", "b"),
            ("query x { a } query xy { b }", "xy", "b"),
            ("query q { query mutation fragment on }", "q", "query mutation fragment on"),
            ("query q { ...missing a }", "q", "a"),
            ("query q { a }", "other", ""),
            ("", "q", ""),
            ("query q", "q", ""),
        ] {
            assert_eq!(root_fields(document, operation).join(" "), expected, "{document}");
        }
    }

    proptest! {
        #[test]
        fn no_document_makes_it_panic(document in "\\PC*|(query q|fragment|on|\\.\\.\\.|[{}()\\[\\]:@\"#\\\\ a-z\n\r]){0,40}") {
            root_fields(&document, "q");
        }
    }
}
