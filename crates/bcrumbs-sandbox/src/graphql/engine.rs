//! Executes GraphQL requests: parsing, validation, coercion and introspection are apollo-compiler's, the data ours.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use apollo_compiler::executable::{Operation, OperationType};
use apollo_compiler::request::coerce_variable_values;
use apollo_compiler::resolvers::{Execution, ObjectValue};
use apollo_compiler::response::{ExecutionResponse, JsonMap, JsonValue};
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Schema};
use serde_json::Value;

use crate::data::catalog::UNLISTED_NETWORK;
use crate::data::changes::Access;
use crate::data::vocabulary::Vocabulary;
use crate::data::world::World;
use crate::error::Error;
use crate::graphql::error::{RequestError, SEPARATOR};
use crate::graphql::mutations::Mutations;
use crate::graphql::queries::Queries;
use crate::graphql::refusal;
use crate::graphql::resolve::{Context, Twist, UNKNOWN_VALUE};
use crate::graphql::schema::{self, Origin};

/// The maximum number of cached documents. Then the cache is cleared.
const DOCUMENTS: usize = 256;

/// The schema and the documents that were checked against it.
#[derive(Debug)]
pub(crate) struct Engine {
    origin: Origin,
    /// The original schema, for the validation of requests.
    schema: Valid<Schema>,
    /// The same schema with additional enum values: those that the gateway returns without documenting them. Without
    /// them, the executor would return null.
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

/// The result of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Resolvers ran.
    Executed {
        /// The response as JSON.
        body: Vec<u8>,
        /// The identifier of the row that a mutation created or changed.
        effect: Option<String>,
    },
    /// The request cannot be executed.
    Invalid(RequestError),
}

/// The names in a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    /// The operation's own name, as the document states it.
    pub(crate) operation: Option<String>,
    /// The root fields.
    pub(crate) fields: Vec<String>,
    /// The key of the first field in the response.
    pub(crate) response_key: Option<String>,
}

fn invalid(message: impl Into<String>) -> Outcome {
    Outcome::Invalid(RequestError::input(message))
}

/// The first finding, in one line.
fn not_valid(findings: &DiagnosticList) -> Error {
    let first = findings.iter().next();
    let place = first.as_ref().and_then(|finding| finding.line_column_range()).map(|range| range.start);
    let place = place.map_or_else(String::new, |at| format!(" (line {}, column {})", at.line, at.column));
    let message = first.map_or_else(String::new, |finding| finding.error.to_string());
    Error::Schema { reason: format!("{message}{place}") }
}

impl Engine {
    /// An engine for a schema in the schema definition language.
    pub(crate) fn new(sdl: &str, origin: Origin) -> Result<Self, Error> {
        let schema =
            Schema::parse_and_validate(sdl, "schema.graphql").map_err(|failed| not_valid(&failed.errors))?;
        if let Some(reason) = schema::unservable(&schema) {
            return Err(Error::Schema { reason });
        }
        let enums = schema.types.values().filter(|it| !it.is_built_in()).filter_map(|it| it.as_enum());
        let extended = enums.map(|it| {
            let networks = it.values.contains_key("WHATSAPP") && !it.values.contains_key(UNLISTED_NETWORK);
            let unlisted = if networks { UNLISTED_NETWORK } else { "" };
            format!("extend enum {} {{ {unlisted} {UNKNOWN_VALUE} }}\n", it.name)
        });
        let extended = format!("{sdl}\n{}", extended.collect::<String>());
        let tolerant = Schema::parse_and_validate(extended, "schema.graphql")
            .map_err(|failed| not_valid(&failed.errors))?;
        Ok(Self { origin, schema, tolerant, documents: Mutex::default() })
    }

    /// The words of the schema's enums.
    pub(crate) fn vocabulary(&self) -> Vocabulary {
        schema::vocabulary(&self.schema)
    }

    fn document(&self, query: &str) -> Checked {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = documents.get(query) {
            return known.clone();
        }
        let parse = |schema| {
            ExecutableDocument::parse_and_validate(schema, query, "request.graphql")
                .map_err(|invalid| refusal::message(&invalid.errors, query))
        };
        let checked = parse(&self.schema)
            .and_then(|strict| Ok(Arc::new(Document { strict, tolerant: parse(&self.tolerant)? })));
        if documents.len() >= DOCUMENTS {
            documents.clear();
        }
        documents.insert(query.to_owned(), checked.clone());
        checked
    }

    /// Returns the names in a request. They are empty if the document is not valid.
    pub(crate) fn names(&self, request: &Request) -> Names {
        let Ok(document) = self.document(&request.query) else {
            return Names::default();
        };
        let Ok(operation) = document.strict.operations.get(request.operation_name.as_deref()) else {
            return Names::default();
        };
        let fields = || operation.root_fields(&document.strict);
        Names {
            operation: operation.name.as_ref().map(ToString::to_string),
            fields: fields().map(|field| field.name.to_string()).collect(),
            response_key: fields().next().map(|field| field.response_key().to_string()),
        }
    }

    /// Executes a request on the data.
    pub(crate) fn execute(&self, request: &Request, world: &World, access: Access, twist: Twist) -> Outcome {
        let document = match self.document(&request.query) {
            Ok(document) => document,
            Err(message) => return Outcome::Invalid(RequestError::validation(message)),
        };
        let name = request.operation_name.as_deref();
        let Ok(operation) = document.strict.operations.get(name) else {
            return invalid("operationName names no operation of the document");
        };
        let raw = match serde_json::from_value(request.variables.clone()) {
            Ok(JsonValue::Object(map)) => map,
            Ok(JsonValue::Null) => JsonMap::new(),
            _ => return invalid("variables must be an object"),
        };
        let variables = match coerce_variable_values(&self.schema, operation, &raw) {
            Ok(variables) => variables,
            Err(error) => return invalid(error.message().to_string()),
        };

        let (schema, document) = if introspects(operation, &document.strict) {
            (&self.schema, &document.strict)
        } else {
            (&self.tolerant, &document.tolerant)
        };
        let context = Context::new(world, twist, access, self.origin, operation.operation_type);
        let type_name = operation.object_type().as_str();
        let root: &dyn ObjectValue = match operation.operation_type {
            OperationType::Mutation => &Mutations { context: &context, type_name },
            OperationType::Query | OperationType::Subscription => &Queries { context: &context, type_name },
        };
        let execution = Execution::new(schema, document).operation_name(name);
        let response = execution.and_then(|execution| {
            execution.coerced_variable_values(&variables).enable_schema_introspection(true).execute_sync(root)
        });
        match response {
            Ok(response) => Outcome::Executed {
                body: serde_json::to_vec(&coded(response, twist)).unwrap_or_default(),
                effect: context.effect.take(),
            },
            Err(error) => invalid(error.message().to_string()),
        }
    }
}

fn introspects(operation: &Operation, document: &ExecutableDocument) -> bool {
    operation.root_fields(document).any(|field| matches!(field.name.as_str(), "__schema" | "__type"))
}

/// Moves the codes of the errors to `extensions.code`, like the gateway. An error without a code is unexpected, or
/// comes from a fault of the data.
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
