//! Every command that a document shows works as it is written: `bcrumbs` and what is piped behind it run here, against a
//! gateway and in a checkout; what builds or tests this repository is a step of the gate, or has a reason not to be.
#![cfg(unix)]

mod common;

use common::{Gateway, Run};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Commands for this repository that the gate does not run in these words.
const NOT_A_STEP: [(&str, &str); 7] = [
    (".ci/run", "is the gate"),
    ("INSTA_UPDATE=always cargo test -p bcrumbs --test api --test consumer", "accepts whatever changed"),
    ("cargo build --workspace", "is a part of cargo test --workspace"),
    (
        "cargo install --path crates/bcrumbs-cli",
        "takes minutes; the gate builds the same package for publishing",
    ),
    ("cargo install bcrumbs-cli", "works once it is published"),
    ("cargo run -p reply -- CONVERSATION CHANNEL \"On its way!\"", "is run by the tests of examples/reply"),
    (
        "DESK_SECRET=0f3c9a DESK_ADDRESS=127.0.0.1:8080 cargo run -p support_desk -- /tmp",
        "is run by the tests of examples/support_desk",
    ),
];

/// A command as a document shows it.
struct Documented {
    place: String,
    command: String,
}

impl Documented {
    /// Tells whether it builds or tests this repository.
    fn is_of_the_repository(&self) -> bool {
        self.command.starts_with(".ci/") || self.command.split(' ').any(|word| word == "cargo")
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
}

/// The documents: those of the repository, and those of each package in it.
fn documents() -> Vec<PathBuf> {
    let root = root();
    let folders = [
        vec![root.clone(), root.join("docs")],
        entries(&root.join("crates")),
        entries(&root.join("examples")),
    ];
    let files =
        folders.concat().into_iter().filter(|folder| folder.is_dir()).flat_map(|folder| entries(&folder));
    files.filter(|file| file.extension().is_some_and(|extension| extension == "md")).collect()
}

/// The commands of one document: the lines of its `console` blocks that begin with `$`, without their comments.
fn commands(document: &Path) -> Vec<Documented> {
    let file = document.strip_prefix(root()).unwrap().display().to_string();
    let text = fs::read_to_string(document).unwrap();
    let (mut found, mut inside, mut goes_on) = (Vec::<Documented>::new(), false, false);
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("```") {
            inside = line == "```console";
            continue;
        }
        let shown = match line.strip_prefix("$ ") {
            Some(command) if inside => {
                found.push(Documented { place: format!("{file}:{}", index + 1), command: String::new() });
                command
            }
            None if inside && goes_on => line,
            _ => continue,
        };
        let shown = shown.split("  #").next().unwrap().trim();
        goes_on = shown.ends_with('\\');
        let command = &mut found.last_mut().unwrap().command;
        command.push_str(shown.trim_end_matches('\\'));
    }
    found
}

/// A checkout as far as commands read it, with one commit, and a gateway beside it.
struct Checkout {
    folder: PathBuf,
    gateway: Gateway,
}

