//! The promises of `bcrumbs schema`: what is printed, what is found, and that a file is replaced whole or not at all.

mod common;

use bcrumbs_sandbox::Fault;
use common::{Gateway, Run, bcrumbs};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of this test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("schema-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.0.join(name), text).unwrap();
        self.path(name)
    }

    fn names(&self) -> Vec<String> {
        let entries =
            fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run(arguments: &[&str]) -> Run {
    Run::of(bcrumbs(arguments).output().unwrap())
}

fn without(sdl: &str, part: &str) -> String {
    assert!(sdl.contains(part), "{part}");
    sdl.replacen(part, "", 1)
}

fn keys(object: &Value) -> Vec<&String> {
    object.as_object().unwrap().keys().collect()
}

const ORDER_NUMBER: &str = "  \"The number of a related order, shipment or invoice.\"\n  orderNo: String\n";

#[test]
fn print_gives_the_shipped_schema_to_the_byte() {
    let run = run(&["schema", "print"]);
    assert_eq!((run.code(), run.stdout.as_str()), (0, bcrumbs::SDL));
}

#[test]
fn the_shipped_operations_fit_the_shipped_schema_without_a_key() {
    let run = run(&["schema", "check"]);
    assert_eq!((run.code(), run.stdout.as_str()), (0, ""));
    assert_eq!(run.stderr, "0 errors, 0 warnings\n");
}

#[test]
fn a_wrong_query_is_shown_with_its_place() {
    let folder = Folder::new("wrong");
    let file = folder
        .write("tags.graphql", "query Tags {\n  tags(input: {workspaceId: \"12\"}) { nodes { id } }\n}\n");
    let human = run(&["schema", "check", &file]);
    assert_eq!(human.code(), 1);
    assert!(human.stdout.contains(&format!("{file}:2:29")), "{}", human.stdout);
    assert!(human.stdout.ends_with("^^\n\n"), "nothing but findings: {}", human.stdout);
    assert_eq!(human.stderr, "error: 1 error, 0 warnings\n");

    let json = run(&["schema", "check", "--format", "json", &folder.path("")]);
    assert_eq!(json.code(), 1);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    let found = &report["diagnostics"][0];
    assert_eq!((&found["severity"], &found["source"]), (&"error".into(), &"spec".into()));
    assert_eq!((&found["line"], &found["column"]), (&2.into(), &29.into()));
    assert_eq!(keys(&report), ["diagnostics"]);
    assert_eq!(keys(found), ["code", "column", "file", "line", "message", "severity", "source"]);
}

#[test]
fn a_source_is_switched_off_and_on() {
    let folder = Folder::new("sources");
    let typed =
        "query Tags {\n  tags(input: {workspaceId: 12}) { nodes { ...T } }\n}\nfragment T on Tag { id }\n";
    let file = folder.write("tags.graphql", typed);
    let schema =
        folder.write("s.graphql", "type Query { old: Int @deprecated(reason: \"use new\"), new: Int }");
    let old = folder.write("old.graphql", "query Old { old }");

    assert_eq!(run(&["schema", "check", &file]).code(), 0);
    let denied = run(&["schema", "check", "--deny", "wire", &file]);
    assert_eq!(denied.code(), 1);
    assert!(denied.stdout.contains("wire"), "{}", denied.stdout);

    let warned = run(&["schema", "check", "--schema", &schema, &old]);
    assert_eq!(warned.code(), 0);
    assert!(warned.stdout.contains("use new"), "{}", warned.stdout);
    assert_eq!(warned.stderr, "0 errors, 1 warning\n");
    let as_json = run(&["schema", "check", "--schema", &schema, "--format", "json", &old]);
    assert_eq!((as_json.code(), as_json.stderr.as_str()), (0, ""));
    assert_eq!(run(&["schema", "check", "--schema", &schema, "--deny", "deprecation", &old]).code(), 1);
    let allowed = run(&["schema", "check", "--schema", &schema, "--allow", "deprecation", &old]);
    assert_eq!((allowed.code(), allowed.stdout.as_str()), (0, ""));
}

#[test]
fn the_shipped_operations_are_checked_against_the_gateways_own_schema() {
    let gateway = Gateway::of(1);
    let run = gateway.run(&["schema", "check", "--live"]);
    assert_eq!((run.code(), run.stderr.as_str()), (0, "0 errors, 0 warnings\n"));
    assert!(gateway.sandbox.journal().last().unwrap().executed);
}

#[test]
fn a_live_check_needs_a_key_and_no_workspace() {
    let gateway = Gateway::of(1);
    let mut command = gateway.command(&["schema", "check", "--live"]);
    command.env_remove("BCRUMBS_WORKSPACE_ID");
    assert_eq!(Run::of(command.output().unwrap()).code(), 0);
    let mut command = gateway.command(&["schema", "check", "--live"]);
    command.env_remove("BCRUMBS_API_KEY");
    let run = Run::of(command.output().unwrap());
    assert_eq!(run.code(), 2);
    assert!(run.stderr.contains("BCRUMBS_API_KEY"), "{}", run.stderr);
}

#[test]
fn a_pulled_schema_is_the_one_that_the_gateway_has() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("pull"));
    let file = folder.path("pulled.graphql");
    let run = gateway.run(&["schema", "pull", "--out", &file]);
    assert_eq!((run.code(), run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    assert_eq!(folder.names(), ["pulled.graphql"]);

    let shipped = folder.write("shipped.graphql", bcrumbs::SDL);
    let diff = self::run(&["schema", "diff", &shipped, &file, "--format", "json"]);
    let changes: Value = serde_json::from_str(&diff.stdout).unwrap();
    assert_eq!((diff.code(), &changes["changes"]), (0, &Value::Array(Vec::new())));

    let again = gateway.run(&["schema", "pull", "--out", &file]);
    assert_eq!((again.code(), again.stdout.trim()), (0, "nothing changed"));
    let printed = gateway.run(&["schema", "pull"]);
    assert_eq!((printed.code(), printed.stdout), (0, fs::read_to_string(&file).unwrap()));
}

#[test]
fn a_pull_tells_what_changed_against_the_file_that_was_there() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("changed"));
    let file = folder.write("s.graphql", &without(bcrumbs::SDL, "  \"Its name.\"\n  label: String\n"));
    let run = gateway.run(&["schema", "pull", "--out", &file]);
    assert_eq!(run.code(), 0, "{}", run.stderr);
    assert!(run.stdout.contains("Webhook.label") && run.stdout.contains("safe"), "{}", run.stdout);
    assert!(fs::read_to_string(&file).unwrap().contains("label: String"));
}

