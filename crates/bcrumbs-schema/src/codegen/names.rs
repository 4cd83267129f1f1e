//! The Rust names that the generator makes, worked out the way it does: two GraphQL names that become one Rust name,
//! and GraphQL names that become none.

mod rust;
mod types;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use apollo_compiler::Name;
use apollo_compiler::executable::{Operation, Selection, SelectionSet};
use apollo_compiler::schema::{ExtendedType, Type};

use crate::check::Normalization;
use crate::codegen::{Input, default::is_boxed, error};
use crate::excerpt::Finding;
use crate::spec::name_span;

use rust::{camel, is_identifier, module_name};
pub(super) use rust::{field_name, type_name};
pub(crate) use types::TypeNames;

pub(super) fn check(input: Input<'_>, operation: &Operation, normalization: Normalization) -> Vec<Finding> {
    let Some(name) = &operation.name else {
        return Vec::new();
    };
    let mut module = Module::new(input, normalization, name_span(name));
    module.operation(name);
    module.variables(operation);
    module.selection("ResponseData".to_owned(), &camel(name), &operation.selection_set, name_span(name));
    module.fragments();
    module.types();
    module.report_shadowed();
    module.found
}

/// One generated module: the names in it, and what they stand for.
struct Module<'a> {
    input: Input<'a>,
    normalization: Normalization,
    types: HashMap<String, String>,
    used: HashSet<&'a Name>,
    spreads: Vec<&'a Name>,
    uses_list: bool,
    uses_box: bool,
    shadowing: Vec<(String, Range<usize>)>,
    at: Range<usize>,
    found: Vec<Finding>,
}

impl<'a> Module<'a> {
    fn new(input: Input<'a>, normalization: Normalization, at: Range<usize>) -> Self {
        let own = ["Boolean", "Float", "Int", "ID", "Variables", "Serialize", "Deserialize", "Result"];
        let types = own.map(|name| (name.to_owned(), "a name that the generator uses itself".to_owned()));
        let (used, spreads) = (HashSet::new(), Vec::new());
        Module {
            input,
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
        let at = name_span(name);
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
        let fields = operation
            .variables
            .iter()
            .map(|v| (field_name(&v.name), format!("`${}`", v.name), name_span(&v.name)));
        self.fields(fields.collect(), "the struct of variables");
        for variable in &operation.variables {
            self.note(&variable.ty);
            if variable.ty.inner_named_type() == "ID" && self.normalization == Normalization::Rust {
                let message = format!(
                    "`${}` is of type `ID`, which the generator calls `Id` with this normalization and does not define",
                    variable.name
                );
                let help = "write `type Id = String;` beside the derive, or pass the id in an input object";
                self.found.push(error("id-variable", name_span(&variable.name), message).help(help));
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

    /// The struct of one selection, and those below it. `prefix` is the path that their names begin with.
    fn selection(&mut self, own: String, prefix: &str, set: &'a SelectionSet, at: Range<usize>) {
        if let [Selection::FragmentSpread(spread)] = set.selections.as_slice() {
            self.spreads.push(&spread.fragment_name);
            self.define(own, format!("the selection on `{}`", set.ty), at);
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
                    fields.push((field_name(key), format!("`{key}`"), name_span(key)));
                    self.note(&field.definition.ty);
                    // The same key twice has a rule of its own.
                    if !field.selection_set.selections.is_empty() && seen.insert(key) {
                        let path = format!("{prefix}{}", camel(key));
                        self.selection(path.clone(), &path, &field.selection_set, name_span(key));
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.fragment_name;
                    self.spreads.push(name);
                    if self.input.fragment(name).is_some_and(|f| f.ty == set.ty) {
                        has_own = true;
                        fields.push((field_name(name), format!("the fragment `{name}`"), name_span(name)));
                    }
                }
                Selection::InlineFragment(_) => {}
            }
        }
        if self.input.is_abstract(&set.ty) {
            if has_own {
                fields.push(("on".to_owned(), "the variants".to_owned(), at.clone()));
                self.define(format!("{own}On"), format!("the variants of `{}`", set.ty), at.clone());
            }
            self.variants(prefix, set);
        }
        self.fields(fields, "one struct");
        self.define(own, format!("the selection on `{}`", set.ty), at);
    }

    /// The structs of the variants of an interface or union, one for each type.
    fn variants(&mut self, prefix: &str, set: &'a SelectionSet) {
        let mut seen = HashSet::new();
        for selection in &set.selections {
            let Selection::InlineFragment(inline) = selection else {
                continue;
            };
            let Some(ty) = inline.type_condition.as_ref().filter(|ty| seen.insert(*ty)) else {
                continue;
            };
            let own = format!("{prefix}On{ty}");
            let path = format!("{prefix}On{}", camel(ty));
            self.selection(own, &path, &inline.selection_set, name_span(ty));
        }
        for selection in &set.selections {
            let Selection::FragmentSpread(spread) = selection else {
                continue;
            };
            let fragment = self.input.fragment(&spread.fragment_name).filter(|f| f.ty != set.ty);
            if let Some(fragment) = fragment.filter(|f| seen.insert(&f.ty)) {
                let own = format!("{prefix}On{}", fragment.ty);
                self.define(own, format!("the variant `{}`", fragment.ty), name_span(&spread.fragment_name));
            }
        }
    }

    fn fragments(&mut self) {
        let mut seen = HashSet::new();
        while let Some(name) = self.spreads.pop() {
            let Some(set) = self.input.fragment(name).filter(|_| seen.insert(name)) else {
                continue;
            };
            let at = name_span(name);
            if !is_identifier(name) {
                let message =
                    format!("the fragment `{name}` becomes a type of that name, which Rust refuses");
                self.found.push(error("unusable-name", at.clone(), message));
            }
            self.selection(name.to_string(), &camel(name), set, at);
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
            let known = self.input.types.of(self.input, self.normalization).get(name);
            self.found.extend(
                known
                    .into_iter()
                    .flatten()
                    .cloned()
                    .map(|finding| Finding { span: self.at.clone(), ..finding }),
            );
            self.define(rust, format!("the type `{name}`"), self.at.clone());
        }
    }

    fn fields(&mut self, fields: Vec<(String, String, Range<usize>)>, of: &str) {
        self.found.extend(types::fields(fields, of));
    }

    fn define(&mut self, rust: String, what: String, at: Range<usize>) {
        if matches!(rust.as_str(), "Option" | "Vec" | "String" | "Box") {
            self.shadowing.push((rust.clone(), at.clone()));
        }
        if let Some(other) = self.types.get(&rust) {
            let message = format!("{what} and {other} both become the Rust type `{rust}`");
            self.found.push(error("name-collision", at, message).help("use an alias or another name"));
        }
        self.types.insert(rust, what);
    }

    /// Types that hide one of the standard library which the module needs.
    fn report_shadowed(&mut self) {
        for (rust, at) in std::mem::take(&mut self.shadowing) {
            if (rust == "Vec" && !self.uses_list) || (rust == "Box" && !self.uses_box) {
                continue;
            }
            let message = format!("a type called `{rust}` hides Rust's own in the generated module");
            self.found.push(error("name-collision", at, message));
        }
    }
}
