//! The completions and the manual, made of the same command line that is parsed.
#![cfg(unix)]

mod common;

use common::{Run, bcrumbs, run_with_input};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn run(arguments: &[&str]) -> Run {
    Run::of(bcrumbs(arguments).output().unwrap())
}

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
