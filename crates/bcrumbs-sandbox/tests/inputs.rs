//! Whatever is written to the control surface, or as a fault, an event or a URL, is taken or refused, and never breaks the
//! sandbox.

mod common;

use bcrumbs_sandbox::{DeliveryFault, Event, Fault, RemoteSandbox, Sandbox};
use common::Bench;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};

/// Paths with the fields that they take.
const PATHS: [(&str, &[&str]); 9] = [
    ("contacts", &["name", "phone", "tags"]),
    ("conversations", &["contact", "channel", "agent", "tags"]),
    ("messages/x/status", &["status"]),
    ("receive", &["contact", "channel", "text"]),
    ("trigger", &["event", "contact", "text"]),
    ("clock", &["advance"]),
    ("clock", &["now"]),
    ("faults", &["operation", "fault", "times", "probability"]),
    ("webhooks", &["event", "url"]),
];

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(16),
        ..ProptestConfig::default()
    }
}

/// Texts of which many are nearly what is expected.
fn texts() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "503",
        "throttled(2)",
        "delay(1ms)",
        "graphql-error(X)",
        "reset-after-executing",
        "twice",
        "late(1h)",
        "ANY_EVENT",
        "INCOMING_MESSAGE",
        "incoming-message",
        "25h",
        "99999999999999999999d",
        "2026-03-16T12:00:00Z",
        "+262142-12-31T23:59:59Z",
        "-1",
        "convs",
        "http://127.0.0.1:1/x",
        "http://[::1",
        "http://localhost:70000",
        "delay(",
        "delay()",
        "é(ü)",
    ]);
    let valued = (
        prop::sample::select(vec!["delay", "late", "throttled", "graphql-error", "slow-body"]),
        prop::sample::select(vec![
            "1ms",
            "1h",
            "2",
            "é",
            "",
            "(",
            "99999999999999999999d",
            "18446744073709551615d",
        ]),
    );
    let valued = valued.prop_map(|(name, value)| format!("{name}({value})"));
    prop_oneof![2 => known.prop_map(str::to_owned), 1 => valued, 1 => "(?s).{0,12}", 1 => r#"[a-z-]{0,12}\(?[0-9a-z".]{0,6}\)?"#]
}

/// A value of a field, as JSON.
fn values() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => texts().prop_map(|text| serde_json::Value::from(text).to_string()),
        1 => any::<f64>().prop_map(|number| serde_json::json!(number).to_string()),
        1 => prop::sample::select(vec!["null", "true", "-1", "1e999", "18446744073709551616", "[\"a\"]", "[1]", "{}"])
            .prop_map(str::to_owned),
    ]
}

/// A path, and a body that mostly has its fields.
fn requests() -> impl Strategy<Value = (&'static str, String)> {
    prop::sample::select(PATHS.to_vec()).prop_flat_map(|(path, names)| {
        let given = prop::collection::vec(values(), names.len());
        let object = given.prop_map(|values| {
            let fields = names.iter().zip(values).map(|(name, value)| format!("\"{name}\": {value}"));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        });
        (Just(path), prop_oneof![9 => object, 1 => "(?s).{0,20}"])
    })
}

#[test]
fn no_control_request_breaks_the_sandbox() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bench = runtime.block_on(Bench::with(Sandbox::builder().empty()));
    let root = format!("http://127.0.0.1:{}/_sandbox/", bench.sandbox.port());
    TestRunner::new(config(1_000))
        .run(&requests(), |(path, body)| {
            let sent = bench.http.post(format!("{root}{path}")).header("content-type", "application/json");
            let (status, answer) = runtime.block_on(async {
                let answer = sent.body(body).send().await.unwrap();
                (answer.status().as_u16(), answer.json::<serde_json::Value>().await.unwrap())
            });
            prop_assert!([200, 400, 404, 409].contains(&status), "{status} {answer}");
            prop_assert_eq!(status == 200, answer["error"].is_null());
            Ok(())
        })
        .unwrap();
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn no_text_breaks_the_reading_of_a_fault_an_event_or_a_url(text in texts()) {
        let _ = text.parse::<Fault>();
        let _ = text.parse::<DeliveryFault>();
        let _ = text.parse::<Event>();
        let _ = RemoteSandbox::at(&text);
    }
}
