//! Prints the spans and events of a call that the gateway rate-limits once. The feature `tracing` enables them.
//!
//! ```text
//! cargo run --example tracing
//! ```

use bcrumbs::{ApiKey, Client};
use bcrumbs_sandbox::{Fault, Sandbox};
use std::error::Error;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // INFO shows calls and retries, DEBUG also shows attempts. The filter hides the events of the HTTP libraries.
    let ours = Targets::new().with_target("bcrumbs", LevelFilter::DEBUG);
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_span_events(FmtSpan::CLOSE);
    tracing_subscriber::registry().with(lines).with(ours).init();

    let sandbox = Sandbox::start().await?;
    let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
    sandbox.fail_next(Fault::Throttled { retry_after: Some("0".to_owned()) });
    let page = client.workspace(sandbox.workspace_id()).conversations().page_size(5).page().await?;
    println!("{} conversations after {} attempts", page.items.len(), page.attempts());
    Ok(())
}
