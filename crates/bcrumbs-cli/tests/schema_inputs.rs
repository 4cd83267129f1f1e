//! The promises of the inputs of the schema commands: files, folders, standard input, revisions of a repository and the
//! gateway itself.

mod common;

use common::folder::Folder;
use common::{Gateway, Run, bcrumbs, run_with_input, without};
use std::fs;
use std::process::Command;

const OLD: &str = "type Query {\n  a: Int\n  b: Int\n}\n";
const NEW: &str = "type Query {\n  b: Int\n}\n";

/// A repository whose only commit has the old schema, and the new schema in its working directory.
struct Repository(Folder);

impl Repository {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        for part in ["schema", "queries"] {
            fs::create_dir(folder.file(part)).unwrap();
        }
        folder.write("schema/s.graphql", OLD);
        folder.write("queries/a.graphql", "query A { a }");
        folder.write("queries/notes.md", "no document");
        let repository = Self(folder);
        repository.git(&["init", "-q"]);
        repository.git(&["add", "."]);
        repository.git(&["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "Start"]);
        repository.0.write("schema/s.graphql", NEW);
        repository
    }

    fn git(&self, arguments: &[&str]) {
        assert!(Command::new("git").args(arguments).current_dir(self.0.path()).status().unwrap().success());
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    fn run_in(&self, folder: &str, arguments: &[&str]) -> Run {
        Run::of(bcrumbs(arguments).current_dir(self.0.path().join(folder)).output().unwrap())
    }
}

#[test]
fn a_schema_is_compared_with_a_revision_of_the_repository() {
    let repository = Repository::new("inputs-revision");
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
    let repository = Repository::new("inputs-operations");
    fs::remove_dir_all(repository.0.file("queries")).unwrap();
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
fn an_existing_file_has_priority_over_a_revision() {
    let repository = Repository::new("inputs-priority");
    fs::create_dir(repository.0.file("HEAD:schema")).unwrap();
    repository.0.write("HEAD:schema/s.graphql", NEW);
    let diff = ["schema", "diff", "HEAD:schema/s.graphql", "schema/s.graphql", "--operations", "queries"];
    let run = repository.run(&diff).done();
    assert!(run.stdout.contains("0 breaking"), "{}", run.stdout);
}

#[test]
fn a_revision_that_begins_with_a_dash_is_refused() {
    let repository = Repository::new("inputs-dash");
    for revision in ["-p:schema/s.graphql", "--output=stolen:schema/s.graphql"] {
        repository.run(&["schema", "check", &format!("--schema={revision}")]).refused(2, "begins with `-`");
        let diff = ["schema", "diff", "--", revision, "schema/s.graphql"];
        repository.run(&diff).refused(2, "begins with `-`");
    }
    assert!(!repository.0.names().contains(&"stolen".to_owned()));
}

#[test]
fn what_git_does_not_know_is_wrong_usage_and_said_with_its_reason() {
    let repository = Repository::new("inputs-unknown");
    for schema in ["HEAD:nothing.graphql", "no-such-branch:schema/s.graphql"] {
        let run = repository.run(&["schema", "check", "--schema", schema, "queries"]).refused(2, schema);
        assert!(run.stderr.contains("fatal: "), "{}", run.stderr);
    }
    let folder = repository.run(&["schema", "check", "--schema", "HEAD:schema", "queries"]);
    assert_eq!(folder.code(), 2, "{folder:?}");
}

#[test]
fn a_schema_and_operations_are_read_from_standard_input() {
    let repository = Repository::new("inputs-standard");
    let with = |arguments: &[&str], input: &str| {
        let mut command = bcrumbs(arguments);
        command.current_dir(repository.0.path());
        run_with_input(command, input.as_bytes())
    };
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
