//! The leaves of an operation: the selected fields without subfields, each with its range in the text.

use crate::graphql::output_types::{Nullability, OutputTypes};
use crate::graphql::tokens::Tokens;
use std::ops::Range;

/// A field without subfields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaf<'a> {
    /// The type that has the field.
    pub(crate) type_name: &'a str,
    pub(crate) field: &'a str,
    pub(crate) nullability: Nullability,
    /// The path of the field in the response's `data`.
    pub(crate) path: Vec<&'a str>,
    /// Its byte range in the document, including arguments.
    pub(crate) range: Range<usize>,
}

/// The selections of an operation without fragments. This crate's operations have no fragments.
#[derive(Debug)]
pub(crate) struct Selections<'a> {
    pub(crate) kind: &'a str,
    pub(crate) leaves: Vec<Leaf<'a>>,
    /// The number of fields of each selection, with the path of the selection.
    pub(crate) sizes: Vec<SelectionSize<'a>>,
}

/// The number of fields of a selection.
#[derive(Debug)]
pub(crate) struct SelectionSize<'a> {
    pub(crate) path: Vec<&'a str>,
    pub(crate) fields: usize,
}

/// A selection that is being read.
struct Open<'a> {
    type_name: &'a str,
    /// Its index in the sizes.
    size: usize,
}

/// Reads a document with one operation. Fields that the schema does not have, and everything after a fragment, are left
/// out.
pub(crate) fn selections<'a>(document: &'a str, types: &'a OutputTypes<'_>) -> Selections<'a> {
    let mut tokens = Tokens::new(document);
    let kind = tokens.next().unwrap_or_default();
    tokens.skip_to_selection();
    let mut selections = Selections { kind, leaves: Vec::new(), sizes: Vec::new() };
    let mut path = Vec::new();
    let mut open = vec![selections.open(types.root(kind), &path)];
    while let (Some(token), Some(selection)) = (tokens.next(), open.last()) {
        if token == "}" {
            open.pop();
            path.pop();
            continue;
        }
        if token == "..." {
            break;
        }
        let start = position(document, tokens) - token.len();
        let mut field = token;
        if tokens.peek() == Some(":") {
            field = tokens.nth(1).unwrap_or_default();
        }
        let mut end = position(document, tokens);
        while let Some("(" | "@") = tokens.peek() {
            if tokens.next() == Some("(") {
                tokens.skip_to_end();
            } else {
                tokens.next();
            }
            end = position(document, tokens);
        }
        selections.sizes[selection.size].fields += 1;
        path.push(token);
        let known = types.field(selection.type_name, field);
        if tokens.peek() == Some("{") {
            tokens.next();
            open.push(selections.open(known.map_or("", |known| known.type_name), &path));
            continue;
        }
        if let Some(known) = known {
            selections.leaves.push(Leaf {
                type_name: selection.type_name,
                field,
                nullability: known.nullability,
                path: path.clone(),
                range: start..end,
            });
        }
        path.pop();
    }
    selections
}

impl<'a> Selections<'a> {
    fn open(&mut self, type_name: &'a str, path: &[&'a str]) -> Open<'a> {
        self.sizes.push(SelectionSize { path: path.to_vec(), fields: 0 });
        Open { type_name, size: self.sizes.len() - 1 }
    }
}

/// Returns the index after the last token.
fn position(document: &str, tokens: Tokens<'_>) -> usize {
    document.len() - tokens.rest().len()
}

/// Returns a document without some leaves, each with the space before it.
pub(crate) fn without(document: &str, leaves: &[&Leaf<'_>]) -> String {
    let mut cut: Vec<_> = leaves.iter().map(|leaf| leaf.range.clone()).collect();
    cut.sort_unstable_by_key(|range| range.start);
    let mut rest = String::new();
    let mut kept = 0;
    for range in cut {
        rest.push_str(document[kept..range.start].trim_end());
        kept = range.end;
    }
    rest + &document[kept..]
}

#[cfg(test)]
mod tests {
    use super::{selections, without};
    use crate::graphql::operations::OPERATIONS;
    use crate::graphql::output_types::{Nullability, OF_SCHEMA};

    #[test]
    fn each_leaf_has_its_type_and_its_place() {
        let document = "query q($a: Int = 1) @x(y: \"{\") { list: convs(input: {tags: [\"}\"]}) { nodes { id at : createdAt @x(y: 1)
            client { name } odd { id } } pageInfo { count } } }";
        let found = selections(document, &OF_SCHEMA);
        let shown: Vec<String> = found
            .leaves
            .iter()
            .map(|leaf| {
                let text = &document[leaf.range.clone()];
                let null = if leaf.nullability == Nullability::Nullable { "?" } else { "" };
                format!("{}.{}{null} at {} as {text}", leaf.type_name, leaf.field, leaf.path.join("."))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "Conv.id at list.nodes.id as id",
                "Conv.createdAt at list.nodes.at as at : createdAt @x(y: 1)",
                "ConvClient.name? at list.nodes.client.name as name",
                "PageInfo.count? at list.pageInfo.count as count",
            ]
        );
        let sizes: Vec<_> =
            found.sizes.iter().map(|size| format!("{} {}", size.path.join("."), size.fields)).collect();
        assert_eq!(
            sizes,
            [" 1", "list 2", "list.nodes 4", "list.nodes.client 1", "list.nodes.odd 1", "list.pageInfo 1"]
        );
        let rest = without(document, &[&found.leaves[2], &found.leaves[1]]);
        assert!(rest.contains("{ nodes { id\n            client { } odd"), "{rest}");
    }

    #[test]
    fn every_leaf_of_every_shipped_operation_is_found_and_is_a_line_of_its_own() {
        for operation in OPERATIONS {
            let found = selections(operation.document, &OF_SCHEMA);
            let lines: Vec<&str> = operation.document.lines().map(str::trim).collect();
            let leaves =
                lines.iter().filter(|line| line.chars().all(char::is_alphanumeric) && !line.is_empty());
            let expected: Vec<&str> = leaves.copied().collect();
            let fields: Vec<&str> = found.leaves.iter().map(|leaf| leaf.field).collect();
            assert_eq!(fields, expected, "{}", operation.name);
            for leaf in &found.leaves {
                let line = format!("\n{}{}\n", "  ".repeat(leaf.path.len()), leaf.field);
                let rest = without(operation.document, &[leaf]);
                assert_eq!(operation.document.len(), rest.len() + line.len() - 1, "{line}");
            }
        }
    }
}
