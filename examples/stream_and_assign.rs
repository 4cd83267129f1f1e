//! Streams the open conversations and assigns each unassigned one to the next agent in turn.
//!
//! ```text
//! cargo run --example stream_and_assign
//! ```

use bcrumbs::{ApiKey, Assignee, Client, Outcome};
use bcrumbs_sandbox::Sandbox;
use std::collections::BTreeMap;
use std::error::Error;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // With the real gateway: `Client::from_env()?`. This example takes the agents' identifiers from the sandbox; `workspace.agents()` lists them.
    let sandbox = Sandbox::builder().conversations(400).start().await?;
    let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
    let workspace = client.workspace(sandbox.workspace_id());
    let agents = sandbox.agent_ids();

    // Each conversation is returned exactly once, even if several were opened in the same millisecond.
    let mut open = workspace.conversations().ended(false).page_size(50).items();
    let (mut seen, mut assigned) = (0, BTreeMap::new());
    let mut turns = agents.iter().cycle();
    while let Some(conversation) = open.try_next().await? {
        seen += 1;
        let unassigned = conversation.assignee_id.is_none() && !conversation.ai_assigned;
        let (true, Some(channel)) = (unassigned, &conversation.channel_id) else { continue };
        let Some(agent) = turns.next() else { break };
        match workspace.assign_conversation(&conversation.id, channel, Assignee::agent(agent.as_str())).await
        {
            Ok(assigned_to) => {
                assert_eq!(assigned_to.assignee_id.as_ref().map(|id| id.as_str()), Some(agent.as_str()));
                *assigned.entry(agent).or_insert(0) += 1;
            }
            // Assigning twice has the same effect as once, so the client has already retried this call.
            Err(error) if error.outcome() == Outcome::NotExecuted => println!("not assigned: {error}"),
            Err(error) => return Err(error.into()),
        }
    }

    println!("Read {seen} open conversations.");
    for (agent, count) in assigned {
        println!("Agent {agent}: assigned {count} conversations.");
    }
    Ok(())
}
