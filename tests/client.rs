//! Building a client, over real sockets where it matters: environment, endpoint, time limits, sizes, redirects.

mod support;

use bcrumbs::{ApiKey, ChannelId, Client, ErrorKind, Outcome, Recipient, SessionToken, TimeoutPhase};
use bcrumbs_sandbox::{Fault, Sandbox};
use std::time::Duration;
use support::{client_of, is_child, run_child, workspace_of};

fn client(endpoint: &str) -> Client {
    Client::builder(ApiKey::new(support::KEY)).endpoint(endpoint).build().unwrap()
}

#[test]
fn a_client_from_the_environment_needs_a_key() {
    run_child("child_without_a_key", &[]);
    run_child("child_without_a_key", &[("BCRUMBS_API_KEY", " ")]);
}

#[test]
fn child_without_a_key() {
    if is_child() {
        let error = Client::from_env().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("BCRUMBS_API_KEY"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_from_the_environment_uses_its_key_and_endpoint() {
    let sandbox = Sandbox::builder().conversations(3).start().await.unwrap();
    let variables = [("BCRUMBS_API_KEY", sandbox.api_key()), ("BCRUMBS_ENDPOINT", sandbox.endpoint())];
    tokio::task::block_in_place(|| run_child("child_with_a_key", &variables));
    assert_eq!(sandbox.journal().len(), 1);
}

#[tokio::test]
async fn child_with_a_key() {
    if is_child() {
        assert_eq!(
            Client::from_env().unwrap().workspace(12).conversations().page().await.unwrap().items.len(),
            3
        );
    }
}

#[test]
fn an_empty_endpoint_in_the_environment_counts_as_not_set() {
    run_child("child_with_an_empty_endpoint", &[("BCRUMBS_API_KEY", "k"), ("BCRUMBS_ENDPOINT", "")]);
}

#[test]
fn child_with_an_empty_endpoint() {
    if is_child() {
        let client = Client::from_env().unwrap();
        assert!(format!("{client:?}").contains("https://gateway.bcrumbs.net/core/gq"), "{client:?}");
    }
}

#[test]
fn fields_that_the_environment_leaves_out_are_not_asked_for() {
    for fields in ["Conv.aiAssigneed,Conv.tags", " aiAssigneed , Conv.tags,, "] {
        let variables = [("BCRUMBS_API_KEY", "k"), ("BCRUMBS_OMIT_FIELDS", fields)];
        run_child("child_that_leaves_fields_out", &variables);
    }
}

#[test]
fn child_that_leaves_fields_out() {
    if is_child() {
        let client = Client::from_env().unwrap();
        let convs = client.operations().find(|operation| operation.name == "convs").unwrap();
        assert!(!convs.document.contains("aiAssigneed") && !convs.document.contains("tags"));
        // A builder does not look there.
        let built = Client::builder(ApiKey::new("k")).build().unwrap();
        assert!(built.operations().eq(bcrumbs::OPERATIONS.iter().copied()));
    }
}

#[test]
fn a_field_of_the_environment_that_cannot_be_left_out_is_an_error() {
    let variables = [("BCRUMBS_API_KEY", "k"), ("BCRUMBS_OMIT_FIELDS", "Conv.id")];
    run_child("child_that_leaves_out_what_is_needed", &variables);
}

#[test]
fn child_that_leaves_out_what_is_needed() {
    if is_child() {
        let error = Client::from_env().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Config, Outcome::NotExecuted));
        assert!(error.to_string().contains("Conv.id cannot be left out"), "{error}");
    }
}

#[test]
fn plain_http_to_anywhere_else_is_refused_by_an_error_that_names_https() {
    let error = Client::builder(ApiKey::new("k")).endpoint("http://example.com/core/gq").build().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Config, Outcome::NotExecuted));
    assert!(error.to_string().contains("https"), "{error}");
}

#[test]
fn a_root_certificate_that_is_none_is_refused() {
    let error = Client::builder(ApiKey::new("k")).root_certificate_pem("no pem").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("PEM"), "{error}");
}

#[tokio::test]
async fn nobody_listening_is_a_connect_error_that_did_not_run() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/core/gq", listener.local_addr().unwrap());
    drop(listener);
    let error = client(&endpoint).workspace(12).conversations().page().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotExecuted));
    assert!(error.is_retryable() && error.to_string().contains("check the endpoint"), "{error}");
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_names_its_limit() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.storm(1, vec![(Fault::Delay(Duration::from_secs(5)), 1.0)]);
    let client = Client::builder(ApiKey::new(sandbox.api_key()))
        .endpoint(sandbox.endpoint())
        .attempt_timeout(Duration::from_millis(30))
        .total_timeout(Duration::from_millis(90))
        .build()
        .unwrap();
    let workspace = client.workspace(12);
    let recipient = Recipient::phone("+12025550123");
    let channel = sandbox.channels()[0].id.clone();
    let error = workspace
        .start_conversation(ChannelId::from(channel.as_str()), recipient, "hello")
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.timeout_phase()), (ErrorKind::Timeout, Some(TimeoutPhase::Attempt)));
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(error.to_string().contains("0.03 s"), "{error}");
}

