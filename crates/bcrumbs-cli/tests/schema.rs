//! The promises of `bcrumbs schema`: what is printed, what is found, and that a file is replaced whole or not at all.

mod common;

use common::folder::Folder;
use common::{Gateway, Run, run, without};
use serde_json::{Value, json};
use std::fs;

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
    let folder = Folder::new("schema-wrong");
    let file = folder
        .write("tags.graphql", "query Tags {\n  tags(input: {workspaceId: \"12\"}) { nodes { id } }\n}\n");
    let human = common::run(&["schema", "check", &file]);
    assert_eq!(human.code(), 1);
    assert!(human.stdout.contains(&format!("{file}:2:29")), "{}", human.stdout);
    assert!(human.stdout.ends_with("^^\n\n"), "nothing but findings: {}", human.stdout);
    assert_eq!(human.stderr, "error: 1 error, 0 warnings\n");

    let json = run(&["schema", "check", "--format", "json", &folder.file("")]);
    assert_eq!(json.code(), 1);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    let found = &report["diagnostics"][0];
    assert_eq!((&found["severity"], &found["rule_set"]), (&"error".into(), &"spec".into()));
    assert_eq!(
        (&found["start"], &found["end"]),
        (&json!({"line": 2, "column": 29}), &json!({"line": 2, "column": 33}))
    );
    assert_eq!(keys(&report), ["diagnostics"]);
    let all =
        ["code", "coordinate", "end", "file", "help", "message", "related", "rule_set", "severity", "start"];
    assert_eq!(keys(found), all);
}

