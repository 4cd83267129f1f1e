//! Listing agents: what is sent, an answer, every filter, paging, and what may be null.

use crate::support::{Canned, all, comes_once, keeps, knows_nothing, sent, workspace_of};
use bcrumbs::Agent;
use bcrumbs_sandbox::{CursorRule, Fault, NewAgent, Sandbox};

/// A row at the cursor that a list is resumed at.
const LIST: &str = r#"{"data":{"agents":{"nodes":[{"id":"a","createdAt":"2026-03-17T00:00:00.000Z"}]}}}"#;

#[tokio::test]
async fn agents_with_nothing_set() {
    let canned = Canned::one(200, LIST);
    canned.workspace().agents().page().await.unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn agents_with_everything_set() {
    let canned = Canned::one(200, LIST);
    canned
        .workspace()
        .agents()
        .conversation("conv1")
        .name("Ada")
        .surname("Byron")
        .email("ada@example.com")
        .page_size(25)
        .after("2026-03-17T00:00:00.000Z")
        .search("free text")
        .with_total()
        .page()
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

/// The page's example answer is cut at its first field: this one is completed from the page's table of properties.
#[tokio::test]
async fn an_answer_with_every_property_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"agents":{"nodes":[{"workspaceId":12,"id":"id_123","userId":"id_124","name":"Ada",
        "surname":"Byron","email":"ada@example.com","avatar":"https://media.example/1",
        "createdAt":"2026-03-16T00:00:00.000Z"}],
        "pageInfo":{"hasNextPage":false,"endCursor":"cursor_123","count":1}}}}"#,
    );
    let page = canned.workspace().agents().page().await.unwrap();
    let agent = &page.items[0];
    assert_eq!((agent.id.as_str(), agent.user_id.as_ref().unwrap().as_str()), ("id_123", "id_124"));
    assert_eq!((agent.name.as_deref(), agent.surname.as_deref()), (Some("Ada"), Some("Byron")));
    assert_eq!(agent.email.as_deref(), Some("ada@example.com"));
    assert_eq!(agent.avatar.as_deref(), Some("https://media.example/1"));
    assert_eq!(agent.created_at.to_rfc3339(), "2026-03-16T00:00:00+00:00");
    assert_eq!((page.has_next, page.total, agent.workspace_id), (false, Some(1), Some(12.into())));
}

#[test]
fn an_agent_is_written_with_the_gateways_field_names_and_read_back_and_its_debug_hides_the_person() {
    let json = r#"{"workspaceId":12,"id":"a1","userId":"u1","name":"Ana","surname":"Lovelace","email":"x@example.com","avatar":"https://media.example/1","createdAt":"2026-03-16T00:00:00.000Z"}"#;
    let agent: Agent = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&agent).unwrap(), json);
    let debug = format!("{agent:?} {agent:#?}");
    for personal in ["Ana", "Lovelace", "x@example", "media.example"] {
        assert!(!debug.contains(personal), "{debug}");
    }
    assert!(debug.contains("a1") && debug.contains("u1"), "{debug}");
}

#[tokio::test]
async fn agents_are_filtered_by_name_surname_and_email() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let agents = || workspace.agents();
    let one = all(agents()).await.into_iter().find(|a| a.surname.is_some() && a.email.is_some()).unwrap();
    let (name, surname, email) = (one.name.unwrap(), one.surname.unwrap(), one.email.unwrap());
    keeps(agents(), agents().name(&name), |a| a.name.as_ref() == Some(&name)).await;
    keeps(agents(), agents().surname(&surname), |a| a.surname.as_ref() == Some(&surname)).await;
    keeps(agents(), agents().email(&email), |a| a.email.as_ref() == Some(&email)).await;
    keeps(agents(), agents().search(&email), |a| a.email.as_ref() == Some(&email)).await;
    assert!(all(agents().name("nobody")).await.is_empty());
}

#[tokio::test]
async fn agents_are_filtered_by_conversation() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let conversations = workspace.conversations().page().await.unwrap();
    let assigned = conversations.items.iter().find(|c| c.assignee_id.is_some()).unwrap();
    keeps(workspace.agents(), workspace.agents().conversation(&assigned.id), |agent| {
        Some(&agent.id) == assigned.assignee_id.as_ref()
    })
    .await;
    let free = conversations.items.iter().find(|c| c.assignee_id.is_none()).unwrap();
    assert!(all(workspace.agents().conversation(&free.id)).await.is_empty());
}

#[tokio::test]
async fn each_agent_comes_once_where_instants_tie_and_the_newest_comes_first() {
    for cursor in [CursorRule::Strict, CursorRule::Inclusive] {
        let sandbox = Sandbox::builder().cursor(cursor).start().await.unwrap();
        let new = sandbox.add_agent(NewAgent::named("Tom"));
        let workspace = workspace_of(&sandbox);
        comes_once(workspace.agents(), 7).await;
        let first = workspace.agents().page_size(1).with_total().page().await.unwrap();
        assert_eq!((first.items[0].id.as_str(), first.total), (new.as_str(), Some(7)));
        let since = first.items[0].created_at;
        keeps(workspace.agents(), workspace.agents().since(since), |agent| agent.created_at >= since).await;
    }
}

#[tokio::test]
async fn nulls_wherever_the_schema_allows_them_are_tolerated_in_agents() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fail_next(Fault::NullsEverywhere);
    let page = workspace_of(&sandbox).agents().page().await.unwrap();
    assert_eq!(page.items.len(), 6);
    for agent in &page.items {
        knows_nothing(agent);
        assert_eq!(agent, &Agent::new(&agent.id, agent.created_at));
    }
}
