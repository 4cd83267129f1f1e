//! Handles one HTTP request: the key, the fault, the execution, the journal, the response.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Extension, Request as HttpRequest, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;

use crate::data::changes::Access;
use crate::fault::Fault;
use crate::gateway::{Gateway, lock};
use crate::graphql::engine::{Names, Outcome, Request};
use crate::graphql::resolve::Twist;
use crate::http::connection::{Connection, Cut};
use crate::http::response;
use crate::journal::Entry;

/// The maximum size of a request's body, in bytes.
pub(crate) const BODY_LIMIT: usize = 1 << 20;

/// The number of a request, for the `x-request-id` header of its response.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// Ends the connection, and waits until this has ended the handler.
async fn reset(connection: &Connection) -> ! {
    connection.cut(Cut::Reset);
    std::future::pending().await
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// The parts of a GraphQL request.
fn parse(body: &[u8]) -> Result<Request, &'static str> {
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(body) else {
        return Err("the body must be a JSON object");
    };
    let Some(Value::String(query)) = fields.remove("query") else {
        return Err("the body has no query");
    };
    let operation_name = match fields.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err("operationName must be a string"),
    };
    Ok(Request { query, operation_name, variables: fields.remove("variables").unwrap_or_default() })
}

/// Returns the fault for a request: from the script, else for its operation, else from the storm.
fn fault_of(
    gateway: &Gateway,
    scripted: Option<Fault>,
    drawn: Option<Fault>,
    names: &Names,
) -> Option<Fault> {
    let by_operation = || {
        let names: Vec<&str> = names.operation.iter().chain(&names.fields).map(String::as_str).collect();
        gateway.rules.lock().take(&names)
    };
    scripted.or_else(by_operation).or(drawn)
}

/// Answers one GraphQL request.
pub(crate) async fn serve(
    State(gateway): State<Arc<Gateway>>,
    Extension(connection): Extension<Arc<Connection>>,
    Extension(id): Extension<RequestId>,
    request: HttpRequest,
) -> Response {
    let scripted = lock(&gateway.script).take();
    let drawn = if scripted.is_none() { lock(&gateway.script).drawn() } else { None };
    if scripted.as_ref().or(drawn.as_ref()) == Some(&Fault::ResetBeforeReading) {
        gateway.log.line(|| "a request -> reset before it was read".to_owned());
        reset(&connection).await;
    }
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return response::refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "BAD_USER_INPUT",
            "the body is larger than 1 MiB",
        );
    };
    let request = parse(&body);
    let mut names = request.as_ref().map(|request| gateway.engine.names(request)).unwrap_or_default();
    if let Ok(Request { operation_name: Some(name), .. }) = &request {
        names.operation = Some(name.clone());
    }
    let fault = fault_of(&gateway, scripted, drawn, &names);
    let entry = lock(&gateway.journal).add(Entry {
        operation: names.operation,
        fields: names.fields,
        fault: fault.clone(),
        variables: request.as_ref().map(|request| request.variables.clone()).unwrap_or_default(),
        request_id: id.0,
        authorization: head.headers.contains_key(AUTHORIZATION),
        user_agent: header(&head.headers, USER_AGENT),
        accept: header(&head.headers, ACCEPT),
        content_type: header(&head.headers, CONTENT_TYPE),
        ..Entry::default()
    });
    // The fault of an operation is known only after reading, so a reset before reading is not possible.
    if matches!(fault, Some(Fault::ResetBeforeReading | Fault::ResetAfterReading)) {
        note(&gateway, entry);
        reset(&connection).await;
    }
    let instead = fault.as_ref().and_then(|fault| response::instead(fault, names.response_key.as_deref()));
    let response = match instead {
        Some(response) => response,
        None => {
            let authorization = header(&head.headers, AUTHORIZATION).unwrap_or_default();
            let response =
                run(&gateway, request, gateway.access(&authorization), fault.as_ref(), entry).await;
            match &fault {
                None => response,
                Some(Fault::ResetAfterExecuting) => {
                    note(&gateway, entry);
                    reset(&connection).await
                }
                Some(Fault::Delay(delay)) => {
                    tokio::time::sleep(*delay).await;
                    response
                }
                Some(fault) => response::damaged(response, fault, &connection).await,
            }
        }
    };
    if !gateway.latency.is_zero() {
        tokio::time::sleep(gateway.latency).await;
    }
    if let Some(entry) = lock(&gateway.journal).entry(entry) {
        entry.status = Some(response.status().as_u16());
    }
    note(&gateway, entry);
    response
}

/// Logs a request: its operation, its fault, and the status of the response.
fn note(gateway: &Gateway, entry: usize) {
    gateway.log.line(|| {
        let mut journal = lock(&gateway.journal);
        let Some(entry) = journal.entry(entry) else { return String::new() };
        let name = entry.operation.as_deref().unwrap_or("no operation");
        // The name is text of the client and is printed on a terminal.
        let name: String =
            name.chars().filter(|c| c.is_ascii_alphanumeric() || "_ ".contains(*c)).take(80).collect();
        let outcome = entry.status.map_or_else(|| "reset".to_owned(), |status| status.to_string());
        let fault = entry.fault.as_ref().map_or_else(String::new, |fault| format!(", fault {fault}"));
        let ran = if entry.executed { "executed" } else { "not executed" };
        format!("{} {name} -> {outcome}, {ran}{fault}", entry.request_id)
    });
}

/// Returns the effect of a fault on the execution.
fn twist(fault: &Fault) -> Twist {
    match fault {
        Fault::PartialData => Twist::Partial,
        Fault::RepeatedCursor => Twist::RepeatedCursor,
        Fault::UnknownEnumValues => Twist::UnknownValues,
        Fault::NullsEverywhere => Twist::Nulls,
        Fault::Status { .. }
        | Fault::Throttled { .. }
        | Fault::GraphQlError { .. }
        | Fault::ResetBeforeReading
        | Fault::ResetAfterReading
        | Fault::ResetAfterExecuting
        | Fault::TruncatedBody
        | Fault::SlowBody { .. }
        | Fault::Delay(_)
        | Fault::ContentType(_)
        | Fault::HugeBody(_)
        | Fault::MalformedJson
        | Fault::Body(_)
        | Fault::RawBody(_)
        | Fault::Answer { .. }
        | Fault::Empty => Twist::None,
    }
}

/// Executes a request and adds it to the journal, in its own task: a client that disconnects does not cancel the
/// execution.
async fn run(
    gateway: &Arc<Gateway>,
    request: Result<Request, &'static str>,
    access: Option<Access>,
    fault: Option<&Fault>,
    entry: usize,
) -> Response {
    let Some(access) = access else {
        return response::refused(
            StatusCode::UNAUTHORIZED,
            "UNAUTHENTICATED",
            "the key or token is not valid",
        );
    };
    let request = match request {
        Err(message) => return response::refused(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", message),
        Ok(request) => request,
    };
    let twist = fault.map_or(Twist::None, twist);
    let shared = gateway.clone();
    let work = tokio::task::spawn_blocking(move || {
        let outcome = shared.act(|world| shared.engine.execute(&request, world, access, twist));
        if let Outcome::Executed { effect, .. } = &outcome
            && let Some(entry) = lock(&shared.journal).entry(entry)
        {
            entry.executed = true;
            entry.effect.clone_from(effect);
        }
        outcome
    });
    match work.await {
        Ok(outcome) => response::usual(outcome),
        Err(_) => response::refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL_SERVER_ERROR",
            "the sandbox itself failed",
        ),
    }
}
