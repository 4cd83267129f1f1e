//! Runs this program again in another role, so that other measurements do not affect the process.

use std::process::{Command, Stdio};

/// Runs this program again in another role, and returns its output.
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
