//! Tells for the newest open conversations whether a free-form reply may be sent, and what may be sent where it may not.
//!
//! ```text
//! cargo run --example reply_window
//! ```

use bcrumbs::{ApiKey, ChannelKind, Client, Remedy, ReplyWindow};
use bcrumbs_sandbox::Sandbox;
use chrono::{DateTime, TimeDelta, Utc};
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // The sandbox's clock is stopped, so that this prints the same every day. The present is the gateway's.
    let now: DateTime<Utc> = "2026-03-16T12:00:00Z".parse()?;
    let sandbox = Sandbox::builder().conversations(2_000).now(now).start().await?;
    let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
    let workspace = client.workspace(sandbox.workspace_id());

    let page = workspace.conversations().ended(false).page_size(8).page().await?;
    for conversation in &page.items {
        let Some(kind) = &conversation.channel_kind else { continue };
        let window = workspace.reply_window(conversation).await?;
        println!("{} on {kind}: {}", conversation.id, words(window, now));
    }

    // Where the time of the contact's last message is known already, nothing needs to be asked.
    let wrote = now - TimeDelta::hours(25);
    let window = ReplyWindow::at(&ChannelKind::WhatsApp, Some(wrote), now);
    println!("Written to 25 hours ago on WHATSAPP: {}", words(window, now));
    Ok(())
}

fn words(window: ReplyWindow, now: DateTime<Utc>) -> String {
    match window {
        ReplyWindow::Open { until } => format!("free for another {} minutes", (until - now).num_minutes()),
        ReplyWindow::Closed(Remedy::ApprovedTemplate) => "closed, a template may be sent".to_owned(),
        ReplyWindow::Closed(_) => "closed until the contact writes".to_owned(),
        ReplyWindow::NoLimit => "free at any time".to_owned(),
        _ => "not documented for this kind of channel".to_owned(),
    }
}
