//! The surface that scripts rely on, as a whole: every help, and every key of JSON. A change of a snapshot is a change of
//! what others have written against: it is read by eye and named in the changelog.

mod common;

use common::folder::Folder;
use common::{Gateway, Run, bcrumbs};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

const CLIENTS: &str = "query clients($pageInfo: PageInfoInput, $workspaceId: Int!) {
    clients(input: {workspaceId: $workspaceId}, pageInfo: $pageInfo) {
        nodes { id createdAt name } pageInfo { hasNextPage endCursor } } }";

/// What the long help of a command says, and of those below it.
fn help(place: &[String], all: &mut String) {
    let mut command = bcrumbs(&[]);
    let text = Run::of(command.args(place).arg("--help").output().unwrap()).done().stdout;
    writeln!(all, "$ bcrumbs {} --help\n{text}", place.join(" ")).unwrap();
    let below = text.split_once("Commands:\n").map(|(_, rest)| rest).unwrap_or_default();
    let listed = below.lines().take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for name in names.filter(|name| !matches!(*name, "" | "help")) {
        help(&[place, &[name.to_owned()]].concat(), all);
    }
}

#[test]
fn the_help_of_every_command() {
    let mut all = String::new();
    help(&[], &mut all);
    // Shown once: every command has them.
    let global =
        all.split_once("Global options:\n").unwrap().1.split_once("\n\nExamples").unwrap().0.to_owned();
    let (first, rest) = all.split_once(&global).unwrap();
    let rest = rest.replace(&global, "  (the same for every command)");
    insta::assert_snapshot!(format!("{first}{global}{rest}"));
}

/// The keys of an object and of those in it.
fn keys(value: &Value, place: &str, all: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                all.insert(format!("{place}{name}"));
                keys(inner, &format!("{place}{name}."), all);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, place, all)),
        _ => {}
    }
}

#[test]
fn the_keys_of_everything_that_is_printed_as_json() {
    let gateway = Gateway::of(120);
    let channel = gateway.channel();
    let conversation = gateway.run(&["convs", "list", "--max", "1"]).done().ids().remove(0);
    let contact = gateway.run(&["convs", "list", "--max", "1"]).done().objects()[0]["clientId"].clone();
    let agent = gateway.sandbox.agent_ids().remove(0);
    let mut all = String::new();
    for command in [
        &["convs", "list", "--with-contact", "--with-messages"][..],
        &["messages", "list"],
        &["window", "--contact", contact.as_str().unwrap()],
        &["convs", "start", "--channel", &channel, "--phone", "+12025550123", "--template", "t", "--yes"],
        &["convs", "assign", &conversation, "--channel", &channel, "--agent", &agent],
        &["contacts", "list"],
        &["agents", "list"],
        &["broadcasts", "list"],
        &["tags", "list"],
        &["tags", "create", "--type", "client", "--tag", "t"],
        &["webhooks", "list"],
        &["keys", "list"],
        &["keys", "create", "--label", "l"],
        &["settings", "show"],
        &["messages", "send", &conversation, "--channel", &channel, "--note", "n", "--yes"],
        &["doctor"],
    ] {
        let run = gateway.run(&[command, &["--output", "json"]].concat()).done();
        let mut found = BTreeSet::new();
        keys(&serde_json::from_str(&run.stdout).unwrap(), "", &mut found);
        writeln!(
            all,
            "{}: {}",
            command[..command.len().min(2)].join(" "),
            found.into_iter().collect::<Vec<_>>().join(" ")
        )
        .unwrap();
    }
    let folder = Folder::new("surface");
    folder.write("wrong.graphql", "query wrong { tags(input: {workspaceId: 12}) { nodes { shoeSize } } }");
    folder.write("old.graphql", bcrumbs::SDL);
    let renamed = bcrumbs::SDL.replace("  surname: String", "  familyName: String");
    folder.write("clients.graphql", CLIENTS);
    for (name, status, command) in [
        ("api", 0, &["api", "query { tags(input: {workspaceId: 12}) { nodes { id } } }"][..]),
        ("api --all", 0, &["api", "clients.graphql", "--all"]),
        ("api --dry-run", 0, &["api", "clients.graphql", "--dry-run"]),
        ("schema check", 1, &["schema", "check", "wrong.graphql"]),
        ("schema diff", 1, &["schema", "diff", "old.graphql", "new.graphql"]),
        ("schema pull", 0, &["schema", "pull"]),
        ("schema pull --out", 0, &["schema", "pull", "--out", "new.graphql"]),
        ("schema explain", 0, &["schema", "explain"]),
        ("schema explain CODE", 0, &["schema", "explain", "unknown-field"]),
    ] {
        for format in ["json", "ndjson"] {
            folder.write("new.graphql", &renamed);
            let run = folder.run(&gateway, &[command, &["--output", format]].concat());
            assert_eq!(run.status, Some(status), "{name}: {run:?}");
            let mut found = BTreeSet::new();
            let values = serde_json::Deserializer::from_str(&run.stdout).into_iter();
            values.for_each(|value| keys(&value.unwrap(), "", &mut found));
            let found = found.into_iter().collect::<Vec<_>>().join(" ");
            writeln!(all, "{name} --output {format}: {found}").unwrap();
        }
    }
    let run = gateway.run(&["convs", "list", "--output", "ndjson"]).done();
    let mut found = BTreeSet::new();
    keys(&serde_json::from_str(&run.stderr).unwrap(), "", &mut found);
    writeln!(all, "how to continue: {}", found.into_iter().collect::<Vec<_>>().join(" ")).unwrap();
    gateway.answer([json!({"errors": [{"message": "no"}]})]);
    let run = gateway.run(&["convs", "list", "--output", "json"]).refused(1, "no");
    let mut found = BTreeSet::new();
    keys(&serde_json::from_str(&run.stderr).unwrap(), "", &mut found);
    writeln!(all, "an error: {}", found.into_iter().collect::<Vec<_>>().join(" ")).unwrap();
    insta::assert_snapshot!(all);
}