#[test]
fn a_source_is_switched_off_and_on() {
    let folder = Folder::new("schema-sources");
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
fn a_removed_field_affects_the_operations_that_use_it() {
    let folder = Folder::new("schema-removed");
    let old = folder.write("old.graphql", bcrumbs::SDL);
    let new = folder.write("new.graphql", &without(bcrumbs::SDL, ORDER_NUMBER));
    let run = run(&["schema", "diff", &old, &new, "--format", "json"]);
    assert_eq!(run.code(), 1);
    let diff: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(diff["changes"][0]["coordinate"], "Conv.orderNo");
    assert_eq!(diff["changes"][0]["level"], "breaking");
    assert_eq!(keys(&diff), ["changes", "diagnostics", "operations"]);
    assert_eq!(keys(&diff["changes"][0]), ["coordinate", "kind", "level", "message", "new", "old"]);
    let at = bcrumbs::SDL.lines().position(|line| line == "  orderNo: String").unwrap() + 1;
    assert_eq!(diff["changes"][0]["old"]["start"], json!({"line": at, "column": 3}));
    let convs = diff["operations"].as_array().unwrap().iter().find(|it| it["operation"] == "convs").unwrap();
    assert_eq!(keys(convs), ["diagnostics", "effect", "file", "model_changes", "operation", "start"]);
    let finding = convs["diagnostics"][0].as_u64().unwrap();
    assert_eq!(diff["diagnostics"][usize::try_from(finding).unwrap()]["start"]["line"], 10);
    let invalid: Vec<&Value> = diff["operations"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|o| o["effect"] == "broken")
        .map(|o| &o["operation"])
        .collect();
    assert_eq!(invalid, ["convs", "convsWithClient", "convsWithClientAndMessages", "convsWithMessages"]);
    assert!(run.stderr.contains("convsWithMessages"), "{}", run.stderr);

    let human = common::run(&["schema", "diff", &old, &new]);
    assert!(human.stdout.contains("queries/convs.graphql"), "{}", human.stdout);
}

#[test]
fn operations_of_ones_own_are_the_ones_that_count() {
    let folder = Folder::new("schema-own");
    let old = folder.write("old.graphql", bcrumbs::SDL);
    let new = folder.write("new.graphql", &without(bcrumbs::SDL, ORDER_NUMBER));
    let own = Folder::new("schema-own-queries");
    own.write("tags.graphql", "query Tags($input: TagsInput!) { tags(input: $input) { nodes { id } } }");
    let operations = own.file("");
    let arguments = ["schema", "diff", &old, &new, "--operations", &operations];
    assert_eq!(run(&arguments).code(), 0);
    assert_eq!(run(&[&arguments[..], &["--fail-on", "breaking"]].concat()).code(), 1);
    assert_eq!(run(&["schema", "diff", &old, &old, "--fail-on", "dangerous"]).code(), 0);
}

#[test]
fn a_dangerous_change_fails_only_where_that_was_asked_for() {
    let folder = Folder::new("schema-dangerous");
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
    let folder = Folder::new("schema-usage");
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

#[test]
fn output_is_one_idea_for_every_schema_command() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("schema-output"));
    let old = folder.write("old.graphql", bcrumbs::SDL);
    let new = folder.write("new.graphql", &without(bcrumbs::SDL, ORDER_NUMBER));
    let wrong = folder.write("q.graphql", "query Q {\n  nothing\n}\n");

    let check = |output: &str, form: &str| run(&["schema", "check", output, form, &wrong]);
    assert_eq!(check("--output", "json").stdout, check("--format", "json").stdout);
    assert_eq!(check("--output", "table").stdout, check("--format", "human").stdout);
    assert_eq!(check("--output", "table").stdout, run(&["schema", "check", &wrong]).stdout);
    let line: Value = serde_json::from_str(&check("--output", "ndjson").stdout).unwrap();
    assert_eq!(line["code"], "unknown-field");
    let csv = check("--output", "csv").stdout;
    assert!(
        csv.starts_with("severity,rule,file,line,column,message,help\nerror,spec::unknown-field,"),
        "{csv}"
    );

    let diff = |form: &str| run(&["schema", "diff", &old, &new, "--output", form]);
    let whole: Value = serde_json::from_str(&diff("json").stdout).unwrap();
    let lines = diff("ndjson").stdout;
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |key: &str| -> Vec<&Value> { lines.iter().filter_map(|line| line.get(key)).collect() };
    for (key, all) in [("change", "changes"), ("operation", "operations"), ("diagnostic", "diagnostics")] {
        assert_eq!(of(key), whole[all].as_array().unwrap().iter().collect::<Vec<_>>(), "{key}");
    }
    assert!(
        diff("csv")
            .stdout
            .starts_with("level,kind,coordinate,message,old,new\nbreaking,field-removed,Conv.orderNo,")
    );

    let pull = gateway.run(&["schema", "pull", "--out", &new, "--output", "json"]);
    let pulled: Value = serde_json::from_str(&pull.stdout).unwrap();
    assert_eq!(
        (&pulled["file"], &pulled["diff"]["changes"][0]["kind"]),
        (&json!(new), &json!("field-added"))
    );
    let printed = gateway.run(&["schema", "pull", "--output", "json"]);
    let printed: Value = serde_json::from_str(&printed.stdout).unwrap();
    assert_eq!(printed["sdl"], fs::read_to_string(&new).unwrap());
}

#[test]
fn a_schema_that_did_not_change_affects_nothing_whatever_was_found_before() {
    let folder = Folder::new("schema-same");
    let schema = folder.write("s.graphql", bcrumbs::SDL);
    let own = Folder::new("schema-same-queries");
    own.write("a.graphql", "query A { nothing }");
    own.write("b.graphql", "query B { __typename version: __typename }");
    let run = run(&["schema", "diff", &schema, &schema, "--operations", &own.file("")]);
    assert_eq!(run.code(), 0, "{}", run.stdout);
    assert!(run.stdout.contains("a.graphql: invalid before the change (1 of 1)"), "{}", run.stdout);
}

#[test]
fn a_rule_set_is_disabled_and_enabled_for_a_comparison_too() {
    let folder = Folder::new("schema-levels");
    let old = folder.write("old.graphql", "type Query { a: Int, b: Int }");
    let new = folder.write("new.graphql", "type Query { a: Int @deprecated, b: Int }");
    let own = folder.write("own.graphql", "query A { a }");
    let arguments = ["schema", "diff", &old, &new, "--operations", &own];
    assert_eq!(run(&arguments).code(), 0);
    assert_eq!(run(&[&arguments[..], &["--deny", "deprecation"]].concat()).code(), 1);
    assert_eq!(run(&[&arguments[..], &["--allow", "deprecation"]].concat()).code(), 0);
}

