//! The schema commands report a difference as the wire shows it: the names of output types are never sent.

mod common;

use bcrumbs_sandbox::Sandbox;
use common::folder::Folder;
use common::{Gateway, run};
use serde_json::Value;

/// The shipped schema with other names for the output types and the root types.
fn renamed() -> String {
    let types = ["ConvsPayload", "MessagesPayload", "ConvClient", "PageInfo", "Conv", "Message", "Query"];
    let words = bcrumbs::SDL.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let sdl = words.map(|word| {
        let name = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        match types.contains(&name) {
            true => format!("Their{word}"),
            false => word.to_owned(),
        }
    });
    sdl.collect::<String>() + "schema { query: TheirQuery mutation: Mutation }\n"
}

#[test]
fn names_that_nothing_sends_are_no_difference_to_any_command() {
    let sdl = renamed();
    let gateway = Gateway::start(Sandbox::builder().conversations(1).schema(&*sdl));
    let folder = Folder::new("schema-wire");
    let (old, new) = (folder.write("old.graphql", bcrumbs::SDL), folder.write("new.graphql", &sdl));

    let live = gateway.run(&["schema", "check", "--live"]);
    assert_eq!((live.code(), live.stdout.as_str(), live.stderr.as_str()), (0, "", "0 errors, 0 warnings\n"));
    let only = "only what no operation sends or receives differs, for example a type name";
    let pulled = gateway.run(&["schema", "pull", "--out", &old]).done();
    assert_eq!(pulled.stdout, format!("{old} was replaced: {only}\n"));
    assert!(folder.read("old.graphql").contains("type TheirConv "), "the file is replaced all the same");

    let old = folder.write("old.graphql", bcrumbs::SDL);
    let wire = run(&["schema", "diff", &old, &new, "--wire"]).done();
    assert_eq!(wire.stdout, "0 breaking, 0 dangerous, 0 safe; 0 of 17 operations affected\n");
    assert_eq!(run(&["schema", "diff", &old, &new]).code(), 1, "without --wire every name counts");
}

#[test]
fn a_difference_on_the_wire_is_the_only_one_that_is_reported() {
    let sdl = renamed().replacen("  orderNo: String\n", "  orderNumber: String\n", 1);
    let gateway = Gateway::start(Sandbox::builder().conversations(1).schema(&*sdl));
    let folder = Folder::new("schema-wire-changed");
    let file = folder.write("s.graphql", bcrumbs::SDL);
    let pulled = gateway.run(&["schema", "pull", "--out", &file, "--output", "json"]).done();
    let pulled: Value = serde_json::from_str(&pulled.stdout).unwrap();
    let changes = pulled["diff"]["changes"].as_array().unwrap();
    let shown: Vec<(&str, &str)> = changes
        .iter()
        .map(|change| (change["kind"].as_str().unwrap(), change["coordinate"].as_str().unwrap()))
        .collect();
    assert_eq!(shown, [("field-removed", "Conv.orderNo"), ("field-added", "Conv.orderNumber")]);
    assert!(changes[0]["message"].as_str().unwrap().contains("possibly renamed: `Conv.orderNumber`"));
    let broken =
        pulled["diff"]["operations"].as_array().unwrap().iter().filter(|it| it["effect"] == "broken");
    assert_eq!(broken.count(), 4);
}

#[test]
fn a_live_check_compares_what_queries_of_ones_own_select_and_send() {
    let sdl = bcrumbs::SDL.replacen("  order: Int\n", "  order: String\n", 1);
    let sdl = sdl.replacen("input TagsInput {\n", "input TagsInput {\n  scope: String!\n", 1);
    assert!(sdl.contains("order: String") && sdl.contains("scope: String!"));
    let gateway = Gateway::start(Sandbox::builder().conversations(1).schema(&*sdl));
    let folder = Folder::new("schema-wire-own");
    let query = "query Tags($input: TagsInput!) {\n  tags(input: $input) { nodes { id order } }\n}\n";
    let file = folder.write("tags.graphql", query);
    let live = gateway.run(&["schema", "check", "--live", "--output", "csv", &file]).refused(1, "2 errors");
    assert!(live.stdout.contains("error,drift::input-required,"), "{live:?}");
    assert!(live.stdout.contains("error,drift::field-type,"), "{live:?}");
    assert!(live.stdout.contains("`Tag.order` is `String` in the live schema"), "{live:?}");
    let allowed = gateway.run(&["schema", "check", "--live", "--allow", "drift", &file]).done();
    assert_eq!(allowed.stdout, "");
}
