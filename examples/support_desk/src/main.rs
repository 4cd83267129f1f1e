//! Runs the support service: `support_desk FOLDER`.
//!
//! `FOLDER` holds the outbox and the journal. `BCRUMBS_API_KEY` and `BCRUMBS_WORKSPACE_ID` are the key and the workspace.
//! `DESK_SECRET` is the path of the webhook, and `DESK_ADDRESS` the address, for example `127.0.0.1:8080`.

use bcrumbs::{Client, WorkspaceId};
use std::env::var;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use support_desk::{Desk, router};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::timeout;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let folder = std::env::args().nth(1).ok_or("usage: support_desk FOLDER")?;
    let workspace = Client::from_env()?.workspace(var("BCRUMBS_WORKSPACE_ID")?.parse::<WorkspaceId>()?);
    let desk = Desk::open(workspace, Path::new(&folder), |step| println!("{step:?}")).await?;
    let (desk, accepted) = (Arc::new(desk), Arc::new(Notify::new()));
    let listener = TcpListener::bind(var("DESK_ADDRESS")?).await?;
    println!("listening on {}", listener.local_addr()?);
    let routes = router(desk.clone(), &var("DESK_SECRET")?, accepted.clone());
    let server = tokio::spawn(async move { axum::serve(listener, routes).await });
    while !server.is_finished() {
        desk.resume().await?;
        let _ = timeout(Duration::from_secs(60), accepted.notified()).await;
    }
    Ok(server.await??)
}
