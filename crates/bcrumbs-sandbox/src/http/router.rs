//! The paths of the server.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{DATE, HeaderName};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, post};

use crate::data::instant;
use crate::gateway::Gateway;
use crate::http::control::routes::{self, Control};
use crate::http::handler::{self, RequestId};
use crate::http::response;

/// The path of the endpoint.
pub(crate) const PATH: &str = "/core/gq";
/// The path of the control routes.
pub(crate) const CONTROL: &str = "/_sandbox/";

/// Returns the routes of a server on a port: the gateway and the control routes.
pub(crate) fn router(gateway: &Arc<Gateway>, port: u16) -> Router {
    let control = Control { gateway: gateway.clone(), port };
    let control = || any(routes::answer).with_state(control.clone());
    let control = Router::new().route(CONTROL, control()).route(&format!("{CONTROL}{{*rest}}"), control());
    control.merge(endpoint(gateway))
}

fn endpoint(gateway: &Arc<Gateway>) -> Router {
    let wrong_method = || async {
        response::refused(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "only POST is allowed")
    };
    let wrong_path =
        || async { response::refused(StatusCode::NOT_FOUND, "NOT_FOUND", "there is nothing at this path") };
    Router::new()
        .route(PATH, post(handler::serve).fallback(wrong_method))
        .fallback(wrong_path)
        .layer(from_fn_with_state(gateway.clone(), stamp))
        .with_state(gateway.clone())
}

/// Adds a request id to every response, and the `Date` of the sandbox's clock.
async fn stamp(State(gateway): State<Arc<Gateway>>, mut request: Request, next: Next) -> Response {
    let id = format!("sandbox-{:08}", gateway.requests.fetch_add(1, Ordering::Relaxed) + 1);
    let value = HeaderValue::from_str(&id);
    request.extensions_mut().insert(RequestId(id));
    let mut response = next.run(request).await;
    if let Ok(value) = value {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    if let Ok(value) = HeaderValue::from_str(&instant::http_date(gateway.world.clock().now())) {
        response.headers_mut().entry(DATE).or_insert(value);
    }
    response
}
