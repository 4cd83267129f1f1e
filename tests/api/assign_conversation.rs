//! Assigning a conversation: what is sent, the documented answer, and what it changes.

use crate::support::{Canned, sandbox, sent, workspace_of};
use bcrumbs::{Assignee, ChannelId, ConversationId};
use bcrumbs_sandbox::CursorRule;

const ASSIGNED: &str =
    r#"{"data":{"assignConv":{"id":"c","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}}}"#;

#[tokio::test]
async fn assign_conv_to_an_agent() {
    let canned = Canned::one(200, ASSIGNED);
    canned
        .workspace()
        .assign_conversation(
            ConversationId::from("conv1"),
            ChannelId::from("channel1"),
            Assignee::agent("agent1"),
        )
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned), @r#"
    {
      "operationName": "assignConv",
      "query": [
        "mutation assignConv($input: ConvAssignInput!) {",
        "  assignConv(input: $input) {",
        "    id",
        "    assigneeId",
        "    aiId",
        "    aiAssigneed",
        "    ended",
        "    createdAt",
        "  }",
        "}"
      ],
      "variables": {
        "input": {
          "agentId": "agent1",
          "convId": "conv1",
          "integrationId": "channel1",
          "isAi": false,
          "workspaceId": 12
        }
      }
    }
    "#);
}

#[tokio::test]
async fn assign_conv_to_an_ai() {
    let canned = Canned::one(200, ASSIGNED);
    canned
        .workspace()
        .assign_conversation(ConversationId::from("conv1"), ChannelId::from("channel1"), Assignee::ai("ai1"))
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned)["variables"], @r#"
    {
      "input": {
        "agentId": "ai1",
        "convId": "conv1",
        "integrationId": "channel1",
        "isAi": true,
        "workspaceId": 12
      }
    }
    "#);
}

#[tokio::test]
async fn the_example_of_assign_conversation_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"assignConv":{"id":"id_123","assigneeId":"id_123","aiId":null,"aiAssigneed":false,"ended":false,
        "createdAt":"2026-03-16T00:00:00.000Z"}}}"#,
    );
    let assigned = canned
        .workspace()
        .assign_conversation(
            ConversationId::from("id_123"),
            ChannelId::from("id_123"),
            Assignee::agent("id_123"),
        )
        .await
        .unwrap();
    assert_eq!(assigned.assignee_id.as_ref().unwrap().as_str(), "id_123");
    assert_eq!((&assigned.ai_id, assigned.ai_assigned, assigned.ended), (&None, false, false));
}

#[tokio::test]
async fn an_assignment_is_seen_in_the_list() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let page = workspace.conversations().page().await.unwrap();
    let conversation = &page.items[0];
    let channel = conversation.channel_id.clone().unwrap();
    let (agent, ai) = (sandbox.agent_ids()[0].clone(), sandbox.ai_ids()[0].clone());

    let assignee = Assignee::agent(agent.as_str());
    let assigned = workspace.assign_conversation(&conversation.id, &channel, assignee).await.unwrap();
    assert_eq!(assigned.assignee_id.as_ref().unwrap().as_str(), agent);
    assert!(!assigned.ai_assigned && assigned.ai_id.is_none());
    let listed = &workspace.conversations().page_size(1).page().await.unwrap().into_data().items[0];
    assert_eq!(listed.assignee_id, assigned.assignee_id);

    let assignee = Assignee::ai(ai.as_str());
    let assigned = workspace.assign_conversation(&conversation.id, &channel, assignee).await.unwrap();
    assert_eq!(assigned.ai_id.as_ref().unwrap().as_str(), ai);
    assert!(assigned.ai_assigned && assigned.assignee_id.is_none());
    let listed =
        &workspace.conversations().ai(ai.as_str()).page_size(1).page().await.unwrap().into_data().items[0];
    assert_eq!((&listed.id, listed.ai_assigned), (&conversation.id, true));
}

#[tokio::test]
async fn an_assignment_of_no_conversation_is_refused() {
    let sandbox = sandbox(30, CursorRule::Strict).await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    let agent = Assignee::agent(sandbox.agent_ids()[0].as_str());
    let error = workspace
        .assign_conversation(ConversationId::from("none"), ChannelId::from(channel.as_str()), agent)
        .await
        .unwrap_err();
    assert_eq!(error.graphql_errors()[0].code(), Some("NOT_FOUND"));
    assert_eq!(error.operation(), Some("assignConv"));
}
