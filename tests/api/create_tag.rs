//! Creating a tag: what is sent, an answer, what it changes, and what is known where it fails.

use crate::support::{Canned, knows_nothing, sent, workspace_of};
use bcrumbs::{CreatedTag, ErrorKind, Outcome, TagKind};
use bcrumbs_sandbox::{Fault, Sandbox};

const CREATED: &str = r#"{"data":{"createTag":{"id":"t","createdAt":"2026-03-16T00:00:00.000Z"}}}"#;

#[tokio::test]
async fn create_tag_with_nothing_optional_set() {
    let canned = Canned::one(200, CREATED);
    canned.workspace().create_tag("late", TagKind::Conversation).await.unwrap();
    insta::assert_json_snapshot!(sent(&canned), @r#"
    {
      "operationName": "createTag",
      "query": [
        "mutation createTag($input: TagCreateInput!) {",
        "  createTag(input: $input) {",
        "    id",
        "    tag",
        "    type",
        "    createdAt",
        "  }",
        "}"
      ],
      "variables": {
        "input": {
          "tag": "late",
          "type": "conversation",
          "workspaceId": 12
        }
      }
    }
    "#);
}

#[tokio::test]
async fn create_tag_with_everything_set() {
    let canned = Canned::one(200, CREATED);
    canned
        .workspace()
        .create_tag("late", "clientStage")
        .order(3)
        .description("Delivery is late")
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned)["variables"], @r#"
    {
      "input": {
        "description": "Delivery is late",
        "order": 3,
        "tag": "late",
        "type": "clientStage",
        "workspaceId": 12
      }
    }
    "#);
}

/// The page shows no example answer as far as our copy goes: this one is the page's example of `tags`, as a single object.
#[tokio::test]
async fn an_answer_with_every_field_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"createTag":{"id":"id_123","tag":"sample","type":"conv",
        "createdAt":"2026-03-16T00:00:00.000Z"}}}"#,
    );
    let answer = canned.workspace().create_tag("sample", TagKind::Conv).await.unwrap();
    let mut expected = CreatedTag::new("id_123", "2026-03-16T00:00:00Z".parse().unwrap());
    expected.tag = Some("sample".to_owned());
    expected.kind = Some(TagKind::Conv);
    assert_eq!(answer.data(), &expected);
}

#[tokio::test]
async fn an_empty_text_or_kind_sends_nothing() {
    let canned = Canned::default();
    let workspace = canned.workspace();
    for (request, named) in
        [(workspace.create_tag(" ", TagKind::Common), "tag"), (workspace.create_tag("late", ""), "kind")]
    {
        let error = request.await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidInput, Outcome::NotExecuted));
        assert!(error.to_string().contains(&format!("the {named} is empty")), "{error}");
    }
    assert!(canned.requests().is_empty());
}

#[tokio::test]
async fn a_created_tag_is_listed_with_what_was_set() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let created =
        workspace.create_tag("çok geç", TagKind::ContactStage).order(7).description("Late").await.unwrap();
    assert_eq!((created.tag.as_deref(), &created.kind), (Some("çok geç"), &Some(TagKind::ContactStage)));
    let listed = workspace.tags().tag("çok geç").await.unwrap().into_data();
    assert_eq!((listed.len(), &listed[0].id, listed[0].created_at), (1, &created.id, created.created_at));
    assert_eq!((listed[0].order, listed[0].description.as_deref()), (Some(7), Some("Late")));
}

#[tokio::test]
async fn a_creation_whose_answer_is_lost_may_have_run_and_is_not_sent_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    for (fault, executed) in
        [(Fault::ResetAfterReading, 0), (Fault::ResetAfterExecuting, 1), (Fault::TruncatedBody, 1)]
    {
        let before = workspace.tags().await.unwrap().len();
        sandbox.clear_journal();
        sandbox.fail_next(fault.clone());
        let error = workspace.create_tag("late", TagKind::Conversation).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{fault:?}");
        assert_eq!(sandbox.journal().len(), 1, "{fault:?}: it was sent again");
        assert_eq!(workspace.tags().await.unwrap().len() - before, executed, "{fault:?}");
    }
}

#[tokio::test]
async fn an_unknown_kind_and_nulls_are_tolerated_in_a_created_tag() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    sandbox.fail_next(Fault::UnknownEnumValues);
    let created = workspace.create_tag("late", TagKind::Message).await.unwrap();
    assert!(matches!(created.kind, Some(TagKind::Unknown(_))));

    sandbox.fail_next(Fault::NullsEverywhere);
    let created = workspace.create_tag("late", TagKind::Message).await.unwrap();
    knows_nothing(created.data());
    assert_eq!(created.data(), &CreatedTag::new(&created.id, created.created_at));
}
