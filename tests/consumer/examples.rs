//! Every example does what it says, with no account and no network.
//!
//! `cargo test` builds them; after `cargo test --test consumer` alone they are as they were built before.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Runs an example, and returns its lines.
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

/// Asserts that these words come, each in a line after that of the words before.
#[track_caller]
fn prints(lines: &[String], words: &[&str]) {
    let mut rest = lines.iter();
    for word in words {
        assert!(rest.any(|line| line.contains(word)), "no {word:?} in its place in {lines:#?}");
    }
}

#[test]
fn quickstart_lists_streams_replies_starts_and_assigns() {
    let lines = run("quickstart");
    prints(
        &lines,
        &[
            "1. A sandbox gateway answers at http://127.0.0.1:",
            "2. Open conversations, the newest 8 of 136:",
            "3. Streamed all 250 conversations in pages of 40",
            "4. The latest messages of contact",
            "5. The 24-hour window for replies on WhatsApp is open until",
            "open conversations the contact wrote last.",
            "with message",
            "25 hours later: addMessage: the reply window has been closed since",
            "The template went out, and opened conversation",
            "6. Started conversation",
            "7. Assigned it to agent",
            "8. Listed again, the newest conversation is",
            "9. A webhook was called: \"INCOMING_MESSAGE\" in conversation",
        ],
    );
    let id = |line: &str| {
        line.split_whitespace().find(|word| word.len() >= 24).unwrap().trim_matches('.').to_owned()
    };
    let of = |number: &str| id(lines.iter().find(|line| line.starts_with(number)).unwrap());
    assert_eq!(of("6."), of("8."));
}

#[test]
fn stream_and_assign_shares_out_what_nobody_is_in_charge_of() {
    let lines = run("stream_and_assign");
    assert_eq!(lines[0], "Saw 212 open conversations.");
    let counts: Vec<u32> = lines[1..]
        .iter()
        .map(|line| {
            let (_, rest) = line.split_once(" was assigned ").unwrap();
            rest.split(' ').next().unwrap().parse().unwrap()
        })
        .collect();
    assert_eq!(counts.len(), 6);
    assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
}

#[test]
fn reply_window_prints_each_kind_of_answer() {
    let lines = run("reply_window");
    prints(&lines, &["on WHATSAPP: free for another", "on CUSTOM: free at any time"]);
    assert_eq!(lines.len(), 9);
    assert_eq!(lines[8], "Written to 25 hours ago on WHATSAPP: closed, a template may be sent");
}

#[test]
fn own_query_lists_every_contact_and_every_agent_once() {
    let lines = run("own_query");
    assert_eq!(lines.iter().filter(|line| line.starts_with("Agent ")).collect::<BTreeSet<_>>().len(), 6);
    assert_eq!(lines[0], "144 contacts");
    assert_eq!(lines.len(), 7);
}

#[test]
fn testing_with_sandbox_goes_through_its_scenarios() {
    prints(
        &run("testing_with_sandbox"),
        &["nothing fails: Scenario { notice: Sent", "throttled: ", "answer lost: ", "refused: "],
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
            "convs: 2 sent, 1 of them again, 1 failed",
            "startConv: 1 sent, 0 of them again, 0 failed",
            "The gateway saw 3 requests of shop/1.4 bcrumbs/",
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
