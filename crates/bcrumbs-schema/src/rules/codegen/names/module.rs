//! Computes Rust names as the generator does. Finds two GraphQL names with the same Rust name, and GraphQL names
//! without a valid one.

use std::collections::{HashMap, HashSet};

use apollo_compiler::Name;
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::schema::{ExtendedType, Type};

use crate::finding::Finding;
use crate::options::Normalization;
use crate::rules::codegen::input::{Input, error, is_boxed};
use crate::rules::codegen::names::rust::{camel, field_name, is_identifier, module_name, type_name};
use crate::rules::codegen::names::types::{self, RustField, TypeNames};
use crate::span::Span;

/// Returns the findings about the names in the module of one operation.
pub(crate) fn check(
    input: Input<'_>,
    known: &TypeNames,
    operation: &Operation,
    normalization: Normalization,
) -> Vec<Finding> {
    let Some(name) = &operation.name else {
        return Vec::new();
    };
    let mut module = Module::new(input, known, normalization, Span::name(name));
    module.operation(name);
    module.variables(operation);
    let data = Struct {
        rust: "ResponseData".to_owned(),
        prefix: camel(name),
        path: name.to_string(),
        at: Span::name(name),
    };
    module.selection(&data, &operation.selection_set);
    module.fragments();
    module.types();
    module.report_shadowed();
    module.found
}

/// The Rust names of one generated module, with their GraphQL names.
struct Module<'a> {
    input: Input<'a>,
    known: &'a TypeNames,
    normalization: Normalization,
    types: HashMap<String, String>,
    used: HashSet<&'a Name>,
    spreads: Vec<&'a Name>,
    uses_list: bool,
    uses_box: bool,
    shadowing: Vec<Shadow>,
    at: Span,
    found: Vec<Finding>,
}

/// A type that is called like one of the standard library.
struct Shadow {
    rust: String,
    at: Span,
}

/// A generated struct.
struct Struct {
    rust: String,
    /// The prefix of the names of nested structs.
    prefix: String,
    /// The path of its selection, from the operation or fragment.
    path: String,
    at: Span,
}

impl<'a> Module<'a> {
    fn new(input: Input<'a>, known: &'a TypeNames, normalization: Normalization, at: Span) -> Self {
        let own = ["Boolean", "Float", "Int", "ID", "Variables", "Serialize", "Deserialize", "Result"];
        let types = own.map(|name| (name.to_owned(), "a name that the generator uses itself".to_owned()));
        let (used, spreads) = (HashSet::new(), Vec::new());
        Module {
            input,
            known,
            normalization,
            types: types.into(),
            used,
            spreads,
            uses_list: false,
            uses_box: false,
            shadowing: Vec::new(),
            at,
            found: Vec::new(),
        }
    }

    fn operation(&mut self, name: &Name) {
        let (module, own) = (module_name(name), type_name(name, self.normalization));
        let at = Span::name(name);
        if !is_identifier(&module) || !is_identifier(&own) {
            let message =
                format!("the operation name `{name}` becomes `{module}` and `{own}`, which Rust refuses");
            self.found.push(error("unusable-name", at, message));
        } else if module == own {
            let message = format!("the struct and the module of `{name}` would both be called `{own}`");
            let help = "begin the name with a capital, or set `normalization = \"rust\"`";
            self.found.push(error("name-collision", at, message).help(help));
        }
    }

    fn variables(&mut self, operation: &'a Operation) {
        let fields = operation.variables.iter().map(|v| RustField {
            rust: field_name(&v.name),
            graphql: format!("`${}`", v.name),
            at: Span::name(&v.name),
        });
        self.fields(fields.collect(), "the struct of variables");
        for variable in &operation.variables {
            self.note(&variable.ty);
            if variable.ty.inner_named_type() == "ID" && self.normalization == Normalization::Rust {
                let message = format!(
                    "`${}` is of type `ID`, which the generator calls `Id` with this normalization and does not define",
                    variable.name
                );
                let help = "write `type Id = String;` beside the derive, or pass the id in an input object";
                self.found.push(error("id-variable", Span::name(&variable.name), message).help(help));
            }
            for object in self.input.inputs(&variable.ty) {
                self.used.insert(&object.name);
                self.uses_box |= object.fields.values().any(|field| is_boxed(self.input, &field.ty));
                for field in object.fields.values() {
                    self.note(&field.ty);
                }
            }
        }
    }

    /// Remembers a type that the module names.
    fn note(&mut self, ty: &'a Type) {
        self.uses_list |= ty.is_list();
        self.used.insert(ty.inner_named_type());
    }

