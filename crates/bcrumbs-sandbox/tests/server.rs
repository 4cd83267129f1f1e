//! How the sandbox starts, is watched, and stops.

mod common;

use std::time::Duration;

use bcrumbs_sandbox::{Fault, Sandbox};
use common::{Bench, CONVS, START};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;

fn list() -> Value {
    json!({"input": {"workspaceId": 12}, "pageInfo": {"limit": 5}})
}

/// Whether a port refuses connections within a second.
async fn refuses(port: u16) -> bool {
    let refused = async {
        while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(Duration::from_secs(1), refused).await.is_ok()
}

#[tokio::test]
async fn its_settings_are_those_that_were_chosen() {
    let builder = Sandbox::builder().api_key("bck_mine").session_token("mine").workspace(77).conversations(3);
    let bench = Bench::with(builder).await;
    let sandbox = &bench.sandbox;
    assert_eq!(
        (sandbox.api_key(), sandbox.session_token(), sandbox.workspace_id()),
        ("bck_mine", "mine", 77)
    );
    assert_eq!(sandbox.endpoint(), format!("http://127.0.0.1:{}/core/gq", sandbox.port()));
    assert_eq!(bench.rows(CONVS, json!({}), json!({})).await.len(), 3);
    let networks: Vec<_> = sandbox.channels().into_iter().map(|channel| channel.network).collect();
    assert_eq!(networks, ["WHATSAPP", "INSTAGRAM", "TELEGRAM", "CUSTOM", "BCWEBCHAT"]);
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let first = Sandbox::start().await.unwrap();
    let second = Sandbox::builder().port(first.port()).start().await;
    assert_eq!(second.unwrap_err().kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn the_journal_records_what_was_asked_in_order() {
    let bench = Bench::new().await;
    bench.sandbox.script([Fault::throttled()]);
    bench.send(CONVS, list()).await.unwrap();
    let channel = &bench.sandbox.channels()[0].id;
    let input =
        json!({"workspaceId": 12, "integrationId": channel, "phone": "+12025550123", "templateName": "t"});
    let started = bench.ask(START, json!({"input": input})).await;
    let request = bench.http.post(bench.sandbox.endpoint()).body("nonsense").header("accept", "text/plain");
    let answer =
        request.header("user-agent", "tester/1").header("content-type", "text/x").send().await.unwrap();
    let journal = bench.sandbox.journal();
    assert_eq!(journal.len(), 3);
    let names: Vec<_> = journal.iter().map(|entry| entry.operation.as_deref()).collect();
    assert_eq!(names, [Some("convs"), Some("startConv"), None]);
    assert_eq!(
        journal.iter().map(|entry| entry.status).collect::<Vec<_>>(),
        [Some(429), Some(200), Some(401)]
    );
    assert_eq!(journal.iter().map(|entry| entry.executed).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(journal.iter().map(|entry| entry.authorization).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(journal[0].fault, Some(Fault::throttled()));
    assert_eq!(journal[0].variables, list());
    assert_eq!(journal[0].content_type.as_deref(), Some("application/json"));
    assert_eq!(journal[1].effect.as_deref(), started["data"]["startConv"]["id"].as_str());
    assert_eq!(journal[2].accept.as_deref(), Some("text/plain"));
    assert_eq!(journal[2].user_agent.as_deref(), Some("tester/1"));
    assert_eq!(journal[2].request_id, answer.headers()["x-request-id"].to_str().unwrap());
    bench.sandbox.clear_journal();
    assert!(bench.sandbox.journal().is_empty());
}

#[tokio::test]
async fn every_answer_is_numbered_in_order() {
    let bench = Bench::new().await;
    bench.sandbox.script([Fault::status(500), Fault::Empty]);
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let answer = bench.send(CONVS, list()).await.unwrap();
        numbers.push(answer.headers()["x-request-id"].to_str().unwrap().to_owned());
    }
    assert_eq!(numbers, ["sandbox-00000001", "sandbox-00000002", "sandbox-00000003"]);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let bench = Bench::new().await;
    let request = bench.http.post(bench.sandbox.endpoint()).header("authorization", bench.sandbox.api_key());
    let answer = request.body(vec![b' '; (1 << 20) + 1]).send().await.unwrap();
    assert_eq!(answer.status(), 413);
    assert!(bench.sandbox.journal().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_requests_at_once_are_all_answered() {
    let bench = std::sync::Arc::new(Bench::new().await);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let bench = bench.clone();
        tasks.spawn(async move { bench.send(CONVS, list()).await.unwrap().status() });
    }
    assert!(tasks.join_all().await.iter().all(|status| *status == 200));
    assert_eq!(bench.sandbox.journal().iter().filter(|entry| entry.executed).count(), 64);
}

#[tokio::test]
async fn dropping_it_closes_the_port_and_every_connection() {
    let Bench { sandbox, http } = Bench::new().await;
    let port = sandbox.port();
    sandbox.fail_next(Fault::Delay(Duration::from_secs(3_600)));
    let body = json!({"query": CONVS, "variables": list()});
    let request = http.post(sandbox.endpoint()).header("authorization", sandbox.api_key()).json(&body);
    let waiting = tokio::spawn(request.send());
    while sandbox.journal().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(sandbox);
    assert!(refuses(port).await);
    assert!(timeout(Duration::from_secs(1), waiting).await.unwrap().unwrap().is_err());
}

#[test]
fn it_can_be_dropped_outside_its_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    drop(runtime);
    drop(sandbox);
}

#[tokio::test]
async fn shutting_down_lets_requests_in_flight_end() {
    let Bench { sandbox, http } = Bench::new().await;
    let port = sandbox.port();
    sandbox.fail_next(Fault::Delay(Duration::from_millis(40)));
    let body = json!({"query": CONVS, "variables": list()});
    let request = http.post(sandbox.endpoint()).header("authorization", sandbox.api_key()).json(&body);
    let waiting = tokio::spawn(request.send());
    while sandbox.journal().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    timeout(Duration::from_secs(2), sandbox.shutdown()).await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
    assert!(refuses(port).await);
}
