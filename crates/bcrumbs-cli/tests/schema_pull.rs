//! The promises of `bcrumbs schema pull`: the schema is the gateway's own, and its file is replaced whole or not at all.

mod common;

use bcrumbs_sandbox::Fault;
use common::folder::Folder;
use common::{Gateway, without};
use serde_json::Value;
use std::fs;

#[test]
fn a_pulled_schema_is_the_one_that_the_gateway_has() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("schema-pull"));
    let file = folder.file("pulled.graphql");
    let run = gateway.run(&["schema", "pull", "--out", &file]);
    assert_eq!((run.code(), run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    assert_eq!(folder.names(), ["pulled.graphql"]);

    let shipped = folder.write("shipped.graphql", bcrumbs::SDL);
    let diff = common::run(&["schema", "diff", &shipped, &file, "--format", "json"]);
    let changes: Value = serde_json::from_str(&diff.stdout).unwrap();
    assert_eq!((diff.code(), &changes["changes"]), (0, &Value::Array(Vec::new())));

    let again = gateway.run(&["schema", "pull", "--out", &file]);
    assert_eq!((again.code(), again.stdout.trim()), (0, "nothing changed"));
    let printed = gateway.run(&["schema", "pull"]);
    assert_eq!((printed.code(), printed.stdout), (0, fs::read_to_string(&file).unwrap()));
}

#[test]
fn a_pull_tells_what_changed_against_the_file_that_was_there() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("schema-changed"));
    let file = folder.write("s.graphql", &without(bcrumbs::SDL, "  \"Its name.\"\n  label: String\n"));
    let run = gateway.run(&["schema", "pull", "--out", &file]);
    assert_eq!(run.code(), 0, "{}", run.stderr);
    assert!(run.stdout.contains("Webhook.label") && run.stdout.contains("safe"), "{}", run.stdout);
    assert!(fs::read_to_string(&file).unwrap().contains("label: String"));
}

#[test]
fn a_file_is_left_as_it_was_when_there_is_no_schema_to_be_had() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("schema-refused"));
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
    let (gateway, folder) = (Gateway::of(1), Folder::new("schema-place"));
    let blocker = folder.write("blocker", "");
    let run = gateway.run(&["schema", "pull", "--out", &format!("{blocker}/s.graphql")]);
    assert_eq!(run.code(), 1);
    assert!(run.stderr.contains("cannot be written"), "{}", run.stderr);
    assert_eq!(folder.names(), ["blocker"]);
}

/// Removes the descriptions from an answer, except that of one field.
fn undescribe(answer: &mut Value, described: &str) {
    match answer {
        Value::Object(fields) => {
            let is_described = fields.get("name").is_some_and(|name| name == described);
            if let Some(description) = fields.get_mut("description") {
                *description = if is_described { "Theirs.".into() } else { Value::Null };
            }
            fields.values_mut().for_each(|field| undescribe(field, described));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| undescribe(item, described)),
        _ => {}
    }
}

#[test]
fn our_descriptions_are_kept_where_the_gateway_has_none() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("schema-described"));
    let file = folder.write("s.graphql", bcrumbs::SDL);
    let (from, to) = ("  orderNo: String\n", "  orderNo: String\n  urgency: Int\n");
    assert!(bcrumbs::SDL.contains(from));
    let mut answer = common::introspected::answer(&bcrumbs::SDL.replacen(from, to, 1));
    undescribe(&mut answer, "orderNo");
    gateway.answer([answer.clone()]);
    let run = gateway.run(&["schema", "pull", "--out", &file]).done();
    // Descriptions are never sent, so they are no change.
    assert!(run.stdout.contains("urgency") && !run.stdout.contains("[description-"), "{}", run.stdout);
    let pulled = folder.read("s.graphql");
    assert!(pulled.contains("  \"\"\"Theirs.\"\"\"\n  orderNo: String\n  urgency: Int\n"), "{pulled}");
    assert!(pulled.contains("  \"\"\"Its name.\"\"\"\n  label: String\n"), "{pulled}");
    // Nothing is left to put back: the second time, nothing changed.
    gateway.answer([answer]);
    assert_eq!(gateway.run(&["schema", "pull", "--out", &file]).done().stdout.trim(), "nothing changed");
    assert_eq!(folder.read("s.graphql"), pulled);
}

#[test]
fn a_pull_says_what_it_did_if_nothing_differs_that_is_sent_or_received() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("schema-said"));
    let file = folder.write("s.graphql", bcrumbs::SDL);
    let pull = ["schema", "pull", "--out", &file];
    let check = ["schema", "pull", "--out", &file, "--check"];
    let said = |arguments: &[&str]| gateway.run(arguments).done().stdout;
    assert_eq!(
        said(&pull),
        format!("{file} was replaced: the schema is the same, and only its text differs\n")
    );
    assert_eq!(said(&pull), "nothing changed\n");

    let (from, to) = ("\"Its name.\"", "\"The name of the receiver.\"");
    assert!(bcrumbs::SDL.contains(from));
    let described = common::introspected::answer(&bcrumbs::SDL.replacen(from, to, 1));
    let before = folder.read("s.graphql");
    gateway.answer([described.clone()]);
    assert_eq!(said(&check), "nothing changed that is sent or received: only descriptions differ\n");
    assert_eq!(folder.read("s.graphql"), before);
    gateway.answer([described]);
    assert_eq!(said(&pull), format!("{file} was replaced: only descriptions differ\n"));
    assert!(folder.read("s.graphql").contains("The name of the receiver."));

    // What is accepted has changed all the same.
    let file = folder.write("s.graphql", &without(bcrumbs::SDL, "  \"Its name.\"\n  label: String\n"));
    let entry = "[[change]]\nfingerprint = \"field-added Webhook.label\"\nreason = \"It is not used.\"\n";
    let list = folder.write("a.toml", entry);
    let accepted = said(&["schema", "pull", "--out", &file, "--accept", &list]);
    assert!(
        accepted.contains("0 of 17 operations affected; ") && accepted.contains(" accepted"),
        "{accepted}"
    );
}

#[test]
fn a_check_for_drift_fails_on_a_change_and_writes_nothing() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("schema-drift"));
    let file = folder.write("s.graphql", bcrumbs::SDL);
    let check = ["schema", "pull", "--out", &file, "--check"];
    assert_eq!(gateway.run(&check).done().stdout.trim(), "nothing changed");

    let drifted = folder.write("s.graphql", &without(bcrumbs::SDL, "  \"Its name.\"\n  label: String\n"));
    let run = gateway.run(&check).refused(1, "the gateway's schema differs from");
    assert!(run.stdout.contains("Webhook.label"), "{}", run.stdout);
    assert_eq!(folder.read("s.graphql"), without(bcrumbs::SDL, "  \"Its name.\"\n  label: String\n"));
    let run = gateway.run(&[&check[..], &["--format", "github"]].concat()).refused(1, "differs");
    // The new field is in no file: the annotation is on its type.
    let ty = folder.read("s.graphql").lines().position(|line| line == "type Webhook {").unwrap() + 1;
    assert!(run.stdout.contains(&format!(",line={ty},endLine={ty},col=6,")), "{run:?}");

    let accepted =
        folder.write("a.toml", "[[change]]\nfingerprint = \"field-added Webhook.label\"\nreason = \"x\"\n");
    gateway.run(&[&check[..], &["--accept", &accepted]].concat()).done();
    assert_eq!(folder.names(), ["a.toml", "s.graphql"]);
    fs::remove_file(drifted).unwrap();
    gateway.run(&check).refused(2, "no schema to compare with");
    assert_eq!(folder.names(), ["a.toml"]);
}
