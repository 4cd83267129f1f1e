//! Listing broadcasts: what is sent, an answer, every filter, paging, and what may be null or unknown.

use crate::support::{Canned, all, comes_once, keeps, knows_nothing, sent, workspace_of};
use bcrumbs::{Broadcast, BroadcastState, Workspace};
use bcrumbs_sandbox::{CursorRule, Fault, Sandbox};
use serde_json::json;

/// A row at the cursor that a list is resumed at.
const LIST: &str = r#"{"data":{"broadcasts":{"nodes":[{"id":"b","createdAt":"2026-03-17T00:00:00.000Z"}]}}}"#;

#[tokio::test]
async fn broadcasts_with_nothing_set() {
    let canned = Canned::one(200, LIST);
    canned.workspace().broadcasts().page().await.unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

#[tokio::test]
async fn broadcasts_with_everything_set() {
    let canned = Canned::one(200, LIST);
    canned
        .workspace()
        .broadcasts()
        .name("Spring sale")
        .channel("channel1")
        .state(BroadcastState::InProgress)
        .template("order_shipped")
        .page_size(25)
        .after("2026-03-17T00:00:00.000Z")
        .search("free text")
        .with_total()
        .page()
        .await
        .unwrap();
    insta::assert_json_snapshot!(sent(&canned));
}

/// The page shows no example answer as far as our copy goes: this one is made from the page's table of properties.
#[tokio::test]
async fn an_answer_with_every_property_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"broadcasts":{"nodes":[{"workspaceId":12,"id":"id_123","name":"Spring sale",
        "integrationId":"id_124","state":"completed","templateName":"spring","templateLang":"en",
        "templateComponents":{"key":"value"},"clientTags":["VIP"],"clientStageId":"id_125","country":"Norway",
        "scheduledAt":"2026-03-16T01:00:00.000Z","startedAt":"2026-03-16T02:00:00.000Z",
        "completedAt":"2026-03-16T03:00:00.000Z","createdAt":"2026-03-16T00:00:00.000Z","totalCount":40,
        "failedCount":2,"error":"sample"}],"pageInfo":{"hasNextPage":false,"endCursor":"cursor_123","count":1}}}}"#,
    );
    let page = canned.workspace().broadcasts().page().await.unwrap();
    let broadcast = &page.items[0];
    assert_eq!((broadcast.id.as_str(), broadcast.workspace_id), ("id_123", Some(12.into())));
    assert_eq!(broadcast.name.as_deref(), Some("Spring sale"));
    assert_eq!(broadcast.channel_id.as_ref().unwrap().as_str(), "id_124");
    assert_eq!(broadcast.state, Some(BroadcastState::Completed));
    let template = (broadcast.template_name.as_deref(), broadcast.template_language.as_deref());
    assert_eq!(template, (Some("spring"), Some("en")));
    assert_eq!(broadcast.template_components, Some(json!({"key": "value"})));
    assert_eq!(broadcast.contact_tags, ["VIP"]);
    assert_eq!(broadcast.contact_stage_id.as_ref().unwrap().as_str(), "id_125");
    assert_eq!(broadcast.country.as_deref(), Some("Norway"));
    let hours =
        [Some(broadcast.created_at), broadcast.scheduled_at, broadcast.started_at, broadcast.completed_at]
            .map(|instant| instant.unwrap().format("%H").to_string());
    assert_eq!(hours, ["00", "01", "02", "03"]);
    assert_eq!((broadcast.total_count, broadcast.failed_count), (Some(40), Some(2)));
    assert_eq!(broadcast.error.as_deref(), Some("sample"));
    assert_eq!((page.has_next, page.total), (false, Some(1)));
}

#[test]
fn a_broadcast_is_written_with_the_gateways_field_names_and_read_back_and_its_debug_hides_the_texts() {
    let json = r#"{"workspaceId":12,"id":"b1","name":"To Ana","integrationId":"i1","state":"paused","templateName":"t1","templateLang":"en","templateComponents":{"phone":"+12025550123"},"clientTags":["pays late"],"clientStageId":"s1","country":"Norway","scheduledAt":null,"startedAt":"2026-03-16T02:00:00.000Z","completedAt":null,"createdAt":"2026-03-16T00:00:00.000Z","totalCount":40,"failedCount":2,"error":"no +12025550199"}"#;
    let broadcast: Broadcast = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&broadcast).unwrap(), json);
    let debug = format!("{broadcast:?} {broadcast:#?}");
    for personal in ["Ana", "2025550123", "2025550199", "pays"] {
        assert!(!debug.contains(personal), "{debug}");
    }
    assert!(debug.contains("b1") && debug.contains("paused"), "{debug}");
}

/// A broadcast in which a field is set, to filter by.
async fn with<T>(workspace: &Workspace, field: impl Fn(&Broadcast) -> Option<T>) -> T {
    all(workspace.broadcasts()).await.iter().find_map(field).expect("the sandbox has one")
}

#[tokio::test]
async fn broadcasts_are_filtered_by_name_channel_state_and_template() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let broadcasts = || workspace.broadcasts();
    let name = with(&workspace, |b| b.name.clone()).await;
    keeps(broadcasts(), broadcasts().name(&name), |b| b.name.as_ref() == Some(&name)).await;
    keeps(broadcasts(), broadcasts().search(&name), |b| b.name.as_ref() == Some(&name)).await;
    let channel = with(&workspace, |b| b.channel_id.clone()).await;
    keeps(broadcasts(), broadcasts().channel(&channel), |b| b.channel_id.as_ref() == Some(&channel)).await;
    let template = with(&workspace, |b| b.template_name.clone()).await;
    keeps(broadcasts(), broadcasts().template(&template), |b| b.template_name.as_ref() == Some(&template))
        .await;
    for state in BroadcastState::KNOWN {
        keeps(broadcasts(), broadcasts().state(state.clone()), |b| b.state.as_ref() == Some(state)).await;
    }
}

#[tokio::test]
async fn each_broadcast_comes_once_where_instants_tie() {
    for cursor in [CursorRule::Strict, CursorRule::Inclusive] {
        let sandbox = Sandbox::builder().cursor(cursor).start().await.unwrap();
        let workspace = workspace_of(&sandbox);
        comes_once(workspace.broadcasts(), 5).await;
        let since = all(workspace.broadcasts()).await[2].created_at;
        keeps(workspace.broadcasts(), workspace.broadcasts().since(since), |b| b.created_at >= since).await;
    }
}

#[tokio::test]
async fn unknown_states_and_nulls_wherever_the_schema_allows_them_are_tolerated_in_broadcasts() {
    let sandbox = Sandbox::start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    sandbox.fail_next(Fault::UnknownEnumValues);
    let page = workspace.broadcasts().page().await.unwrap();
    assert_eq!(page.items.len(), 5);
    assert!(page.items.iter().all(|b| matches!(b.state, Some(BroadcastState::Unknown(_)))));

    sandbox.fail_next(Fault::NullsEverywhere);
    let page = workspace.broadcasts().page().await.unwrap();
    assert_eq!(page.items.len(), 5);
    for broadcast in &page.items {
        knows_nothing(broadcast);
        assert_eq!(broadcast, &Broadcast::new(&broadcast.id, broadcast.created_at));
    }
}
