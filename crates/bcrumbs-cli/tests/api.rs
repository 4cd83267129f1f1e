//! `bcrumbs api`: an operation of the user's own, checked, sent once, and followed page by page.

mod common;

use bcrumbs_sandbox::{CursorRule, Fault, Sandbox};
use common::folder::Folder;
use common::{Gateway, Run, run_with_input};
use serde_json::{Value, json};

const TAGS: &str =
    "query ($workspaceId: Int!) { tags(input: {workspaceId: $workspaceId}) { nodes { id tag } } }";

const CLIENTS: &str = "query clients($pageInfo: PageInfoInput, $workspaceId: Int!) {
    clients(input: {workspaceId: $workspaceId}, pageInfo: $pageInfo) {
        nodes { id createdAt name } pageInfo { hasNextPage endCursor } } }";

const CREATE: &str = "mutation createTag($workspaceId: Int!, $tag: String!, $type: TagType!) {
    createTag(input: {workspaceId: $workspaceId, tag: $tag, type: $type}) { id tag } }";

fn create(more: &[&'static str]) -> Vec<&'static str> {
    [&["api", CREATE, "--var", "tag=12", "--var", "type=client"][..], more].concat()
}

#[test]
fn an_operation_is_sent_with_the_key_and_the_workspace_and_its_answer_is_printed() {
    let gateway = Gateway::of(5);
    let run = gateway.run(&["api", TAGS]).done();
    assert!(!run.objects()[0]["tags"]["nodes"].as_array().unwrap().is_empty(), "{run:?}");
    let json = gateway.run(&["api", TAGS, "--output", "json"]).done();
    assert!(json.stdout.lines().count() > 1, "laid out for people");
    assert_eq!(serde_json::from_str::<Value>(&json.stdout).unwrap(), run.objects()[0]);
    assert_eq!(gateway.journal()[0].variables, json!({"workspaceId": 12}));
    gateway.run(&["api", TAGS, "--output", "table"]).refused(2, "api prints JSON");
}

#[test]
fn an_operation_comes_from_a_file_or_standard_input() {
    let (gateway, folder) = (Gateway::of(5), Folder::new("api-file"));
    folder.write("tags.graphql", TAGS);
    folder.write("two.graphql", &format!("query a {}\nquery b {}", &TAGS[6..], &TAGS[6..]));
    folder.run(&gateway, &["api", "tags.graphql"]).done();
    run_with_input(gateway.command(&["api", "-"]), TAGS.as_bytes()).done();
    folder.run(&gateway, &["api", "two.graphql"]).refused(2, "--operation");
    folder.run(&gateway, &["api", "two.graphql", "--operation", "c"]).refused(2, "no operation `c`");
    folder.run(&gateway, &["api", "two.graphql", "--operation", "b"]).done();
    assert_eq!(gateway.journal().last().unwrap().operation.as_deref(), Some("b"));
    folder.run(&gateway, &["api", "none.graphql"]).refused(2, "cannot be read");
    run_with_input(gateway.command(&["api", "-"]), b"query {").refused(2, "operation");
    assert_eq!(gateway.journal().len(), 3);
}

#[test]
fn variables_take_the_form_of_their_types() {
    let (gateway, folder) = (Gateway::of(5), Folder::new("api-variables"));
    folder.write("vars.json", r#"{"tag": "from the file", "type": "client"}"#);
    folder.run(&gateway, &create(&["--yes"])).done();
    folder.run(&gateway, &["api", CREATE, "--vars", "vars.json", "--var", "workspaceId=12", "--yes"]).done();
    let sent: Vec<Value> = gateway.journal().into_iter().map(|entry| entry.variables).collect();
    assert_eq!(
        sent,
        [
            json!({"workspaceId": 12, "tag": "12", "type": "client"}),
            json!({"workspaceId": 12, "tag": "from the file", "type": "client"}),
        ]
    );
    for (arguments, words) in [
        (vec!["api", CREATE, "--yes"], "$tag is required"),
        (create(&["--var", "tga=x", "--yes"]), "no variable $tga; it has $workspaceId, $tag, $type"),
        (create(&["--var", "tag=13", "--yes"]), "given twice"),
        (create(&["--var", "novalue", "--yes"]), "NAME=VALUE"),
        (vec!["api", CREATE, "--vars", "none.json", "--yes"], "none.json cannot be read"),
    ] {
        let run = folder.run(&gateway, &arguments);
        assert!(run.status == Some(2) && run.stderr.contains(words), "{words}: {run:?}");
    }
    assert_eq!(gateway.journal().len(), 2);
}

#[test]
fn what_the_schema_refuses_is_not_sent_unless_that_is_asked_for() {
    let (gateway, folder) = (Gateway::of(5), Folder::new("api-check"));
    let wrong = "query { tags(input: {workspaceId: 12}) { nodes { shoeSize } } }";
    let run = gateway.run(&["api", wrong]).refused(2, "does not fit the schema");
    assert!(run.stderr.contains("shoeSize"), "{run:?}");
    assert_eq!(gateway.journal(), []);
    gateway.run(&["api", wrong, "--no-check"]).refused(1, "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(gateway.journal().len(), 1);
    folder.write("own.graphql", "type Query { tags(input: Int): [String] }");
    folder.run(&gateway, &["api", TAGS, "--schema", "own.graphql"]).refused(2, "does not fit the schema");
    gateway.run(&["api", "subscription { x }", "--no-check"]).refused(2, "subscription");
}

#[test]
fn a_mutation_is_sent_with_consent_only_and_never_twice() {
    let gateway = Gateway::of(5);
    gateway.run(&create(&[])).refused(2, "add --yes");
    let dry = gateway.run(&create(&["--dry-run"])).done();
    assert_eq!(dry.objects()[0]["variables"]["tag"], "12");
    assert_eq!(gateway.journal(), []);
    gateway.sandbox.fail_next(Fault::ResetAfterExecuting);
    let run = gateway.run(&create(&["--yes", "--output", "json"]));
    assert_eq!((run.status, &run.error()["outcome"]), (Some(3), &json!("unknown")), "{run:?}");
    assert_eq!(gateway.journal().len(), 1, "it was sent once");
    gateway.answer([json!({"errors": [{"message": "no"}]})]);
    gateway.run(&create(&["--yes"])).refused(1, "no");
}

#[test]
fn all_follows_the_pages_and_gives_every_row_once_with_either_cursor() {
    for rule in [CursorRule::Strict, CursorRule::Inclusive] {
        let gateway = Gateway::start(Sandbox::builder().conversations(300).cursor(rule));
        // In one request, so that no page can be lost.
        let query = CLIENTS.replace("pageInfo: $pageInfo", "pageInfo: {limit: 100000}");
        let query = query.replace("$pageInfo: PageInfoInput, ", "");
        let whole = gateway.run(&["api", &query]).done().objects().remove(0);
        let whole = whole["clients"]["nodes"].as_array().unwrap().clone();
        assert!(whole.len() > 100, "{} contacts", whole.len());
        gateway.sandbox.clear_journal();
        let all = gateway.run(&["api", CLIENTS, "--all"]).done();
        assert!(gateway.journal().len() > 1, "{} requests", gateway.journal().len());
        assert_eq!(all.objects(), whole, "{rule:?}");
        let ids = all.ids();
        assert_eq!(common::distinct(ids.clone()).len(), ids.len(), "{rule:?}");
        let json = gateway.run(&["api", CLIENTS, "--all", "--output", "json"]).done();
        let json: Value = serde_json::from_str(&json.stdout).unwrap();
        assert_eq!(json["items"].as_array().unwrap(), &all.objects());
        for limit in ["2", "7"] {
            let page = format!("pageInfo={{\"limit\": {limit}}}");
            let by_pages = gateway.run(&["api", CLIENTS, "--all", "--var", &page]).done();
            assert_eq!(by_pages.ids(), ids, "{rule:?} {limit}");
        }
    }
}

#[test]
fn a_dry_run_with_all_prints_the_first_request_and_sends_nothing() {
    let gateway = Gateway::of(5);
    let page = ["--var", "pageInfo={\"limit\": 7}"];
    let dry = gateway.run(&[&["api", CLIENTS, "--all", "--dry-run"], &page[..]].concat()).done();
    assert_eq!(gateway.journal(), []);
    let [printed] = &dry.objects()[..] else { panic!("not one request: {dry:?}") };
    gateway.run(&[&["api", CLIENTS, "--all"], &page[..]].concat()).done();
    let sent = &gateway.journal()[0];
    assert_eq!((&printed["variables"], &printed["operationName"]), (&sent.variables, &json!(sent.operation)));
}

#[test]
fn an_operation_or_variables_that_are_too_long_are_refused_and_never_cut() {
    let (gateway, folder) = (Gateway::of(5), Folder::new("api-long"));
    let padded = format!("{TAGS}\n#{}", "x".repeat(1024 * 1024));
    folder.write("long.graphql", &padded);
    folder.run(&gateway, &["api", "long.graphql"]).refused(2, "it is longer than 1048576 bytes");
    run_with_input(gateway.command(&["api", "-"]), padded.as_bytes())
        .refused(2, "it is longer than 1048576 bytes");
    folder.write("long.json", &format!("{{{}}}", " ".repeat(16 * 1024 * 1024)));
    folder
        .run(&gateway, &["api", TAGS, "--vars", "long.json"])
        .refused(2, "long.json cannot be read: it is longer");
    if cfg!(target_os = "linux") {
        gateway.run(&["api", "/dev/zero"]).refused(2, "it is longer than 1048576 bytes");
    }
    assert_eq!(gateway.journal(), []);
}

#[test]
fn an_operation_whose_pages_cannot_be_followed_says_what_it_lacks() {
    let gateway = Gateway::of(5);
    for (from, to, words) in [
        ("id createdAt", "createdAt", "nodes { id }"),
        ("pageInfo { hasNextPage endCursor }", "pageInfo { hasNextPage }", "endCursor"),
        (", pageInfo: $pageInfo", "", "pageInfo: $pageInfo"),
    ] {
        let query = CLIENTS.replace(from, to);
        gateway.run(&["api", &query, "--all", "--no-check"]).refused(2, words);
    }
    gateway.run(&create(&["--all", "--yes"])).refused(2, "this is a mutation");
    assert_eq!(gateway.journal(), []);
}

#[test]
fn raw_prints_the_answer_as_it_came_whatever_it_is() {
    let gateway = Gateway::of(5);
    let body = r#"{ "errors":[ {"message":"no"} ] ,"extensions":{"cost":1}}"#;
    gateway.sandbox.fail_next(Fault::Body(body.to_owned()));
    let run = gateway.run(&["api", TAGS, "--raw"]).refused(1, "no");
    assert_eq!(run.stdout, format!("{body}\n"));
    let run: Run = gateway.run(&["api", TAGS, "--raw"]).done();
    assert!(run.objects()[0]["data"]["tags"].is_object(), "{run:?}");
}
