//! The surface that scripts rely on, as a whole: every help, and every key of JSON. A change of a snapshot is a change of
//! what others have written against: it is read by eye and named in the changelog.

mod common;

use common::{Gateway, Run, bcrumbs};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

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
    gateway.answer([json!({"errors": [{"message": "no"}]})]);
    let run = gateway.run(&["convs", "list", "--output", "json"]).refused(1, "no");
    let mut found = BTreeSet::new();
    keys(&serde_json::from_str(&run.stderr).unwrap(), "", &mut found);
    writeln!(all, "an error: {}", found.into_iter().collect::<Vec<_>>().join(" ")).unwrap();
    insta::assert_snapshot!(all);
}
