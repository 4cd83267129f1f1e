//! The promises of what is read from the gateway by introspection: only a whole schema counts, a refusal is told as one,
//! and nothing in a vendor's text steers the terminal.

mod common;

use bcrumbs_sandbox::Fault;
use common::introspected::answer;
use common::{Gateway, Run, bcrumbs};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// A file with the shipped schema, in a folder of this test's own.
fn shipped(name: &str) -> (PathBuf, String) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("introspection-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("s.graphql");
    fs::write(&file, bcrumbs::SDL).unwrap();
    let name = file.to_str().unwrap().to_owned();
    (folder, name)
}

/// Fails where something a terminal obeys is in the text.
#[track_caller]
fn assert_obeyed_by_no_terminal(run: &Run) {
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    }
}

#[test]
fn an_answer_with_parts_left_out_is_no_schema() {
    let (gateway, (folder, file)) = (Gateway::of(1), shipped("partial"));
    let mut partial = answer("type Query { tags: [String] }");
    partial["errors"] = json!([{"message": "one type is out of reach", "path": ["__schema", "types", 3]}]);
    gateway.answer([partial]);
    gateway.run(&["schema", "pull", "--out", &file]).refused(1, "one type is out of reach");
    assert_eq!(fs::read_to_string(&file).unwrap(), bcrumbs::SDL);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn a_refusal_in_any_form_is_told_as_one_and_writes_nothing() {
    let (gateway, (_, file)) = (Gateway::of(1), shipped("refusal"));
    let with_code = |code: &str| Fault::GraphQlError {
        code: code.into(),
        message: "introspection is off".into(),
        with_data: false,
    };
    let body = json!({"errors": [{"message": "introspection is off"}]}).to_string();
    let refusals = [
        with_code("INTROSPECTION_DISABLED"),
        with_code("FORBIDDEN"),
        Fault::Status { status: 400, headers: Vec::new(), body: Some(body.clone()) },
        Fault::Status { status: 403, headers: Vec::new(), body: Some(body) },
    ];
    for refusal in refusals {
        for arguments in [&["schema", "pull", "--out", &file][..], &["schema", "check", "--live"]] {
            gateway.sandbox.calm();
            gateway.sandbox.script([refusal.clone(), refusal.clone(), refusal.clone()]);
            let run = gateway.run(arguments).refused(1, "refuses introspection");
            assert!(run.stderr.contains("introspection is off"), "{run:?}");
            assert!(!run.stderr.contains("--workspace"), "no workspace was asked for: {run:?}");
            assert_eq!(run.stdout, "");
        }
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), bcrumbs::SDL);
}

#[test]
fn an_older_gateway_that_answers_400_is_asked_an_older_query() {
    let gateway = Gateway::of(1);
    let body = json!({"errors": [{"message": "Cannot query field \"isOneOf\" on type \"__Type\"."}]});
    gateway.sandbox.fail_next(Fault::Status {
        status: 400,
        headers: Vec::new(),
        body: Some(body.to_string()),
    });
    gateway.run(&["schema", "check", "--live"]).done();
}

#[test]
fn a_vendors_words_do_not_steer_the_terminal() {
    let (gateway, (folder, file)) = (Gateway::of(1), shipped("terminal"));
    let query = folder.join("q.graphql");
    fs::write(&query, "query Old { old }").unwrap();
    let query = query.to_str().unwrap();
    let schema = answer("type Query { old: Int @deprecated(reason: \"a\\u001b[2Jb\\u009bc\\u007f\") }");

    gateway.answer([schema.clone()]);
    let run = gateway.run(&["schema", "check", "--live", query]).done();
    assert!(run.stdout.contains("a␛[2Jb¿c␡"), "{}", run.stdout);
    assert_obeyed_by_no_terminal(&run);

    gateway.answer([schema.clone()]);
    let run = gateway.run(&["schema", "check", "--live", "--format", "json", query]).done();
    assert_obeyed_by_no_terminal(&run);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert!(report["diagnostics"][0]["message"].as_str().unwrap().contains("a\u{1b}[2Jb\u{9b}c\u{7f}"));

    gateway.answer([schema]);
    assert_obeyed_by_no_terminal(
        &gateway.run(&["schema", "pull", "--out", &file, "--operations", query]).done(),
    );
    assert_obeyed_by_no_terminal(&Run::of(bcrumbs(&["schema", "diff", &file, &file]).output().unwrap()));

    let refused = json!({"errors": [{"message": "no\u{1b}[2J\u{9b}"}]});
    gateway.answer([refused.clone(), refused.clone(), refused]);
    let run = gateway.run(&["schema", "check", "--live"]).refused(1, "refuses introspection");
    assert_obeyed_by_no_terminal(&run);

    fs::write(&file, "type Query { \u{1b}[2J }").unwrap();
    let run = Run::of(bcrumbs(&["schema", "check", "--schema", &file]).output().unwrap());
    assert_eq!(run.code(), 2);
    assert_obeyed_by_no_terminal(&run);
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_permissions_and_the_link_that_leads_to_it() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let (gateway, (folder, file)) = (Gateway::of(1), shipped("kept"));
    fs::write(&file, "type Query { old: Int }").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.join("link.graphql");
    symlink(&file, &link).unwrap();
    gateway.run(&["schema", "pull", "--out", link.to_str().unwrap()]).done();
    assert!(fs::read_to_string(&file).unwrap().contains("type Conv "));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
}

#[test]
fn a_folder_in_the_files_place_stays() {
    let (gateway, (folder, _)) = (Gateway::of(1), shipped("folder"));
    let place = folder.join("place.graphql");
    fs::create_dir(&place).unwrap();
    let run = gateway.run(&["schema", "pull", "--out", place.to_str().unwrap()]);
    run.refused(1, "cannot be written");
    assert!(place.is_dir());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_no_report_looking_whole() {
    let (_, file) = shipped("full");
    for arguments in [
        &["schema", "print"][..],
        &["schema", "check", "--format", "json"],
        &["schema", "diff", &file, &file],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        Run::of(bcrumbs(arguments).stdout(full).output().unwrap()).refused(1, "cannot be written");
    }
}
