//! What each fault does to an answer, and whether the operation ran.

mod common;

use std::time::Duration;

use bcrumbs_sandbox::{Fault, Sandbox};
use common::{Bench, CONVS, START, code};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

fn list() -> Value {
    json!({"input": {"workspaceId": 12}, "pageInfo": {"limit": 5}})
}

fn start(bench: &Bench) -> Value {
    let channel = &bench.sandbox.channels()[0].id;
    json!({"input": {"workspaceId": 12, "integrationId": channel, "phone": "+12025550123", "templateName": "hello"}})
}

/// Everything that comes back for one `startConv`, byte by byte, and how the connection ended.
async fn raw(bench: &Bench) -> (String, std::io::Result<()>) {
    let body = json!({"query": START, "variables": start(bench)}).to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", bench.sandbox.port())).await.unwrap();
    let head = format!(
        "POST /core/gq HTTP/1.1\r\nhost: sandbox\r\nauthorization: {}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        bench.sandbox.api_key(),
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer).await.map(drop);
    (String::from_utf8(answer).unwrap(), end)
}

/// Whether the newest entry of the journal was executed.
fn executed(bench: &Bench) -> bool {
    bench.sandbox.journal().last().is_some_and(|entry| entry.executed)
}

#[tokio::test]
async fn a_status_goes_out_with_its_headers_and_nothing_is_executed() {
    let bench = Bench::new().await;
    let headers =
        vec![("retry-after".to_owned(), "7".to_owned()), ("content-type".to_owned(), "text/html".to_owned())];
    bench.sandbox.fail_next(Fault::Status { status: 503, headers, body: Some("<h1>busy</h1>".to_owned()) });
    let answer = bench.send(START, start(&bench)).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()["retry-after"], "7");
    assert_eq!(answer.headers()["content-type"], "text/html");
    assert_eq!(answer.text().await.unwrap(), "<h1>busy</h1>");
    assert!(!executed(&bench));
    assert_eq!(bench.sandbox.conversation_count(), 250);

    bench.sandbox.fail_next(Fault::status(502));
    assert_eq!(bench.send(CONVS, list()).await.unwrap().text().await.unwrap(), "Bad Gateway");
    assert_eq!(bench.send(CONVS, list()).await.unwrap().status(), StatusCode::OK, "the script is used up");
}

