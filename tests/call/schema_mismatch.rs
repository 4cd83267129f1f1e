//! If an operation does not fit the gateway's schema, the error names the difference and the next step.

use crate::support::Canned;
use bcrumbs::graphql_client::{GraphQLQuery, QueryBody};
use bcrumbs::{ChannelId, Error, ErrorKind, Outcome, Recipient};
use serde_json::{Value, json};

const COMMAND: &str = "`bcrumbs schema check --live`";

async fn listed(status: u16, body: &Value) -> Error {
    Canned::one(status, body.to_string()).workspace().conversations().page().await.unwrap_err()
}

async fn started(status: u16, body: &Value) -> Error {
    let workspace = Canned::one(status, body.to_string()).workspace();
    let start = workspace.start_conversation(
        ChannelId::from("channel1"),
        Recipient::phone("+12025550123"),
        "Spring sale",
    );
    start
        .components(json!({"code": "SALE; Field \"secret\" of required type \"x\" was not provided"}))
        .await
        .unwrap_err()
}

fn refusal(message: &str) -> Value {
    json!({ "errors": [{ "message": message }] })
}

#[tokio::test]
async fn the_error_of_a_query_that_the_gateway_refuses_as_invalid_names_the_next_step() {
    let message = r#"Cannot query field "aiAssigneed" on type "Conversation"."#;
    let coded =
        json!({ "errors": [{ "message": message, "extensions": { "code": "GRAPHQL_VALIDATION_FAILED" } }] });
    for (status, body) in [(400, &coded), (200, &coded), (400, &refusal(message)), (422, &refusal(message))] {
        let error = listed(status, body).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::SchemaMismatch, Outcome::NotExecuted),
            "{error}"
        );
        let text = error.to_string();
        for part in [
            "convs: the operation does not fit the gateway's schema at `aiAssigneed`",
            message,
            COMMAND,
            "`omit_field(\"Conv.aiAssigneed\")`",
            "BCRUMBS_OMIT_FIELDS",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

#[tokio::test]
async fn the_refusals_of_other_servers_are_recognised() {
    for (message, extensions, name) in [
        (
            "Validation error (FieldUndefined@[convs/nodes/orderNo]) : Field 'orderNo' in type 'Conv' is undefined",
            json!({ "classification": "ValidationError" }),
            "orderNo",
        ),
        ("The field `orderNo` does not exist on the type `Conv`.", json!({ "field": "orderNo" }), "orderNo"),
        (r#"Unknown argument "pageInfo" on field "Query.convs"."#, json!({}), "pageInfo"),
        (
            r#"Variable "$pageInfo" of type "PageInfoInput" used in position expecting type "Paging"."#,
            json!({}),
            "pageInfo",
        ),
        (r#"Unknown type "ConvsInput"."#, json!({}), "ConvsInput"),
    ] {
        let body = json!({ "errors": [{ "message": message, "extensions": extensions }] });
        let error = listed(400, &body).await;
        assert_eq!(error.kind(), ErrorKind::SchemaMismatch, "{error}");
        let text = error.to_string();
        assert!(text.contains(&format!("schema at `{name}`")) && text.contains(message), "{text}");
        assert_eq!(text.contains("omit_field"), name == "orderNo", "{text}");
    }
}

#[tokio::test]
async fn a_new_required_field_is_named_even_behind_an_echo_of_all_variables() {
    let echo = "\"x\", ".repeat(3_000);
    let message = format!(
        "Variable \"$input\" got invalid value {{ phone: \"+12025550123\", templateName: \"Spring sale\", tags: [{echo}] }}; \
         Field \"department\" of required type \"DepartmentInput!\" was not provided."
    );
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": "BAD_USER_INPUT" } }] });
    let error = started(400, &body).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::SchemaMismatch, Outcome::NotExecuted));
    let text = error.to_string();
    assert!(text.contains("schema at `department`") && text.contains(COMMAND), "{text}");
    // A mutation is sent as it is.
    assert!(
        !text.contains("omit_field") && !text.contains("Spring") && !text.contains("2025550123"),
        "{text}"
    );
}

#[tokio::test]
async fn what_was_sent_is_not_named_as_what_does_not_fit() {
    for message in [
        r#"Variable "$input" got invalid value {}; Field "Spring" of required type "x" was not provided."#,
        r#"got {"code": "SALE; Field "secret" of required type "x" was not provided"}"#,
        "Unknown type +12025550123",
        "Unknown type \"bck_3f9a1c77e0d24b6f\"",
    ] {
        let text = started(400, &refusal(message)).await.to_string();
        for sent in ["Spring", "secret", "2025550123", "bck_"] {
            assert!(!text.contains(sent), "{sent}: {text}");
        }
    }
}

#[tokio::test]
async fn a_refusal_of_a_value_is_no_mismatch() {
    let code = |code: &str, message: &str| json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    for (body, kind) in [
        (code("BAD_USER_INPUT", "no such template"), ErrorKind::GraphQl),
        (code("NOT_FOUND", "no contact"), ErrorKind::GraphQl),
        (code("FORBIDDEN", r#"Cannot query field "phone" on type "Conv"."#), ErrorKind::Forbidden),
        (
            code("UNAUTHENTICATED", r#"Cannot query field "phone" on type "Conv"."#),
            ErrorKind::Unauthenticated,
        ),
        (code("THROTTLED", r#"Cannot query field "phone" on type "Conv"."#), ErrorKind::RateLimited),
        // The path shows that a field was running, so the message comes from a resolver.
        (
            json!({ "data": null, "errors": [{ "message": "Unknown type \"poll\"", "path": ["startConv"] }] }),
            ErrorKind::GraphQl,
        ),
        (
            json!({ "data": { "startConv": null }, "errors": [{ "message": "Unknown type \"poll\"" }] }),
            ErrorKind::GraphQl,
        ),
    ] {
        assert_eq!(started(200, &body).await.kind(), kind, "{body}");
    }
}

#[tokio::test]
async fn of_several_errors_the_one_that_names_a_field_is_shown() {
    let body = json!({ "errors": [
        { "message": "the request is not valid" },
        { "message": "Cannot query field \"tags\" on type \"Conv\".", "extensions": { "code": "GRAPHQL_VALIDATION_FAILED" } },
    ] });
    let text = listed(400, &body).await.to_string();
    assert!(text.contains("at `tags`: GRAPHQL_VALIDATION_FAILED: Cannot query field \"tags\""), "{text}");
    assert!(text.contains("omit_field(\"Conv.tags\")"), "{text}");
}

#[tokio::test]
async fn data_that_does_not_fit_is_a_mismatch_that_names_its_place() {
    let node = |field: &str, value: Value| {
        let mut node = json!({ "id": "a", "ended": false, "createdAt": "2026-03-16T00:00:00.000Z" });
        node[field] = value;
        json!({ "data": { "convs": { "nodes": [node] } } })
    };
    for (field, value, omitted) in [
        ("aiAssigneed", json!("no"), Some("Conv.aiAssigneed")),
        ("tags", json!(["a", true]), Some("Conv.tags")),
        ("ended", json!("+12025550123"), None),
        ("createdAt", json!(17), None),
    ] {
        let error = listed(200, &node(field, value)).await;
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::SchemaMismatch, Outcome::Executed),
            "{error}"
        );
        assert!(error.path().unwrap().starts_with(&format!("data.convs.nodes[0].{field}")), "{error}");
        let text = error.to_string();
        assert!(
            text.contains("does not fit the schema at data.convs.nodes[0]") && text.contains(COMMAND),
            "{text}"
        );
        assert!(!text.contains("2025550123"), "{text}");
        let advice = omitted.map(|field| format!("omit_field(\"{field}\")"));
        assert_eq!(text.contains("omit_field"), advice.is_some(), "{text}");
        assert!(advice.is_none_or(|advice| text.contains(&advice)), "{text}");
    }
}

#[tokio::test]
async fn the_error_of_a_mutation_that_ran_reports_this_before_the_difference() {
    let body = json!({ "data": { "startConv": { "id": "a", "ended": false, "createdAt": "soon" } } });
    let text = started(200, &body).await.to_string();
    let warning = text.find("it has run: do not send it again").unwrap();
    assert!(text.find(COMMAND).unwrap() > warning, "{text}");
}

struct Own;

impl GraphQLQuery for Own {
    type Variables = ();
    type ResponseData = Value;

    fn build_query((): ()) -> QueryBody<()> {
        let query = "query convs { convs { nodes { aiAssigneed } } }";
        QueryBody { variables: (), query, operation_name: "convs" }
    }
}

#[tokio::test]
async fn for_an_operation_of_ones_own_its_files_are_checked() {
    let body = refusal(r#"Cannot query field "aiAssigneed" on type "Conv"."#);
    let error = Canned::one(400, body.to_string()).client().execute::<Own>(()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SchemaMismatch);
    let text = error.to_string();
    assert!(text.contains(&format!("{COMMAND} with the files of your queries")), "{text}");
    assert!(!text.contains("omit_field"), "{text}");
}
