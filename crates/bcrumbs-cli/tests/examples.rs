//! The examples of the help, pasted into a shell as they stand, with the sandbox at the other end.
#![cfg(unix)]

mod common;

use common::{Gateway, Run, bcrumbs};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What the help of a command says.
fn help(place: &[String]) -> String {
    let mut command = bcrumbs(&[]);
    Run::of(command.args(place).arg("-h").output().unwrap()).done().stdout
}

/// Every example that the help of a command, and of those below it, gives.
fn examples(place: &[String], all: &mut Vec<String>) {
    let help = help(place);
    let below = help.split_once("Commands:\n").map(|(_, rest)| rest).unwrap_or_default();
    let listed = below.lines().take_while(|line| !line.is_empty());
    // What is further in goes on from the line before.
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for name in names.filter(|name| !matches!(*name, "" | "help")) {
        examples(&[place, &[name.to_owned()]].concat(), all);
    }
    let (_, block) = help.split_once("Examples:\n").unwrap_or_else(|| panic!("no example in {help}"));
    let block = block.split("\n\n").next().unwrap().replace("\\\n", "");
    all.extend(block.lines().map(str::to_owned));
}

#[test]
fn every_example_does_what_it_shows() {
    let gateway = Gateway::of(250);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples");
    let _ = fs::remove_dir_all(&folder);
    for name in [
        "queries",
        "schema",
        ".local/share/bash-completion/completions",
        ".zfunc",
        ".config/fish/completions",
    ] {
        fs::create_dir_all(folder.join(name)).unwrap();
    }
    for name in ["s.graphql", "old.graphql", "new.graphql"] {
        fs::write(folder.join(name), bcrumbs::SDL).unwrap();
    }
    let operation = "query ids($input: ConvsInput!) { convs(input: $input) { nodes { id } } }";
    fs::write(folder.join("queries/ids.graphql"), operation).unwrap();
    let clients = "query clients($pageInfo: PageInfoInput, $workspaceId: Int!) {
        clients(input: { workspaceId: $workspaceId }, pageInfo: $pageInfo) {
            nodes { id createdAt } pageInfo { hasNextPage endCursor } } }";
    fs::write(folder.join("queries/clients.graphql"), clients).unwrap();
    let create = "mutation createTag($workspaceId: Int!, $tag: String!) {
        createTag(input: { workspaceId: $workspaceId, tag: $tag, type: client }) { id tag } }";
    fs::write(folder.join("queries/createTag.graphql"), create).unwrap();
    let commit =
        "git init -q && git add . && git -c user.name=t -c user.email=t@example.com commit -qm Start";
    assert!(Command::new("sh").args(["-c", commit]).current_dir(&folder).status().unwrap().success());
    let built = Path::new(env!("CARGO_BIN_EXE_bcrumbs")).parent().unwrap().to_str().unwrap();
    let path = format!("{built}:{}", std::env::var("PATH").unwrap());

    let mut all = Vec::new();
    examples(&[], &mut all);
    assert!(all.len() > 20, "{all:?}");
    // The sandbox serves until it is told to end.
    for line in all.iter().filter(|line| !line.trim_start().starts_with("bcrumbs sandbox")) {
        let mut command = Command::new("sh");
        command.args(["-e", "-c", line]).current_dir(&folder).envs(gateway.variables());
        command.env("PATH", &path).env("HOME", &folder);
        let run = Run::of(command.output().unwrap());
        assert_eq!(run.status, Some(0), "{line}: {run:?}");
    }
    fs::remove_dir_all(&folder).unwrap();
}