    /// The struct of one selection, and those below it.
    fn selection(&mut self, of: &Struct, set: &'a SelectionSet) {
        if let [Selection::FragmentSpread(spread)] = set.selections.as_slice() {
            self.spreads.push(&spread.fragment_name);
            self.define(of.rust.clone(), format!("the selection `{}`", of.path), of.at);
            return;
        }
        let mut fields = Vec::new();
        let (mut has_own, mut seen) = (false, HashSet::new());
        for selection in &set.selections {
            match selection {
                Selection::Field(field) if field.name == "__typename" => {}
                Selection::Field(field) => {
                    has_own = true;
                    let key = field.response_key();
                    let at = Span::name(key);
                    fields.push(RustField { rust: field_name(key), graphql: format!("`{key}`"), at });
                    self.note(&field.definition.ty);
                    // The same key twice has a rule of its own.
                    if !field.selection_set.selections.is_empty() && seen.insert(key) {
                        let rust = format!("{}{}", of.prefix, camel(key));
                        let path = format!("{}.{key}", of.path);
                        let below = Struct { prefix: rust.clone(), rust, path, at };
                        self.selection(&below, &field.selection_set);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.fragment_name;
                    self.spreads.push(name);
                    if self.input.fragment(name).is_some_and(|f| f.ty == set.ty) {
                        has_own = true;
                        let graphql = format!("the fragment `{name}`");
                        fields.push(RustField { rust: field_name(name), graphql, at: Span::name(name) });
                    }
                }
                Selection::InlineFragment(_) => {}
            }
        }
        if self.input.is_abstract(&set.ty) {
            if has_own {
                let (rust, graphql) = ("on".to_owned(), "the variants".to_owned());
                fields.push(RustField { rust, graphql, at: of.at });
                self.define(format!("{}On", of.rust), format!("the variants of `{}`", of.path), of.at);
            }
            self.variants(of, set);
        }
        self.fields(fields, "one struct");
        self.define(of.rust.clone(), format!("the selection `{}`", of.path), of.at);
    }

    /// The structs of the variants of an interface or union, one for each type.
    fn variants(&mut self, of: &Struct, set: &'a SelectionSet) {
        let mut seen = HashSet::new();
        for selection in &set.selections {
            let Selection::InlineFragment(inline) = selection else {
                continue;
            };
            let Some(ty) = inline.type_condition.as_ref().filter(|ty| seen.insert(*ty)) else {
                continue;
            };
            let variant = Struct {
                rust: format!("{}On{ty}", of.prefix),
                prefix: format!("{}On{}", of.prefix, camel(ty)),
                path: format!("{} on {ty}", of.path),
                at: Span::name(ty),
            };
            self.selection(&variant, &inline.selection_set);
        }
        for selection in &set.selections {
            let Selection::FragmentSpread(spread) = selection else {
                continue;
            };
            let fragment = self.input.fragment(&spread.fragment_name).filter(|f| f.ty != set.ty);
            if let Some(fragment) = fragment.filter(|f| seen.insert(&f.ty)) {
                let rust = format!("{}On{}", of.prefix, fragment.ty);
                let what = format!("the selection `{} on {}`", of.path, fragment.ty);
                self.define(rust, what, Span::name(&spread.fragment_name));
            }
        }
    }

    fn fragments(&mut self) {
        let mut seen = HashSet::new();
        while let Some(name) = self.spreads.pop() {
            let Some(set) = self.input.fragment(name).filter(|_| seen.insert(name)) else {
                continue;
            };
            let at = Span::name(name);
            if !is_identifier(name) {
                let message =
                    format!("the fragment `{name}` becomes a type of that name, which Rust refuses");
                self.found.push(error("unusable-name", at, message));
            }
            let of = Struct { rust: name.to_string(), prefix: camel(name), path: name.to_string(), at };
            self.selection(&of, set);
        }
    }

    /// The enums, input types and scalars that the operation reaches.
    fn types(&mut self) {
        let mut used: Vec<&Name> = std::mem::take(&mut self.used).into_iter().collect();
        used.sort();
        for name in used {
            let Some(ty) = self.input.schema.types.get(name).filter(|ty| !ty.is_built_in()) else {
                continue;
            };
            let rust = type_name(name, self.normalization);
            if !matches!(ty, ExtendedType::Enum(_) | ExtendedType::InputObject(_) | ExtendedType::Scalar(_)) {
                continue;
            }
            let known = self.known.of(self.input.schema, self.normalization).get(name);
            let known = known.into_iter().flatten().cloned();
            self.found.extend(known.map(|finding| Finding { span: self.at, ..finding }));
            self.define(rust, format!("the type `{name}`"), self.at);
        }
    }

    fn fields(&mut self, fields: Vec<RustField>, of: &str) {
        self.found.extend(types::fields(fields, of));
    }

    fn define(&mut self, rust: String, what: String, at: Span) {
        if matches!(rust.as_str(), "Option" | "Vec" | "String" | "Box") {
            self.shadowing.push(Shadow { rust: rust.clone(), at });
        }
        if let Some(other) = self.types.get(&rust) {
            let message = format!("{what} and {other} both become the Rust type `{rust}`");
            self.found.push(error("name-collision", at, message).help("use an alias or another name"));
        }
        self.types.insert(rust, what);
    }

    /// Types that hide one of the standard library which the module needs.
    fn report_shadowed(&mut self) {
        for Shadow { rust, at } in std::mem::take(&mut self.shadowing) {
            if (rust == "Vec" && !self.uses_list) || (rust == "Box" && !self.uses_box) {
                continue;
            }
            let message = format!("a type called `{rust}` hides Rust's own in the generated module");
            self.found.push(error("name-collision", at, message));
        }
    }
}
