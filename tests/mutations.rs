//! Starting and assigning against the sandbox: what they change is seen, and what is refused changes nothing.

mod support;

use bcrumbs::{Assignee, ErrorKind, GraphQlError, Outcome, Recipient};
use bcrumbs_sandbox::{Fault, Sandbox};
use serde_json::json;
use support::{client_of, workspace_of};

async fn sandbox() -> Sandbox {
    Sandbox::builder().conversations(30).start().await.unwrap()
}

fn phone() -> Recipient {
    Recipient::phone("+12025550199")
}

#[tokio::test]
async fn a_started_conversation_is_listed_first() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    let started = workspace
        .start_conversation(channel.as_str(), phone(), "hello")
        .language("tr")
        .components(json!({"name": "Zoë"}))
        .await
        .unwrap();
    assert_eq!(started.channel_id.as_ref().unwrap().as_str(), channel);
    assert!(!started.ended && started.assignee_id.is_none());

    let newest = workspace.conversations().with_contact().page_size(1).await.unwrap();
    assert_eq!(newest.items[0].id, started.id);
    assert_eq!(newest.items[0].contact.as_ref().unwrap().phone.as_deref(), Some("+12025550199"));
    assert_eq!(sandbox.conversation_count(), 31);

    let journal = sandbox.journal();
    assert_eq!(journal[0].variables["input"]["templateComponents"], json!({"name": "Zoë"}));
    assert!(journal[0].executed);
}

#[tokio::test]
async fn a_conversation_is_started_with_a_known_contact() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    let page = workspace.conversations().await.unwrap();
    let contact = page.items.iter().find_map(|c| c.contact_id.clone()).unwrap();
    let channel = sandbox.channels()[0].id.clone();
    let recipient = Recipient::contact(&contact);
    let started = workspace.start_conversation(channel.as_str(), recipient, "hello").send().await.unwrap();
    assert_eq!(started.contact_id.as_ref(), Some(&contact));
}

#[tokio::test]
async fn a_refused_start_changes_nothing_and_says_why() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    let recipient = Recipient::contact("nobody");
    let error = workspace.start_conversation(channel.as_str(), recipient, "hello").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::GraphQl);
    assert_eq!(error.graphql_errors().first().and_then(GraphQlError::code), Some("BAD_USER_INPUT"));
    assert_eq!(sandbox.conversation_count(), 30);
}

#[tokio::test]
async fn an_assignment_is_seen_in_the_list() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    let page = workspace.conversations().await.unwrap();
    let conversation = &page.items[0];
    let channel = conversation.channel_id.clone().unwrap();
    let (agent, ai) = (sandbox.agent_ids()[0].clone(), sandbox.ai_ids()[0].clone());

    let assignee = Assignee::agent(agent.as_str());
    let assigned = workspace.assign_conversation(&conversation.id, &channel, assignee).await.unwrap();
    assert_eq!(assigned.assignee_id.as_ref().unwrap().as_str(), agent);
    assert!(!assigned.ai_assigned && assigned.ai_id.is_none());
    let listed = &workspace.conversations().page_size(1).await.unwrap().into_data().items[0];
    assert_eq!(listed.assignee_id, assigned.assignee_id);

    let assignee = Assignee::ai(ai.as_str());
    let assigned = workspace.assign_conversation(&conversation.id, &channel, assignee).await.unwrap();
    assert_eq!(assigned.ai_id.as_ref().unwrap().as_str(), ai);
    assert!(assigned.ai_assigned && assigned.assignee_id.is_none());
    let listed = &workspace.conversations().ai(ai.as_str()).page_size(1).await.unwrap().into_data().items[0];
    assert_eq!((&listed.id, listed.ai_assigned), (&conversation.id, true));
}

#[tokio::test]
async fn an_assignment_of_no_conversation_is_refused() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    let agent = Assignee::agent(sandbox.agent_ids()[0].as_str());
    let error = workspace.assign_conversation("none", channel.as_str(), agent).send().await.unwrap_err();
    assert_eq!(error.graphql_errors()[0].code(), Some("NOT_FOUND"));
    assert_eq!(error.operation(), Some("assignConv"));
}

