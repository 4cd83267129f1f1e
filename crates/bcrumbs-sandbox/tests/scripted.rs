//! Faults that are scripted for an operation, and what is left of them.

mod common;

use bcrumbs_sandbox::{Error, Fault, Sandbox};
use common::{Bench, CONVS, CONVS_WITH_ALL, MESSAGES, START};
use serde_json::{Value, json};

fn list() -> Value {
    json!({"input": {"workspaceId": 12}, "pageInfo": {"limit": 5}})
}

fn start(bench: &Bench) -> Value {
    let channel = &bench.sandbox.channels()[0].id;
    json!({"input": {"workspaceId": 12, "integrationId": channel, "phone": "+12025550123", "templateName": "hello"}})
}

async fn status(bench: &Bench, query: &str, variables: Value) -> u16 {
    bench.send(query, variables).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_fault_affects_its_operation_once_and_no_other() {
    let bench = Bench::new().await;
    bench.sandbox.fail("startConv", Fault::status(503));
    assert_eq!(status(&bench, CONVS, list()).await, 200);
    assert_eq!(status(&bench, MESSAGES, list()).await, 200);
    assert_eq!(status(&bench, START, start(&bench)).await, 503);
    assert_eq!(status(&bench, START, start(&bench)).await, 200);
    assert_eq!(bench.sandbox.verify(), Ok(()));
    assert_eq!(bench.sandbox.conversation_count(), 251);
}

#[tokio::test]
async fn an_operation_is_known_by_its_name_and_by_its_root_fields_and_not_by_its_aliases() {
    let bench = Bench::new().await;
    bench.sandbox.fail("convs", Fault::status(500));
    assert_eq!(status(&bench, CONVS_WITH_ALL, list()).await, 500);
    bench.sandbox.fail("convsWithClientAndMessages", Fault::status(501));
    assert_eq!(status(&bench, CONVS_WITH_ALL, list()).await, 501);
    let mine = "query mine($input: TagsInput!) { convs: tags(input: $input) { nodes { id } } }";
    bench.sandbox.fail("convs", Fault::status(500));
    assert_eq!(status(&bench, mine, json!({"input": {"workspaceId": 12}})).await, 200);
    bench.sandbox.fail("tags", Fault::status(502));
    assert_eq!(status(&bench, mine, json!({"input": {"workspaceId": 12}})).await, 502);
    let two = "query($input: TagsInput!, $convs: ConvsInput!) { tags(input: $input) { nodes { id } } convs(input: $convs) { nodes { id } } }";
    let variables = json!({"input": {"workspaceId": 12}, "convs": {"workspaceId": 12}});
    assert_eq!(status(&bench, two, variables).await, 500, "any of its root fields");
}

#[tokio::test]
async fn a_fault_happens_as_often_as_it_was_scripted_and_in_the_order_of_scripting() {
    let bench = Bench::new().await;
    bench.sandbox.fail("convs", Fault::status(500)).times(2);
    bench.sandbox.fail("convs", Fault::status(502));
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(status(&bench, CONVS, list()).await);
    }
    assert_eq!(seen, [500, 500, 502, 200]);
    bench.sandbox.fail("convs", Fault::status(500)).times(0);
    assert_eq!(status(&bench, CONVS, list()).await, 200);
    assert_eq!(bench.sandbox.verify(), Ok(()));
}

#[tokio::test]
async fn a_probability_is_drawn_from_the_seed() {
    let drawn = async |seed| {
        let bench = Bench::with(Sandbox::builder().conversations(5).seed(seed)).await;
        bench.sandbox.fail("convs", Fault::status(500)).with_probability(0.3);
        let mut seen = Vec::new();
        for _ in 0..100 {
            seen.push(status(&bench, CONVS, list()).await);
        }
        seen
    };
    let seen = drawn(1).await;
    assert_eq!(seen, drawn(1).await);
    assert_ne!(seen, drawn(2).await);
    let failed = seen.iter().filter(|status| **status == 500).count();
    assert!((15..45).contains(&failed), "{failed}");
    let bench = Bench::new().await;
    bench.sandbox.fail("convs", Fault::status(500)).times(2).with_probability(1.0);
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(status(&bench, CONVS, list()).await);
    }
    assert_eq!(seen, [500, 500, 200], "both can be said");
}

