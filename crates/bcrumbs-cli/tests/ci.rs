//! `docs/ci.md`, followed to the letter for a crate with its own queries: every command of its workflow and of its scripts
//! runs here, in a repository in which nothing is wrong and in one with a changed schema. `.graphqlrc.yml` leads editors to
//! every query.
#![cfg(unix)]

mod common;

use common::{Gateway, Run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DOCUMENT: &str = include_str!("../../../docs/ci.md");
/// What the commands of the document do not run here: it takes minutes, and needs a published version.
const INSTALL: &str = "cargo install bcrumbs-cli";

/// Returns the code blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let start = format!("\n```{language}\n");
    DOCUMENT.split(&start).skip(1).map(|rest| rest.split_once("\n```\n").unwrap().0).collect()
}

/// Returns the commands of the workflow.
fn workflow_commands() -> Vec<&'static str> {
    let workflow = blocks("yaml").remove(0);
    let runs =
        workflow.lines().filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("run: "));
    runs.collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A repository with the queries of `examples/reply`, as the document describes it, after its first commit on `main`.
struct Repository {
    folder: PathBuf,
    gateway: Gateway,
}

impl Repository {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ci-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("queries")).unwrap();
        let query = root().join("examples/reply/queries/addMessage.graphql");
        fs::copy(query, folder.join("queries/addMessage.graphql")).unwrap();
        let repository = Self { folder, gateway: Gateway::of(1) };
        for command in blocks("console").remove(0).lines().filter_map(|line| line.strip_prefix("$ ")) {
            if command != INSTALL {
                repository.run(command).done();
            }
        }
        let commit =
            "git init -q && git add . && git -c user.name=t -c user.email=t@example.com commit -qm Start";
        repository.run(&format!("{commit} && git update-ref refs/remotes/origin/main HEAD")).done();
        repository
    }

    fn run(&self, script: &str) -> Run {
        let program = Path::new(env!("CARGO_BIN_EXE_bcrumbs")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", script]).current_dir(&self.folder).env("PATH", path);
        shell.envs(self.gateway.variables()).env_remove("BASE");
        shell.env("GITHUB_BASE_REF", "main").env("GITHUB_STEP_SUMMARY", self.folder.join("summary.md"));
        Run::of(shell.output().unwrap())
    }

    /// Renames a field that the query selects.
    fn change_the_schema(&self) {
        let file = self.folder.join("schema.graphql");
        let text = fs::read_to_string(&file).unwrap();
        let (before, after) = text.split_once("\ntype Message {").unwrap();
        let after = after.replacen("  status: String\n", "  state: String\n", 1);
        fs::write(file, format!("{before}\ntype Message {{{after}")).unwrap();
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.folder.join(file), text).unwrap();
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn the_workflow_is_green_where_nothing_is_wrong() {
    let repository = Repository::new("workflow-green");
    let commands = workflow_commands();
    assert_eq!(commands.iter().filter(|command| **command == INSTALL).count(), 2);
    let commands: Vec<_> = commands.into_iter().filter(|command| *command != INSTALL).collect();
    assert_eq!(commands.len(), 4, "{commands:?}");
    for command in commands {
        let run = repository.run(command).done();
        assert_eq!(run.stdout, "", "{command}");
    }
    let summary = fs::read_to_string(repository.folder.join("summary.md")).unwrap();
    assert!(
        summary.starts_with("### Schema: 0 breaking, 0 dangerous, 0 safe; 0 of 1 operations affected"),
        "{summary}"
    );
}

#[test]
fn the_workflow_is_red_on_the_lines_that_a_changed_schema_affects() {
    let repository = Repository::new("workflow-red");
    repository.change_the_schema();
    let mut red = Vec::new();
    for command in workflow_commands().into_iter().filter(|command| *command != INSTALL) {
        let run = repository.run(command);
        let words: Vec<&str> = command.split(' ').collect();
        if run.status != Some(0) {
            assert!(run.stdout.contains("::error file="), "{command}: {run:?}");
            red.push(words[2]);
        }
    }
    assert_eq!(red, ["check", "diff", "pull"]);
    let summary = fs::read_to_string(repository.folder.join("summary.md")).unwrap();
    assert!(
        summary.contains("- `addMessage` (`queries/addMessage.graphql:1`): no longer valid"),
        "{summary}"
    );
}

#[test]
fn the_scripts_do_what_the_workflow_does() {
    let repository = Repository::new("scripts");
    let scripts: Vec<String> = blocks("sh").iter().map(|script| script.replace(INSTALL, "")).collect();
    assert_eq!(scripts.len(), 2);
    for script in &scripts {
        repository.run(script).done();
    }
    repository.change_the_schema();
    for script in &scripts {
        assert_eq!(repository.run(script).code(), 1, "{script}");
    }
}

#[test]
fn the_list_of_the_document_is_a_list_and_the_last_section_prints_responses() {
    let repository = Repository::new("list");
    let list = blocks("toml").into_iter().find(|block| block.contains("[[finding]]")).unwrap();
    repository.write("accepted.toml", list);
    let check = "bcrumbs schema check --schema schema.graphql --accept accepted.toml queries";
    let run = repository.run(check).done();
    assert!(run.stdout.contains("unused-acceptance"), "{run:?}");
    let examples = blocks("console").remove(1);
    for command in examples.lines().filter_map(|line| line.strip_prefix("$ ")) {
        assert!(
            repository.run(command).done().stdout.starts_with("{\"data\":{\"addMessage\":{"),
            "{command}"
        );
    }
}

#[test]
fn the_build_script_has_at_most_three_lines() {
    let script = blocks("rust").remove(0);
    assert!(script.lines().count() <= 3 && script.contains("check_accepting("), "{script}");
}

#[test]
fn editors_find_every_query_and_its_schema() {
    let settings = fs::read_to_string(root().join(".graphqlrc.yml")).unwrap();
    let values = |key: &str| -> Vec<String> {
        let lines = settings.lines().filter_map(|line| line.trim().strip_prefix(key));
        lines.map(|value| value.trim().to_owned()).collect()
    };
    for schema in values("schema:") {
        assert!(root().join(&schema).is_file(), "{schema}");
    }
    let mut folders: Vec<String> = vec!["queries/*.graphql".to_owned()];
    for example in fs::read_dir(root().join("examples")).unwrap() {
        let example = example.unwrap();
        if example.path().join("queries").is_dir() {
            folders.push(format!("examples/{}/queries/*.graphql", example.file_name().to_str().unwrap()));
        }
    }
    assert_eq!(values("documents:"), folders);
}
