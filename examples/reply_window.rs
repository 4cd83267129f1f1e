//! Prints for the newest open conversations whether a free-form reply may be sent, and what may be sent instead.
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
    // The sandbox's clock is fixed, so that the output is the same every day. The client uses the gateway's clock.
    let now: DateTime<Utc> = "2026-03-16T12:00:00Z".parse()?;
    let sandbox = Sandbox::builder().conversations(2_000).now(now).start().await?;
    let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
    let workspace = client.workspace(sandbox.workspace_id());

    let page = workspace.conversations().ended(false).page_size(8).page().await?;
    for conversation in &page.items {
        let Some(kind) = &conversation.channel_kind else { continue };
        let window = workspace.reply_window(conversation).await?;
        println!("{} on {kind}: {}", conversation.id, describe(window, now));
    }

    // If you know the time of the contact's last message, no request is necessary.
    let wrote = now - TimeDelta::hours(25);
    let window = ReplyWindow::at(&ChannelKind::WhatsApp, Some(wrote), now);
    println!("The contact wrote 25 hours ago on WHATSAPP: {}", describe(window, now));
    Ok(())
}

fn describe(window: ReplyWindow, now: DateTime<Utc>) -> String {
    match window {
        ReplyWindow::Open { until } => format!("open for another {} minutes", (until - now).num_minutes()),
        ReplyWindow::Closed(Remedy::ApprovedTemplate) => {
            "closed, an approved template may be sent".to_owned()
        }
        ReplyWindow::Closed(_) => "closed until the contact writes".to_owned(),
        ReplyWindow::NoLimit => "always open".to_owned(),
        _ => "not documented for this kind of channel".to_owned(),
    }
}
