//! What a table looks like to the one who reads it: local times, and colours where they are wanted.

mod common;

use common::{Gateway, Run, bcrumbs};
use serde_json::{Value, json};

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
