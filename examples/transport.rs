//! Wraps the transport: measures requests by operation, adds a header, and can block all mutations.
//!
//! ```text
//! cargo run --example transport
//! ```

use bcrumbs::{
    ApiKey, CallInfo, ChannelId, Client, HttpTransport, OperationKind, Recipient, Transport, TransportError,
    TransportErrorKind, TransportFuture,
};
use bcrumbs_sandbox::{Fault, Sandbox};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The requests of one operation.
#[derive(Clone, Copy, Debug, Default)]
struct Sent {
    requests: u32,
    retries: u32,
    failures: u32,
    time: Duration,
}

/// The metrics and the switch that blocks `startConv`. Clones share both.
#[derive(Clone, Debug, Default)]
struct Control {
    sent: Arc<Mutex<BTreeMap<&'static str, Sent>>>,
    read_only: Arc<AtomicBool>,
}

/// Sends requests over HTTP with an additional header, if the switch permits it.
#[derive(Debug)]
struct Measured {
    http: HttpTransport,
    control: Control,
}

impl Transport for Measured {
    fn send(&self, mut request: http::Request<bytes::Bytes>) -> TransportFuture<'_> {
        Box::pin(async move {
            let Some(call) = request.extensions().get::<CallInfo>().copied() else {
                return Err(TransportError::new(TransportErrorKind::InvalidRequest));
            };
            if call.kind != OperationKind::Query && self.control.read_only.load(Ordering::Relaxed) {
                // The request is not sent and must not be sent later. The error's outcome is `NotExecuted`.
                return Err(TransportError::new(TransportErrorKind::NotSent).with_source("read-only mode"));
            }
            request.headers_mut().insert("x-team", http::HeaderValue::from_static("support"));
            let start = Instant::now();
            let response = self.http.send(request).await;
            let mut all = self.control.sent.lock().expect("no thread panics with the lock");
            let sent = all.entry(call.operation).or_default();
            sent.requests += 1;
            sent.retries += u32::from(call.attempt > 1);
            sent.failures +=
                u32::from(!response.as_ref().is_ok_and(|response| response.status().is_success()));
            sent.time += start.elapsed();
            response
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let control = Control::default();
    let http = HttpTransport::builder(sandbox.endpoint()).application("shop/1.4").build()?;
    let client = Client::builder(ApiKey::new(sandbox.api_key()))
        .endpoint(sandbox.endpoint())
        .transport(Measured { http, control: control.clone() })
        .build()?;
    let workspace = client.workspace(sandbox.workspace_id());

    sandbox.fail_next(Fault::status(503));
    let channel = ChannelId::from(sandbox.channels()[0].id.as_str());
    let start = || workspace.start_conversation(&channel, Recipient::phone("+12025550123"), "welcome");
    workspace.conversations().page_size(5).page().await?;
    start().await?;
    control.read_only.store(true, Ordering::Relaxed);
    if let Err(error) = start().await {
        println!("{error}: {:?}", error.outcome());
    }

    for (operation, sent) in &*control.sent.lock().expect("no thread panics with the lock") {
        let Sent { requests, retries, failures, time } = sent;
        println!("{operation}: {requests} requests, {retries} retries, {failures} failed ({time:?})");
    }
    let journal = sandbox.journal();
    println!(
        "The gateway received {} requests from {}",
        journal.len(),
        journal[0].user_agent.as_deref().unwrap_or("?")
    );
    Ok(())
}
