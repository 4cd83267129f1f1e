//! Reading the webhooks: what is sent, the documented object, every filter, and what may be null or unknown.

use crate::support::{Canned, sent, workspace_of};
use bcrumbs::{ApiKey, Client, ErrorKind, Webhook, WebhookEvent};
use bcrumbs_sandbox::{Event, Fault, Sandbox};
use serde_json::json;
use std::collections::BTreeSet;

const NONE: &str = r#"{"data":{"webhooks":{"nodes":[]}}}"#;

#[tokio::test]
async fn webhooks_with_nothing_set() {
    let canned = Canned::one(200, NONE);
    canned.workspace().webhooks().await.unwrap();
    insta::assert_json_snapshot!(sent(&canned), @r#"
    {
      "operationName": "webhooks",
      "query": [
        "query webhooks($input: WebhooksInput!) {",
        "  webhooks(input: $input) {",
        "    nodes {",
        "      workspaceId",
        "      id",
        "      label",
        "      url",
        "      event",
        "      createdAt",
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
async fn webhooks_with_everything_set() {
    let canned = Canned::one(200, NONE);
    canned.workspace().webhooks().label("orders").event(WebhookEvent::EndingConversation).await.unwrap();
    insta::assert_json_snapshot!(sent(&canned)["variables"], @r#"
    {
      "input": {
        "event": "ENDING_CONV",
        "label": "orders",
        "workspaceId": 12
      }
    }
    "#);
}

/// The object is the page's, with the space behind its event; no page shows an answer to the operation, so the list around
/// it is the schema's.
#[tokio::test]
async fn the_example_of_a_webhook_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"webhooks":{"nodes":[{"workspaceId":12,"id":"67642054b6cc2888638e4600","url":"https://yourwebsite/…",
        "label":"Incoming message webhooks","event":"INCOMING_MESSAGE ","createdAt":"2024-12-19T13:32:04.009Z"}]}}}"#,
    );
    let webhooks = canned.workspace().webhooks().await.unwrap().into_data();
    let [webhook] = &webhooks[..] else { panic!("{webhooks:?}") };
    assert_eq!((webhook.workspace_id, webhook.id.as_str()), (Some(12.into()), "67642054b6cc2888638e4600"));
    assert_eq!(webhook.url.as_ref().unwrap().expose(), "https://yourwebsite/…");
    assert_eq!(webhook.label.as_deref(), Some("Incoming message webhooks"));
    assert_eq!(webhook.event, Some(WebhookEvent::IncomingMessage));
    assert_eq!(webhook.created_at.to_rfc3339(), "2024-12-19T13:32:04.009+00:00");
}

#[tokio::test]
async fn a_webhook_that_is_null_is_left_out_and_reported() {
    let canned = Canned::one(
        200,
        r#"{"data":{"webhooks":{"nodes":[null,{"id":"w","createdAt":"2024-12-19T13:32:04.009Z"}]}}}"#,
    );
    let webhooks = canned.workspace().webhooks().await.unwrap();
    let at = "2024-12-19T13:32:04.009Z".parse().unwrap();
    assert_eq!(webhooks.data()[..], [Webhook::new("w", at)]);
    assert_eq!(webhooks.errors().len(), 1);
    assert_eq!(webhooks.errors()[0].path(), [json!("webhooks"), json!("nodes"), json!(0)]);
}

async fn sandbox() -> Sandbox {
    Sandbox::builder().conversations(5).start().await.unwrap()
}

#[tokio::test]
async fn webhooks_are_filtered_by_event_and_by_label() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    sandbox.add_webhook(Event::ContactUpdated, "http://127.0.0.1:9/events?token=secret").unwrap();
    let all = workspace.webhooks().await.unwrap().into_data();
    let events: BTreeSet<&str> =
        all.iter().filter_map(|webhook| webhook.event.as_ref()).map(|e| e.as_str()).collect();
    assert_eq!(events, WebhookEvent::KNOWN.iter().map(WebhookEvent::as_str).collect());

    let updated = workspace.webhooks().event(WebhookEvent::ContactUpdated).await.unwrap().into_data();
    let expected: Vec<_> =
        all.iter().filter(|w| w.event == Some(WebhookEvent::ContactUpdated)).cloned().collect();
    assert!(updated.len() == 2 && updated == expected, "{updated:?}");

    let label = all[0].label.clone().unwrap();
    let labelled = workspace.webhooks().label(&label).await.unwrap().into_data();
    assert_eq!(labelled, [all[0].clone()]);
}

#[tokio::test]
async fn nulls_and_unknown_events_of_webhooks_are_tolerated() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    sandbox.fail("webhooks", Fault::NullsEverywhere);
    let webhooks = workspace.webhooks().await.unwrap();
    assert!(!webhooks.is_empty() && webhooks.errors().is_empty());
    for webhook in webhooks.data() {
        assert_eq!(*webhook, Webhook::new(&webhook.id, webhook.created_at));
    }
    sandbox.fail("webhooks", Fault::UnknownEnumValues);
    let webhooks = workspace.webhooks().await.unwrap().into_data();
    assert!(webhooks.iter().all(|webhook| matches!(webhook.event, Some(WebhookEvent::Unknown(_)))));
}

#[tokio::test]
async fn a_key_that_is_linked_to_an_agent_is_refused_webhooks_keys_and_settings() {
    let sandbox = sandbox().await;
    let agent = sandbox.agent_ids().remove(0);
    let generated = workspace_of(&sandbox).generate_api_key("Bot").agent(agent).await.unwrap().into_data();
    let key = ApiKey::new(generated.key.unwrap().expose());
    let client = Client::builder(key).endpoint(sandbox.endpoint()).build().unwrap();
    let workspace = client.workspace(sandbox.workspace_id());
    workspace.conversations().page().await.unwrap();
    for error in [
        workspace.webhooks().await.unwrap_err(),
        workspace.api_keys().await.unwrap_err(),
        workspace.settings().await.unwrap_err(),
        workspace.generate_api_key("Another").await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
    }
}

#[tokio::test]
async fn the_url_of_a_webhook_is_in_no_debug() {
    const URL: &str = "https://shop.example/hook?token=42";
    let node = format!(r#"{{"id":"w","url":"{URL}","createdAt":"2024-12-19T13:32:04.009Z"}}"#);
    let canned = Canned::one(200, format!(r#"{{"data":{{"webhooks":{{"nodes":[{node}]}}}}}}"#));
    let webhooks = canned.workspace().webhooks().await.unwrap();
    let printed = format!("{webhooks:?} {webhooks:#?} {:?}", webhooks[0].url);
    assert!(printed.contains("WebhookUrl(hidden)") && !printed.contains("shop"), "{printed}");

    let canned = Canned::one(
        200,
        format!(r#"{{"data":{{"webhooks":{{"nodes":[{{"id":"w","url":"{URL}","createdAt":"{URL}"}}]}}}}}}"#),
    );
    let error = canned.workspace().webhooks().await.unwrap_err();
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("shop") && !printed.contains("token"), "{printed}");
}
