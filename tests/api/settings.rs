//! Reading the settings: what is sent, the documented answer, and what may be null.

use crate::support::{Canned, sent, workspace_of};
use bcrumbs::{ErrorKind, TestNumber, WorkspaceSettings};
use bcrumbs_sandbox::{Fault, Sandbox};

#[tokio::test]
async fn workspace_settings() {
    let canned = Canned::one(200, r#"{"data":{"workspaceSettings":{"id":"s"}}}"#);
    let settings = canned.workspace().settings().await.unwrap().into_data();
    assert_eq!(settings, WorkspaceSettings::new("s"));
    insta::assert_json_snapshot!(sent(&canned), @r#"
    {
      "operationName": "workspaceSettings",
      "query": [
        "query workspaceSettings($input: WorkspaceSettingsInput!) {",
        "  workspaceSettings(input: $input) {",
        "    id",
        "    workspaceId",
        "    convTTL",
        "    optOutKeyword",
        "    autoUnarchiveOnMessage",
        "    testNums {",
        "      phone",
        "      active",
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

/// The page's example, which our copy cuts off after `optOutKeyword`: the rest is completed from the schema.
#[tokio::test]
async fn the_example_of_the_settings_decodes() {
    let canned = Canned::one(
        200,
        r#"{"data":{"workspaceSettings":{"id":"id_123","workspaceId":12,"convTTL":24,"optOutKeyword":"STOP",
        "autoUnarchiveOnMessage":true,"testNums":[{"phone":"+12025550123","active":true},null]}}}"#,
    );
    let settings = canned.workspace().settings().await.unwrap().into_data();
    assert_eq!((settings.id.as_str(), settings.workspace_id), ("id_123", Some(12.into())));
    assert_eq!(settings.conversation_ttl_hours, Some(24));
    assert_eq!(settings.opt_out_keyword.as_deref(), Some("STOP"));
    assert_eq!(settings.auto_unarchive_on_message, Some(true));
    let mut number = TestNumber::new("+12025550123");
    number.active = Some(true);
    assert_eq!(settings.test_numbers, [number]);
    assert!(!format!("{settings:?} {settings:#?}").contains("2025550123"));
}

#[test]
fn settings_are_written_with_the_gateways_field_names_and_read_back() {
    let json = r#"{"id":"s","workspaceId":12,"convTTL":48,"optOutKeyword":"STOP","autoUnarchiveOnMessage":false,"testNums":[{"phone":"+12025550123","active":null}]}"#;
    let settings: WorkspaceSettings = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&settings).unwrap(), json);
}

#[tokio::test]
async fn the_sandbox_has_settings_and_nulls_in_them_are_tolerated() {
    let sandbox = Sandbox::builder().conversations(5).conversation_ttl_hours(48).start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let settings = workspace.settings().await.unwrap().into_data();
    assert_eq!(settings.conversation_ttl_hours, Some(48));
    assert_eq!(
        (settings.test_numbers.len(), settings.workspace_id),
        (2, Some(sandbox.workspace_id().into()))
    );

    sandbox.fail("workspaceSettings", Fault::NullsEverywhere);
    let nulls = workspace.settings().await.unwrap().into_data();
    assert_eq!(nulls, WorkspaceSettings::new(&settings.id));
}

#[tokio::test]
async fn settings_that_are_null_are_an_error() {
    let canned = Canned::one(200, r#"{"data":{"workspaceSettings":null}}"#);
    let error = canned.workspace().settings().await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Decode, Some("workspaceSettings")));
}