impl Checkout {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("documented-{name}"));
        let _ = fs::remove_dir_all(&folder);
        for part in ["schema", "queries", "examples/reply", "tests"] {
            fs::create_dir_all(folder.join(part)).unwrap();
            for file in entries(&root().join(part)) {
                if file.is_file() {
                    fs::copy(&file, folder.join(part).join(file.file_name().unwrap())).unwrap();
                }
            }
        }
        fs::create_dir_all(folder.join("target")).unwrap();
        let checkout = Self { folder, gateway: Gateway::of(20) };
        let commit =
            "git init -q && git add . && git -c user.name=t -c user.email=t@example.com commit -qm Start";
        checkout.run(commit).done();
        checkout
    }

    /// Runs a line by the shell, in which every part of a pipe counts.
    fn run(&self, line: &str) -> Run {
        Run::of(self.shell(line).output().unwrap())
    }

    fn shell(&self, line: &str) -> Command {
        let program = Path::new(env!("CARGO_BIN_EXE_bcrumbs")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("bash");
        shell
            .args(["-o", "pipefail", "-c", line])
            .current_dir(&self.folder)
            .env("PATH", path)
            .env("HOME", &self.folder)
            .env("BCRUMBS_ENDPOINT", self.gateway.sandbox.endpoint())
            .env("BCRUMBS_API_KEY", self.gateway.sandbox.api_key())
            .env("BCRUMBS_WORKSPACE_ID", self.gateway.sandbox.workspace_id().to_string())
            .stdin(Stdio::null());
        shell
    }

    /// Puts an identifier that the gateway knows in place of each `ID`, by the option before it.
    fn filled_in(&self, command: &str) -> String {
        let mut before = "";
        let mut words = Vec::new();
        for word in command.split(' ') {
            words.push(match (word, before) {
                ("ID", "--channel") => self.gateway.channel(),
                ("ID", "--agent") => self.gateway.sandbox.agent_ids().remove(0),
                ("ID", "--ai") => self.gateway.sandbox.ai_ids().remove(0),
                ("ID", "--contact") => self.first("clientId"),
                ("ID", _) => self.first("id"),
                _ => word.to_owned(),
            });
            before = word;
        }
        words.join(" ")
    }

    /// That field of the first conversation that has it.
    fn first(&self, field: &str) -> String {
        let listed = self.gateway.run(&["convs", "list", "--output", "ndjson"]).done().objects();
        listed.iter().find_map(|object| object[field].as_str()).unwrap().to_owned()
    }

    /// Starts a sandbox as it is shown, on a free port, and reads what it prints to be exported.
    fn starts_in_the_background(&self, command: &str) {
        let line = format!("exec {}", command.trim_end_matches('&').replace("--port 4000", "--port 0"));
        let mut child = self.shell(&line).stdout(Stdio::piped()).spawn().unwrap();
        let lines: Vec<_> =
            BufReader::new(child.stdout.take().unwrap()).lines().take(3).map(Result::unwrap).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(
            lines.len() == 3 && lines.iter().all(|line| line.starts_with("export BCRUMBS_")),
            "{lines:?}"
        );
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn every_command_that_a_document_shows_works() {
    let mut run = 0;
    for document in documents() {
        let shown = commands(&document);
        let name = document.strip_prefix(root()).unwrap().display().to_string().replace('/', "-");
        let mut checkout = None;
        for shown in shown.iter().filter(|shown| !shown.is_of_the_repository()) {
            let checkout = checkout.get_or_insert_with(|| Checkout::new(&name));
            let command = checkout.filled_in(&shown.command);
            if command.ends_with('&') {
                checkout.starts_in_the_background(&command);
            } else {
                let done = checkout.run(&command);
                assert_eq!(done.status, Some(0), "{}: {command}: {done:?}", shown.place);
            }
            run += 1;
        }
    }
    assert!(run >= 8, "only {run} commands were found");
}

#[test]
fn every_command_for_this_repository_is_a_step_of_the_gate_or_has_a_reason_not_to_be() {
    let gate = fs::read_to_string(root().join(".ci/run")).unwrap();
    let steps: BTreeSet<_> = gate
        .lines()
        .filter_map(|line| line.trim().strip_prefix("step "))
        .map(|step| step.replace(" --locked", ""))
        .collect();
    let shown: Vec<_> = documents().iter().flat_map(|document| commands(document)).collect();
    for shown in shown.iter().filter(|shown| shown.is_of_the_repository()) {
        let excused = NOT_A_STEP.iter().any(|(command, _)| *command == shown.command);
        let Documented { place, command } = shown;
        assert!(
            excused || steps.contains(command),
            "{place}: {command}: no step of .ci/run, nor excused here"
        );
    }
    for (command, reason) in NOT_A_STEP {
        assert!(
            shown.iter().any(|shown| shown.command == command),
            "{command}, which {reason}, is in no document"
        );
    }
}