#[test]
fn a_file_is_left_as_it_was_when_there_is_no_schema_to_be_had() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("refused"));
    let file = folder.write("s.graphql", bcrumbs::SDL);
    let refuses = || Fault::GraphQlError {
        code: "INTROSPECTION_DISABLED".into(),
        message: "introspection is off".into(),
        with_data: false,
    };
    let bodies = [
        r#"{"data":{"__schema":null}}"#,
        r#"{"data":{"__schema":{"types":[]}}}"#,
        r#"{"data":{"other":1}}"#,
        "<html>",
    ];
    gateway.sandbox.script([refuses(), refuses(), refuses()]);
    let run = gateway.run(&["schema", "pull", "--out", &file]);
    assert_eq!(run.code(), 1);
    assert!(run.stderr.contains("refuses introspection") && run.stderr.contains("introspection is off"));
    for body in bodies {
        gateway.sandbox.calm();
        for _ in 0..3 {
            gateway.sandbox.fail_next(Fault::Body(body.into()));
        }
        let run = gateway.run(&["schema", "pull", "--out", &file]);
        assert_eq!((run.code(), run.stdout.as_str()), (1, ""), "{body}");
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), bcrumbs::SDL);
    assert_eq!(folder.names(), ["s.graphql"]);
}

#[test]
fn an_older_gateway_is_asked_an_older_query() {
    let gateway = Gateway::of(1);
    let unknown = "Cannot query field \"isOneOf\" on type \"__Type\".";
    gateway.sandbox.fail_next(Fault::GraphQlError {
        code: "GRAPHQL_VALIDATION_FAILED".into(),
        message: unknown.into(),
        with_data: false,
    });
    assert_eq!(gateway.run(&["schema", "check", "--live"]).code(), 0);
    assert!(gateway.sandbox.journal().len() > 1);
}

