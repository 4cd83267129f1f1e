//! A program that receives webhooks, on loopback.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::post;
use serde_json::Value;

/// One request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Posted {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

#[derive(Debug)]
struct Shared {
    posted: Mutex<Vec<Posted>>,
    statuses: Mutex<Vec<u16>>,
}

/// A receiver that returns 200, unless the test sets another status.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

impl Receiver {
    pub(crate) async fn new() -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://127.0.0.1:{}/hook", listener.local_addr().unwrap().port());
        let shared = Arc::new(Shared { posted: Mutex::default(), statuses: Mutex::default() });
        let app = Router::new().fallback(post(receive)).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, shared }
    }

    /// Has the next requests answered with those statuses.
    pub(crate) fn answers(&self, statuses: &[u16]) {
        *self.shared.statuses.lock().unwrap() = statuses.to_vec();
    }

    /// What has come so far.
    pub(crate) fn posted(&self) -> Vec<Posted> {
        self.shared.posted.lock().unwrap().clone()
    }

    /// The bodies that have come so far.
    pub(crate) fn bodies(&self) -> Vec<Value> {
        self.posted().into_iter().map(|one| one.body).collect()
    }

    /// The events that have come so far, in order.
    pub(crate) fn events(&self) -> Vec<String> {
        self.bodies().iter().map(|body| body["event"].as_str().unwrap().to_owned()).collect()
    }
}

async fn receive(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let body = serde_json::from_slice(&body).unwrap();
    shared.posted.lock().unwrap().push(Posted { path: uri.to_string(), headers, body });
    let mut statuses = shared.statuses.lock().unwrap();
    let status = if statuses.is_empty() { 200 } else { statuses.remove(0) };
    (StatusCode::from_u16(status).unwrap(), "noted")
}
