//! The promises of the inputs of the schema commands: files, folders, standard input, revisions of a repository and the
//! gateway itself.

mod common;

use common::folder::Folder;
use common::repository::Repository;
use common::{Gateway, run_with_input, without};
use std::fs;

const OLD: &str = "type Query {\n  a: Int\n  b: Int\n}\n";
const NEW: &str = "type Query {\n  b: Int\n}\n";

/// A repository whose only commit has the old schema, and the new schema in its working directory.
fn scene(name: &str) -> Repository {
    let repository = Repository::new(
        name,
        &[
            ("schema/s.graphql", OLD),
            ("queries/a.graphql", "query A { a }"),
            ("queries/notes.md", "no document"),
        ],
    );
    repository.commit();
    repository.folder.write("schema/s.graphql", NEW);
    repository
}

#[test]
fn a_schema_is_compared_with_a_revision_of_the_repository() {
    let repository = scene("inputs-revision");
    let diff = ["schema", "diff", "HEAD:schema/s.graphql", "schema/s.graphql", "--operations", "queries"];
    let run = repository.run(&diff).refused(1, "affected operations: A");
    assert!(run.stdout.contains("(HEAD:schema/s.graphql:2:3)"), "{}", run.stdout);
    let below = ["schema", "diff", "HEAD:./s.graphql", "s.graphql", "--operations", "../queries"];
    repository.run_in("schema", &below).refused(1, "affected operations: A");
    // The annotation is in the file of the repository, and the name of the revision is not a part of it.
    let annotated =
        repository.run(&[&diff[..4], &["--operations", "HEAD:queries", "--format", "github"]].concat());
    let lines: Vec<&str> = annotated.stdout.lines().collect();
    assert!(lines[0].starts_with("::error file=queries/a.graphql,line=1,"), "{lines:?}");
    assert!(lines[1].starts_with("::warning file=schema/s.graphql,line=1,"), "{lines:?}");
}

#[test]
fn operations_are_read_from_a_file_or_a_folder_of_a_revision() {
    let repository = scene("inputs-operations");
    fs::remove_dir_all(repository.folder.file("queries")).unwrap();
    for operations in ["HEAD:queries", "HEAD:queries/", "HEAD:", "HEAD:queries/a.graphql"] {
        let check = ["schema", "check", "--schema", "HEAD:schema/s.graphql", operations];
        match operations {
            // The folder above has the schema too, which is no document with operations.
            "HEAD:" => drop(repository.run(&check).refused(1, "error")),
            _ => drop(repository.run(&check).done()),
        }
        let check = ["schema", "check", "--schema", "schema/s.graphql", operations];
        let run = repository.run(&check).refused(1, "error");
        assert!(run.stdout.contains("HEAD:queries/a.graphql:1:11"), "{}", run.stdout);
    }
}

#[test]
fn the_files_of_a_folder_are_one_schema_and_every_place_is_in_its_file() {
    let tag = "type Tag {\n  id: ID!\n  name: String\n}\n";
    let files = [
        ("schema/query.graphql", "type Query {\n  tag: Tag\n}\n"),
        ("schema/deep/tag.graphqls", tag),
        ("schema/notes.md", "no schema"),
        ("queries/tag.graphql", "query Tag {\n  tag {\n    name\n  }\n}\n"),
        ("empty/notes.md", "no schema"),
    ];
    let repository = Repository::new("inputs-folder", &files);
    repository.commit();
    for schema in ["schema", "HEAD:schema", "HEAD:schema/"] {
        repository.run(&["schema", "check", "--schema", schema, "queries"]).done();
        let example = ["schema", "example", "Tag", "--schema", schema, "--operations", "queries"];
        repository.run(&example).done();
    }
    repository.folder.write("schema/deep/tag.graphqls", &tag.replace("  name: String\n", ""));
    let check = ["schema", "check", "--schema", "schema", "queries", "--format", "github"];
    let found = repository.run(&check).refused(1, "1 error");
    assert!(found.stdout.starts_with("::error file=queries/tag.graphql,line=3,"), "{}", found.stdout);
    let diff = ["schema", "diff", "HEAD:schema", "schema", "--operations", "queries"];
    let changed = repository.run(&diff).refused(1, "affected operations: Tag");
    assert!(changed.stdout.contains("(HEAD:schema/deep/tag.graphqls:3:3)"), "{}", changed.stdout);
    let annotated = repository.run(&[&diff[..], &["--format", "github"]].concat());
    // The removed field is in no file any more: the annotation is on its type.
    assert!(annotated.stdout.contains("file=schema/deep/tag.graphqls,line=1,"), "{}", annotated.stdout);
    repository.run(&["schema", "diff", "schema", "schema/"]).done();

    repository.folder.write("schema/deep/tag.graphqls", "type Tag {\n  id: Unknown\n}\n");
    let invalid = repository.run(&check).refused(2, "this is no valid schema");
    assert!(invalid.stderr.contains("schema/deep/tag.graphqls:2:7"), "{}", invalid.stderr);
    for empty in ["empty", "HEAD:empty"] {
        let check = ["schema", "check", "--schema", empty, "queries"];
        let run = repository.run(&check);
        assert!(run.status == Some(2) && run.stderr.contains("there is no .graphql"), "{run:?}");
    }
}

