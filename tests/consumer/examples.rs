//! Every example runs and prints what its documentation promises, without an account and without a network.
//!
//! `cargo test` builds the examples. `cargo test --test consumer` does not rebuild them and runs the binaries of the
//! last build.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Runs an example and returns the lines that it printed.
fn run(name: &str) -> Vec<String> {
    let binary = std::env::current_exe().unwrap();
    let binary = binary.ancestors().nth(2).unwrap().join("examples").join(name);
    assert!(binary.exists(), "{} is not built: cargo build --examples", binary.display());
    let mut command = Command::new(binary);
    for variable in ["BCRUMBS_API_KEY", "BCRUMBS_ENDPOINT", "BCRUMBS_WORKSPACE_ID", "RUST_LOG"] {
        command.env_remove(variable);
    }
    let done = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{name}: {stderr}");
    assert_eq!(stderr, "", "{name}");
    String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// Asserts that the lines contain these texts in this order, each in a later line than the text before.
#[track_caller]
fn prints(lines: &[String], words: &[&str]) {
    let mut rest = lines.iter();
    for word in words {
        assert!(rest.any(|line| line.contains(word)), "{word:?} is missing or not in order in {lines:#?}");
    }
}

#[test]
fn quickstart_lists_streams_replies_starts_and_assigns() {
    let lines = run("quickstart");
    prints(
        &lines,
        &[
            "1. A sandbox gateway listens at http://127.0.0.1:",
            "2. Open conversations, the newest 8 of 136:",
            "3. Streamed all 250 conversations in pages of 40",
            "4. The latest messages of contact",
            "5. The 24-hour window for replies on WhatsApp is open until",
            "open conversations the contact waits for a reply.",
            "with message",
            "25 hours later: addMessage: the reply window has been closed since",
            "Sent the template, which opened conversation",
            "6. Started conversation",
            "7. Assigned it to agent",
            "8. The newest conversation in the list is now",
            "9. Tags and stages: ",
            "Agents: ",
            "10. The webhook received \"INCOMING_MESSAGE\" in conversation",
        ],
    );
    let id = |line: &str| {
        line.split_whitespace().find(|word| word.len() >= 24).unwrap().trim_matches('.').to_owned()
    };
    let of = |number: &str| id(lines.iter().find(|line| line.starts_with(number)).unwrap());
    assert_eq!(of("6."), of("8."));
}

#[test]
fn stream_and_assign_gives_each_agent_the_same_share_of_unassigned_conversations() {
    let lines = run("stream_and_assign");
    assert_eq!(lines[0], "Read 212 open conversations.");
    let counts: Vec<u32> = lines[1..]
        .iter()
        .map(|line| {
            let (_, rest) = line.split_once(": assigned ").unwrap();
            rest.split(' ').next().unwrap().parse().unwrap()
        })
        .collect();
    assert_eq!(counts.len(), 6);
    assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
}

#[test]
fn reply_window_prints_each_kind_of_answer() {
    let lines = run("reply_window");
    prints(&lines, &["on WHATSAPP: open for another", "on CUSTOM: always open"]);
    assert_eq!(lines.len(), 9);
    assert_eq!(
        lines[8],
        "The contact wrote 25 hours ago on WHATSAPP: closed, an approved template may be sent"
    );
}

#[test]
fn own_query_lists_every_contact_and_every_agent_once() {
    let lines = run("own_query");
    assert_eq!(lines.iter().filter(|line| line.starts_with("Agent ")).collect::<BTreeSet<_>>().len(), 6);
    assert_eq!(lines[0], "144 contacts");
    assert_eq!(lines.len(), 7);
}

#[test]
fn testing_with_sandbox_prints_the_result_of_each_scenario() {
    prints(
        &run("testing_with_sandbox"),
        &["nothing fails: Scenario { notice: Sent", "throttled: ", "response lost: ", "refused: "],
    );
}

#[test]
fn tracing_shows_both_attempts_and_no_secret() {
    let lines = run("tracing");
    prints(
        &lines,
        &[
            r#"http.response.status_code=429 bcrumbs.request_id="sandbox-00000001" error.type=RateLimited}: bcrumbs: close"#,
            "sending again",
            r#"http.response.status_code=200 bcrumbs.request_id="sandbox-00000002"}: bcrumbs: close"#,
            r#"bcrumbs.workspace.id=12 bcrumbs.attempts=2 bcrumbs.request_id="sandbox-00000002"}: bcrumbs: close"#,
            "5 conversations after 2 attempts",
        ],
    );
    assert!(!lines.iter().any(|line| line.contains("bck_")));
}

#[test]
fn transport_measures_what_is_sent_and_names_the_application() {
    let lines = run("transport");
    prints(
        &lines,
        &[
            "startConv: the transport did not send the request",
            "convs: 2 requests, 1 retries, 1 failed",
            "startConv: 1 requests, 0 retries, 0 failed",
            "The gateway received 3 requests from shop/1.4 bcrumbs/",
        ],
    );
    assert!(lines[0].ends_with("NotExecuted"), "{lines:?}");
}

#[test]
fn every_example_is_run_here() {
    let here = include_str!("examples.rs");
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            assert!(here.contains(&format!("run(\"{name}\")")), "nothing runs the example {name}");
        }
    }
}
