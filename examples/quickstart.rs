//! Shows the work of a support service with a gateway that runs inside this process: no account, no network.
//!
//! ```text
//! cargo run --example quickstart
//! ```

use bcrumbs::{
    ApiKey, Assignee, ChannelId, ChannelKind, Client, Conversation, ErrorKind, Recipient, Reply, ReplyWindow,
    Template, Workspace, webhook,
};
use bcrumbs_sandbox::{Event, NewContact, Sandbox};
use serde_json::json;
use std::error::Error;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::start().await?;
    println!("1. A sandbox gateway listens at {}", sandbox.endpoint());

    let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
    let workspace = client.workspace(sandbox.workspace_id());

    list_open(&workspace).await?;
    stream_all(&workspace).await?;
    let conversation = read_messages(&workspace).await?;
    reply(&workspace, &sandbox, &conversation).await?;
    start_and_assign(&workspace, &sandbox).await?;
    list_tags_and_agents(&workspace).await?;
    receive_event(&workspace, &sandbox).await
}

/// Prints one page as a table.
async fn list_open(workspace: &Workspace) -> Result<(), Box<dyn Error>> {
    let page = workspace.conversations().ended(false).with_contact().with_total().page_size(8).page().await?;
    println!(
        "\n2. Open conversations, the newest {} of {}:",
        page.items.len(),
        page.total.unwrap_or_default()
    );
    println!("   {:<24}  {:<10}  {:<19}  CONTACT", "ID", "CHANNEL", "SINCE");
    for conversation in &page.items {
        let channel = conversation.channel_kind.as_ref().map_or("-", ChannelKind::as_str);
        let name = conversation.contact.as_ref().and_then(|contact| contact.name.as_deref()).unwrap_or("-");
        let since = conversation.created_at.format("%Y-%m-%d %H:%M:%S");
        println!("   {:<24}  {channel:<10}  {since}  {name}", conversation.id.as_str());
    }
    Ok(())
}

/// Counts all conversations, page by page. Each one is returned once, even if several have the same timestamp.
async fn stream_all(workspace: &Workspace) -> Result<(), Box<dyn Error>> {
    let mut conversations = workspace.conversations().page_size(40).items();
    let (mut all, mut ended) = (0, 0);
    while let Some(conversation) = conversations.try_next().await? {
        all += 1;
        ended += usize::from(conversation.ended);
    }
    println!("\n3. Streamed all {all} conversations in pages of 40; {ended} of them have ended.");
    Ok(())
}

/// Prints the latest messages of the contact of the newest conversation.
async fn read_messages(workspace: &Workspace) -> Result<Conversation, Box<dyn Error>> {
    let newest = workspace.conversations().ended(false).with_messages().page_size(1).page().await?;
    let conversation = newest.into_iter().next().ok_or("the sandbox has no open conversation")?;
    let contact = conversation.contact_id.clone().ok_or("the conversation has no contact")?;
    let page = workspace.messages().contact(&contact).page_size(3).page().await?;
    println!("\n4. The latest messages of contact {contact}:");
    for message in &page.items {
        let author = if message.is_agent { "agent" } else { "contact" };
        println!(
            "   {} {author:>7}: {}",
            message.created_at.format("%H:%M:%S"),
            message.content.as_deref().unwrap_or("-")
        );
    }
    Ok(conversation)
}

