//! One HTTP request from its head to its answer: the key, the fault, the execution, the journal.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Extension, Request as HttpRequest, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderName, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::post;
use serde_json::Value;

use crate::answer;
use crate::engine::{Engine, Outcome, Request};
use crate::fault::Fault;
use crate::journal::{Entry, Journal};
use crate::line::{Cut, Line};
use crate::resolve::Twist;
use crate::script::Script;
use crate::world::World;

/// The path of the endpoint.
pub(crate) const PATH: &str = "/core/gq";
/// The most that a request's body may hold, in bytes.
const BODY_LIMIT: usize = 1 << 20;

/// Everything that the requests share.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) engine: Engine,
    pub(crate) world: World,
    pub(crate) session_token: String,
    pub(crate) latency: Duration,
    pub(crate) script: Mutex<Script>,
    pub(crate) journal: Mutex<Journal>,
    pub(crate) requests: AtomicU64,
}

/// The number of a request, as its answer's `x-request-id` says it.
#[derive(Debug, Clone)]
struct RequestId(String);

/// Locks what no panic can leave half done.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The routes of the gateway.
pub(crate) fn router(gateway: &Arc<Gateway>) -> Router {
    let wrong_method =
        || async { refused(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "only POST is allowed") };
    let wrong_path =
        || async { refused(StatusCode::NOT_FOUND, "NOT_FOUND", "there is nothing at this path") };
    Router::new()
        .route(PATH, post(serve).fallback(wrong_method))
        .fallback(wrong_path)
        .layer(from_fn_with_state(gateway.clone(), number))
        .with_state(gateway.clone())
}

fn refused(status: StatusCode, code: &str, message: &str) -> Response {
    answer::json(Outcome::refused(status, code, message))
}

/// Numbers every answer.
async fn number(State(gateway): State<Arc<Gateway>>, mut request: HttpRequest, next: Next) -> Response {
    let id = format!("sandbox-{:08}", gateway.requests.fetch_add(1, Ordering::Relaxed) + 1);
    let value = HeaderValue::from_str(&id);
    request.extensions_mut().insert(RequestId(id));
    let mut response = next.run(request).await;
    if let Ok(value) = value {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// Cuts the connection and waits for that, which ends the handler.
async fn reset(line: &Line) -> ! {
    line.cut(Cut::Reset);
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

impl Gateway {
    /// Whether the request's `authorization` header opens the gateway.
    fn admits(&self, headers: &HeaderMap) -> bool {
        let given = header(headers, AUTHORIZATION).unwrap_or_default();
        match given.strip_prefix("Bearer ") {
            Some(token) => token == self.session_token,
            None => self.world.accepts(&given),
        }
    }
}

async fn serve(
    State(gateway): State<Arc<Gateway>>,
    Extension(line): Extension<Arc<Line>>,
    Extension(id): Extension<RequestId>,
    request: HttpRequest,
) -> Response {
    let fault = lock(&gateway.script).take();
    if fault == Some(Fault::ResetBeforeReading) {
        reset(&line).await;
    }
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "BAD_USER_INPUT", "the body is larger than 1 MiB");
    };
    let request = parse(&body);
    let (field, operation) = request.as_ref().map_or((None, None), |request| {
        let (field, name) = gateway.engine.names(request);
        (field, request.operation_name.clone().or(name))
    });
    let entry = lock(&gateway.journal).add(Entry {
        operation,
        fault: fault.clone(),
        variables: request.as_ref().map(|request| request.variables.clone()).unwrap_or_default(),
        request_id: id.0,
        authorization: head.headers.contains_key(AUTHORIZATION),
        user_agent: header(&head.headers, USER_AGENT),
        accept: header(&head.headers, ACCEPT),
        content_type: header(&head.headers, CONTENT_TYPE),
        ..Entry::default()
    });
    if fault == Some(Fault::ResetAfterReading) {
        reset(&line).await;
    }
    let response = match fault.as_ref().and_then(|fault| answer::instead(fault, field.as_deref())) {
        Some(response) => response,
        None => {
            let admitted = gateway.admits(&head.headers);
            let outcome = run(&gateway, request, admitted, fault.as_ref(), entry).await;
            if fault == Some(Fault::ResetAfterExecuting) {
                reset(&line).await;
            }
            let delay = if let Some(Fault::Delay(delay)) = fault { delay } else { Duration::ZERO };
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            answer::spoilt(outcome, fault.as_ref(), &line)
        }
    };
    if !gateway.latency.is_zero() {
        tokio::time::sleep(gateway.latency).await;
    }
    if let Some(entry) = lock(&gateway.journal).entry(entry) {
        entry.status = Some(response.status().as_u16());
    }
    response
}

/// Executes a request and notes it, on a thread of its own: a client that goes away does not stop that.
async fn run(
    gateway: &Arc<Gateway>,
    request: Result<Request, &'static str>,
    admitted: bool,
    fault: Option<&Fault>,
    entry: usize,
) -> Outcome {
    let request = match request {
        _ if !admitted => {
            return Outcome::refused(
                StatusCode::UNAUTHORIZED,
                "UNAUTHENTICATED",
                "the key or token is not valid",
            );
        }
        Err(message) => return Outcome::refused(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", message),
        Ok(request) => request,
    };
    let twist = match fault {
        Some(Fault::PartialData) => Twist::Partial,
        Some(Fault::RepeatedCursor) => Twist::RepeatedCursor,
        Some(Fault::UnknownEnumValues) => Twist::UnknownValues,
        Some(Fault::NullsEverywhere) => Twist::Nulls,
        _ => Twist::None,
    };
    let shared = gateway.clone();
    let work = tokio::task::spawn_blocking(move || {
        let outcome = shared.engine.execute(&request, &shared.world, twist);
        if let Some(entry) = lock(&shared.journal).entry(entry) {
            entry.executed = outcome.executed;
            entry.effect.clone_from(&outcome.effect);
        }
        outcome
    });
    work.await.unwrap_or_else(|_| {
        Outcome::refused(
            StatusCode::INTERNAL_SERVER_ERROR,
            "INTERNAL_SERVER_ERROR",
            "the sandbox itself failed",
        )
    })
}
