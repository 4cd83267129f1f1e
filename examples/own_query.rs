//! Lists contacts and agents with your own queries. Each item is returned once. The client's key, limits and retries
//! apply.

use bcrumbs::graphql_client::{self, GraphQLQuery};
use bcrumbs::{ApiKey, Client, PageRequest, PagedQuery};
use bcrumbs_sandbox::Sandbox;

#[derive(GraphQLQuery)]
#[rustfmt::skip]
#[graphql(schema_path = "schema/bcrumbs.graphql", query_path = "examples/queries/clients.graphql",
    custom_scalars_module = "bcrumbs::scalars", variable_types("PageRequest"), variables_derives = "Clone",
    skip_serializing_none, normalization = "rust")]
struct Clients;

impl PagedQuery for Clients {
    type Item = clients::ClientsClientsNodes;
    const FIELD: &'static str = "clients";

    fn set_page(variables: &mut clients::Variables, page: Option<PageRequest>) {
        variables.page_info = page;
    }

    fn key(contact: &Self::Item) -> &str {
        &contact.id
    }
}

#[derive(GraphQLQuery)]
#[rustfmt::skip]
#[graphql(schema_path = "schema/bcrumbs.graphql", query_path = "examples/queries/agents.graphql",
    custom_scalars_module = "bcrumbs::scalars", variable_types("PageRequest"), variables_derives = "Clone",
    skip_serializing_none, normalization = "rust")]
struct Agents;

impl PagedQuery for Agents {
    type Item = agents::AgentsAgentsNodes;
    const FIELD: &'static str = "agents";

    fn set_page(variables: &mut agents::Variables, page: Option<PageRequest>) {
        variables.page_info = page;
    }

    fn key(agent: &Self::Item) -> &str {
        &agent.id
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::start().await?;
    let client = Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build()?;
    let workspace_id = i64::from(sandbox.workspace_id());

    let contacts = client.list::<Clients>(clients::Variables { page_info: None, workspace_id }).page_size(7);
    println!("{} contacts", contacts.items().all::<Vec<_>>().await?.items.len());
    let mut agents = client.list::<Agents>(agents::Variables { page_info: None, workspace_id }).items();
    while let Some(agent) = agents.try_next().await? {
        println!("Agent {}", agent.id);
    }
    Ok(())
}
