//! The `curl` lines of the manual, run by a shell as they stand, in their order.

#![cfg(unix)]

mod common;

use std::process::Command;

use bcrumbs_sandbox::Sandbox;
use common::Bench;
use serde_json::Value;

fn lines() -> Vec<&'static str> {
    let manual = include_str!("../docs/manual.md");
    let block = manual.split_once("```sh\n").unwrap().1.split_once("```").unwrap().0;
    block.lines().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_line_of_the_manual_does_what_it_documents() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("NOT RUN: the lines of the manual need curl");
        return;
    }
    let bench = Bench::with(Sandbox::builder().empty()).await;
    let address = bench.sandbox.endpoint().trim_end_matches("/core/gq").to_owned();
    let lines = lines();
    assert!(lines.len() > 20);
    for line in lines {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).env("SANDBOX", &address).env("NO_PROXY", "*").env_remove("http_proxy");
        let output = tokio::task::spawn_blocking(move || shell.output().unwrap()).await.unwrap();
        assert!(output.status.success(), "{line}");
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{line}"));
        assert_eq!(answer.get("error"), None, "{line}: {answer}");
    }
    assert!(bench.sandbox.now().to_rfc3339().starts_with("2100-01-01"), "the clock was set");
    assert_eq!(bench.sandbox.deliveries().await[0].attempts.len(), 2, "the first delivery was resent");
}