#[test]
fn an_existing_file_has_priority_over_a_revision() {
    let repository = scene("inputs-priority");
    fs::create_dir(repository.folder.file("HEAD:schema")).unwrap();
    repository.folder.write("HEAD:schema/s.graphql", NEW);
    let diff = ["schema", "diff", "HEAD:schema/s.graphql", "schema/s.graphql", "--operations", "queries"];
    let run = repository.run(&diff).done();
    assert!(run.stdout.contains("0 breaking"), "{}", run.stdout);
}

#[test]
fn a_revision_that_begins_with_a_dash_is_refused() {
    let repository = scene("inputs-dash");
    for revision in ["-p:schema/s.graphql", "--output=stolen:schema/s.graphql"] {
        repository.run(&["schema", "check", &format!("--schema={revision}")]).refused(2, "begins with `-`");
        let diff = ["schema", "diff", "--", revision, "schema/s.graphql"];
        repository.run(&diff).refused(2, "begins with `-`");
    }
    assert!(!repository.folder.names().contains(&"stolen".to_owned()));
}

#[test]
fn what_git_does_not_know_is_wrong_usage_and_said_with_its_reason() {
    let repository = scene("inputs-unknown");
    for schema in ["HEAD:nothing.graphql", "no-such-branch:schema/s.graphql"] {
        let run = repository.run(&["schema", "check", "--schema", schema, "queries"]).refused(2, schema);
        assert!(run.stderr.contains("fatal: "), "{}", run.stderr);
    }
    let folder = repository.run(&["schema", "check", "--schema", "HEAD:queries", "queries"]);
    assert_eq!(folder.code(), 2, "{folder:?}");
}

#[test]
fn a_schema_and_operations_are_read_from_standard_input() {
    let repository = scene("inputs-standard");
    let with =
        |arguments: &[&str], input: &str| run_with_input(repository.command(arguments), input.as_bytes());
    with(&["schema", "diff", "-", "schema/s.graphql", "--operations", "queries"], OLD)
        .refused(1, "affected operations: A");
    with(&["schema", "check", "--schema", "-", "queries"], OLD).done();
    let run = with(&["schema", "check", "--schema", "schema/s.graphql", "-"], "query A { a }")
        .refused(1, "1 error");
    assert!(run.stdout.contains("standard input:1:11"), "{}", run.stdout);
    let run = with(&["schema", "check", "--schema", "-", "-"], OLD);
    assert!(run.status == Some(2) && run.stderr.contains("only once"), "{run:?}");
    let run = with(&["schema", "diff", "-", "-"], OLD);
    assert!(run.status == Some(2) && run.stderr.contains("only once"), "{run:?}");
}

#[test]
fn a_file_is_compared_with_the_gateways_own_schema_and_left_as_it_is() {
    let (gateway, folder) = (Gateway::of(1), Folder::new("inputs-live"));
    let sdl = without(bcrumbs::SDL, "  \"Its name.\"\n  label: String\n");
    let file = folder.write("s.graphql", &sdl);
    let run = gateway.run(&["schema", "diff", &file, "--live"]).refused(1, "affected operations: webhooks");
    assert!(run.stdout.contains("Webhook.label"), "{}", run.stdout);
    assert_eq!(folder.read("s.graphql"), sdl);
    assert_eq!(gateway.run(&["schema", "diff", &file]).code(), 2);
    assert_eq!(gateway.run(&["schema", "diff", &file, &file, "--live"]).code(), 2);
}
