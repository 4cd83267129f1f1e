//! API keys: what is sent, the documented answers, what generating one changes, and that a key is never shown.

use crate::support::{Canned, sent, workspace_of};
use bcrumbs::{ApiKey, Client, ErrorKind, GeneratedApiKey, ListedApiKey, Outcome};
use bcrumbs_sandbox::{Fault, Sandbox};

const GENERATED: &str =
    r#"{"data":{"genApiKey":{"id":"k","key":"bck_0123456789","createdAt":"2024-12-19T13:32:04.009Z"}}}"#;

#[tokio::test]
async fn api_keys_with_nothing_set() {
    let canned = Canned::one(200, r#"{"data":{"apiKeys":{"nodes":[]}}}"#);
    canned.workspace().api_keys().await.unwrap();
    insta::assert_json_snapshot!(sent(&canned), @r#"
    {
      "operationName": "apiKeys",
      "query": [
        "query apiKeys($input: ApiKeysInput!) {",
        "  apiKeys(input: $input) {",
        "    nodes {",
        "      workspaceId",
        "      id",
        "      key",
        "      label",
        "      createdAt",
        "      agentId",
        "    }",
        "  }",
        "}"
      ],
      "variables": {
        "input": {
          "workspaceId": 12
        }
      }
    }
    "#);
}

#[tokio::test]
async fn api_keys_with_everything_set() {
    let canned = Canned::one(200, r#"{"data":{"apiKeys":{"nodes":[]}}}"#);
    canned.workspace().api_keys().label("Dev").await.unwrap();
    let input = sent(&canned)["variables"]["input"].to_string();
    assert_eq!(input, r#"{"label":"Dev","workspaceId":12}"#);
}

#[tokio::test]
async fn gen_api_key_with_nothing_optional_set() {
    let canned = Canned::one(200, GENERATED);
    canned.workspace().generate_api_key("Bot").await.unwrap();
    insta::assert_json_snapshot!(sent(&canned), @r#"
    {
      "operationName": "genApiKey",
      "query": [
        "mutation genApiKey($input: ApiKeyGenInput!) {",
        "  genApiKey(input: $input) {",
        "    workspaceId",
        "    id",
        "    key",
        "    label",
        "    createdAt",
        "  }",
        "}"
      ],
      "variables": {
        "input": {
          "label": "Bot",
          "workspaceId": 12
        }
      }
    }
    "#);
}

#[tokio::test]
async fn gen_api_key_with_everything_set() {
    let canned = Canned::one(200, GENERATED);
    canned.workspace().generate_api_key("Bot").agent("agent1").await.unwrap();
    let input = sent(&canned)["variables"]["input"].to_string();
    assert_eq!(input, r#"{"agentId":"agent1","label":"Bot","workspaceId":12}"#);
}

/// The older article shows the object alone; `data` and the list around it are the schema's, and `agentId` is the newer
/// page's, which shows no example.
#[tokio::test]
async fn the_example_of_an_api_key_decodes() {
    let node = r#"{"workspaceId":12,"id":"67642054b6cc2888638e4600","key":"e108d6e3-****-****-****-************","label":"Dev API Key","createdAt":"2024-12-19T13:32:04.009Z"}"#;
    let canned = Canned::one(200, format!(r#"{{"data":{{"apiKeys":{{"nodes":[{node}]}}}}}}"#));
    let listed = canned.workspace().api_keys().await.unwrap().into_data().remove(0);
    assert_eq!((listed.workspace_id, listed.id.as_str()), (Some(12.into()), "67642054b6cc2888638e4600"));
    assert_eq!(listed.key.unwrap().expose(), "e108d6e3-****-****-****-************");
    assert_eq!((listed.label.as_deref(), listed.agent_id), (Some("Dev API Key"), None));
    assert_eq!(listed.created_at.to_rfc3339(), "2024-12-19T13:32:04.009+00:00");

    let canned = Canned::one(200, format!(r#"{{"data":{{"genApiKey":{node}}}}}"#));
    let generated = canned.workspace().generate_api_key("Dev API Key").await.unwrap().into_data();
    assert_eq!((generated.workspace_id, generated.id), (listed.workspace_id, listed.id));
    assert_eq!(generated.key.unwrap().expose(), "e108d6e3-****-****-****-************");
    assert_eq!((generated.label, generated.created_at), (listed.label, listed.created_at));
}

#[tokio::test]
async fn an_api_key_that_is_null_is_left_out_and_reported() {
    let canned = Canned::one(
        200,
        r#"{"data":{"apiKeys":{"nodes":[{"id":"k","createdAt":"2024-12-19T13:32:04.009Z"},null]}}}"#,
    );
    let keys = canned.workspace().api_keys().await.unwrap();
    assert_eq!((keys.len(), keys.errors().len()), (1, 1));
}

async fn sandbox() -> Sandbox {
    Sandbox::builder().conversations(5).start().await.unwrap()
}

#[tokio::test]
async fn a_generated_key_opens_the_gateway_and_is_listed_by_its_label() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    let agent = sandbox.agent_ids().remove(0);
    let generated = workspace.generate_api_key("Bot").agent(agent.as_str()).await.unwrap().into_data();
    assert_eq!(generated.label.as_deref(), Some("Bot"));
    let key = generated.key.unwrap();
    let client = Client::builder(key.clone()).endpoint(sandbox.endpoint()).build().unwrap();
    client.workspace(sandbox.workspace_id()).conversations().page().await.unwrap();

    let listed = workspace.api_keys().label("bot").await.unwrap().into_data();
    let [bot] = &listed[..] else { panic!("{listed:?}") };
    assert_eq!((&bot.id, bot.agent_id.as_ref().unwrap().as_str()), (&generated.id, agent.as_str()));
    assert_ne!(bot.key.as_ref().unwrap().expose(), key.expose(), "the sandbox lists no whole key");
    assert_eq!(workspace.api_keys().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_key_for_an_agent_of_nowhere_is_refused_and_an_empty_label_or_agent_is_not_sent() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    let error = workspace.generate_api_key("Bot").agent("nobody").await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::GraphQl, Outcome::NotExecuted));
    sandbox.clear_journal();
    let error = workspace.generate_api_key(" ").await.unwrap_err();
    assert_eq!(error.to_string(), "genApiKey: the label is empty; nothing was sent");
    // A key without an agent has full access.
    let error = workspace.generate_api_key("Bot").agent("").await.unwrap_err();
    assert_eq!(error.to_string(), "genApiKey: the agent is empty; nothing was sent");
    assert!(sandbox.journal().is_empty());
}

#[tokio::test]
async fn a_key_whose_answer_is_lost_is_not_generated_again() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    sandbox.fail("genApiKey", Fault::ResetAfterExecuting);
    let error = workspace.generate_api_key("Bot").await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert_eq!(workspace.api_keys().label("Bot").await.unwrap().len(), 1);
}

#[tokio::test]
async fn nulls_of_api_keys_are_tolerated() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    sandbox.fail("apiKeys", Fault::NullsEverywhere);
    let listed = workspace.api_keys().await.unwrap().into_data().remove(0);
    assert_eq!(format!("{listed:?}"), format!("{:?}", ListedApiKey::new(&listed.id, listed.created_at)));
    sandbox.fail("genApiKey", Fault::NullsEverywhere);
    let made = workspace.generate_api_key("Bot").await.unwrap().into_data();
    assert_eq!(format!("{made:?}"), format!("{:?}", GeneratedApiKey::new(&made.id, made.created_at)));
}

#[tokio::test]
async fn a_generated_key_is_in_nothing_that_is_printed() {
    const KEY: &str = "bck_5d1e9a4402c7bb36";
    let body = |created: &str| {
        format!(
            r#"{{"data":{{"genApiKey":{{"id":"k","key":"{KEY}","label":"Bot","createdAt":"{created}"}}}}}}"#
        )
    };
    let generated = Canned::one(200, body("2024-12-19T13:32:04.009Z")).workspace().generate_api_key("Bot");
    let generated = generated.await.unwrap();
    assert_eq!(generated.key.as_ref().unwrap().expose(), ApiKey::new(KEY).expose());
    let mut printed = format!("{generated:?} {generated:#?}");
    for broken in [
        body(KEY),
        body("now"),
        body("now").replace(r#""label""#, r#""workspaceId":"bck_5d1e9a4402c7bb36","label""#),
    ] {
        let error = Canned::one(200, broken).workspace().generate_api_key("Bot").await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Executed);
        printed += &format!("{error} {error:?}");
    }
    assert!(!printed.contains("5d1e9a44"), "{printed}");
}