#[tokio::test]
async fn a_wrong_key_is_refused_before_anything_runs() {
    let sandbox = sandbox().await;
    let client = bcrumbs::Client::builder(bcrumbs::ApiKey::new("bck_wrong"))
        .endpoint(sandbox.endpoint())
        .build()
        .unwrap();
    let workspace = client.workspace(sandbox.workspace_id());
    let channel = sandbox.channels()[0].id.clone();
    let error = workspace.start_conversation(channel.as_str(), phone(), "hello").send().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Unauthenticated, Outcome::NotExecuted));
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert!(error.to_string().contains("check the API key"), "{error}");
    assert_eq!(sandbox.conversation_count(), 30);
}

#[tokio::test]
async fn a_session_token_opens_the_gateway_too() {
    let sandbox = sandbox().await;
    let token = bcrumbs::SessionToken::new(sandbox.session_token());
    let client = bcrumbs::Client::builder(token).endpoint(sandbox.endpoint()).build().unwrap();
    let page = client.workspace(sandbox.workspace_id()).conversations().await.unwrap();
    assert_eq!(page.items.len(), 30);
}

#[tokio::test]
async fn another_workspace_is_forbidden() {
    let sandbox = sandbox().await;
    let error = client_of(&sandbox).workspace(99).conversations().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert!(error.to_string().contains("workspace"), "{error}");
}

#[tokio::test]
async fn a_start_whose_answer_is_lost_may_have_run_and_says_so() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    for (fault, executed) in
        [(Fault::ResetAfterReading, 0), (Fault::ResetAfterExecuting, 1), (Fault::TruncatedBody, 1)]
    {
        let before = sandbox.conversation_count();
        sandbox.clear_journal();
        sandbox.fail_next(fault.clone());
        let error =
            workspace.start_conversation(channel.as_str(), phone(), "hello").send().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown), "{fault:?}");
        assert!(error.to_string().contains("look before sending it again"), "{error}");
        assert!(!error.is_retryable());
        assert_eq!(sandbox.journal().len(), 1, "{fault:?}: it was sent again");
        assert_eq!(sandbox.conversation_count() - before, executed, "{fault:?}");
    }
}

#[tokio::test]
async fn a_start_whose_answer_is_not_whole_may_have_run_and_says_so() {
    let sandbox = sandbox().await;
    let workspace = workspace_of(&sandbox);
    let channel = sandbox.channels()[0].id.clone();
    for fault in [Fault::MalformedJson, Fault::HugeBody(20_000_000)] {
        sandbox.fail_next(fault.clone());
        let error =
            workspace.start_conversation(channel.as_str(), phone(), "hello").send().await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{fault:?}: {error}");
        assert!(error.to_string().contains("look before sending it again"), "{error}");
    }
}

mod own {
    //! A query of the consumer's own, over types that the crate has no model for.

    #[allow(clippy::upper_case_acronyms, reason = "the schema's name")]
    type DateTime = String;

    #[derive(graphql_client::GraphQLQuery)]
    #[graphql(
        schema_path = "schema/bcrumbs.graphql",
        query_path = "tests/own/tags.graphql",
        response_derives = "Debug"
    )]
    pub(crate) struct Tags;

    #[derive(graphql_client::GraphQLQuery)]
    #[graphql(
        schema_path = "schema/bcrumbs.graphql",
        query_path = "tests/own/createTag.graphql",
        response_derives = "Debug"
    )]
    pub(crate) struct CreateTag;
}

#[tokio::test]
async fn a_query_of_the_consumers_own_runs_with_the_same_key_and_limits() {
    let sandbox = sandbox().await;
    let client = client_of(&sandbox);
    let input = own::tags::TagsInput { workspace_id: 12, tag: None, type_: None };
    let answer = client.execute::<own::Tags>(own::tags::Variables { input }).await.unwrap();
    assert!(!answer.data().tags.as_ref().unwrap().nodes.is_empty());
    assert_eq!((answer.attempts(), answer.status().as_u16()), (1, 200));

    let input = own::tags::TagsInput { workspace_id: 99, tag: None, type_: None };
    let error = client.execute::<own::Tags>(own::tags::Variables { input }).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Forbidden, Some("Tags")));
}

#[tokio::test]
async fn a_mutation_of_the_consumers_own_is_not_sent_twice() {
    let sandbox = sandbox().await;
    let client = client_of(&sandbox);
    sandbox.fail_next(Fault::ResetAfterExecuting);
    let input = own::create_tag::TagCreateInput {
        workspace_id: 12,
        type_: own::create_tag::TagType::conv,
        tag: "late".into(),
        order: None,
        description: None,
    };
    let error = client.execute::<own::CreateTag>(own::create_tag::Variables { input }).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert_eq!(sandbox.journal().len(), 1);
}
