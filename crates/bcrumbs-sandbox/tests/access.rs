//! Which keys have access, and the errors for all others.

mod common;

use common::{Bench, CONVS, code};
use reqwest::StatusCode;
use serde_json::{Value, json};

fn list() -> Value {
    json!({"query": CONVS, "operationName": "convs", "variables": {"input": {"workspaceId": 12}}})
}

#[tokio::test]
async fn the_raw_key_opens_the_gateway() {
    let bench = Bench::new().await;
    let answer = bench.post(&list(), bench.sandbox.api_key()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/json");
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer.get("errors"), None);
    assert_eq!(answer["data"]["convs"]["nodes"].as_array().unwrap().len(), 100);
}

#[tokio::test]
async fn a_session_token_opens_it_after_the_word_bearer() {
    let bench = Bench::new().await;
    let bearer = format!("Bearer {}", bench.sandbox.session_token());
    assert_eq!(bench.post(&list(), &bearer).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn whoever_shows_neither_is_unauthenticated() {
    let bench = Bench::new().await;
    let (key, token) = (bench.sandbox.api_key(), bench.sandbox.session_token());
    for wrong in [
        "",
        "bck_other",
        token,
        &format!("Bearer {key}"),
        &format!("bearer {token}"),
        &format!("{key} ")[1..],
    ] {
        let answer = bench.post(&list(), wrong).await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{wrong}");
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(code(&answer), "UNAUTHENTICATED");
        assert_eq!(answer.get("data"), None);
    }
    assert!(bench.sandbox.journal().iter().all(|entry| !entry.executed));
}

#[tokio::test]
async fn a_foreign_workspace_is_forbidden() {
    let bench = Bench::new().await;
    let answer = bench.ask(CONVS, json!({"input": {"workspaceId": 13}})).await;
    assert_eq!(code(&answer), "FORBIDDEN");
    assert_eq!(answer["data"], json!({"convs": null}));
}

#[tokio::test]
async fn other_methods_and_paths_are_refused_in_json() {
    let bench = Bench::new().await;
    let endpoint = bench.sandbox.endpoint().to_owned();
    let root = endpoint.trim_end_matches("/core/gq").to_owned();
    for (request, status) in [
        (bench.http.get(&endpoint), StatusCode::METHOD_NOT_ALLOWED),
        (bench.http.put(&endpoint), StatusCode::METHOD_NOT_ALLOWED),
        (bench.http.post(format!("{root}/bot/gq")), StatusCode::NOT_FOUND),
        (bench.http.get(&root), StatusCode::NOT_FOUND),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status);
        assert!(answer.headers().contains_key("x-request-id"));
        assert_ne!(code(&answer.json().await.unwrap()), "");
    }
}

#[tokio::test]
async fn what_is_no_valid_request_is_refused_before_it_is_executed() {
    let bench = Bench::new().await;
    let key = bench.sandbox.api_key();
    for (body, expected) in [
        (json!([]), "BAD_USER_INPUT"),
        (json!({"variables": {}}), "BAD_USER_INPUT"),
        (json!({"query": "{"}), "GRAPHQL_VALIDATION_FAILED"),
        (json!({"query": "{ convs { nodes { id } } }"}), "GRAPHQL_VALIDATION_FAILED"),
        (
            json!({"query": "query convs { tags(input: {workspaceId: 12}) { nodes { nope } } }"}),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (json!({"query": CONVS, "operationName": "other"}), "BAD_USER_INPUT"),
        (json!({"query": CONVS, "variables": {}}), "BAD_USER_INPUT"),
        (json!({"query": CONVS, "variables": []}), "BAD_USER_INPUT"),
        (json!({"query": CONVS, "variables": {"input": {"workspaceId": "12"}}}), "BAD_USER_INPUT"),
        (json!({"query": CONVS, "variables": {"input": {"workspaceId": 12, "colour": 1}}}), "BAD_USER_INPUT"),
    ] {
        let answer = bench.post(&body, key).await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{body}");
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(code(&answer), expected, "{answer}");
        assert_eq!(answer.get("data"), None);
    }
    assert!(bench.sandbox.journal().iter().all(|entry| !entry.executed));
}
