//! The test server, in its own process: its CPU time and memory are not part of the client's.
//!
//! The path selects the response: `/canned/ROWS` returns the same page every time, `/convs/ROWS/DELAY` and
//! `/messages/SHAPE/ROWS/DELAY` compute a page after DELAY milliseconds, and `/requests` returns the number of requests
//! since its last call.

use crate::rows::{self, Asked, Shape};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use bcrumbs::{ApiKey, Client, Workspace};
use bytes::Bytes;
use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The workspace that every request names.
pub(crate) const WORKSPACE: i32 = 12;

/// The argument that starts this program as the server.
pub(crate) const ROLE: &str = "serve";

/// The server's process. Dropping this value ends it.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts this program again as the server.
    pub(crate) fn start() -> Self {
        let program = std::env::current_exe().expect("this program");
        let mut process = Command::new(program)
            .arg(ROLE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut line = String::new();
        let stdout = process.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("the server prints its address");
        Self { process, address: line.trim().parse().expect("an address") }
    }

    /// Returns the URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    /// Returns the number of requests since the last call of this method.
    pub(crate) async fn requests(&self) -> u64 {
        let answer = reqwest::get(self.url("requests")).await.expect("the server answers");
        answer.text().await.expect("a body").parse().expect("a count")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns a client of this crate for a URL of the server.
pub(crate) fn workspace(url: &str) -> Workspace {
    let client = Client::builder(ApiKey::new("bench")).endpoint(url).build().expect("a loopback endpoint");
    client.workspace(WORKSPACE)
}

#[derive(Clone, Debug, Default)]
struct Counted {
    requests: Arc<AtomicU64>,
    canned: Arc<Mutex<HashMap<u64, Bytes>>>,
}

/// Serves until standard input ends, which happens when the parent process ends.
pub(crate) async fn serve() {
    let state = Counted::default();
    let router = Router::new()
        .route("/canned/{rows}", post(canned))
        .route("/convs/{rows}/{delay}", post(conversations))
        .route("/messages/{shape}/{rows}/{delay}", post(messages))
        .route("/requests", get(requests))
        .with_state(state);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("{}", listener.local_addr().expect("an address"));
    std::io::stdout().flush().expect("the address is passed on");
    let parent = tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new()));
    tokio::select! {
        served = axum::serve(listener, router) => served.expect("the server serves"),
        _ = parent => {}
    }
}

async fn canned(State(state): State<Counted>, Path(rows): Path<u64>) -> impl IntoResponse {
    state.requests.fetch_add(1, Ordering::Relaxed);
    let whole = Asked { limit: rows, after: None, from: None, to: None };
    let mut canned = state.canned.lock().expect("nobody panics with it");
    // One row more than the page, so that another page follows.
    let page = canned.entry(rows).or_insert_with(|| rows::conversations(rows + 1, whole).into());
    ([(CONTENT_TYPE, "application/json")], page.clone())
}

async fn conversations(
    State(state): State<Counted>,
    Path((rows, delay)): Path<(u64, u64)>,
    body: Bytes,
) -> impl IntoResponse {
    state.requests.fetch_add(1, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(delay)).await;
    ([(CONTENT_TYPE, "application/json")], rows::conversations(rows, asked(&body)))
}

async fn messages(
    State(state): State<Counted>,
    Path((shape, rows, delay)): Path<(String, u64, u64)>,
    body: Bytes,
) -> impl IntoResponse {
    state.requests.fetch_add(1, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(delay)).await;
    let shape = Shape::of(&shape).expect("a shape that exists");
    ([(CONTENT_TYPE, "application/json")], rows::messages(shape, rows, asked(&body)))
}

async fn requests(State(state): State<Counted>) -> String {
    state.requests.swap(0, Ordering::Relaxed).to_string()
}

fn asked(body: &[u8]) -> Asked {
    let request: Value = serde_json::from_slice(body).expect("a request is JSON");
    let (page, input) = (&request["variables"]["pageInfo"], &request["variables"]["input"]);
    let millis = |value: &Value| {
        let text = value.as_str()?;
        Some(text.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant").timestamp_millis())
    };
    Asked {
        limit: page["limit"].as_u64().unwrap_or(100),
        after: millis(&page["cursor"]),
        from: millis(&input["startDate"]),
        to: millis(&input["endDate"]),
    }
}
