//! Removes findings that follow from another one: the compiler drops unknown parts and then reports them as missing,
//! or reports one error twice.

use std::collections::{HashMap, HashSet};

use apollo_compiler::ast::{Definition, Directive, Document, Selection, Value};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node, Schema};

use crate::document::errors::quoted;
use crate::finding::Finding;
use crate::rules::graph::Graph;
use crate::span::Span;

/// The data that distinguishes such a finding from others.
pub(crate) struct Echoes<'a> {
    schema: &'a Schema,
    fragments: HashSet<&'a str>,
    /// Where fields have a selection of their own.
    with_selection: HashSet<usize>,
    /// The alias and name of the field that begins at a byte.
    heads: HashMap<usize, Head<'a>>,
    /// Arguments and input fields that are set to `null`: where their owner begins, and their name.
    nulls: HashSet<Null<'a>>,
    /// The variable that is read at a byte.
    variables: HashMap<usize, &'a str>,
    /// Variables whose type the schema does not know.
    of_unknown_type: HashSet<&'a str>,
}

#[derive(PartialEq, Eq, Hash)]
struct Null<'a> {
    owner: usize,
    name: &'a str,
}

/// The name of a field, with its alias.
struct Head<'a> {
    span: Span,
    name: &'a Name,
}

impl<'a> Echoes<'a> {
    pub(crate) fn of(schema: &'a Schema, tree: &'a Document, graph: &Graph<'a>, found: &[Finding]) -> Self {
        let fragments = graph.fragments.iter().map(|fragment| fragment.node.name.as_str()).collect();
        let mut echoes = Echoes {
            schema,
            fragments,
            with_selection: HashSet::new(),
            heads: HashMap::new(),
            nulls: HashSet::new(),
            variables: HashMap::new(),
            of_unknown_type: HashSet::new(),
        };
        if !found.is_empty() {
            echoes.collect(tree);
        }
        echoes
    }

    /// Returns whether a finding follows from another one, or is covered by one of our own rules.
    pub(crate) fn follows_from_another(&self, finding: &Finding) -> bool {
        let mut names = quoted(&finding.message);
        match finding.code {
            "unused-variable" | "unused-fragment" | "subscription-fields" | "recursive-fragment" => true,
            // The rule `chains` has checked the chains.
            "too-deep" => finding.message.ends_with("contains too much nesting"),
            "missing-selection" => self.with_selection.contains(&finding.span.start),
            "unknown-fragment" => names.next().is_some_and(|name| self.fragments.contains(name)),
            // This follows from a reported finding: the type has no fields.
            "unknown-field" => names.next().is_some_and(|ty| self.is_leaf(ty)),
            "impossible-fragment" => names.any(|ty| self.is_leaf(ty)),
            "missing-argument" => names.next().is_some_and(|coordinate| {
                let name = coordinate.rsplit_once('(').map(|(_, argument)| argument.trim_end_matches(":)"));
                name.is_some_and(|name| self.is_null(finding.span, name))
            }),
            "missing-input-field" => names.next().is_some_and(|coordinate| {
                coordinate.rsplit_once('.').is_some_and(|(_, name)| self.is_null(finding.span, name))
            }),
            "variable-not-allowed" => names
                .next()
                .and_then(|variable| variable.strip_prefix('$'))
                .is_some_and(|variable| self.of_unknown_type.contains(variable)),
            "wrong-value-type" => self
                .variables
                .get(&finding.span.start)
                .is_some_and(|variable| self.of_unknown_type.contains(variable)),
            _ => false,
        }
    }

    /// Marks only the name of a field, where the compiler marks its whole selection, and names the field.
    pub(crate) fn mark_head(&self, finding: &mut Finding) {
        if matches!(
            finding.code,
            "missing-argument" | "missing-selection" | "selection-on-leaf" | "conflicting-fields"
        ) && let Some(Head { span, name }) = self.heads.get(&finding.span.start)
        {
            finding.span = *span;
            if finding.code == "selection-on-leaf" {
                let ty = quoted(&finding.message).next().unwrap_or_default();
                finding.message =
                    format!("the field `{name}` has the type `{ty}`, which has no fields to select");
            }
        }
    }

    fn is_null(&self, owner: Span, name: &str) -> bool {
        self.nulls.contains(&Null { owner: owner.start, name })
    }

    fn is_leaf(&self, ty: &str) -> bool {
        match self.schema.types.get(ty) {
            Some(ExtendedType::Scalar(_) | ExtendedType::Enum(_) | ExtendedType::InputObject(_)) => true,
            Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_)) | None => {
                false
            }
        }
    }

    fn collect(&mut self, tree: &'a Document) {
        for definition in &tree.definitions {
            match definition {
                Definition::OperationDefinition(operation) => {
                    for variable in &operation.variables {
                        if !self.schema.types.contains_key(variable.ty.inner_named_type()) {
                            self.of_unknown_type.insert(&variable.name);
                        }
                        if let Some(default) = &variable.default_value {
                            self.value(default);
                        }
                    }
                    self.directives(&operation.directives);
                    self.selections(&operation.selection_set);
                }
                Definition::FragmentDefinition(fragment) => {
                    self.directives(&fragment.directives);
                    self.selections(&fragment.selection_set);
                }
                _ => {}
            }
        }
    }

    fn selections(&mut self, selections: &'a [Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    let at = Span::of(field.location());
                    let name = Span::name(&field.name);
                    let head = field.alias.as_ref().map_or(name, |alias| Span::name(alias).to(name));
                    self.heads.insert(at.start, Head { span: head, name: &field.name });
                    if !field.selection_set.is_empty() {
                        self.with_selection.insert(at.start);
                    }
                    for argument in &field.arguments {
                        self.named_value(at, &argument.name, &argument.value);
                    }
                    self.directives(&field.directives);
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(inline) => {
                    self.directives(&inline.directives);
                    self.selections(&inline.selection_set);
                }
                Selection::FragmentSpread(spread) => self.directives(&spread.directives),
            }
        }
    }

    fn directives(&mut self, directives: &'a [Node<Directive>]) {
        for directive in directives {
            let at = Span::of(directive.location());
            for argument in &directive.arguments {
                self.named_value(at, &argument.name, &argument.value);
            }
        }
    }

    fn named_value(&mut self, owner: Span, name: &'a Name, value: &'a Node<Value>) {
        if value.is_null() {
            self.nulls.insert(Null { owner: owner.start, name });
        }
        self.value(value);
    }

    fn value(&mut self, value: &'a Node<Value>) {
        match &**value {
            Value::List(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(fields) => {
                let at = Span::of(value.location());
                for (name, value) in fields {
                    self.named_value(at, name, value);
                }
            }
            Value::Variable(name) => {
                self.variables.insert(Span::of(value.location()).start, name);
            }
            Value::Null
            | Value::Enum(_)
            | Value::String(_)
            | Value::Float(_)
            | Value::Int(_)
            | Value::Boolean(_) => {}
        }
    }
}