#[tokio::test]
async fn the_script_comes_before_an_operations_fault_and_that_before_a_storm() {
    let bench = Bench::new().await;
    bench.sandbox.storm(1, vec![(Fault::status(500), 1.0)]);
    bench.sandbox.fail("convs", Fault::status(501));
    bench.sandbox.fail_next(Fault::status(502));
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(status(&bench, CONVS, list()).await);
    }
    assert_eq!(seen, [502, 501, 500]);
    bench.sandbox.fail("convs", Fault::status(501));
    bench.sandbox.calm();
    assert_eq!(status(&bench, CONVS, list()).await, 200, "calm forgets all of them");
    assert_eq!(bench.sandbox.verify(), Ok(()));
}

#[tokio::test]
async fn a_reset_before_reading_that_is_scripted_for_an_operation_comes_after_reading() {
    let bench = Bench::new().await;
    bench.sandbox.fail("startConv", Fault::ResetBeforeReading);
    assert_eq!(status(&bench, CONVS, list()).await, 200);
    assert!(bench.send(START, start(&bench)).await.is_err());
    let entries = bench.sandbox.requests_of("startConv");
    assert_eq!(entries.len(), 1);
    assert!(!entries[0].executed && entries[0].status.is_none());
    assert_eq!(bench.sandbox.conversation_count(), 250);
}

#[tokio::test]
async fn what_was_scripted_and_never_used_fails_the_test() {
    let bench = Bench::new().await;
    bench.sandbox.fail("startConv", Fault::ResetAfterExecuting);
    bench.sandbox.fail("convs", Fault::throttled()).times(3);
    bench.sandbox.fail("tags", Fault::status(500)).with_probability(0.5);
    bench.sandbox.fail("messages", Fault::status(500)).with_probability(0.0);
    status(&bench, CONVS, list()).await;
    status(&bench, MESSAGES, list()).await;
    bench.sandbox.script([Fault::Empty]);
    let Err(Error::UnusedFaults { unused }) = bench.sandbox.verify() else { panic!("all used") };
    assert_eq!(
        unused,
        [
            "empty for the next request: not used",
            "reset-after-executing for startConv: not used",
            "throttled for convs: used 1 of 3 times",
            "500 for tags: not used",
        ]
    );
    bench.sandbox.calm();
    assert_eq!(bench.sandbox.verify(), Ok(()));
}

#[tokio::test]
async fn the_requests_of_an_operation_can_be_asked_for() {
    let bench = Bench::new().await;
    status(&bench, CONVS, list()).await;
    status(&bench, START, start(&bench)).await;
    status(&bench, CONVS_WITH_ALL, list()).await;
    assert_eq!(bench.sandbox.requests_of("convs").len(), 2);
    let started = bench.sandbox.requests_of("startConv");
    assert_eq!((started.len(), &started[0].fields), (1, &vec!["startConv".to_owned()]));
    assert_eq!(started[0].variables, start(&bench));
    assert!(bench.sandbox.requests_of("conv").is_empty());
}

#[test]
fn every_fault_that_has_a_name_can_be_read_from_it() {
    for text in [
        "503",
        "throttled",
        "throttled(2)",
        "graphql-error(FORBIDDEN)",
        "reset-before-reading",
        "reset-after-reading",
        "reset-after-executing",
        "truncated-body",
        "slow-body",
        "delay(250ms)",
        "content-type(text/html)",
        "huge-body(1000)",
        "malformed-json",
        "partial-data",
        "repeated-cursor",
        "unknown-enum-values",
        "nulls-everywhere",
        "empty",
    ] {
        assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
    }
    assert_eq!("delay(2s)".parse::<Fault>().unwrap(), Fault::Delay(std::time::Duration::from_secs(2)));
    assert_eq!("body({})".parse::<Fault>().unwrap(), Fault::Body("{}".to_owned()));
    for text in ["", "reset", "delay", "delay(2)", "delay(2s", "huge-body(x)", "70000", "answer(200)"] {
        let error = text.parse::<Fault>().unwrap_err();
        assert_eq!(error, Error::UnknownFault { name: text.to_owned() });
    }
}
