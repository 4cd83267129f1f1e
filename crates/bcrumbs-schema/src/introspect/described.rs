//! Writes an introspection as SDL. The data comes from a server, so each part is checked before it is copied into the
//! text.

use std::fmt::Write;

use apollo_compiler::Name;
use apollo_compiler::ast::{self, Selection};
use apollo_compiler::parser::Parser;
use serde::Deserialize;

/// The built-in directives and scalars.
const BUILT_IN: [&str; 9] =
    ["skip", "include", "deprecated", "specifiedBy", "Int", "Float", "String", "Boolean", "ID"];

/// Deeper than any query asks.
const DEEPEST: usize = 64;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Described {
    description: Option<String>,
    query_type: Option<Named>,
    mutation_type: Option<Named>,
    subscription_type: Option<Named>,
    types: Vec<Type>,
    #[serde(default)]
    directives: Vec<Directive>,
}

impl Described {
    pub(crate) fn declares(&self, directive: &str) -> bool {
        self.directives.iter().any(|d| d.name == directive)
    }

    /// The SDL, or what in the answer cannot be SDL.
    pub(crate) fn sdl(&self) -> Result<String, String> {
        let mut out = String::new();
        schema_definition(self, &mut out)?;
        let mut directives: Vec<&Directive> =
            self.directives.iter().filter(|d| !BUILT_IN.contains(&d.name.as_str())).collect();
        directives.sort_by(|a, b| a.name.cmp(&b.name));
        for one in directives {
            directive(one, &mut out)?;
        }
        let is_own = |ty: &&Type| !ty.name.starts_with("__") && !BUILT_IN.contains(&ty.name.as_str());
        let mut types: Vec<&Type> = self.types.iter().filter(is_own).collect();
        types.sort_by(|a, b| a.name.cmp(&b.name));
        for one in types {
            ty(one, &mut out)?;
        }
        Ok(out)
    }
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Type {
    kind: String,
    name: String,
    description: Option<String>,
    fields: Option<Vec<Field>>,
    input_fields: Option<Vec<InputValue>>,
    interfaces: Option<Vec<Named>>,
    enum_values: Option<Vec<EnumValue>>,
    possible_types: Option<Vec<Named>>,
    #[serde(rename = "specifiedByURL")]
    specified_by_url: Option<String>,
    is_one_of: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: String,
    description: Option<String>,
    #[serde(default)]
    args: Vec<InputValue>,
    #[serde(rename = "type")]
    ty: TypeRef,
    is_deprecated: Option<bool>,
    deprecation_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InputValue {
    name: String,
    description: Option<String>,
    #[serde(rename = "type")]
    ty: TypeRef,
    default_value: Option<String>,
    is_deprecated: Option<bool>,
    deprecation_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EnumValue {
    name: String,
    description: Option<String>,
    is_deprecated: Option<bool>,
    deprecation_reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Directive {
    name: String,
    description: Option<String>,
    #[serde(default)]
    is_repeatable: bool,
    locations: Vec<String>,
    #[serde(default)]
    args: Vec<InputValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TypeRef {
    kind: String,
    name: Option<String>,
    of_type: Option<Box<TypeRef>>,
}

fn schema_definition(described: &Described, out: &mut String) -> Result<(), String> {
    let roots = [
        ("query", "Query", &described.query_type),
        ("mutation", "Mutation", &described.mutation_type),
        ("subscription", "Subscription", &described.subscription_type),
    ];
    let exists = |name: &str| described.types.iter().any(|ty| ty.name == name);
    let usual = roots.iter().all(|(_, usual, found)| match found {
        Some(found) => found.name == *usual,
        None => !exists(usual),
    });
    if usual && described.description.is_none() {
        return Ok(());
    }
    text(described.description.as_deref(), out);
    out.push_str("schema {\n");
    for (kind, _, found) in roots {
        if let Some(found) = found {
            let _ = writeln!(out, "  {kind}: {}", name(&found.name)?);
        }
    }
    out.push_str("}\n");
    Ok(())
}

fn directive(directive: &Directive, out: &mut String) -> Result<(), String> {
    text(directive.description.as_deref(), out);
    let _ = write!(out, "directive @{}", name(&directive.name)?);
    arguments(&directive.args, out)?;
    let repeatable = if directive.is_repeatable { " repeatable" } else { "" };
    let locations: Result<Vec<&str>, String> = directive.locations.iter().map(|l| name(l)).collect();
    let _ = writeln!(out, "{repeatable} on {}", locations?.join(" | "));
    Ok(())
}

fn ty(ty: &Type, out: &mut String) -> Result<(), String> {
    text(ty.description.as_deref(), out);
    let own = name(&ty.name)?;
    match ty.kind.as_str() {
        "SCALAR" => {
            let _ = write!(out, "scalar {own}");
            if let Some(url) = &ty.specified_by_url {
                let _ = write!(out, " @specifiedBy(url: {})", quoted(url));
            }
            out.push('\n');
        }
        "OBJECT" | "INTERFACE" => {
            let _ = write!(out, "{} {own}", if ty.kind == "OBJECT" { "type" } else { "interface" });
            let interfaces = names(ty.interfaces.as_deref())?;
            if !interfaces.is_empty() {
                let _ = write!(out, " implements {}", interfaces.join(" & "));
            }
            block(ty.fields.as_deref(), out, |field, out| {
                text(field.description.as_deref(), out);
                out.push_str(name(&field.name)?);
                arguments(&field.args, out)?;
                let _ = write!(out, ": {}", type_ref(&field.ty, 0)?);
                deprecated(field.is_deprecated, field.deprecation_reason.as_deref(), out);
                Ok(())
            })?;
        }
        "UNION" => {
            let members = names(ty.possible_types.as_deref())?;
            let _ = writeln!(out, "union {own} = {}", members.join(" | "));
        }
        "ENUM" => {
            let _ = write!(out, "enum {own}");
            block(ty.enum_values.as_deref(), out, |value, out| {
                text(value.description.as_deref(), out);
                out.push_str(name(&value.name)?);
                deprecated(value.is_deprecated, value.deprecation_reason.as_deref(), out);
                Ok(())
            })?;
        }
        "INPUT_OBJECT" => {
            let one_of = if ty.is_one_of == Some(true) { " @oneOf" } else { "" };
            let _ = write!(out, "input {own}{one_of}");
            block(ty.input_fields.as_deref(), out, input_value)?;
        }
        other => return Err(format!("`{own}` is of the unknown kind `{other}`")),
    }
    Ok(())
}

fn block<T>(
    items: Option<&[T]>,
    out: &mut String,
    item: impl Fn(&T, &mut String) -> Result<(), String>,
) -> Result<(), String> {
    out.push_str(" {\n");
    for one in items.unwrap_or_default() {
        item(one, out)?;
        out.push('\n');
    }
    out.push_str("}\n");
    Ok(())
}

fn arguments(values: &[InputValue], out: &mut String) -> Result<(), String> {
    for (i, value) in values.iter().enumerate() {
        out.push_str(if i == 0 { "(" } else { " " });
        input_value(value, out)?;
    }
    if !values.is_empty() {
        out.push(')');
    }
    Ok(())
}

fn input_value(value: &InputValue, out: &mut String) -> Result<(), String> {
    text(value.description.as_deref(), out);
    let _ = write!(out, "{}: {}", name(&value.name)?, type_ref(&value.ty, 0)?);
    if let Some(default) = &value.default_value {
        let _ = write!(out, " = {}", literal(default)?);
    }
    deprecated(value.is_deprecated, value.deprecation_reason.as_deref(), out);
    Ok(())
}

fn deprecated(is_deprecated: Option<bool>, reason: Option<&str>, out: &mut String) {
    if is_deprecated == Some(true) {
        out.push_str(" @deprecated");
        if let Some(reason) = reason {
            let _ = write!(out, "(reason: {})", quoted(reason));
        }
    }
}

fn type_ref(ty: &TypeRef, depth: usize) -> Result<String, String> {
    let inner = |ty: &TypeRef| match &ty.of_type {
        Some(inner) if depth < DEEPEST => type_ref(inner, depth + 1),
        _ => Err("a type is cut off: it is nested deeper than the query asks".to_owned()),
    };
    match ty.kind.as_str() {
        "NON_NULL" => Ok(format!("{}!", inner(ty)?)),
        "LIST" => Ok(format!("[{}]", inner(ty)?)),
        _ => {
            name(ty.name.as_deref().ok_or("a type has neither a name nor a type inside")?).map(str::to_owned)
        }
    }
}

fn names(found: Option<&[Named]>) -> Result<Vec<&str>, String> {
    found.unwrap_or_default().iter().map(|named| name(&named.name)).collect()
}

fn name(text: &str) -> Result<&str, String> {
    if Name::is_valid_syntax(text) { Ok(text) } else { Err(format!("{text:?} is not a GraphQL name")) }
}

/// Parses the text of a default value, and prints the parsed value.
fn literal(text: &str) -> Result<String, String> {
    let wrong = || format!("the default value {text:?} is not a GraphQL value");
    let parsed = Parser::new().recursion_limit(DEEPEST).parse_ast(format!("{{f(a:{text}\n)}}"), "default");
    let document = parsed.map_err(|_| wrong())?;
    let [ast::Definition::OperationDefinition(operation)] = document.definitions.as_slice() else {
        return Err(wrong());
    };
    match operation.selection_set.as_slice() {
        [Selection::Field(field)] if field.selection_set.is_empty() => match field.arguments.as_slice() {
            [argument] => Ok(argument.value.serialize().no_indent().to_string()),
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}

fn text(description: Option<&str>, out: &mut String) {
    if let Some(description) = description.filter(|d| !d.is_empty()) {
        let _ = writeln!(out, "{}", quoted(description));
    }
}

/// A string literal that holds any text.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
