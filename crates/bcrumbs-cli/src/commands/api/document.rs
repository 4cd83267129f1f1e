//! What the command has to know of an operation: its kind, its variables, and how its pages are followed.

use crate::failure::failure::Failure;
use apollo_compiler::Name;
use apollo_compiler::Node;
use apollo_compiler::ast::{
    Argument, Definition, Document, Field, OperationDefinition, OperationType, Selection, Value,
    VariableDefinition,
};

/// The alias under which a followed list stands in the answer.
pub(crate) const PAGE: &str = "page";

/// The name that an operation without one is sent by: an answer's errors name it.
const UNNAMED: &str = "api";

/// An operation as it is sent.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) text: String,
    pub(crate) variables: Vec<Node<VariableDefinition>>,
    document: Document,
    definition: Node<OperationDefinition>,
}

/// Whether an operation changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Query,
    Mutation,
}

/// An operation whose pages can be followed.
#[derive(Debug)]
pub(crate) struct PagedOperation {
    /// The text, with the list under the alias [`PAGE`].
    pub(crate) text: String,
    /// The variable that takes the page.
    pub(crate) page_variable: String,
}

impl Operation {
    /// Reads a document, and chooses the operation of that name, or the only one.
    pub(crate) fn read(text: &str, name: Option<&str>) -> Result<Self, Failure> {
        let mut document = Document::parse(text, "operation").map_err(|problem| {
            Failure::Usage(format!("this is no GraphQL operation:\n{}", problem.errors))
        })?;
        let operations: Vec<usize> = (0..document.definitions.len())
            .filter(|at| matches!(&document.definitions[*at], Definition::OperationDefinition(_)))
            .collect();
        let has_name = |at: &&usize| {
            matches!(&document.definitions[**at], Definition::OperationDefinition(operation)
                if operation.name.as_ref().map(Name::as_str) == name)
        };
        let at = match (operations.as_slice(), name) {
            ([], _) => return Err(usage("there is no operation in it")),
            (all, Some(name)) => *all
                .iter()
                .find(has_name)
                .ok_or_else(|| Failure::Usage(format!("there is no operation `{name}` in it")))?,
            ([only], None) => *only,
            (_, None) => return Err(usage("there are several operations in it: name one by --operation")),
        };
        let Definition::OperationDefinition(definition) = &mut document.definitions[at] else {
            return Err(usage("there is no operation in it"));
        };
        let is_named = definition.name.is_some();
        if !is_named {
            definition.make_mut().name = Name::new(UNNAMED).ok();
        }
        let definition = definition.clone();
        let kind = match definition.operation_type {
            OperationType::Query => Kind::Query,
            OperationType::Mutation => Kind::Mutation,
            OperationType::Subscription => return Err(usage("a subscription cannot be sent over HTTP")),
        };
        Ok(Self {
            name: definition.name.as_ref().map(ToString::to_string).unwrap_or_default(),
            kind,
            text: if is_named { text.to_owned() } else { document.to_string() },
            variables: definition.variables.clone(),
            document,
            definition,
        })
    }

    /// Returns the operation with its list where paging finds it, or says what keeps its pages from being followed.
    pub(crate) fn paged(&self) -> Result<PagedOperation, Failure> {
        if self.kind == Kind::Mutation {
            return Err(usage("--all follows the pages of a query, and this is a mutation"));
        }
        let [Selection::Field(field)] = self.definition.selection_set.as_slice() else {
            return Err(usage("--all needs an operation with exactly one field: the list"));
        };
        let page_variable = field.arguments.iter().find_map(page_variable).ok_or_else(|| {
            usage("--all needs a variable for the page: ($pageInfo: PageInfoInput), and pageInfo: $pageInfo at the field")
        })?;
        let selects = |path: &[&str]| self.selects(&field.selection_set, path);
        if !selects(&["nodes", "id"]) && !selects(&["nodes", "messageId"]) {
            return Err(usage(
                "--all needs `nodes { id }` (or messageId): what comes twice is dropped by it",
            ));
        }
        if !selects(&["pageInfo", "hasNextPage"]) || !selects(&["pageInfo", "endCursor"]) {
            return Err(usage("--all needs `pageInfo { hasNextPage endCursor }` beside nodes"));
        }
        Ok(PagedOperation { text: self.with_alias(field), page_variable })
    }

    /// Returns the document with the list under its alias.
    fn with_alias(&self, field: &Node<Field>) -> String {
        let mut field = field.clone();
        field.make_mut().alias = Name::new(PAGE).ok();
        let mut document = self.document.clone();
        for definition in &mut document.definitions {
            if let Definition::OperationDefinition(operation) = definition
                && operation.name == self.definition.name
            {
                operation.make_mut().selection_set = vec![Selection::Field(field.clone())];
            }
        }
        document.to_string()
    }

    /// Returns whether a selection holds a path of fields, by their names in the answer; fragments are followed.
    fn selects(&self, selections: &[Selection], path: &[&str]) -> bool {
        let Some((first, rest)) = path.split_first() else { return true };
        selections.iter().any(|selection| match selection {
            Selection::Field(field) => {
                let name = field.alias.as_ref().unwrap_or(&field.name);
                name == first && self.selects(&field.selection_set, rest)
            }
            Selection::InlineFragment(fragment) => self.selects(&fragment.selection_set, path),
            Selection::FragmentSpread(spread) => {
                let fragments = self.document.definitions.iter().filter_map(|definition| match definition {
                    Definition::FragmentDefinition(fragment) => Some(fragment),
                    _ => None,
                });
                // A fragment that holds itself is refused by the check; without one it is not followed for ever.
                let mut named = fragments.filter(|fragment| fragment.name == spread.fragment_name);
                named.any(|fragment| {
                    let is_itself = |inner: &Selection| {
                        matches!(inner, Selection::FragmentSpread(inner) if inner.fragment_name == fragment.name)
                    };
                    !fragment.selection_set.iter().any(is_itself) && self.selects(&fragment.selection_set, path)
                })
            }
        })
    }
}

/// Returns the variable of the argument that takes the page.
fn page_variable(argument: &Node<Argument>) -> Option<String> {
    match (argument.name.as_str(), &*argument.value) {
        ("pageInfo", Value::Variable(name)) => Some(name.to_string()),
        _ => None,
    }
}

fn usage(text: &str) -> Failure {
    Failure::Usage(text.to_owned())
}
