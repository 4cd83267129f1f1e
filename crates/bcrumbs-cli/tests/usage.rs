//! What is wrong usage, and that nothing is sent then.

mod common;

use common::{Gateway, Run, bcrumbs, run_with_input};
use std::fs;

#[test]
fn wrong_usage_is_status_2_and_sends_nothing() {
    let gateway = Gateway::of(5);
    let start = ["convs", "start", "--channel", "ch", "--template", "t", "--yes"];
    let start = |more: &[&'static str]| [&start[..], more].concat();
    for (arguments, words) in [
        (vec![], "Usage"),
        (vec!["conversation"], "unrecognized subcommand"),
        (vec!["convs", "list", "--nope"], "--nope"),
        (vec!["convs", "list", "--ended", "maybe"], "maybe"),
        (vec!["convs", "list", "--page-size", "0"], "--page-size"),
        (vec!["convs", "list", "--page-size", "3000000000"], "--page-size"),
        (vec!["convs", "list", "--max", "0"], "--max"),
        (vec!["convs", "list", "--max", "5", "--all"], "cannot be used with"),
        (vec!["convs", "list", "--contact", ""], "--contact"),
        (vec!["convs", "list", "--output", "xml"], "xml"),
        (vec!["convs", "list", "--timeout", "0"], "seconds above 0"),
        (vec!["convs", "list", "--timeout", "soon"], "seconds above 0"),
        (vec!["convs", "list", "--workspace", "twelve"], "--workspace 12"),
        (vec!["convs", "list", "--workspace", "9999999999"], "--workspace 12"),
        (vec!["convs", "list", "--api-key", "bck_1"], "--api-key-file"),
        (vec!["messages", "list", "--from", "someday"], "2026-03-16T10:00:00Z"),
        (vec!["messages", "list", "--to", "16.3.2026"], "2026-03-16T10:00:00Z"),
        (vec!["convs", "list", "--from", "2026-03-17", "--to", "2026-03-16"], "--from is later than --to"),
        (vec!["convs", "list", "--from", "2026-03-17", "--to", "2026-03-17"], "are the same time"),
        (vec!["messages", "list", "--from", "2026-03-17", "--to", "2026-03-17"], "are the same time"),
        (vec!["contacts", "list", "--from", "2026-03-17", "--to", "2026-03-17"], "are the same time"),
        (vec!["agents", "list", "--from", "2026-03-17", "--to", "2026-03-17"], "are the same time"),
        (vec!["broadcasts", "list", "--from", "2026-03-17", "--to", "2026-03-17"], "are the same time"),
        (vec!["contacts", "list", "--phone", "abc"], "--phone"),
        (vec!["contacts", "list", "--phone", "+"], "--phone"),
        (start(&["--phone", "abc"]), "--phone"),
        (start(&["--phone", "+12345"]), "--phone"),
        (vec!["export", "convs", "--out", "f"], "unrecognized subcommand"),
        (start(&[]), "--contact <ID>|--phone <NUMBER>"),
        (start(&["--contact", "c", "--phone", "+1"]), "cannot be used with"),
        (start(&["--contact", "c", "--component", "novalue"]), "KEY=VALUE"),
        (start(&["--contact", "c", "--component", "a=1", "--component", "a=2"]), "given twice"),
        (start(&["--contact", "c", "--components", "{"]), "JSON"),
        (start(&["--contact", "c", "--component", "a=1", "--components", "{}"]), "cannot be used with"),
        (vec!["convs", "assign", "c", "--channel", "ch"], "--agent <ID>|--ai <ID>"),
        (vec!["convs", "assign", "c", "--channel", "ch", "--agent", "a", "--ai", "b"], "cannot be used with"),
        (vec!["convs", "assign", "c", "--agent", "a"], "--channel"),
        (vec!["sandbox", "--port", "65536"], "65536"),
        (vec!["sandbox", "--cursor", "loose"], "loose"),
    ] {
        let run = gateway.run(&arguments);
        assert_eq!(run.status, Some(2), "{arguments:?}: {run:?}");
        assert!(run.stderr.contains(words), "{arguments:?}: {run:?}");
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
    assert_eq!(gateway.journal(), []);
}

#[test]
fn help_and_version_are_status_0() {
    for arguments in
        [&["--help"][..], &["convs", "list", "--help"], &["sandbox", "-h"], &["help", "convs", "start"]]
    {
        let run = Run::of(bcrumbs(arguments).output().unwrap()).done();
        assert!(run.stdout.contains("Usage: bcrumbs"), "{run:?}");
    }
    let version = Run::of(bcrumbs(&["--version"]).output().unwrap()).done();
    assert_eq!(version.stdout, format!("bcrumbs {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_missing_key_or_workspace_says_what_to_set() {
    let gateway = Gateway::of(5);
    for empty in [true, false] {
        for (variable, words) in [
            ("BCRUMBS_API_KEY", "set BCRUMBS_API_KEY, or name a file by --api-key-file"),
            ("BCRUMBS_WORKSPACE_ID", "--workspace or in BCRUMBS_WORKSPACE_ID"),
        ] {
            let mut command = gateway.command(&["convs", "list"]);
            if empty {
                command.env(variable, "");
            } else {
                command.env_remove(variable);
            }
            let run = Run::of(command.output().unwrap()).refused(2, words);
            assert_eq!(run.stderr.lines().count(), 1);
        }
    }
}

#[test]
fn an_endpoint_that_the_key_must_not_go_to_is_wrong_usage() {
    let gateway = Gateway::of(5);
    for (endpoint, words) in [
        ("http://gateway.example/core/gq", "https"),
        ("gateway.example", "URL"),
        ("https://me:secret@gateway.example/", "user name or password"),
    ] {
        let run = gateway.run(&["convs", "list", "--endpoint", endpoint]).refused(2, words);
        assert_eq!(run.stderr.lines().count(), 1);
        assert!(!run.stderr.contains("secret"));
    }
}

#[test]
fn an_endpoint_that_is_set_and_empty_is_not_the_public_gateway() {
    let gateway = Gateway::of(5);
    for command in [&["convs", "list"][..], &["doctor"]] {
        let run = Run::of(gateway.command(command).env("BCRUMBS_ENDPOINT", " ").output().unwrap());
        assert_ne!(run.status, Some(0), "{run:?}");
        assert!((run.stdout + &run.stderr).contains("unset BCRUMBS_ENDPOINT"));
    }
}

#[test]
fn a_key_file_may_begin_with_a_byte_order_mark() {
    let gateway = Gateway::of(5);
    let command = gateway.command(&["convs", "list", "--api-key-file", "-"]);
    run_with_input(command, format!("\u{feff}{}\r\n", gateway.sandbox.api_key()).as_bytes()).done();
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_no_success() {
    for arguments in [&["--help"][..], &["convs", "list", "-h"], &["--version"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let run = Run::of(bcrumbs(arguments).stdout(full).output().unwrap());
        run.refused(1, "standard output cannot be written");
    }
}

#[test]
fn an_option_goes_before_the_environment_and_stands_anywhere() {
    let gateway = Gateway::of(5);
    for arguments in [
        ["--workspace", "12", "convs", "list", "--max", "1"],
        ["convs", "--workspace", "12", "list", "--max", "1"],
        ["convs", "list", "--max", "1", "--workspace", "12"],
    ] {
        let mut command = gateway.command(&arguments);
        command.env("BCRUMBS_WORKSPACE_ID", "99");
        Run::of(command.output().unwrap()).done();
    }
    for arguments in [["--output", "json", "convs", "list"], ["convs", "list", "--output", "json"]] {
        assert!(gateway.run(&arguments).done().stdout.starts_with("{\"items\":[\n"));
    }
    let mut command = gateway.command(&["--endpoint", gateway.sandbox.endpoint(), "convs", "list"]);
    Run::of(command.env("BCRUMBS_ENDPOINT", "http://127.0.0.1:1/").output().unwrap()).done();
}

#[test]
fn the_key_comes_from_a_file_or_standard_input_before_the_environment() {
    let gateway = Gateway::of(5);
    let file = std::env::temp_dir().join(format!("bcrumbs-key-{}", std::process::id()));
    fs::write(&file, format!("{}\n", gateway.sandbox.api_key())).unwrap();
    let arguments = ["convs", "list", "--api-key-file", file.to_str().unwrap()];
    let mut command = gateway.command(&arguments);
    let run = Run::of(command.env("BCRUMBS_API_KEY", "wrong").output().unwrap());
    fs::remove_file(&file).unwrap();
    run.done();

    let arguments = ["convs", "list", "--api-key-file", "-"];
    let mut command = gateway.command(&arguments);
    command.env_remove("BCRUMBS_API_KEY");
    run_with_input(command, format!("{}\n", gateway.sandbox.api_key()).as_bytes()).done();
    run_with_input(gateway.command(&arguments), b"wrong").refused(1, "UNAUTHENTICATED");
}

#[test]
fn a_key_file_that_holds_no_key_is_wrong_usage_and_its_name_is_not_shown() {
    let gateway = Gateway::of(5);
    for name in ["bck_0123456789_by_mistake", "/"] {
        let run = gateway
            .run(&["convs", "list", "--api-key-file", name])
            .refused(2, "--api-key-file cannot be read");
        assert!(!run.stderr.contains("bck_0123456789"), "{run:?}");
    }
    let from_input =
        |input: &[u8]| run_with_input(gateway.command(&["convs", "list", "--api-key-file", "-"]), input);
    from_input(b" \n").refused(2, "is empty");
    from_input(b"bck_\xff").refused(2, "cannot be read");
    from_input(b"\xef\xbb\xbf\n").refused(2, "is empty");
    from_input(&[b'k'; 64 * 1024]).refused(2, "too long");
    let two_lines = from_input(b"bck_0123456789\nbck_9876543210\n").refused(2, "has more than one line");
    assert!(!two_lines.stderr.contains("bck_"), "{two_lines:?}");
    assert_eq!(gateway.journal(), []);
}
