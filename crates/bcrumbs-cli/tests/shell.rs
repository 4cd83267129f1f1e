//! The completions and the manual, made of the same command line that is parsed.
#![cfg(unix)]

mod common;

use common::{Run, run, run_with_input};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shell-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn every_shell_completes_every_command_and_the_global_options() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&["completions", shell]).done().stdout;
        for word in ["convs", "messages", "schema", "sandbox", "assign", "workspace", "ndjson"] {
            assert!(script.contains(word), "{shell} {word}");
        }
    }
    run(&["completions", "tcsh"]).refused(2, "tcsh");
}

#[test]
fn bash_reads_its_completions_and_offers_what_fits() {
    let script = run(&["completions", "bash"]).done().stdout;
    let asks = "\nCOMP_WORDS=(bcrumbs convs as); COMP_CWORD=2; _bcrumbs bcrumbs as convs; echo \"${COMPREPLY[@]}\"\n";
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-n"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    match bash.stdin(Stdio::null()).output() {
        Err(problem) if problem.kind() == ErrorKind::NotFound => return,
        other => drop(other.unwrap()),
    }
    let read = run_with_input(bash, script.as_bytes()).done();
    assert_eq!(read.stderr, "");
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-s"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let offered = run_with_input(bash, (script + asks).as_bytes()).done();
    assert_eq!(offered.stdout, "assign\n");
}

#[test]
fn the_main_page_of_the_manual_is_printed() {
    let page = run(&["man"]).done().stdout;
    for part in [
        ".TH bcrumbs 1",
        ".SH NAME",
        ".SH OPTIONS",
        "BCRUMBS_WORKSPACE_ID",
        "bcrumbs\\-convs(1)",
        ".SH EXAMPLES",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn each_command_has_a_page_that_replaces_the_one_before_and_nothing_else() {
    let folder = folder("pages").join("man/man1");
    let out = folder.to_str().unwrap();
    run(&["man", "--out", out]).done();
    let names = || {
        let names =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    let pages = names();
    for page in ["bcrumbs.1", "bcrumbs-convs.1", "bcrumbs-convs-start.1", "bcrumbs-schema-pull.1"] {
        assert!(pages.contains(&page.to_owned()), "{pages:?}");
        let text = fs::read_to_string(folder.join(page)).unwrap();
        assert!(text.contains(".SH EXAMPLES\n  bcrumbs "), "{text}");
    }
    assert!(!pages.iter().any(|page| page.contains("help")), "{pages:?}");
    let main = fs::read_to_string(folder.join("bcrumbs.1")).unwrap();
    assert_eq!(main, run(&["man"]).done().stdout);

    fs::write(folder.join("bcrumbs.1"), "old").unwrap();
    fs::write(folder.join("another.1"), "another's").unwrap();
    run(&["man", "--out", out]).done();
    assert_eq!(fs::read_to_string(folder.join("bcrumbs.1")).unwrap(), main);
    assert_eq!(fs::read_to_string(folder.join("another.1")).unwrap(), "another's");
    assert_eq!(names().len(), pages.len() + 1);
}

#[test]
fn a_place_that_takes_no_pages_is_a_clear_error() {
    let folder = folder("refused");
    let file = folder.join("file");
    fs::write(&file, "mine").unwrap();
    run(&["man", "--out", file.to_str().unwrap()]).refused(1, "cannot be written");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    let closed = folder.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    // Nothing is closed to root.
    if fs::write(closed.join("probe"), "").is_err() {
        run(&["man", "--out", closed.to_str().unwrap()]).refused(1, "cannot be written");
    }
}

/// Runs the command in a shell that has done something before: the process id `$$` is then the command's own.
fn run_after(preparation: &str, folder: &Path, arguments: &[&str]) -> Run {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{preparation}; exec \"$@\""), "sh", env!("CARGO_BIN_EXE_bcrumbs")]);
    Run::of(shell.args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap())
}

/// What processes with the same process id may have left where a page is written.
const LEFTOVERS: [&str; 4] = [
    "echo stale > bcrumbs.1.$$.tmp",
    "mkdir bcrumbs.1.$$.tmp",
    "ln -s nowhere bcrumbs.1.$$.tmp",
    "for n in 0 1 2 3; do echo stale > bcrumbs.1.$(($$ + n)).tmp; done",
];

#[test]
fn what_a_killed_run_left_behind_does_not_block_the_next() {
    for (number, leftover) in LEFTOVERS.iter().enumerate() {
        let folder = folder(&format!("leftover-{number}"));
        let names = || {
            let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
            names.collect::<std::collections::BTreeSet<_>>()
        };
        run_after("true", &folder, &["man", "--out", "."]).done();
        let pages = names();
        for page in &pages {
            fs::remove_file(folder.join(page)).unwrap();
        }
        run_after(leftover, &folder, &["man", "--out", "."]).done();
        let left: Vec<_> = names().difference(&pages).cloned().collect();
        assert!(!left.is_empty(), "{leftover}: what is not this run's stays");
        assert!(names().is_superset(&pages), "{leftover}");
        // Killed in the middle of a page: by the signal that a file brings which may not grow.
        let killed = run_after("ulimit -c 0; ulimit -f 4", &folder, &["man", "--out", "."]);
        assert_ne!(killed.status, Some(0), "{killed:?}");
        run_after("true", &folder, &["man", "--out", "."]).done();
        let main = fs::read_to_string(folder.join("bcrumbs.1")).unwrap();
        assert_eq!(main, run(&["man"]).done().stdout);
    }
}

#[test]
fn a_new_file_may_be_read_by_whom_the_umask_lets_read_it() {
    for (umask, mode) in [("022", 0o644), ("077", 0o600)] {
        let folder = folder(&format!("umask-{umask}"));
        run_after(&format!("umask {umask}"), &folder, &["man", "--out", "."]).done();
        let page = fs::metadata(folder.join("bcrumbs.1")).unwrap();
        assert_eq!(page.permissions().mode() & 0o777, mode, "{umask}");
    }
}
