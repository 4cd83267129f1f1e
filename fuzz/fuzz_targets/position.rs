//! Parses arbitrary text as a position, and resumes and follows a list there. The text of a position must be parsed as
//! the same position, and no text may cause a panic.

#![no_main]

use bcrumbs::{ApiKey, Client, Position, RetryPolicy, Transport, TransportFuture};
use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

const PAGE: &str = r#"{"data":{"messages":{"nodes":[
    {"messageId":"b","isAgent":false,"createdAt":"2026-03-16T12:25:10.001Z"},
    {"messageId":"a","isAgent":false,"createdAt":"2026-03-16T12:25:10.000Z"}],
    "pageInfo":{"hasNextPage":false,"endCursor":"2026-03-16T12:25:10.000Z"}}}}"#;

/// Returns the same page for every request.
#[derive(Debug)]
struct Canned;

impl Transport for Canned {
    fn send(&self, _: http::Request<Bytes>) -> TransportFuture<'_> {
        Box::pin(async { Ok(http::Response::new(Bytes::from_static(PAGE.as_bytes()))) })
    }
}

fuzz_target!(|text: &str| {
    let position = Position::from(text);
    assert_eq!(Position::from(position.to_string()), position);
    let json = serde_json::to_string(&position).unwrap();
    assert_eq!(serde_json::from_str::<Position>(&json).unwrap(), position);
    let client = Client::builder(ApiKey::new("k")).transport(Canned).retry(RetryPolicy::none());
    let workspace = client.build().unwrap().workspace(12);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        if let Ok(page) = workspace.messages().after(&position).page().await {
            assert!(page.items.len() <= 2);
        }
        if let Ok(start) = workspace.messages().follow(Some(position)).start().await {
            assert_eq!(Position::from(start.to_string()), start);
        }
    });
});