#[test]
fn a_place_that_cannot_be_written_is_a_clear_error() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("place"));
    let blocker = folder.write("blocker", "");
    let run = gateway.run(&["schema", "pull", "--out", &format!("{blocker}/s.graphql")]);
    assert_eq!(run.code(), 1);
    assert!(run.stderr.contains("cannot be written"), "{}", run.stderr);
    assert_eq!(folder.names(), ["blocker"]);
}

#[test]
fn a_removed_field_hits_the_operations_that_use_it() {
    let folder = Folder::new("removed");
    let old = folder.write("old.graphql", bcrumbs::SDL);
    let new = folder.write("new.graphql", &without(bcrumbs::SDL, ORDER_NUMBER));
    let run = run(&["schema", "diff", &old, &new, "--format", "json"]);
    assert_eq!(run.code(), 1);
    let diff: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(diff["changes"][0]["coordinate"], "Conv.orderNo");
    assert_eq!(diff["changes"][0]["level"], "breaking");
    assert_eq!(keys(&diff), ["changes", "operations"]);
    assert_eq!(keys(&diff["changes"][0]), ["coordinate", "kind", "level", "message"]);
    let convs = &diff["operations"][1];
    assert_eq!(keys(convs), ["diagnostics", "file", "model_changed", "name", "valid"]);
    assert_eq!(convs["diagnostics"][0]["line"], 10);
    let invalid: Vec<&Value> = diff["operations"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|o| o["valid"] == false)
        .map(|o| &o["name"])
        .collect();
    assert_eq!(invalid, ["convs", "convsWithClient", "convsWithClientAndMessages", "convsWithMessages"]);
    assert!(run.stderr.contains("convsWithMessages"), "{}", run.stderr);

    let human = self::run(&["schema", "diff", &old, &new]);
    assert!(human.stdout.contains("queries/convs.graphql"), "{}", human.stdout);
}

#[test]
fn operations_of_ones_own_are_the_ones_that_count() {
    let folder = Folder::new("own");
    let old = folder.write("old.graphql", bcrumbs::SDL);
    let new = folder.write("new.graphql", &without(bcrumbs::SDL, ORDER_NUMBER));
    let own = Folder::new("own-queries");
    own.write("tags.graphql", "query Tags($input: TagsInput!) { tags(input: $input) { nodes { id } } }");
    let operations = own.path("");
    let arguments = ["schema", "diff", &old, &new, "--operations", &operations];
    assert_eq!(run(&arguments).code(), 0);
    assert_eq!(run(&[&arguments[..], &["--fail-on", "breaking"]].concat()).code(), 1);
    assert_eq!(run(&["schema", "diff", &old, &old, "--fail-on", "dangerous"]).code(), 0);
}

#[test]
fn a_dangerous_change_fails_only_where_that_was_asked_for() {
    let folder = Folder::new("dangerous");
    let old = folder.write("old.graphql", "type Query { a(x: Int): Int }");
    let new = folder.write("new.graphql", "type Query { a(x: Int, y: Int): Int }");
    let own = folder.write("own.graphql", "query A { a(x: 1) }");
    let arguments = ["schema", "diff", &old, &new, "--operations", &own];
    let run_with = |more: &[&str]| run(&[&arguments[..], more].concat()).code();
    assert_eq!(run_with(&[]), 0);
    assert_eq!(run_with(&["--fail-on", "breaking"]), 0);
    assert_eq!(run_with(&["--fail-on", "dangerous"]), 1);
}

#[test]
fn wrong_usage_is_told_apart_from_what_is_found() {
    let folder = Folder::new("usage");
    let schema = folder.write("s.graphql", bcrumbs::SDL);
    let broken = folder.write("broken.graphql", "type Query {");
    for arguments in [
        &["schema"][..],
        &["schema", "check", "--live", "--schema", &schema],
        &["schema", "check", "--allow", "nothing"],
        &["schema", "check", "--schema", &broken],
        &["schema", "check", "--schema", "/no/such/file"],
        &["schema", "diff", &schema],
        &["schema", "diff", &schema, &broken],
        &["schema", "diff", &schema, &schema, "--operations", "/no/such/folder"],
        &["schema", "pull", "--operations", &schema],
    ] {
        let run = run(arguments);
        assert_eq!(run.code(), 2, "{arguments:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty() && run.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(run(&["schema", "check", "/no/such/file"]).code(), 1);
}
