//! Tests the reply with a sandbox: the message is in the list afterwards, and it is not sent twice if the outcome is
//! unknown.

use bcrumbs::{ApiKey, Client, Outcome};
use bcrumbs_sandbox::{Fault, Sandbox};
use bcrumbs_schema::{Filling, Options, Schema, example};
use reply::{To, reply};
use serde_json::json;
use std::process::Command;

/// Returns a sandbox, a client for it, and its newest conversation.
async fn conversation() -> (Sandbox, Client, To) {
    let sandbox = Sandbox::builder().conversations(5).start().await.unwrap();
    let client =
        Client::builder(ApiKey::new(sandbox.api_key())).endpoint(sandbox.endpoint()).build().unwrap();
    let workspace = client.workspace(sandbox.workspace_id());
    let newest = workspace.conversations().page_size(1).page().await.unwrap().into_data().items.remove(0);
    let to = To { workspace: workspace.id(), channel: newest.channel_id.unwrap(), conversation: newest.id };
    sandbox.clear_journal();
    (sandbox, client, to)
}

/// Counts the messages of the workspace with that text.
async fn listed(sandbox: &Sandbox, client: &Client, text: &str) -> usize {
    let messages = client.workspace(sandbox.workspace_id()).messages().items();
    let all = messages.all::<Vec<_>>().await.unwrap();
    all.items.iter().filter(|message| message.content.as_deref() == Some(text)).count()
}

#[tokio::test]
async fn a_reply_is_listed_afterwards() {
    let (sandbox, client, to) = conversation().await;
    let sent = reply(&client, &to, "On its way! 📦").await.unwrap().unwrap();

    let seen = sandbox.journal();
    assert_eq!((seen.len(), seen[0].effect.as_deref()), (1, Some(sent.id.as_str())));
    let input = json!({
        "workspaceId": to.workspace.get(),
        "integrationId": to.channel.as_str(),
        "convId": to.conversation.as_str(),
        "content": "On its way! 📦",
        "type": "text",
    });
    assert_eq!(seen[0].variables, json!({ "input": input }), "what is not set is left out");

    let newest =
        client.workspace(12).messages().page_size(1).page().await.unwrap().into_data().items.remove(0);
    assert_eq!((&newest.id, newest.content.as_deref()), (&sent.id, Some("On its way! 📦")));
    assert_eq!((newest.is_agent, newest.status), (true, sent.status));
    assert_eq!(newest.created_at, sent.created_at.0);
}

#[tokio::test]
async fn a_reply_whose_answer_is_lost_is_not_sent_again() {
    let (sandbox, client, to) = conversation().await;
    sandbox.fail_next(Fault::ResetAfterExecuting);
    let error = reply(&client, &to, "Once, please").await.unwrap_err();
    assert_eq!((error.operation(), error.outcome()), (Some("addMessage"), Outcome::Unknown));
    assert!(!error.is_retryable() && error.to_string().contains("check before sending it again"), "{error}");
    assert_eq!((sandbox.journal().len(), error.attempts()), (1, 1));
    assert_eq!(listed(&sandbox, &client, "Once, please").await, 1);
}

#[tokio::test]
async fn a_reply_that_the_gateway_did_not_process_is_sent_again() {
    let (sandbox, client, to) = conversation().await;
    sandbox.fail_next(Fault::throttled());
    reply(&client, &to, "Again, please").await.unwrap().unwrap();
    assert_eq!(sandbox.journal().iter().map(|seen| seen.executed).collect::<Vec<_>>(), [false, true]);
    assert_eq!(listed(&sandbox, &client, "Again, please").await, 1);
}

/// Returns a response to `addMessage` that the schema permits.
fn example_response(filling: Filling) -> String {
    let schema = Schema::read("../../schema/bcrumbs.graphql").unwrap();
    let queries = bcrumbs_schema::load("queries").unwrap();
    example(&schema, &queries, &Options::new(), "addMessage", filling).unwrap().to_string()
}

#[tokio::test]
async fn every_response_that_the_schema_permits_is_decoded() {
    let (sandbox, client, to) = conversation().await;
    sandbox.fail_next(Fault::Body(example_response(Filling::Full)));
    let full = reply(&client, &to, "Full").await.unwrap().unwrap();
    assert_eq!((full.id.as_str(), full.status.is_some()), ("1", true));
    sandbox.fail_next(Fault::Body(example_response(Filling::Worst)));
    let worst = reply(&client, &to, "Worst").await.unwrap().unwrap();
    assert_eq!((worst.id.as_str(), worst.status), ("1", None));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_takes_its_key_and_its_gateway_from_the_environment() {
    let (sandbox, client, to) = conversation().await;
    let program = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_reply"))
            .args(arguments)
            .env("BCRUMBS_API_KEY", sandbox.api_key())
            .env("BCRUMBS_ENDPOINT", sandbox.endpoint())
            .env("BCRUMBS_WORKSPACE_ID", sandbox.workspace_id().to_string())
            .output()
            .unwrap()
    };
    let done = program(&[to.conversation.as_str(), to.channel.as_str(), "From a program"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let id = sandbox.journal()[0].effect.clone().unwrap();
    assert!(String::from_utf8(done.stdout).unwrap().starts_with(&format!("message {id}: ")));
    assert_eq!(listed(&sandbox, &client, "From a program").await, 1);

    let refused = program(&["nowhere", to.channel.as_str(), "Hello"]);
    let stderr = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && stderr.starts_with("error: addMessage"), "{stderr}");

    let misused = program(&["nowhere"]);
    assert!(String::from_utf8(misused.stderr).unwrap().contains("usage: reply"));
}
