//! Ctrl-C and SIGTERM, and the sandbox that is ended by them.
#![cfg(unix)]

mod common;

use bcrumbs_sandbox::{Entry, Fault, NewContact, Sandbox};
use common::{Gateway, Run, SIGINT, bcrumbs, distinct, ending_signals, signal, until};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

#[test]
fn ctrl_c_ends_a_list_whose_reader_is_slow_and_what_came_is_whole_lines() {
    let gateway = Gateway::of(100_000);
    let mut child = gateway.command(&["convs", "list", "--all", "--page-size", "50"]).spawn().unwrap();
    let mut seen = (0, 0);
    until("the pipe is full", || {
        sleep(Duration::from_millis(20));
        let requests = gateway.journal().len();
        seen = if requests == seen.0 { (requests, seen.1 + 1) } else { (requests, 0) };
        requests > 0 && seen.1 > 10
    });
    signal(&child, "INT");
    let start = Instant::now();
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(SIGINT), "{status:?}");
    assert!(start.elapsed() < Duration::from_secs(5));
    let mut output = String::new();
    child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    assert!(output.ends_with("}\n") && output.lines().count() > 50, "{}", output.len());
    for line in output.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    }
}

/// A gateway that does not answer within the time of a test.
fn silent_gateway() -> Gateway {
    Gateway::start(Sandbox::builder().conversations(5).latency(Duration::from_secs(60)))
}

/// Ends a command by a signal once its request has come.
fn ended(gateway: &Gateway, arguments: &[&str], name: &str) -> Run {
    let before = gateway.journal().len();
    let child = gateway.command(arguments).spawn().unwrap();
    until("a request", || gateway.journal().len() > before);
    signal(&child, name);
    Run::of(child.wait_with_output().unwrap())
}

#[test]
fn a_list_whose_gateway_is_slow_dies_of_the_signal_without_a_word() {
    let gateway = silent_gateway();
    for (name, number) in ending_signals() {
        let run = ended(&gateway, &["convs", "list"], name);
        assert_eq!((run.status, run.signal), (None, Some(number)), "{run:?}");
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
        let error = ended(&gateway, &["convs", "list", "--output", "ndjson"], name).error();
        assert_eq!((&error["kind"], &error["outcome"]), (&"interrupted".into(), &"not_executed".into()));
    }
}

#[test]
fn a_change_that_a_signal_interrupts_says_that_it_may_have_been_carried_out() {
    let gateway = silent_gateway();
    let channel = gateway.channel();
    let start =
        ["convs", "start", "--channel", &channel, "--phone", "+12025550123", "--template", "t", "--yes"];
    for (name, number) in ending_signals() {
        ended(&gateway, &start, name).killed(number, "look before you send it again");
        let json = [&start[..], &["--output", "json"]].concat();
        let run = ended(&gateway, &json, name).killed(number, "");
        assert_eq!(run.error()["outcome"], "unknown", "{run:?}");
    }
}

#[test]
fn a_message_that_a_signal_stops_before_it_is_sent_says_that_nothing_was_changed() {
    let gateway = silent_gateway();
    let send = ["messages", "send", "c", "--channel", "ch", "On its way!", "--yes"];
    for (name, number) in ending_signals() {
        let run = ended(&gateway, &send, name).killed(number, "error: interrupted; nothing was changed");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
        let run = ended(&gateway, &[&send[..], &["--output", "json"]].concat(), name).killed(number, "");
        assert_eq!(run.error()["outcome"], "not_executed", "{run:?}");
    }
}

