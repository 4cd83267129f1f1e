//! Runs the built command against a gateway inside the test.
#![allow(dead_code, reason = "every test binary uses its own part of this")]

pub(crate) mod folder;
pub(crate) mod introspected;
pub(crate) mod repository;
#[cfg(target_os = "linux")]
pub(crate) mod terminal;

use bcrumbs_sandbox::{Entry, Fault, Sandbox, SandboxBuilder};
use serde_json::Value;
use std::fs;
use std::io::{self, Write};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// A wait for something that will certainly come is given up after this.
const PATIENCE: Duration = Duration::from_secs(30);

/// Says that a test proves nothing here. A test that passes shows nothing that is printed by macros.
pub(crate) fn skipped(why: &str) {
    io::stderr().write_all(format!("SKIPPED: {why}\n").as_bytes()).unwrap();
}

/// Removes every variable of the environment that changes what the command does or prints.
pub(crate) fn clear_environment(command: &mut Command) {
    for variable in [
        "BCRUMBS_ENDPOINT",
        "BCRUMBS_API_KEY",
        "BCRUMBS_OMIT_FIELDS",
        "BCRUMBS_WORKSPACE_ID",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
        "http_proxy",
        "CI",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "NO_COLOR",
        "TZ",
    ] {
        command.env_remove(variable);
    }
}

/// The command, in an environment without a gateway.
pub(crate) fn bcrumbs(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bcrumbs"));
    clear_environment(&mut command);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A gateway that runs as long as this lives.
pub(crate) struct Gateway {
    runtime: Runtime,
    pub(crate) sandbox: Sandbox,
}

impl Gateway {
    /// Starts one with so many conversations.
    pub(crate) fn of(conversations: usize) -> Self {
        Self::start(Sandbox::builder().conversations(conversations))
    }

    pub(crate) fn start(builder: SandboxBuilder) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = runtime.block_on(builder.start()).unwrap();
        Self { runtime, sandbox }
    }

    /// The command, in an environment that leads to this gateway.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bcrumbs(arguments);
        command.envs(self.variables());
        command
    }

    /// What leads to this gateway.
    pub(crate) fn variables(&self) -> [(&'static str, String); 3] {
        [
            ("BCRUMBS_ENDPOINT", self.sandbox.endpoint().to_owned()),
            ("BCRUMBS_API_KEY", self.sandbox.api_key().to_owned()),
            ("BCRUMBS_WORKSPACE_ID", self.sandbox.workspace_id().to_string()),
        ]
    }

    /// Runs the command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().unwrap())
    }

    /// Runs a call of the library to its end.
    pub(crate) fn block_on<T>(&self, call: impl Future<Output = T>) -> T {
        self.runtime.block_on(call)
    }

    /// The requests that the gateway has read.
    pub(crate) fn journal(&self) -> Vec<Entry> {
        self.sandbox.journal()
    }

    /// Has the next answers be these bodies.
    pub(crate) fn answer(&self, bodies: impl IntoIterator<Item = Value>) {
        self.sandbox.script(bodies.into_iter().map(|body| Fault::Body(body.to_string())));
    }

    pub(crate) fn channel(&self) -> String {
        self.sandbox.channels()[0].id.clone()
    }
}

/// What a run of the command left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    /// The number of the signal that ended it.
    pub(crate) signal: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            status: output.status.code(),
            #[cfg(unix)]
            signal: std::os::unix::process::ExitStatusExt::signal(&output.status),
            #[cfg(not(unix))]
            signal: None,
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The exit status of a command that no signal ended.
    pub(crate) fn code(&self) -> i32 {
        self.status.expect("ended by itself")
    }

    /// Takes it for granted that the command has done its work.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.status, Some(0), "{self:?}");
        self
    }

    /// Takes it for granted that the command ended with that status, and one line that has these words in it.
    #[track_caller]
    pub(crate) fn refused(self, status: i32, words: &str) -> Self {
        assert_eq!(self.status, Some(status), "{self:?}");
        let error = self.stderr.lines().next().unwrap_or_default();
        let is_text = error.starts_with("error: ") && error.contains(words);
        assert!(is_text || self.error_message().contains(words), "not {words:?} in {self:?}");
        self
    }

    /// Takes it for granted that a signal ended the command, after one line that has these words in it.
    #[track_caller]
    pub(crate) fn killed(self, signal: i32, words: &str) -> Self {
        assert_eq!((self.status, self.signal), (None, Some(signal)), "{self:?}");
        let error = self.stderr.lines().next().unwrap_or_default();
        assert!(error.contains(words), "not {words:?} in {self:?}");
        self
    }

    /// The text of the error, where it is JSON.
    fn error_message(&self) -> String {
        let line = self.stderr.lines().last().unwrap_or_default();
        let line: Value = serde_json::from_str(line).unwrap_or_default();
        line["error"]["message"].as_str().unwrap_or_default().to_owned()
    }

    /// The error that is the last line of standard error.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        let line = self.stderr.lines().last().unwrap_or_default();
        let mut line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {self:?}"));
        line["error"].take()
    }

    /// Reads standard output as one object a line.
    pub(crate) fn objects(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The identifiers of the objects on standard output.
    pub(crate) fn ids(&self) -> Vec<String> {
        let id = |object: &Value| {
            object.get("id").or(object.get("messageId")).unwrap().as_str().unwrap().to_owned()
        };
        self.objects().iter().map(id).collect()
    }

    /// The position that standard error offers to continue from, as a shell reads it; none at the end of a list.
    pub(crate) fn position(&self) -> Option<String> {
        let (_, rest) = self.stderr.split_once("--after ")?;
        Some(shlex::split(rest).unwrap().swap_remove(0))
    }
}

/// Runs a command that reads something from standard input.
pub(crate) fn run_with_input(mut command: Command, input: &[u8]) -> Run {
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    Run::of(child.wait_with_output().unwrap())
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn until(what: &str, mut so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < PATIENCE, "{what} has not come about");
        sleep(Duration::from_millis(5));
    }
}

/// Runs the command without a gateway.
pub(crate) fn run(arguments: &[&str]) -> Run {
    Run::of(bcrumbs(arguments).output().unwrap())
}

/// Returns a schema without a part of its text.
pub(crate) fn without(sdl: &str, part: &str) -> String {
    assert!(sdl.contains(part), "{part}");
    sdl.replacen(part, "", 1)
}

/// Sends a signal by its name.
pub(crate) fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// The numbers of the signals that end a command.
pub(crate) const SIGHUP: i32 = 1;
pub(crate) const SIGINT: i32 = 2;
pub(crate) const SIGTERM: i32 = 15;

/// Returns the signals that end a command, by name and number. SIGHUP is left out where the tests themselves run under
/// `nohup`: the commands inherit that it is ignored.
pub(crate) fn ending_signals() -> Vec<(&'static str, i32)> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let mut signals = vec![("INT", SIGINT), ("TERM", SIGTERM)];
    if mask.is_some_and(|mask| mask & 1 == 1) {
        skipped("SIGHUP is ignored by the process that runs the tests");
    } else {
        signals.push(("HUP", SIGHUP));
    }
    signals
}

/// Sorts identifiers and takes out those that are there twice.
pub(crate) fn distinct(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids.dedup();
    ids
}
