//! Makes a response that the schema permits for an operation, so that a test can decode it.

use std::fmt;

use apollo_compiler::ast::Type;
use apollo_compiler::collections::{HashMap, IndexMap};
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::schema::{ExtendedType, Implementers};
use apollo_compiler::{ExecutableDocument, Name, Node, Schema as Definitions};
use serde_json::{Map, Value, json};

use crate::check::units::Units;
use crate::diagnostic::{Diagnostic, Report};
use crate::example::values::{Filling, enum_value, scalar};
use crate::options::Options;
use crate::rules::spec;
use crate::schema::Schema;
use crate::source::Source;

/// The reason why there is no example.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ExampleError {
    /// No document has an operation with that name.
    NoOperation {
        /// The names of all operations.
        known: Vec<String>,
    },
    /// The document of the operation is not valid.
    Invalid {
        /// The findings.
        diagnostics: Vec<Diagnostic>,
    },
}

impl fmt::Display for ExampleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExampleError::NoOperation { known } => {
                write!(f, "no document has that operation; the operations are: {}", known.join(", "))
            }
            ExampleError::Invalid { diagnostics } => {
                f.write_str("the document of the operation is not valid")?;
                diagnostics.iter().try_for_each(|diagnostic| write!(f, "\n{diagnostic}"))
            }
        }
    }
}

impl std::error::Error for ExampleError {}

/// Returns a response to an operation, `{"data": {…}}`, that the schema permits: a test decodes it.
///
/// Of an interface or union, the first type is taken that a fragment selects. `@skip` and `@include` are ignored. The
/// scalars of the specification are `1`, `1.5`, `false`, `"1"` (`ID`) and `"text"`. A custom scalar whose name ends in
/// `DateTime`, `Timestamp` or `Date` is an instant or a date in ISO 8601, and each other one is `"text"`.
///
/// # Errors
///
/// No document has the operation, or its document is not valid.
///
/// ```
/// use bcrumbs_schema::{Filling, Options, Schema, Source, example};
///
/// let schema = Schema::parse("s.graphql", "type Query { tags: [Tag] } type Tag { id: ID! label: String kind: Kind } enum Kind { A }").unwrap();
/// let queries = [Source::new("q.graphql", "query Tags { tags { id label kind } }")];
/// let full = example(&schema, &queries, &Options::new(), "Tags", Filling::Full).unwrap();
/// assert_eq!(full.to_string(), r#"{"data":{"tags":[{"id":"1","kind":"A","label":"text"}]}}"#);
/// let worst = example(&schema, &queries, &Options::new(), "Tags", Filling::Worst).unwrap();
/// assert_eq!(worst.to_string(), r#"{"data":{"tags":[{"id":"1","kind":"NEW_VALUE","label":null},null]}}"#);
/// ```
pub fn example(
    schema: &Schema,
    documents: &[Source],
    options: &Options,
    operation: &str,
    filling: Filling,
) -> Result<Value, ExampleError> {
    let units = Units::of(documents, options.fragment_scope());
    let mut known = Vec::new();
    for unit in &units.units {
        let spec::Checked { document, found } = spec::check(&schema.valid, &unit.document.tree);
        known.extend(document.operations.named.keys().map(ToString::to_string));
        let Some(asked) = document.operations.named.get(operation) else {
            continue;
        };
        if !found.is_empty() {
            let texts = schema.add_texts(unit.texts.clone());
            let diagnostics = found.into_iter().map(|finding| finding.place(&texts)).collect();
            return Err(ExampleError::Invalid { diagnostics: Report::new(diagnostics).diagnostics });
        }
        let implementers = schema.valid.implementers_map();
        let responder =
            Responder { schema: &schema.valid, document: &document, implementers: &implementers, filling };
        let data = responder.object(&[&asked.selection_set], Depth::AboveLists);
        return Ok(json!({ "data": data }));
    }
    match units.refused.is_empty() {
        true => Err(ExampleError::NoOperation { known }),
        false => Err(ExampleError::Invalid { diagnostics: units.refused }),
    }
}

/// Whether a value is within an element of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    AboveLists,
    InElement,
}