#[test]
fn a_reply_that_a_signal_interrupts_while_it_is_sent_says_that_it_may_have_run() {
    let gateway = Gateway::start(Sandbox::builder().empty());
    let contact = gateway.sandbox.add_contact(NewContact::named("Ann"));
    let channel = gateway.channel();
    let conversation = gateway.sandbox.receive(&contact, &channel, "Where is it?").unwrap().conversation_id;
    let send = ["messages", "send", &conversation, "--channel", &channel, "On its way!", "--yes"];
    for (name, number) in ending_signals() {
        gateway.sandbox.clear_journal();
        gateway.sandbox.fail("addMessage", Fault::Delay(Duration::from_secs(60)));
        let child = gateway.command(&send).spawn().unwrap();
        let sent = |entry: &Entry| entry.operation.as_deref() == Some("addMessage");
        until("the message", || gateway.journal().iter().any(sent));
        signal(&child, name);
        Run::of(child.wait_with_output().unwrap()).killed(number, "look before you send it again");
    }
}

#[test]
fn ctrl_c_ends_a_shells_loop_and_not_only_the_command_in_it() {
    let gateway = silent_gateway();
    let command = format!(
        "for n in 1 2 3; do {} convs start --channel {} --phone +12025550123 --template t --yes; done",
        env!("CARGO_BIN_EXE_bcrumbs"),
        gateway.channel()
    );
    let mut shell = Command::new("bash");
    shell.args(["-c", &command]).envs(gateway.variables()).process_group(0);
    shell.stderr(std::process::Stdio::piped());
    let shell = match shell.spawn() {
        Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return,
        shell => shell.unwrap(),
    };
    until("a request", || !gateway.journal().is_empty());
    let group = format!("-{}", shell.id());
    assert!(Command::new("kill").args(["-s", "INT", "--", &group]).status().unwrap().success());
    let run = Run::of(shell.wait_with_output().unwrap()).killed(SIGINT, "look before you send it again");
    assert_eq!(run.stderr.matches("interrupted").count(), 1, "{run:?}");
    assert_eq!(gateway.journal().len(), 1, "no further message was sent");
}

#[cfg(target_os = "linux")]
#[test]
fn a_command_that_nohup_started_survives_the_end_of_its_terminal() {
    let gateway = Gateway::start(Sandbox::builder().conversations(5).latency(Duration::from_millis(300)));
    let command = gateway.command(&["convs", "list", "--output", "ndjson"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]).arg(command.get_program()).args(command.get_args());
    let shell = shell.envs(gateway.variables()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    until("a request", || !gateway.journal().is_empty());
    signal(&shell, "HUP");
    assert_eq!(Run::of(shell.wait_with_output().unwrap()).done().objects().len(), 5);
}

/// Starts `bcrumbs sandbox` and reads what it prints, as names and values.
fn serve(arguments: &[&str]) -> (Child, Vec<(String, String)>) {
    let mut child = bcrumbs(&[&["sandbox"], arguments].concat()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.as_mut().unwrap()).lines().take(3);
    let exports = lines
        .map(|line| {
            let line = line.unwrap();
            let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        })
        .collect();
    (child, exports)
}

#[test]
fn the_sandbox_command_serves_exactly_what_was_seeded_and_ends_quietly() {
    for (cursor, name) in [("strict", "INT"), ("inclusive", "TERM")] {
        let (child, exports) =
            serve(&["--conversations", "317", "--messages", "2", "--seed", "7", "--cursor", cursor]);
        let list = |arguments: &[&str]| {
            let mut command = bcrumbs(arguments);
            command.envs(exports.clone());
            Run::of(command.output().unwrap()).done()
        };
        let convs = list(&["convs", "list", "--all", "--output", "ndjson", "--page-size", "30"]);
        assert_eq!((convs.stdout.lines().count(), distinct(convs.ids()).len()), (317, 317), "{cursor}");
        assert_eq!(list(&["messages", "list", "--all"]).stdout.lines().count(), 634, "{cursor}");
        signal(&child, name);
        let run = Run::of(child.wait_with_output().unwrap()).done();
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    }
}

#[test]
fn a_taken_port_is_a_clear_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = Run::of(bcrumbs(&["sandbox", "--port", &port]).output().unwrap());
    let run = run.refused(1, &format!("port {port} is taken"));
    assert_eq!((run.stdout.as_str(), run.stderr.lines().count()), ("", 1));
}
