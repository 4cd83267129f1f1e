//! Runs tests in a separate process, because the environment belongs to the whole process.

use std::process::Command;

/// Runs a test that is named `child_…` in a process of its own with these variables, and without any other proxy or
/// setting of this crate.
pub(crate) fn run_child(name: &str, variables: &[(&str, &str)]) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    for scheme in ["http", "https", "all", "no"] {
        let variable = format!("{scheme}_proxy");
        child.env_remove(variable.to_uppercase()).env_remove(variable);
    }
    for variable in ["BCRUMBS_API_KEY", "BCRUMBS_ENDPOINT", "BCRUMBS_OMIT_FIELDS"] {
        child.env_remove(variable);
    }
    child.env("BCRUMBS_TEST_CHILD", "yes");
    let output = child.args(["--exact", name]).envs(variables.iter().copied()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

pub(crate) fn is_child() -> bool {
    std::env::var_os("BCRUMBS_TEST_CHILD").is_some()
}