struct Responder<'a> {
    schema: &'a Definitions,
    document: &'a ExecutableDocument,
    implementers: &'a HashMap<Name, Implementers>,
    filling: Filling,
}

type Fields<'a> = IndexMap<&'a Name, Vec<&'a Node<Field>>>;

impl<'a> Responder<'a> {
    fn object(&self, sets: &[&'a SelectionSet], depth: Depth) -> Value {
        let Some(concrete) = sets.first().and_then(|set| self.concrete(set)) else {
            return Value::Null;
        };
        let mut fields = Fields::default();
        for set in sets {
            self.collect(set, &concrete, &mut fields);
        }
        let mut object = Map::new();
        for (key, fields) in fields {
            let first = fields[0];
            let value = match first.name.as_str() {
                "__typename" => json!(concrete.as_str()),
                _ => {
                    let sets: Vec<&SelectionSet> = fields.iter().map(|field| &field.selection_set).collect();
                    self.value(&first.definition.ty, &sets, depth)
                }
            };
            object.insert(key.to_string(), value);
        }
        Value::Object(object)
    }

    fn value(&self, ty: &Type, sets: &[&'a SelectionSet], depth: Depth) -> Value {
        let named = self.schema.types.get(ty.inner_named_type());
        let is_object = !sets[0].selections.is_empty();
        let is_kept = match (self.filling, depth) {
            (Filling::Full, _) => true,
            (Filling::Worst, Depth::AboveLists) => is_object,
            (Filling::Worst, Depth::InElement) => false,
        };
        match ty {
            Type::List(element) | Type::NonNullList(element) if is_kept => {
                let mut elements = vec![self.value(&element.clone().non_null(), sets, Depth::InElement)];
                if self.filling == Filling::Worst && !element.is_non_null() {
                    elements.push(Value::Null);
                }
                Value::Array(elements)
            }
            Type::List(_) => Value::Null,
            Type::NonNullList(_) => json!([]),
            Type::Named(name) | Type::NonNullNamed(name) => match named {
                Some(ExtendedType::Enum(ty)) => enum_value(ty, self.filling),
                _ if !ty.is_non_null() && !is_kept => Value::Null,
                Some(ExtendedType::Scalar(_)) | None => scalar(name),
                Some(_) => self.object(sets, depth),
            },
        }
    }

    /// Returns an object type for a selection: of an interface or union, the first that a fragment selects, or the first.
    fn concrete(&self, set: &SelectionSet) -> Option<Name> {
        let possible = self.possible(&set.ty);
        let conditions = set.selections.iter().filter_map(|selection| match selection {
            Selection::Field(_) => None,
            Selection::InlineFragment(inline) => inline.type_condition.as_ref(),
            Selection::FragmentSpread(spread) => {
                self.document.fragments.get(&spread.fragment_name).map(|fragment| fragment.type_condition())
            }
        });
        let selected = conditions.flat_map(|condition| self.possible(condition));
        selected.filter(|name| possible.contains(name)).chain(possible.iter().cloned()).next()
    }

    /// Returns the object types of a type.
    fn possible(&self, name: &Name) -> Vec<Name> {
        match self.schema.types.get(name) {
            Some(ExtendedType::Union(union)) => {
                union.members.iter().map(|member| member.name.clone()).collect()
            }
            Some(ExtendedType::Interface(_)) => {
                let mut objects: Vec<Name> = self
                    .implementers
                    .get(name)
                    .map(|all| all.objects.iter().cloned().collect())
                    .unwrap_or_default();
                objects.sort();
                objects
            }
            _ => vec![name.clone()],
        }
    }

    fn collect(&self, set: &'a SelectionSet, concrete: &Name, fields: &mut Fields<'a>) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => fields.entry(field.response_key()).or_default().push(field),
                Selection::InlineFragment(inline) => {
                    if inline.type_condition.as_ref().is_none_or(|ty| self.possible(ty).contains(concrete)) {
                        self.collect(&inline.selection_set, concrete, fields);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let fragment = self.document.fragments.get(&spread.fragment_name);
                    if let Some(fragment) =
                        fragment.filter(|it| self.possible(it.type_condition()).contains(concrete))
                    {
                        self.collect(&fragment.selection_set, concrete, fields);
                    }
                }
            }
        }
    }
}
