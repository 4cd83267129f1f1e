//! What costs money or reaches a person is sent only where somebody said so.

mod common;

use common::Gateway;
use serde_json::{Value, json};

fn start(channel: &str) -> [&str; 8] {
    ["convs", "start", "--channel", channel, "--phone", "+12025550123", "--template", "hello"]
}

#[test]
fn without_a_terminal_nothing_is_sent_unless_yes_is_given() {
    let gateway = Gateway::of(5);
    let channel = gateway.channel();
    gateway.run(&start(&channel)).refused(2, "add --yes");
    assert_eq!(gateway.journal(), []);
    gateway.run(&[&start(&channel)[..], &["--yes"]].concat()).done();
    assert_eq!(gateway.journal().len(), 1);
}

#[test]
fn a_dry_run_prints_the_request_as_it_would_be_sent_and_sends_nothing() {
    let gateway = Gateway::of(5);
    let channel = gateway.channel();
    let dry = |more: &[&str]| gateway.run(&[&start(&channel)[..], &["--dry-run"], more].concat()).done();
    let printed: Value = serde_json::from_str(&dry(&[]).stdout).unwrap();
    assert_eq!(dry(&[]).stdout.lines().count(), 1, "a line for a program");
    assert!(dry(&["--output", "json"]).stdout.lines().count() > 1, "laid out for people");
    assert_eq!(gateway.journal(), []);
    gateway.run(&[&start(&channel)[..], &["--yes"]].concat()).done();
    let sent = &gateway.journal()[0];
    assert_eq!(printed["operationName"], json!(sent.operation));
    assert_eq!(printed["variables"], sent.variables);
    assert!(printed["query"].as_str().unwrap().starts_with("mutation startConv"));
    gateway.run(&[&start(&channel)[..], &["--dry-run", "--yes"]].concat()).refused(2, "cannot be used with");
}

#[cfg(target_os = "linux")]
mod terminal {
    use super::{Gateway, start};
    use crate::common::Run;
    use std::io::{ErrorKind, Write};
    use std::process::{Command, Stdio};

    /// Runs the command on a terminal, at which this answer is typed.
    fn answered(gateway: &Gateway, arguments: &[&str], answer: &str) -> Option<Run> {
        let line = format!("{} {}", env!("CARGO_BIN_EXE_bcrumbs"), arguments.join(" "));
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).envs(gateway.variables()).env("TERM", "dumb");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = match command.spawn() {
            Err(problem) if problem.kind() == ErrorKind::NotFound => return None,
            child => child.unwrap(),
        };
        child.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
        Some(Run::of(child.wait_with_output().unwrap()))
    }

    #[test]
    fn at_a_terminal_the_command_asks_and_shows_who_gets_what_on_which_channel() {
        let gateway = Gateway::of(5);
        let channel = gateway.channel();
        for (answer, status) in [("y\n", 0), ("yes\n", 0), ("n\n", 1), ("\n", 1), ("yesterday\n", 1)] {
            gateway.sandbox.clear_journal();
            let Some(run) = answered(&gateway, &start(&channel), answer) else { return };
            assert_eq!(run.status, Some(status), "{answer:?}: {run:?}");
            for word in ["hello", "+12025550123", &channel, "Send it? [y/N]"] {
                assert!(run.stdout.contains(word), "{word}: {run:?}");
            }
            assert_eq!(gateway.journal().len(), usize::from(status == 0), "{answer:?}");
            assert_eq!(run.stdout.contains("nothing was sent"), status == 1, "{run:?}");
        }
    }
}
