//! The web server: one secret path that takes events.

use crate::desk::Desk;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::routing::post;
use bcrumbs::webhook::Event;
use std::sync::Arc;
use tokio::sync::Notify;

/// Returns the routes. `secret` is the path of the webhook. `accepted` is notified when an event was stored.
pub fn router(desk: Arc<Desk>, secret: &str, accepted: Arc<Notify>) -> Router {
    let routes = Router::new().route(&format!("/{secret}"), post(receive));
    // The documented events have less than 1 KiB and the text of a message.
    routes.layer(DefaultBodyLimit::max(256 * 1_024)).with_state((desk, accepted))
}

async fn receive(State((desk, accepted)): State<(Arc<Desk>, Arc<Notify>)>, body: Bytes) -> StatusCode {
    let Ok(event) = Event::parse(&body) else { return StatusCode::BAD_REQUEST };
    let status = desk.receive(&event).await.unwrap_or_else(|error| {
        eprintln!("an event was not stored: {error}");
        StatusCode::SERVICE_UNAVAILABLE
    });
    accepted.notify_one();
    status
}
