//! Executes GraphQL requests: parsing, validation, coercion and introspection are apollo-compiler's, the data ours.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use apollo_compiler::executable::{Operation, OperationType};
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::resolvers::{Execution, ObjectValue};
use apollo_compiler::response::{ExecutionResponse, JsonMap, JsonValue};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::catalog::UNLISTED_NETWORK;
use crate::mutations::Mutations;
use crate::queries::Queries;
use crate::refusal::SEPARATOR;
use crate::resolve::{Context, Twist, UNKNOWN_VALUE};
use crate::world::World;

/// So many documents are kept; then all are forgotten.
const DOCUMENTS: usize = 256;

/// The schema and the documents that were checked against it.
#[derive(Debug)]
pub(crate) struct Engine {
    /// The schema as it is checked in: what requests are validated against.
    schema: Valid<Schema>,
    /// The same schema, whose enums also take the values that the gateway is known to answer and does not document.
    /// The executor would null them otherwise.
    tolerant: Valid<Schema>,
    documents: Mutex<HashMap<String, Checked>>,
}

type Checked = Result<Arc<Document>, String>;

/// A document, checked against either schema.
#[derive(Debug)]
struct Document {
    strict: Valid<ExecutableDocument>,
    tolerant: Valid<ExecutableDocument>,
}

/// A GraphQL request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) query: String,
    pub(crate) operation_name: Option<String>,
    pub(crate) variables: Value,
}

/// What became of a request.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: StatusCode,
    pub(crate) body: Vec<u8>,
    /// Whether resolvers ran.
    pub(crate) executed: bool,
    /// What a mutation made or changed.
    pub(crate) effect: Option<String>,
}

impl Outcome {
    /// An answer that says no, without the `data` key.
    pub(crate) fn refused(status: StatusCode, code: &str, message: &str) -> Self {
        let body = json!({"errors": [{"message": message, "extensions": {"code": code}}]});
        Self { status, body: body.to_string().into_bytes(), executed: false, effect: None }
    }
}

fn refused(code: &str, message: &str) -> Outcome {
    Outcome::refused(StatusCode::BAD_REQUEST, code, message)
}

impl Engine {
    /// An engine for a schema in the schema definition language.
    pub(crate) fn new(sdl: &str) -> Result<Self, String> {
        let failed = |error: &dyn std::fmt::Display| format!("the schema does not validate: {error}");
        let schema = Schema::parse_and_validate(sdl, "schema.graphql").map_err(|error| failed(&error))?;
        let enums = schema.types.values().filter(|it| it.is_enum() && !it.is_built_in());
        let extended = enums.map(|it| match it.name().as_str() {
            name @ "IntegrationType" => {
                format!("extend enum {name} {{ {UNLISTED_NETWORK} {UNKNOWN_VALUE} }}\n")
            }
            name => format!("extend enum {name} {{ {UNKNOWN_VALUE} }}\n"),
        });
        let extended = format!("{sdl}\n{}", extended.collect::<String>());
        let tolerant =
            Schema::parse_and_validate(extended, "schema.graphql").map_err(|error| failed(&error))?;
        Ok(Self { schema, tolerant, documents: Mutex::default() })
    }

    /// The schema as it is checked in.
    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    fn document(&self, query: &str) -> Checked {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = documents.get(query) {
            return known.clone();
        }
        let parse = |schema| {
            ExecutableDocument::parse_and_validate(schema, query, "request.graphql").map_err(|invalid| {
                invalid.errors.iter().next().map_or_else(String::new, |it| it.error.to_string())
            })
        };
        let checked = parse(&self.schema)
            .and_then(|strict| Ok(Arc::new(Document { strict, tolerant: parse(&self.tolerant)? })));
        if documents.len() >= DOCUMENTS {
            documents.clear();
        }
        documents.insert(query.to_owned(), checked.clone());
        checked
    }

    /// The name under which the answer's first field stands, and the operation's own name.
    pub(crate) fn names(&self, request: &Request) -> (Option<String>, Option<String>) {
        let Ok(document) = self.document(&request.query) else {
            return (None, None);
        };
        let Ok(operation) = document.strict.operations.get(request.operation_name.as_deref()) else {
            return (None, None);
        };
        let field =
            operation.root_fields(&document.strict).next().map(|field| field.response_key().to_string());
        (field, operation.name.as_ref().map(ToString::to_string))
    }

    /// Executes a request on a world.
    pub(crate) fn execute(&self, request: &Request, world: &World, twist: Twist) -> Outcome {
        let document = match self.document(&request.query) {
            Ok(document) => document,
            Err(message) => return refused("GRAPHQL_VALIDATION_FAILED", &message),
        };
        let name = request.operation_name.as_deref();
        let Ok(operation) = document.strict.operations.get(name) else {
            return refused("BAD_USER_INPUT", "operationName names no operation of the document");
        };
        let raw = match serde_json::from_value(request.variables.clone()) {
            Ok(JsonValue::Object(map)) => map,
            Ok(JsonValue::Null) => JsonMap::new(),
            _ => return refused("BAD_USER_INPUT", "variables must be an object"),
        };
        let variables = match coerce_variable_values(&self.schema, operation, &raw) {
            Ok(variables) => variables,
            Err(error) => return refused("BAD_USER_INPUT", &error.message().to_string()),
        };

        let (schema, document) = if introspects(operation, &document.strict) {
            (&self.schema, &document.strict)
        } else {
            (&self.tolerant, &document.tolerant)
        };
        let context = Context::new(world, twist, operation.operation_type == OperationType::Mutation);
        let root: &dyn ObjectValue = match operation.operation_type {
            OperationType::Mutation => &Mutations(&context),
            _ => &Queries(&context),
        };
        let execution = Execution::new(schema, document).operation_name(name);
        let response = execution.and_then(|execution| {
            execution.coerced_variable_values(&variables).enable_schema_introspection(true).execute_sync(root)
        });
        match response {
            Ok(response) => Outcome {
                status: StatusCode::OK,
                body: serde_json::to_vec(&coded(response, twist)).unwrap_or_default(),
                executed: true,
                effect: context.effect.take(),
            },
            Err(error) => refused("BAD_USER_INPUT", &error.message().to_string()),
        }
    }
}

fn introspects(operation: &Operation, document: &ExecutableDocument) -> bool {
    operation.root_fields(document).any(|field| matches!(field.name.as_str(), "__schema" | "__type"))
}

/// Moves the codes of the errors to where the gateway has them. What carries no code was not meant to fail, or is the
/// part that a twist breaks.
fn coded(mut response: ExecutionResponse, twist: Twist) -> ExecutionResponse {
    for error in &mut response.errors {
        let text = error.message.strip_prefix("resolver error: ").unwrap_or(&error.message);
        let (code, message) = match text.split_once(SEPARATOR) {
            Some(coded) => coded,
            None if twist == Twist::Partial => ("INTERNAL_SERVER_ERROR", "this part of the answer was lost"),
            None => ("INTERNAL_SERVER_ERROR", text),
        };
        let (code, message) = (code.to_owned(), message.to_owned());
        error.message = message;
        error.extensions.insert("code", code.into());
    }
    response
}
