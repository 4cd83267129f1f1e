//! Reads from the text of a document what a call needs: whether it is a query, and the keys of its response.

use crate::graphql::root_fields::root_fields;
use crate::graphql::tokens::{BROKEN_STRING, Tokens};

/// One operation of a document.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    pub(crate) operation: &'a str,
    pub(crate) kind: OperationKind,
    /// The keys of the response's `data`.
    pub(crate) root_fields: Vec<&'a str>,
}

/// Whether an operation only reads, or may change something, according to its document.
///
/// ```
/// use bcrumbs::{CallInfo, OperationKind};
///
/// fn may_change_something(call: &CallInfo) -> bool {
///     call.kind != OperationKind::Query
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OperationKind {
    /// A query, which only reads.
    Query,
    /// A mutation, or an operation that is not recognised as a query.
    Mutation,
}

impl<'a> Document<'a> {
    /// Reads the kind and the root fields of one operation of a document.
    pub(crate) fn read(text: &'a str, operation: &'a str) -> Self {
        Self { operation, kind: kind(text), root_fields: root_fields(text, operation) }
    }
}

/// Returns [`OperationKind::Query`] only if every operation of the document is recognised as a query.
fn kind(document: &str) -> OperationKind {
    let mut depth = 0_usize;
    let mut queries = 0_usize;
    // The first word of the current top-level definition, once it was read.
    let mut definition: Option<&str> = None;
    for token in Tokens::new(document) {
        match (token, depth) {
            (BROKEN_STRING, _) => return OperationKind::Mutation,
            ("{" | "(" | "[", _) => {
                if depth == 0 && token == "{" && matches!(definition, None | Some("query")) {
                    queries += 1;
                }
                depth += 1;
            }
            ("}" | ")" | "]", 0) => return OperationKind::Mutation,
            ("}" | ")" | "]", _) => {
                depth -= 1;
                if depth == 0 && token == "}" {
                    definition = None;
                }
            }
            (word, 0) if definition.is_none() => match word {
                "query" | "fragment" => definition = Some(word),
                _ => return OperationKind::Mutation,
            },
            _ => {}
        }
    }
    if depth == 0 && definition.is_none() && queries > 0 {
        OperationKind::Query
    } else {
        OperationKind::Mutation
    }
}

#[cfg(test)]
mod tests {
    use super::{OperationKind, kind};
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
            assert_eq!(kind(document), OperationKind::Query, "{document}");
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
            assert_eq!(kind(document), OperationKind::Mutation, "{document}");
        }
    }

    proptest! {
        #[test]
        fn no_document_makes_it_panic(document in "\\PC*|[{}()\"#\\\\ a-z\n\r]*") {
            kind(&document);
        }

        #[test]
        fn a_mutation_is_never_taken_for_a_query(before in "[ \t\n\r,]*(#[ -~]*[\n\r])?", body in "[{}()\"#\\\\ a-z\n\r]*") {
            prop_assert_eq!(kind(&format!("{before}mutation m {{ {body} }}")), OperationKind::Mutation);
        }
    }
}