/// Counts the contacts that wait for a reply, replies within the 24-hour window, and sends a template after it.
async fn reply(
    workspace: &Workspace,
    sandbox: &Sandbox,
    conversation: &Conversation,
) -> Result<(), Box<dyn Error>> {
    let window = workspace.reply_window(conversation).await?;
    let ReplyWindow::Open { until } = window else { return Err(format!("{window:?}").into()) };
    println!(
        "\n5. The 24-hour window for replies on WhatsApp is open until {}.",
        until.format("%Y-%m-%d %H:%M:%S UTC")
    );

    let open = workspace.conversations().ended(false).with_messages().page().await?;
    let waiting = open.items.iter().filter(|conversation| conversation.waiting_since().is_some()).count();
    println!("   In {waiting} of {} open conversations the contact waits for a reply.", open.items.len());

    let template = Template::new("we_are_back").language("en");
    let replied = workspace.reply(conversation, "We are on it.").or_template(template.clone()).await?;
    if let Reply::Message(message) = replied.data() {
        println!("   Replied to {} with message {}.", conversation.id, message.id);
    }
    sandbox.advance(Duration::from_secs(25 * 3_600));
    match workspace.reply(conversation, "Has it arrived?").await {
        Err(error) if error.kind() == ErrorKind::ReplyWindowClosed => println!("   25 hours later: {error}."),
        other => {
            return Err(
                format!("the reply should have failed, because the window is closed: {other:?}").into()
            );
        }
    }
    let replied = workspace.reply(conversation, "Has it arrived?").or_template(template).await?;
    if let Reply::Template(started) = replied.data() {
        println!("   Sent the template, which opened conversation {}.", started.id);
    }
    Ok(())
}

/// Starts a conversation with a template, which would cost money at the real gateway, and assigns it to an agent.
async fn start_and_assign(workspace: &Workspace, sandbox: &Sandbox) -> Result<(), Box<dyn Error>> {
    let channel = ChannelId::from(sandbox.channels()[0].id.as_str());
    let started = workspace
        .start_conversation(&channel, Recipient::phone("+12025550123"), "order_shipped")
        .language("en")
        .components(json!({"order": "A-17"}))
        .await?;
    println!("\n6. Started conversation {} (HTTP {}).", started.id, started.status().as_u16());

    let agent = sandbox.agent_ids().into_iter().next().ok_or("the sandbox has no agent")?;
    let assigned = workspace.assign_conversation(&started.id, &channel, Assignee::agent(agent)).await?;
    println!("7. Assigned it to agent {}.", assigned.assignee_id.as_ref().map_or("-", |id| id.as_str()));

    let newest = workspace.conversations().page_size(1).page().await?;
    println!("8. The newest conversation in the list is now {}.", newest.items[0].id);
    Ok(())
}

/// Prints the tags and the agents of the workspace.
async fn list_tags_and_agents(workspace: &Workspace) -> Result<(), Box<dyn Error>> {
    let tags = workspace.tags().await?;
    let names: Vec<&str> = tags.iter().filter_map(|tag| tag.tag.as_deref()).collect();
    println!("\n9. Tags and stages: {}", names.join(", "));
    let agents = workspace.agents().items().all::<Vec<_>>().await?;
    let names: Vec<&str> = agents.items.iter().filter_map(|agent| agent.name.as_deref()).collect();
    println!("   Agents: {}", names.join(", "));
    Ok(())
}

/// Receives an event: a customer writes, and the sandbox posts the event to a webhook. A plain socket is the receiver.
/// The message is read back, because an event has no signature.
async fn receive_event(workspace: &Workspace, sandbox: &Sandbox) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    sandbox.add_webhook(Event::IncomingMessage, format!("http://{}/events", listener.local_addr()?))?;
    let contact = sandbox.add_contact(NewContact::named("Ada"));
    sandbox.receive(&contact, &sandbox.channels()[0].id, "Where is my order?")?;

    let (stream, _) = listener.accept().await?;
    let mut request = BufReader::new(stream);
    let (mut length, mut line) = (0, String::new());
    while request.read_line(&mut line).await? > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
        line.clear();
    }
    let mut body = vec![0; length];
    request.read_exact(&mut body).await?;
    request.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await?;

    let event = webhook::Event::parse(&body)?;
    let confirmed = workspace.confirm(&event).await?.ok_or("the gateway does not list the message")?;
    let conversation =
        event.message().and_then(|message| message.conversation_id.clone()).ok_or("no conversation")?;
    println!("\n10. The webhook received {:?} in conversation {conversation}.", event.name.as_str());
    println!("    The gateway lists the message {}, so the event is true.", confirmed.id);
    assert!(sandbox.deliveries().await[0].is_delivered());
    Ok(())
}
