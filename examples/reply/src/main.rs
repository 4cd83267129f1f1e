//! Replies to one conversation from the command line.
//!
//! ```text
//! reply CONVERSATION CHANNEL TEXT
//! ```
//!
//! `BCRUMBS_API_KEY` is the key and `BCRUMBS_WORKSPACE_ID` is the number of the workspace. `BCRUMBS_ENDPOINT` selects
//! another gateway, for example a sandbox.

use bcrumbs::{Client, MessageStatus};
use reply::{To, reply};
use std::error::Error;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<String, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [conversation, channel, text] = arguments.as_slice() else {
        return Err("usage: reply CONVERSATION CHANNEL TEXT".into());
    };
    let workspace = std::env::var("BCRUMBS_WORKSPACE_ID").ok().and_then(|number| number.parse::<i32>().ok());
    let workspace = workspace.ok_or("BCRUMBS_WORKSPACE_ID is not set to the number of a workspace")?;
    let to = To {
        workspace: workspace.into(),
        channel: channel.as_str().into(),
        conversation: conversation.as_str().into(),
    };
    Ok(match reply(&Client::from_env()?, &to, text).await? {
        Some(message) => {
            let status = message.status.as_ref().map_or("no status", MessageStatus::as_str);
            format!("message {}: {status}", message.id)
        }
        None => "the gateway returned no message".to_owned(),
    })
}