#[tokio::test]
async fn a_fault_that_http_cannot_carry_is_reported() {
    let bench = Bench::new().await;
    for fault in [
        Fault::status(99),
        Fault::status(101),
        Fault::Answer { status: 200, headers: vec![("a b".to_owned(), String::new())], body: Vec::new() },
    ] {
        bench.sandbox.fail_next(fault);
        let answer = bench.send(CONVS, list()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(answer.text().await.unwrap().contains("scripted fault"));
    }
}

#[tokio::test]
async fn a_throttled_answer_names_the_time_to_retry_after() {
    let bench = Bench::new().await;
    for retry_after in [None, Some("3".to_owned()), Some("Wed, 21 Oct 2026 07:28:00 GMT".to_owned())] {
        bench.sandbox.fail_next(Fault::Throttled { retry_after: retry_after.clone() });
        let answer = bench.send(START, start(&bench)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        let returned = answer.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(returned, retry_after);
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(code(&answer), "RATE_LIMITED");
        assert_eq!(answer.get("data"), None);
        assert!(!executed(&bench));
    }
}

#[tokio::test]
async fn a_graphql_error_comes_with_or_without_data() {
    let bench = Bench::new().await;
    for with_data in [true, false] {
        let fault =
            Fault::GraphQlError { code: "THROTTLED".to_owned(), message: "slow down".to_owned(), with_data };
        bench.sandbox.fail_next(fault);
        let answer = bench.ask(START, start(&bench)).await;
        assert_eq!(code(&answer), "THROTTLED");
        assert_eq!(answer["errors"][0]["message"], "slow down");
        assert_eq!(answer.get("data"), with_data.then(|| json!({"startConv": null})).as_ref());
        assert!(!executed(&bench));
    }
}

#[tokio::test]
async fn the_resets_are_resets_and_differ_in_what_was_done_before() {
    let bench = Bench::new().await;
    for (fault, read, ran) in [
        (Fault::ResetBeforeReading, false, false),
        (Fault::ResetAfterReading, true, false),
        (Fault::ResetAfterExecuting, true, true),
    ] {
        bench.sandbox.clear_journal();
        let before = bench.sandbox.conversation_count();
        bench.sandbox.fail_next(fault.clone());
        let (answer, end) = raw(&bench).await;
        assert_eq!(answer, "", "{fault:?}");
        assert_eq!(end.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset, "{fault:?}");
        let journal = bench.sandbox.journal();
        assert_eq!(journal.len(), usize::from(read), "{fault:?}");
        assert_eq!(journal.iter().any(|entry| entry.executed && entry.effect.is_some()), ran, "{fault:?}");
        assert!(journal.iter().all(|entry| entry.status.is_none() && entry.fault == Some(fault.clone())));
        assert_eq!(bench.sandbox.conversation_count() - before, usize::from(ran), "{fault:?}");
    }
    assert_eq!(bench.send(CONVS, list()).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_truncated_body_is_announced_whole_and_ends_in_good_order() {
    let bench = Bench::new().await;
    bench.sandbox.fail_next(Fault::TruncatedBody);
    let (answer, end) = raw(&bench).await;
    end.expect("closed, not reset");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let announced = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert_eq!(announced.parse::<usize>().unwrap() / 2, body.len());
    assert!(body.starts_with(r#"{"data":{"startConv":{"id":"#), "{body}");
    assert!(executed(&bench));
    bench.sandbox.fail_next(Fault::TruncatedBody);
    let answer = bench.send(CONVS, list()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.bytes().await.is_err());
}

#[tokio::test]
async fn a_slow_body_drips_but_is_whole() {
    let bench = Bench::new().await;
    let whole = bench.ask(CONVS, list()).await;
    bench.sandbox.fail_next(Fault::SlowBody { chunk: 500, pause: Duration::from_millis(2) });
    let began = Instant::now();
    let answer = bench.send(CONVS, list()).await.unwrap();
    let length = answer.content_length().unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap(), whole);
    assert!(began.elapsed() >= Duration::from_millis(2) * (length / 500) as u32);
}

#[tokio::test]
async fn a_delayed_answer_was_executed_at_once() {
    let bench = Bench::new().await;
    bench.sandbox.fail_next(Fault::Delay(Duration::from_secs(3_600)));
    let sending = bench.send(START, start(&bench));
    let given_up = tokio::time::timeout(Duration::from_millis(50), sending).await;
    assert!(given_up.is_err());
    while !executed(&bench) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(bench.sandbox.conversation_count(), 251);
    bench.sandbox.fail_next(Fault::Delay(Duration::from_millis(20)));
    let began = Instant::now();
    assert_eq!(bench.send(CONVS, list()).await.unwrap().status(), StatusCode::OK);
    assert!(began.elapsed() >= Duration::from_millis(20));
}

#[tokio::test]
async fn latency_holds_every_answer_back() {
    let bench = Bench::with(Sandbox::builder().latency(Duration::from_millis(15))).await;
    bench.sandbox.fail_next(Fault::throttled());
    for _ in 0..2 {
        let began = Instant::now();
        bench.send(CONVS, list()).await.unwrap();
        assert!(began.elapsed() >= Duration::from_millis(15));
    }
}

#[tokio::test]
async fn spoilt_bodies_are_spoilt_as_their_names_say() {
    let bench = Bench::new().await;
    let whole = bench.send(CONVS, list()).await.unwrap().text().await.unwrap();
    let text = async |fault: Fault| {
        bench.sandbox.fail_next(fault);
        let answer = bench.send(CONVS, list()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let content_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
        (content_type, answer.bytes().await.unwrap())
    };
    let json = "application/json".to_owned();
    assert_eq!(
        text(Fault::ContentType("text/html".to_owned())).await,
        ("text/html".to_owned(), whole.clone().into())
    );
    assert_eq!(text(Fault::MalformedJson).await, (json.clone(), whole[..whole.len() - 1].to_owned().into()));
    assert_eq!(text(Fault::Body("{}".to_owned())).await, (json.clone(), "{}".into()));
    assert!(!executed(&bench));
    assert_eq!(text(Fault::RawBody(vec![0xff, 0xfe])).await, (json, vec![0xff, 0xfe].into()));
    let (_, huge) = text(Fault::HugeBody(3 << 20)).await;
    assert_eq!(huge.len(), 3 << 20);
    assert_eq!(
        serde_json::from_slice::<Value>(&huge).unwrap(),
        serde_json::from_str::<Value>(&whole).unwrap()
    );
    assert!(executed(&bench));
    let headers = vec![("content-encoding".to_owned(), "gzip".to_owned())];
    let (_, packed) = {
        bench.sandbox.fail_next(Fault::Answer { status: 200, headers, body: vec![1, 2, 3] });
        let answer = bench.send(CONVS, list()).await.unwrap();
        assert_eq!(answer.headers()["content-encoding"], "gzip");
        ((), answer.bytes().await.unwrap())
    };
    assert_eq!(packed[..], [1, 2, 3]);
    bench.sandbox.fail_next(Fault::Empty);
    let answer = bench.send(CONVS, list()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(answer.bytes().await.unwrap().len(), 0);
}

#[tokio::test]
async fn partial_data_keeps_the_rest() {
    let bench = Bench::new().await;
    bench.sandbox.script([Fault::PartialData, Fault::PartialData]);
    let answer = bench.ask(CONVS, list()).await;
    let nodes = answer["data"]["convs"]["nodes"].as_array().unwrap();
    assert!(nodes[0].is_null() && nodes[1..].iter().all(Value::is_object) && nodes.len() == 5);
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1);
    assert_eq!(answer["errors"][0]["path"], json!(["convs", "nodes", 0]));
    assert_eq!(code(&answer), "INTERNAL_SERVER_ERROR");
    let answer = bench.ask(START, start(&bench)).await;
    assert!(answer["data"]["startConv"]["id"].is_string());
    assert_eq!(answer["errors"][0]["path"][0], "startConv");
    assert!(bench.sandbox.journal()[1].effect.is_some());
}

#[tokio::test]
async fn a_repeated_cursor_promises_more_of_the_same() {
    let bench = Bench::new().await;
    let first = bench.get(CONVS, json!({}), json!({"limit": 200})).await;
    let cursor = &first["pageInfo"]["endCursor"];
    bench.sandbox.fail_next(Fault::RepeatedCursor);
    let page = bench.get(CONVS, json!({}), json!({"limit": 200, "cursor": cursor})).await;
    assert_eq!(page["pageInfo"]["endCursor"], *cursor);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
}

#[tokio::test]
async fn unknown_values_and_nulls_reach_every_field_that_can_bear_them() {
    let bench = Bench::new().await;
    let mut input = list();
    input["pageInfo"]["count"] = json!(true);
    bench.sandbox.script([Fault::UnknownEnumValues, Fault::NullsEverywhere, Fault::NullsEverywhere]);
    let answer = bench.ask(common::CONVS_WITH_ALL, list()).await;
    assert_eq!(answer.get("errors"), None);
    for row in answer["data"]["convs"]["nodes"].as_array().unwrap() {
        assert_eq!(row["integrationType"], "SANDBOX_UNKNOWN");
        assert!(
            row["messages"].as_array().unwrap().iter().all(|message| message["type"] == "SANDBOX_UNKNOWN")
        );
    }
    let answer = bench.ask(CONVS, input).await;
    assert_eq!(answer.get("errors"), None);
    assert_eq!(answer["data"]["convs"]["pageInfo"]["count"], 250);
    for row in answer["data"]["convs"]["nodes"].as_array().unwrap() {
        for (field, value) in row.as_object().unwrap() {
            assert_eq!(value.is_null(), !["id", "ended", "createdAt"].contains(&field.as_str()), "{field}");
        }
    }
    let answer = bench.ask(START, start(&bench)).await;
    assert_eq!(answer["data"]["startConv"]["integrationId"], Value::Null);
    assert!(answer["data"]["startConv"]["id"].is_string());
}

#[tokio::test]
async fn a_storm_is_the_same_for_the_same_seed_and_ends_with_calm() {
    let weather = async |seed| {
        let bench = Bench::new().await;
        bench.sandbox.storm(seed, vec![(Fault::throttled(), 0.3), (Fault::status(500), 0.2)]);
        bench.sandbox.fail_next(Fault::status(418));
        let mut seen = Vec::new();
        for _ in 0..100 {
            seen.push(bench.send(CONVS, list()).await.unwrap().status().as_u16());
        }
        bench.sandbox.calm();
        assert_eq!(bench.send(CONVS, list()).await.unwrap().status(), StatusCode::OK);
        seen
    };
    let seen = weather(1).await;
    assert_eq!(seen, weather(1).await);
    assert_ne!(seen, weather(2).await);
    assert_eq!(seen[0], 418, "the script comes first");
    let times = |status| seen.iter().filter(|one| **one == status).count();
    assert!(
        (15..45).contains(&times(429)) && (8..35).contains(&times(500)) && (35..65).contains(&times(200)),
        "{seen:?}"
    );
}
