//! The coordinate of a finding in a document: the operation and the path of response names. It stays the same if lines are
//! added or a message is worded differently.

use apollo_compiler::Name;
use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, Document, Selection};
use apollo_compiler::parser::{FileId, SourceSpan};

use crate::span::Span;

/// The coordinate of a finding about a part of the schema that no document contains.
pub(crate) const SCHEMA: &str = "schema";

/// The name of an operation without a name.
const ANONYMOUS: &str = "(anonymous)";

/// The definitions of a document in the order of their places, so that many findings cost no more than their number.
pub(crate) struct Coordinates<'a> {
    definitions: Vec<&'a Definition>,
}

impl<'a> Coordinates<'a> {
    pub(crate) fn of(document: &'a Document) -> Self {
        let mut definitions: Vec<&Definition> = document.definitions.iter().collect();
        definitions.sort_by_key(|definition| order(Span::of(definition.location())));
        Coordinates { definitions }
    }

    /// Returns the coordinate of a place, as `convs/convs.nodes.orderNo`, `convs/convs(input:)`, `convs/$input` or
    /// `fragment F/name`. A place without a file is in `file`. `None` outside of all operations and fragments.
    pub(crate) fn coordinate(&self, at: Span, file: FileId) -> Option<String> {
        let at = Span { file: at.file.or(Some(file)), ..at };
        match innermost(&self.definitions, |definition| definition.location(), at)? {
            Definition::OperationDefinition(operation) => {
                let name = operation.name.as_ref().map_or(ANONYMOUS, Name::as_str);
                let variable = innermost(&operation.variables, Node::location, at);
                Some(match variable {
                    Some(variable) => format!("{name}/${}", variable.name),
                    None => with_path(name, &operation.selection_set, at),
                })
            }
            Definition::FragmentDefinition(fragment) => {
                Some(with_path(&of_fragment(&fragment.name), &fragment.selection_set, at))
            }
            _ => None,
        }
    }
}

/// Returns the coordinate of a fragment.
pub(crate) fn of_fragment(name: &Name) -> String {
    format!("fragment {name}")
}

fn with_path(name: &str, selections: &[Selection], at: Span) -> String {
    let (mut path, mut open) = (Vec::new(), selections);
    while let Some(selection) = innermost(open, location, at) {
        match selection {
            Selection::Field(field) => {
                let argument = innermost(&field.arguments, Node::location, at);
                let argument = argument.map_or_else(String::new, |argument| format!("({}:)", argument.name));
                path.push(format!("{}{argument}", field.response_name()));
                open = &field.selection_set;
            }
            Selection::InlineFragment(inline) => {
                path.extend(inline.type_condition.as_ref().map(|condition| format!("...{condition}")));
                open = &inline.selection_set;
            }
            Selection::FragmentSpread(spread) => {
                path.push(format!("...{}", spread.fragment_name));
                open = &[];
            }
        }
    }
    if path.is_empty() { name.to_owned() } else { format!("{name}/{}", path.join(".")) }
}

fn location(selection: &Selection) -> Option<SourceSpan> {
    match selection {
        Selection::Field(field) => field.location(),
        Selection::InlineFragment(inline) => inline.location(),
        Selection::FragmentSpread(spread) => spread.location(),
    }
}

/// Returns the item that contains a place. The items are in the order of their places.
fn innermost<T>(items: &[T], location: impl Fn(&T) -> Option<SourceSpan>, at: Span) -> Option<&T> {
    let span = |item: &T| Span::of(location(item));
    let next = items.partition_point(|item| order(span(item)) <= order(at));
    let item = items.get(next.checked_sub(1)?)?;
    (span(item).file == at.file && span(item).contains(at)).then_some(item)
}

fn order(span: Span) -> impl Ord {
    (span.file, span.start)
}
