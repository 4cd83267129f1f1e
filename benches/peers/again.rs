//! This program once more, in another role: what is measured in a process of its own is not disturbed by the rest.

use std::process::{Command, Stdio};

/// Runs this program once more in another role, and returns what it prints.
pub(crate) fn run_again(arguments: &[&str]) -> String {
    let program = std::env::current_exe().expect("this program");
    let done = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .expect("this program runs once more");
    assert!(done.status.success(), "this program failed as {arguments:?}");
    String::from_utf8(done.stdout).expect("text")
}
