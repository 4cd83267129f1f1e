//! Keeps the descriptions of an older schema where the new one has none: a server that publishes no descriptions must not
//! remove those that a team has written.

use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, FieldDefinition, InputValueDefinition};
use apollo_compiler::schema::ExtendedType;

use crate::document::parse::{self, Sdl};
use crate::schema::Schema;
use crate::source::Source;

type Description = Option<Node<str>>;

impl Schema {
    /// Returns this schema with the descriptions of `old` for each part that has none: types, fields, arguments, input
    /// fields, enum values and directives, by their names. Comments are not kept.
    ///
    /// If a description is added, the text is printed again; otherwise it stays as it is.
    ///
    /// ```
    /// use bcrumbs_schema::Schema;
    ///
    /// let ours = Schema::parse("s.graphql", "type Query { \"Ours.\" a: Int \"Ours.\" b: Int }").unwrap();
    /// let theirs = Schema::parse("s.graphql", "type Query { a: Int \"Theirs.\" b: Int }").unwrap();
    /// let kept = theirs.keep_descriptions(&ours);
    /// let lines: Vec<&str> = kept.sdl().lines().map(str::trim).collect();
    /// assert_eq!(lines[1..5], ["\"\"\"Ours.\"\"\"", "a: Int", "\"\"\"Theirs.\"\"\"", "b: Int"]);
    /// ```
    #[must_use]
    pub fn keep_descriptions(&self, old: &Schema) -> Schema {
        let Ok(Sdl { mut tree, .. }) = parse::sdl(&Source::new(self.path(), self.sdl())) else {
            return self.clone();
        };
        let mut kept = Kept::Nothing;
        for definition in &mut tree.definitions {
            keep(definition, old, &mut kept);
        }
        match kept {
            Kept::Nothing => self.clone(),
            // The printed text of a valid schema is valid.
            Kept::Something => Schema::parse(self.path(), tree.to_string()).unwrap_or_else(|_| self.clone()),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Nothing,
    Something,
}

fn keep(definition: &mut Definition, old: &Schema, kept: &mut Kept) {
    let ty = |name: &str| old.valid.types.get(name);
    match definition {
        Definition::SchemaDefinition(new) => {
            fill(&mut new.make_mut().description, old.valid.schema_definition.description.as_ref(), kept);
        }
        Definition::DirectiveDefinition(new) => {
            let Some(old) = old.valid.directive_definitions.get(&new.name) else { return };
            let new = new.make_mut();
            fill(&mut new.description, old.description.as_ref(), kept);
            values(&mut new.arguments, &old.arguments, kept);
        }
        Definition::ScalarTypeDefinition(new) => {
            let Some(ExtendedType::Scalar(old)) = ty(&new.name) else { return };
            fill(&mut new.make_mut().description, old.description.as_ref(), kept);
        }
        Definition::UnionTypeDefinition(new) => {
            let Some(ExtendedType::Union(old)) = ty(&new.name) else { return };
            fill(&mut new.make_mut().description, old.description.as_ref(), kept);
        }
        Definition::ObjectTypeDefinition(new) => {
            let Some(ExtendedType::Object(old)) = ty(&new.name) else { return };
            let new = new.make_mut();
            fill(&mut new.description, old.description.as_ref(), kept);
            fields(&mut new.fields, |name| old.fields.get(name).map(|field| &field.node), kept);
        }
        Definition::InterfaceTypeDefinition(new) => {
            let Some(ExtendedType::Interface(old)) = ty(&new.name) else { return };
            let new = new.make_mut();
            fill(&mut new.description, old.description.as_ref(), kept);
            fields(&mut new.fields, |name| old.fields.get(name).map(|field| &field.node), kept);
        }
        Definition::EnumTypeDefinition(new) => {
            let Some(ExtendedType::Enum(old)) = ty(&new.name) else { return };
            let new = new.make_mut();
            fill(&mut new.description, old.description.as_ref(), kept);
            for value in &mut new.values {
                let Some(old) = old.values.get(&value.value) else { continue };
                fill(&mut value.make_mut().description, old.description.as_ref(), kept);
            }
        }
        Definition::InputObjectTypeDefinition(new) => {
            let Some(ExtendedType::InputObject(old)) = ty(&new.name) else { return };
            let new = new.make_mut();
            fill(&mut new.description, old.description.as_ref(), kept);
            for field in &mut new.fields {
                let Some(old) = old.fields.get(&field.name) else { continue };
                fill(&mut field.make_mut().description, old.description.as_ref(), kept);
            }
        }
        // Descriptions belong to definitions, and a schema from an introspection has no extensions.
        _ => {}
    }
}

fn fields<'a>(
    new: &mut [Node<FieldDefinition>],
    old: impl Fn(&str) -> Option<&'a Node<FieldDefinition>>,
    kept: &mut Kept,
) {
    for field in new {
        let Some(old) = old(&field.name) else { continue };
        let field = field.make_mut();
        fill(&mut field.description, old.description.as_ref(), kept);
        values(&mut field.arguments, &old.arguments, kept);
    }
}

fn values(new: &mut [Node<InputValueDefinition>], old: &[Node<InputValueDefinition>], kept: &mut Kept) {
    for value in new {
        let Some(old) = old.iter().find(|old| old.name == value.name) else { continue };
        fill(&mut value.make_mut().description, old.description.as_ref(), kept);
    }
}

fn fill(new: &mut Description, old: Option<&Node<str>>, kept: &mut Kept) {
    if let (None, Some(old)) = (&new, old) {
        *new = Some(old.clone());
        *kept = Kept::Something;
    }
}
