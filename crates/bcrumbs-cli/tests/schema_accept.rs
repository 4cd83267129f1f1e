//! The promises of `--accept`: what is in the list does not fail a command, what is not is printed as an entry to add, and
//! an old entry is reported in every format.

mod common;

use common::Run;
use common::repository::Repository;
use std::fs;

const OLD: &str = "type Query {\n  old: Int @deprecated(reason: \"use new\")\n  new: Int\n  gone: Int\n}\n";
const NEW: &str = "type Query {\n  old: Int @deprecated(reason: \"use new\")\n  new: Int!\n}\n";

/// A repository with two schemas, two operations and a list of what is accepted.
fn scene(name: &str) -> Repository {
    Repository::new(
        name,
        &[
            ("old.graphql", OLD),
            ("new.graphql", NEW),
            ("queries/new.graphql", "query New {\n  new\n}\n"),
            ("queries/old.graphql", "query Old {\n  old\n}\n"),
            ("accepted.toml", ""),
        ],
    )
}

fn accept(repository: &Repository, text: &str) {
    repository.folder.write("accepted.toml", text);
}

fn check(repository: &Repository, more: &[&str]) -> Run {
    let check = ["schema", "check", "--schema", "new.graphql", "--deny", "deprecation", "queries"];
    repository.run(&[&check[..], more, &["--accept", "accepted.toml"]].concat())
}

fn diff(repository: &Repository, more: &[&str]) -> Run {
    let diff = ["schema", "diff", "old.graphql", "new.graphql", "--operations", "queries"];
    repository.run(&[&diff[..], more, &["--accept", "accepted.toml"]].concat())
}

/// The entries that a text ends in.
fn entries(text: &str) -> String {
    let (_, entries) = text.split_once("To accept, add to accepted.toml with a reason:\n").expect(text);
    entries.trim_start().to_owned()
}

fn with_reasons(entries: &str) -> String {
    entries.replace("reason = \"\"", "reason = \"It goes with the next release.\"")
}

#[test]
fn the_printed_entries_accept_the_findings_of_a_check_once_they_have_reasons() {
    let repository = scene("accept-check");
    let entries = entries(&check(&repository, &[]).refused(1, "1 error").stdout);
    assert_eq!(entries, "[[finding]]\nfingerprint = \"deprecated-field Old/old\"\nreason = \"\"\n");
    accept(&repository, &entries);
    let run = check(&repository, &[]).refused(2, "no valid list");
    assert!(run.stderr.contains("accepted.toml:3:10"), "{}", run.stderr);
    accept(&repository, &with_reasons(&entries));
    let run = check(&repository, &[]).done();
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", "0 errors, 0 warnings, 1 accepted\n"));
}

#[test]
fn the_printed_entries_accept_a_comparison_once_they_have_reasons() {
    let repository = scene("accept-diff");
    let entries = entries(&diff(&repository, &[]).refused(1, "affected operations: New").stdout);
    assert_eq!(entries.matches("[[change]]").count(), 2, "{entries}");
    accept(&repository, &with_reasons(&entries));
    let run = diff(&repository, &["--fail-on", "breaking"]).done();
    assert_eq!(run.stdout, "0 breaking, 0 dangerous, 0 safe; 0 of 2 operations affected; 2 accepted\n");
}

#[test]
fn a_change_that_is_not_accepted_still_fails_by_its_level() {
    let repository = scene("accept-level");
    accept(
        &repository,
        "[[change]]\nfingerprint = \"field-changed-type-safely Query.new\"\nreason = \"Our code is ready.\"\n",
    );
    diff(&repository, &[]).done();
    diff(&repository, &["--fail-on", "breaking"]).refused(1, "--fail-on");
}

#[test]
fn the_entries_are_in_a_comment_too_and_in_no_format_for_programs() {
    let repository = scene("accept-formats");
    let run = diff(&repository, &["--format", "markdown"]).refused(1, "affected");
    let (_, folded) = run.stdout.split_once("<details><summary>To accept, add to accepted.toml").unwrap();
    assert!(
        folded.contains("```toml\n[[change]]\nfingerprint = \"field-changed-type-safely Query.new\""),
        "{folded}"
    );
    for format in ["json", "ndjson", "csv", "github", "sarif"] {
        let run = diff(&repository, &["--format", format]);
        assert!(!run.stdout.contains("To accept"), "{format}: {}", run.stdout);
    }
}

#[test]
fn an_entry_that_matches_nothing_is_a_warning_on_its_line_in_every_format() {
    let repository = scene("accept-unused");
    fs::remove_file(repository.folder.file("queries/old.graphql")).unwrap();
    accept(&repository, "[[finding]]\nfingerprint = \"deprecated-field Old/old\"\nreason = \"Gone soon.\"\n");
    let run = check(&repository, &[]).done();
    assert!(run.stdout.contains("--> accepted.toml:2:15"), "{}", run.stdout);
    assert_eq!(run.stderr, "0 errors, 1 warning\n");
    for (format, words) in [
        ("github", "::warning file=accepted.toml,line=2,"),
        ("sarif", "\"ruleId\":\"spec::unused-acceptance\""),
        ("json", "\"code\":\"unused-acceptance\""),
        ("csv", "warning,spec::unused-acceptance,accepted.toml,2,"),
        ("markdown", "warning [spec::unused-acceptance] `accepted.toml:2:15`"),
    ] {
        let run = check(&repository, &["--format", format]).done();
        assert!(run.stdout.contains(words), "{format}: {}", run.stdout);
    }
}

#[test]
fn an_expired_entry_counts_no_more() {
    let repository = scene("accept-expired");
    let entry = "[[finding]]\nfingerprint = \"deprecated-field Old/old\"\nreason = \"Until then.\"\n";
    accept(&repository, &format!("{entry}expires = 2999-12-31\n"));
    check(&repository, &[]).done();
    accept(&repository, &format!("{entry}expires = 2020-12-31\n"));
    let run = check(&repository, &[]).refused(1, "1 error, 1 warning");
    assert!(run.stdout.contains("was accepted until 2020-12-31"), "{}", run.stdout);
}

#[test]
fn a_list_that_cannot_be_read_is_wrong_usage() {
    let repository = scene("accept-unreadable");
    accept(&repository, "[[finding]]\nfingerprint = 3");
    check(&repository, &[]).refused(2, "no valid list of --accept");
    fs::remove_file(repository.folder.file("accepted.toml")).unwrap();
    let run = diff(&repository, &[]).refused(2, "no valid list of --accept");
    assert!(run.stderr.contains("unreadable-file"), "{}", run.stderr);
}