#[tokio::test]
async fn a_call_that_takes_too_long_names_its_limit() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.storm(1, vec![(Fault::Delay(Duration::from_secs(5)), 1.0)]);
    let list = workspace_of(&sandbox).conversations().timeout(Duration::from_millis(30));
    let error = list.page().await.unwrap_err();
    assert_eq!((error.kind(), error.timeout_phase()), (ErrorKind::Timeout, Some(TimeoutPhase::Total)));
}

#[tokio::test]
async fn a_limit_beyond_all_time_is_no_limit() {
    let sandbox = Sandbox::builder().conversations(3).start().await.unwrap();
    let client = Client::builder(ApiKey::new(sandbox.api_key()))
        .endpoint(sandbox.endpoint())
        .attempt_timeout(Duration::MAX)
        .total_timeout(Duration::MAX)
        .build()
        .unwrap();
    assert_eq!(client.workspace(12).conversations().page().await.unwrap().items.len(), 3);
    let list = client.workspace(12).conversations().timeout(Duration::MAX);
    assert_eq!(list.page().await.unwrap().items.len(), 3);
}

#[tokio::test]
async fn a_body_that_trickles_is_cut_off_by_the_attempts_limit() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.storm(1, vec![(Fault::SlowBody { chunk: 1, pause: Duration::from_millis(5) }, 1.0)]);
    let client = Client::builder(ApiKey::new(sandbox.api_key()))
        .endpoint(sandbox.endpoint())
        .attempt_timeout(Duration::from_millis(40))
        .total_timeout(Duration::from_millis(40))
        .build()
        .unwrap();
    let error = client.workspace(12).conversations().page().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn an_answer_over_the_size_limit_is_an_error() {
    let sandbox = Sandbox::builder().conversations(50).start().await.unwrap();
    let client = Client::builder(ApiKey::new(sandbox.api_key()))
        .endpoint(sandbox.endpoint())
        .response_limit(2_000)
        .build()
        .unwrap();
    let error = client.workspace(12).conversations().page().await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::TooLarge, 200));
    assert!(
        error.to_string().contains("2000 bytes") && error.to_string().contains("smaller pages"),
        "{error}"
    );
    assert_eq!(client.workspace(12).conversations().page_size(2).page().await.unwrap().items.len(), 2);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (sandbox, other) = (Sandbox::start().await.unwrap(), Sandbox::start().await.unwrap());
    for status in [301, 302, 307, 308] {
        let headers = vec![("location".to_owned(), other.endpoint().to_owned())];
        sandbox.fail_next(Fault::Status { status, headers, body: None });
        let error = workspace_of(&sandbox).conversations().page().await.unwrap_err();
        assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Http, status));
        assert!(error.to_string().contains("redirects are not followed"), "{error}");
    }
    assert!(other.journal().is_empty());
}

#[tokio::test]
async fn an_empty_answer_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fail_next(Fault::Empty);
    let error = workspace_of(&sandbox).conversations().page().await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Decode, 204));
    assert!(error.to_string().contains("empty"), "{error}");
}

#[tokio::test]
async fn json_with_the_wrong_label_is_read_all_the_same() {
    let sandbox = Sandbox::builder().conversations(5).start().await.unwrap();
    sandbox.fail_next(Fault::ContentType("text/plain".into()));
    assert_eq!(workspace_of(&sandbox).conversations().page().await.unwrap().items.len(), 5);
}

#[tokio::test]
async fn a_wrong_path_is_an_error_that_names_the_endpoint() {
    let sandbox = Sandbox::start().await.unwrap();
    let endpoint = sandbox.endpoint().replace("/core/gq", "/");
    let error = client(&endpoint).workspace(12).conversations().page().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 404);
    assert!(error.to_string().contains("endpoint"), "{error}");
}

#[tokio::test]
async fn clones_and_tasks_share_a_client() {
    let sandbox = Sandbox::builder().conversations(5).start().await.unwrap();
    let workspace = workspace_of(&sandbox);
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let workspace = workspace.clone();
            tokio::spawn(async move { workspace.conversations().page().await.unwrap().items.len() })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), 5);
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_before_anything_runs() {
    let sandbox = Sandbox::builder().conversations(30).start().await.unwrap();
    let client = Client::builder(ApiKey::new("bck_wrong")).endpoint(sandbox.endpoint()).build().unwrap();
    let workspace = client.workspace(sandbox.workspace_id());
    let channel = sandbox.channels()[0].id.clone();
    let error = workspace
        .start_conversation(ChannelId::from(channel.as_str()), Recipient::phone("+12025550199"), "hello")
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Unauthenticated, Outcome::NotExecuted));
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert!(error.to_string().contains("check the API key"), "{error}");
    assert_eq!(sandbox.conversation_count(), 30);
}

#[tokio::test]
async fn a_session_token_opens_the_gateway_too() {
    let sandbox = Sandbox::builder().conversations(30).start().await.unwrap();
    let token = SessionToken::new(sandbox.session_token());
    let client = Client::builder(token).endpoint(sandbox.endpoint()).build().unwrap();
    let page = client.workspace(sandbox.workspace_id()).conversations().page().await.unwrap();
    assert_eq!(page.items.len(), 30);
}

#[tokio::test]
async fn another_workspace_is_forbidden() {
    let sandbox = Sandbox::builder().conversations(30).start().await.unwrap();
    let error = client_of(&sandbox).workspace(99).conversations().page().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert!(error.to_string().contains("workspace"), "{error}");
}
