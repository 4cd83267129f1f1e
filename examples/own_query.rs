//! Lists agents, for which this crate has no method, by an operation of one's own with the client's key, limits and
//! retries.
//!
//! ```text
//! cargo run --example own_query
//! ```
//!
//! In a crate of your own the schema comes from `bcrumbs schema print`, and a build script checks the operation in full:
//! `examples/reply` is such a crate.

use bcrumbs::graphql_client::{self, GraphQLQuery};
use bcrumbs::{AgentId, ApiKey, Client, Cursor, Error};
use bcrumbs_sandbox::Sandbox;

// Each of the schema's scalars that the operation reaches is looked up here by its name.
type Timestamp = Cursor;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "schema/bcrumbs.graphql",
    query_path = "examples/queries/agents.graphql",
    skip_serializing_none,
    normalization = "rust"
)]
struct Agents;

/// Every agent of a workspace, page after page.
async fn agents(client: &Client, workspace: i32) -> Result<Vec<AgentId>, Error> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let input = agents::AgentsInput {
            workspace_id: workspace.into(),
            conversation_id: None,
            name: None,
            surname: None,
            email: None,
        };
        let page_info = agents::PageInfoInput { limit: Some(4), cursor, query: None, count: None };
        let variables = agents::Variables { input, page_info: Some(page_info) };
        // What the schema lets be null is an `Option`, and an answer without data would have been an error.
        let Some(page) = client.execute::<Agents>(variables).await?.into_data().agents else {
            return Ok(found);
        };
        found.extend(page.nodes.into_iter().flatten().map(|agent| AgentId::from(agent.id)));
        match page.page_info {
            Some(info) if info.has_next_page && info.end_cursor.is_some() => cursor = info.end_cursor,
            _ => return Ok(found),
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;

    for id in agents(&client, sandbox.workspace_id()).await? {
        println!("Agent {id}");
    }

    // Errors are the client's: one line, and data to act on.
    let error = agents(&client, 99).await.unwrap_err();
    println!("Workspace 99: {:?}, {:?}", error.kind(), error.outcome());
    Ok(())
}
