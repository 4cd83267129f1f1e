//! Reading tags: what is sent, the documented answer, every filter, and what may be null or unknown.

use crate::support::{Canned, knows_nothing, sent, workspace_of};
use bcrumbs::{GraphQlError, Tag, TagKind};
use bcrumbs_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

const NONE: &str = r#"{"data":{"tags":{"nodes":[]}}}"#;

#[tokio::test]
async fn tags_with_nothing_set() {
    let canned = Canned::one(200, NONE);
    assert!(canned.workspace().tags().await.unwrap().is_empty());
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn tags_with_everything_set() {
    let canned = Canned::one(200, NONE);
    canned.workspace().tags().tag("late").kind(TagKind::ContactStage).await.unwrap();
    insta::assert_json_snapshot!(sent(&canned)["variables"], @r#"
    {
      "input": {
        "tag": "late",
        "type": "clientStage",
        "workspaceId": 12
      }
    }
    "#);
}

#[tokio::test]
async fn the_example_of_tags_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"tags":{"nodes":[{"id":"id_123","tag":"sample","type":"conv",
        "createdAt":"2026-03-16T00:00:00.000Z"}]}}}"#,
    );
    let answer = canned.workspace().tags().await.unwrap();
    let mut expected = Tag::new("id_123", "2026-03-16T00:00:00Z".parse().unwrap());
    expected.tag = Some("sample".to_owned());
    expected.kind = Some(TagKind::Conv);
    assert_eq!(answer.data(), &[expected]);
    assert!(answer.errors().is_empty());
}

#[test]
fn a_tag_is_written_with_the_gateways_field_names_and_read_back() {
    let json = r#"{"workspaceId":12,"id":"t1","tag":"late","type":"order","order":3,"description":"Delivery is late","createdAt":"2026-03-16T00:00:00.000Z"}"#;
    let tag: Tag = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&tag).unwrap(), json);
}

/// A response with null instead of the first and the third tag.
fn with_nulls(errors: &Value) -> String {
    let tag = json!({"id": "t", "createdAt": "2026-03-16T00:00:00.000Z"});
    json!({"data": {"tags": {"nodes": [null, tag, null]}}, "errors": errors}).to_string()
}

#[tokio::test]
async fn a_tag_that_is_null_is_left_out_and_reported_with_its_place() {
    let canned = Canned::one(200, with_nulls(&Value::Null));
    let answer = canned.workspace().tags().await.unwrap();
    assert_eq!(answer.len(), 1);
    let places: Vec<_> = answer.errors().iter().map(GraphQlError::path).collect();
    assert_eq!(
        places,
        [[json!("tags"), json!("nodes"), json!(0)], [json!("tags"), json!("nodes"), json!(2)]]
    );
    let shown = answer.errors()[0].to_string();
    assert!(shown.contains("null instead of an item"), "{shown}");
}

#[tokio::test]
async fn a_null_tag_that_the_gateway_reports_itself_is_reported_once() {
    let errors = json!([{"message": "broken", "path": ["tags", "nodes", 2, "tag"]}]);
    let canned = Canned::one(200, with_nulls(&errors));
    let answer = canned.workspace().tags().await.unwrap();
    let messages: Vec<_> =
        answer.errors().iter().map(|e| (e.message().len() > 6, e.path()[2].clone())).collect();
    assert_eq!(messages, [(false, json!(2)), (true, json!(0))]);
}

#[tokio::test]
async fn a_list_of_tags_that_is_null_is_an_error() {
    let canned = Canned::one(200, r#"{"data":{"tags":null}}"#);
    let error = canned.workspace().tags().await.unwrap_err();
    assert_eq!(error.operation(), Some("tags"));
}

#[tokio::test]
async fn tags_are_filtered_by_text_and_by_kind() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let everything = workspace.tags().await.unwrap().into_data();
    assert_eq!(everything.len(), 12);
    for kind in TagKind::KNOWN {
        let found = workspace.tags().kind(kind.clone()).await.unwrap().into_data();
        let expected: Vec<_> =
            everything.iter().filter(|tag| tag.kind.as_ref() == Some(kind)).cloned().collect();
        assert!(!found.is_empty() && found.len() < everything.len());
        assert_eq!(found, expected, "{kind}");
    }
    let text = everything[1].tag.clone().unwrap();
    let found = workspace.tags().tag(&text).await.unwrap().into_data();
    assert_eq!(found, [everything[1].clone()]);
    assert!(workspace.tags().tag("no such tag").await.unwrap().is_empty());
}

#[tokio::test]
async fn unknown_kinds_and_nulls_wherever_the_schema_allows_them_are_tolerated_in_tags() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    sandbox.fail_next(Fault::UnknownEnumValues);
    let tags = workspace.tags().await.unwrap();
    assert_eq!(tags.len(), 12);
    assert!(tags.iter().all(|tag| matches!(tag.kind, Some(TagKind::Unknown(_)))));

    sandbox.fail_next(Fault::NullsEverywhere);
    let tags = workspace.tags().await.unwrap();
    assert!(tags.len() + tags.errors().len() == 12 && !tags.is_empty());
    for tag in tags.iter() {
        knows_nothing(tag);
        assert_eq!(tag, &Tag::new(&tag.id, tag.created_at));
    }
}
