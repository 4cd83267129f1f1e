//! The values of an operation's variables, from `--var`, `--vars` and the settings.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::input::read_file;
use apollo_compiler::Node;
use apollo_compiler::ast::VariableDefinition;
use clap::Args;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// The variable that is filled from the settings.
const WORKSPACE: &str = "workspaceId";

/// The longest file of variables, in bytes: as long as a response may be.
const LONGEST_FILE: usize = 16 * 1024 * 1024;

/// The variables that are given.
#[derive(Debug, Args)]
pub(crate) struct VariableArguments {
    /// The value of a variable: text for String and ID, else JSON, for example limit=5 or input='{"a": 1}'; repeatable
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    var: Vec<(String, String)>,

    /// A file with a JSON object of variables; --var overrides it
    #[arg(long, value_name = "FILE")]
    vars: Option<PathBuf>,
}

impl VariableArguments {
    /// Returns the values, each of the form that its variable's type asks for.
    pub(crate) fn values(
        &self,
        definitions: &[Node<VariableDefinition>],
        global: &Global,
    ) -> Result<Map<String, Value>, Failure> {
        let mut values = self.file()?;
        let mut given = Vec::new();
        for (name, text) in &self.var {
            if given.contains(&name) {
                return Err(Failure::Usage(format!("--var {name}=… is given twice: leave one out")));
            }
            given.push(name);
            let definition = definitions.iter().find(|definition| definition.name == name.as_str());
            let value = definition.map_or(Value::Null, |definition| typed(definition, text));
            values.insert(name.clone(), value);
        }
        let known = |name: &str| definitions.iter().any(|definition| definition.name == name);
        if let Some(unknown) = values.keys().find(|name| !known(name)) {
            let all: Vec<String> =
                definitions.iter().map(|definition| format!("${}", definition.name)).collect();
            let all = if all.is_empty() { "no variables".to_owned() } else { all.join(", ") };
            return Err(Failure::Usage(format!("the operation has no variable ${unknown}; it has {all}")));
        }
        if known(WORKSPACE) && !values.contains_key(WORKSPACE) {
            values.insert(WORKSPACE.to_owned(), connect::number(global)?.into());
        }
        let required = |definition: &&Node<VariableDefinition>| {
            definition.ty.is_non_null() && definition.default_value.is_none()
        };
        let missing = definitions
            .iter()
            .filter(required)
            .find(|definition| values.get(definition.name.as_str()).is_none_or(Value::is_null));
        match missing {
            Some(definition) => {
                let name = &definition.name;
                Err(Failure::Usage(format!("the variable ${name} is required: give it by --var {name}=…")))
            }
            None => Ok(values),
        }
    }

    fn file(&self) -> Result<Map<String, Value>, Failure> {
        let Some(file) = &self.vars else { return Ok(Map::new()) };
        let name = file.display();
        let text = read_file(file, LONGEST_FILE)
            .map_err(|problem| Failure::Usage(format!("{name} cannot be read: {problem}")))?;
        serde_json::from_str(&text)
            .map_err(|problem| Failure::Usage(format!("{name} holds no JSON object of variables: {problem}")))
    }
}

/// Reads a value as its variable's type asks for: text stays text where the type is text.
fn typed(definition: &VariableDefinition, text: &str) -> Value {
    let is_text =
        matches!(definition.ty.inner_named_type().as_str(), "String" | "ID") && !definition.ty.is_list();
    match serde_json::from_str(text) {
        Ok(value) if !is_text => value,
        // An enum's value is a bare word.
        Ok(_) | Err(_) => Value::String(text.to_owned()),
    }
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => {
            Ok((name.trim_start_matches('$').to_owned(), value.to_owned()))
        }
        _ => Err("write it as NAME=VALUE, for example tag=VIP".to_owned()),
    }
}
