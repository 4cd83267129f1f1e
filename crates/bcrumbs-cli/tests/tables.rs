//! What a table looks like to the one who reads it: local times, and colours where they are wanted.

mod common;

#[cfg(target_os = "linux")]
use common::terminal::{OnTerminal, on_terminal};
use common::{Gateway, Run, bcrumbs};
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::process::Stdio;

fn conversation(created: &str) -> Value {
    let node = json!({"id": "c1", "ended": false, "createdAt": created});
    json!({"data": {"convs": {"nodes": [node], "pageInfo": {"hasNextPage": false}}}})
}

#[test]
fn a_table_tells_the_time_of_its_reader_and_everything_else_is_in_utc() {
    let gateway = Gateway::of(0);
    let run = |zone: &str, form: &str| {
        gateway.answer([conversation("2026-03-16T22:25:10.000Z")]);
        let mut command = gateway.command(&["convs", "list", "--output", form]);
        Run::of(command.env("TZ", zone).output().unwrap()).done().stdout
    };
    for (zone, time) in [
        ("TRT-3", "2026-03-17 01:25:10"),
        ("EST5EDT,M3.2.0,M11.1.0", "2026-03-16 18:25:10"),
        ("<+0545>-5:45", "2026-03-17 04:10:10"),
        ("UTC0", "2026-03-16 22:25:10"),
    ] {
        let table = run(zone, "table");
        assert!(table.contains(time) && table.contains("CREATED (LOCAL)"), "{zone}: {table}");
        for form in ["json", "ndjson"] {
            assert!(run(zone, form).contains(r#""createdAt":"2026-03-16T22:25:10.000Z""#), "{zone} {form}");
        }
    }
}

#[test]
fn colours_are_where_they_are_wanted_and_never_in_json() {
    let gateway = Gateway::of(3);
    let coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = gateway.command(arguments);
        let run = Run::of(command.envs(environment.iter().copied()).output().unwrap()).done();
        assert_eq!(run.stdout.lines().filter(|line| line.contains("67d7f55f7a9a")).count(), 3, "{run:?}");
        run.stdout.contains('\u{1b}')
    };
    let table = ["convs", "list", "--output", "table"];
    let always = ["convs", "list", "--output", "table", "--color", "always"];
    let never = ["--color=never", "convs", "list", "--output", "table"];
    assert!(!coloured(&table, &[]), "a pipe is no terminal");
    assert!(coloured(&always, &[]));
    assert!(coloured(&table, &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&table, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")]), "an empty one counts as not set");
    assert!(!coloured(&table, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&never, &[("CLICOLOR_FORCE", "1")]));
    for form in ["json", "ndjson"] {
        assert!(!coloured(&["convs", "list", "--output", form, "--color", "always"], &[]), "{form}");
    }
}

#[test]
fn errors_and_help_obey_the_same_switch() {
    let escapes = |arguments: &[&str]| {
        let run = Run::of(bcrumbs(arguments).output().unwrap());
        (run.stdout + &run.stderr).contains('\u{1b}')
    };
    for command in [&["--help"][..], &["convs", "list", "--ended", "maybe"], &["convs", "list"]] {
        assert!(!escapes(command), "{command:?}");
        assert!(escapes(&[command, &["--color=always"]].concat()), "{command:?}");
        assert!(escapes(&[&["--color", "always"], command].concat()), "{command:?}");
        assert!(!escapes(&[command, &["--color", "never"]].concat()), "{command:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_a_table_fits_and_other_scripts_keep_to_their_cells() {
    let gateway = Gateway::of(0);
    let show = |environment: &[(&str, &str)]| {
        let mut answer = conversation("2026-03-16T22:25:10.000Z");
        let client = json!({"name": "ليلى", "surname": "حداد", "phone": "+12025550123"});
        answer["data"]["convs"]["nodes"][0]["client"] = client;
        gateway.answer([answer]);
        let mut command = on_terminal(&gateway, 63, &["convs", "list", "--with-contact"]);
        command.env("TERM", "xterm");
        match command.envs(environment.iter().copied()).stdin(Stdio::null()).output() {
            Err(problem) if problem.kind() == ErrorKind::NotFound => None,
            output => Some(Run::of(output.unwrap()).done().stdout),
        }
    };
    let Some(shown) = show(&[]) else { return };
    assert!(shown.contains("\u{1b}[2mID\u{1b}[0m") && shown.contains("\u{1b}[32mopen\u{1b}[0m"), "{shown:?}");
    for environment in [&[("NO_COLOR", "1")], &[("TERM", "dumb")]] {
        let shown = show(environment).unwrap();
        assert!(!shown.contains('\u{1b}'), "{environment:?}: {shown:?}");
        let row = shown.lines().nth(1).unwrap();
        assert!(row.contains("\u{2068}ليلى حداد\u{2069}  +12025550123"), "{shown:?}");
        let header = shown.lines().next().unwrap();
        assert!(!header.contains("CHANNEL"), "there is no room for it: {shown:?}");
        assert!(shown.lines().last().unwrap().starts_with("no room for "), "{shown:?}");
        assert!(shown.lines().last().unwrap().contains("CHANNEL"), "{shown:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_of_80_columns_a_conversation_shows_its_channel() {
    let gateway = Gateway::of(5);
    let Some(run) = OnTerminal::start(&gateway, &["convs", "list"]) else { return };
    let run = run.typed("").done();
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines[0].starts_with("ID") && lines[0].contains("CHANNEL"), "{run:?}");
    assert!(lines[1].contains("67d7f55f7a9f"), "{run:?}");
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{run:?}");
    let notice = lines.last().unwrap();
    assert!(notice.starts_with("no room for ") && notice.contains("KIND"), "{run:?}");
}
