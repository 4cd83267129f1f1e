//! Posts to a receiver on this machine: one connection for each attempt, no proxy, no redirect.

use std::io;
use std::pin::pin;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::webhook::delivery::Attempt;
use crate::webhook::target::Target;

/// The time limit for a receiver: a guess.
const PATIENCE: Duration = Duration::from_secs(10);
/// The maximum size of a response that is kept, in bytes.
const KEPT: usize = 64 * 1024;
/// The `user-agent` header of a delivery: a guess.
const AGENT: &str = concat!("bcrumbs-sandbox/", env!("CARGO_PKG_VERSION"));

/// A response of a receiver.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
}

/// Makes one attempt.
pub(crate) async fn attempt(target: &Target, body: Bytes) -> Attempt {
    let began = Instant::now();
    let reply = post(target, body).await.map_err(|problem| problem.to_string());
    let latency = began.elapsed();
    match reply {
        Ok(Reply { status, body }) => {
            let kept = &body[..body.len().min(KEPT)];
            let answer = String::from_utf8_lossy(kept).into_owned();
            Attempt { status: Some(status), answer, latency, error: None }
        }
        Err(error) => Attempt { status: None, answer: String::new(), latency, error: Some(error) },
    }
}

/// Posts a body as JSON and returns the response with any status. Fails if there is no response in time.
pub(crate) async fn post(target: &Target, body: Bytes) -> io::Result<Reply> {
    let late = |_| {
        let message = format!("no response within {} seconds", PATIENCE.as_secs());
        io::Error::new(io::ErrorKind::TimedOut, message)
    };
    timeout(PATIENCE, exchange(target, body)).await.map_err(late)?
}

async fn exchange(target: &Target, body: Bytes) -> io::Result<Reply> {
    let request = Request::post(&target.path)
        .header(HOST, &target.authority)
        .header(CONTENT_TYPE, "application/json")
        .header(USER_AGENT, AGENT)
        .header(CONNECTION, "close")
        .body(Body::from(body))
        .map_err(io::Error::other)?;
    let stream = TcpStream::connect(&*target.addresses).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
    let exchange = async {
        let response: Response<Incoming> = sender.send_request(request).await.map_err(io::Error::other)?;
        let (head, body) = response.into_parts();
        let body = to_bytes(Body::new(body), 1 << 20).await.map_err(io::Error::other)?;
        Ok(Reply { status: head.status.as_u16(), body })
    };
    let (mut exchange, connection) = (pin!(exchange), pin!(connection));
    tokio::select! {
        reply = &mut exchange => reply,
        // The connection has ended, but data that it read before is still in the buffer.
        _ = connection => exchange.await,
    }
}
