//! Streams every open conversation that nobody is in charge of, and hands each to an agent in turn.
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
    // Against the gateway: `Client::from_env()?`. No documented operation lists agents' shifts, so the sandbox names them.
    let sandbox = Sandbox::builder().conversations(400).start().await?;
    let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
    let workspace = client.workspace(sandbox.workspace_id());
    let agents = sandbox.agent_ids();

    // None is left out or returned twice, also where several were opened in the same millisecond.
    let mut open = workspace.conversations().ended(false).page_size(50).items();
    let (mut seen, mut assigned) = (0, BTreeMap::new());
    let mut turns = agents.iter().cycle();
    while let Some(conversation) = open.try_next().await? {
        seen += 1;
        let nobody = conversation.assignee_id.is_none() && !conversation.ai_assigned;
        let (true, Some(channel)) = (nobody, &conversation.channel_id) else { continue };
        let Some(agent) = turns.next() else { break };
        match workspace.assign_conversation(&conversation.id, channel, Assignee::agent(agent.as_str())).await
        {
            Ok(answer) => {
                assert_eq!(answer.assignee_id.as_ref().map(|id| id.as_str()), Some(agent.as_str()));
                *assigned.entry(agent).or_insert(0) += 1;
            }
            // Assigning twice is the same as once, so the client has tried again already.
            Err(error) if error.outcome() == Outcome::NotExecuted => println!("left alone: {error}"),
            Err(error) => return Err(error.into()),
        }
    }

    println!("Saw {seen} open conversations.");
    for (agent, count) in assigned {
        println!("Agent {agent} was assigned {count} of them.");
    }
    Ok(())
}