#[test]
fn fragments_of_sibling_files_are_known_where_that_is_asked_for() {
    let folder = Folder::new("schema-shared");
    folder.write("a.graphql", "query A($w: Int!) { tags(input: {workspaceId: $w}) { nodes { ...T } } }");
    folder.write("t.graphql", "fragment T on Tag { id nothing }");
    let alone = run(&["schema", "check", &folder.file("")]);
    assert!(alone.stdout.contains("unknown-fragment") && alone.stdout.contains("unused-fragment"));
    let shared = run(&["schema", "check", "--shared-fragments", &folder.file(""), "--output", "csv"]);
    assert_eq!(shared.stdout.lines().count(), 2, "{}", shared.stdout);
    assert!(shared.stdout.contains("spec::unknown-field"), "{}", shared.stdout);
}

#[test]
fn introspection_json_is_taken_wherever_a_schema_is() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("schema-json"));
    let whole = common::introspected::answer(bcrumbs::SDL).to_string();
    let (sdl, json) = (folder.write("s.graphql", bcrumbs::SDL), folder.write("s.json", &whole));
    assert_eq!(run(&["schema", "check", "--schema", &json]).code(), 0);
    let diff = run(&["schema", "diff", &sdl, &json, "--fail-on", "dangerous"]);
    assert_eq!(diff.code(), 0, "{}", diff.stdout);
    assert_eq!(gateway.run(&["schema", "pull", "--out", &json]).stdout.trim(), "nothing changed");
}

/// A pipe with a name, and what is read from it once somebody has written to it.
#[cfg(unix)]
fn pipe(folder: &Folder, name: &str) -> (String, std::thread::JoinHandle<String>) {
    let path = folder.file(name);
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let read = path.clone();
    (path, std::thread::spawn(move || fs::read_to_string(read).unwrap()))
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_written_to_and_never_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let (gateway, folder) = (Gateway::of(1), Folder::new("schema-pipe"));
    let (pipe, reader) = pipe(&folder, "pipe.graphql");
    std::os::unix::fs::symlink(&pipe, folder.file("link.graphql")).unwrap();
    let run = gateway.run(&["schema", "pull", "--out", &folder.file("link.graphql")]);
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo(), "the pipe was replaced");
    assert_eq!((run.code(), run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert_eq!(folder.names(), ["link.graphql", "pipe.graphql"]);
    assert_eq!(reader.join().unwrap(), gateway.run(&["schema", "pull"]).stdout);
}

#[test]
fn every_rule_is_explained_by_its_code() {
    let one = run(&["schema", "explain", "unknown-field"]);
    assert_eq!(one.code(), 0);
    assert!(one.stdout.starts_with("spec::unknown-field\n\nA field must be defined"), "{}", one.stdout);
    assert!(one.stdout.contains("Wrong:\n\n    query Q { tea { colour } }\n"), "{}", one.stdout);
    assert!(!one.stdout.contains("```"));
    assert_eq!(run(&["schema", "explain", "spec::unknown-field"]).stdout, one.stdout);
    let all = run(&["schema", "explain"]).stdout;
    assert!(all.lines().count() > 80 && all.lines().all(|line| line.contains("::")), "{all}");
    let json: Value =
        serde_json::from_str(&run(&["schema", "explain", "unknown-field", "--output", "json"]).stdout)
            .unwrap();
    assert_eq!(json[0]["wrong"], "query Q { tea { colour } }");
    let unknown = run(&["schema", "explain", "no-such-rule"]);
    assert_eq!((unknown.code(), unknown.stdout.as_str()), (2, ""));
}

#[test]
fn findings_are_coloured_where_that_is_asked_for_and_nowhere_else() {
    let folder = Folder::new("schema-colours");
    let wrong = folder.write("q.graphql", "query Q { nothing }");
    let coloured = run(&["schema", "check", "--color", "always", &wrong]).stdout;
    let plain = run(&["schema", "check", &wrong]).stdout;
    assert!(coloured.contains("\u{1b}[1m") && !plain.contains('\u{1b}'), "{coloured:?}");
    for form in ["json", "ndjson", "csv"] {
        let data = run(&["schema", "check", "--color", "always", "--output", form, &wrong]).stdout;
        assert!(!data.contains('\u{1b}'), "{form}: {data:?}");
    }
}
