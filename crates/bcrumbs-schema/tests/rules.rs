//! `docs/rules.md`: every rule has a section, every wrong example is refused by its rule, and every right one by none.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bcrumbs_schema::{
    Normalization, Options, Rule, RuleSet, Schema, Source, Subject, check, drift, explain, rules,
};

const SHOP: &str = include_str!("documents/schema.graphql");

fn options(rule: &Rule) -> Options {
    let options = Options::new().enable(RuleSet::Wire);
    match rule.rule_set {
        // Examples of the other sets name types, and not all of them compile.
        RuleSet::Spec | RuleSet::Deprecation => options.allow(RuleSet::Wire).allow(RuleSet::Codegen),
        RuleSet::Codegen if rule.code == "id-variable" => {
            options.allow(RuleSet::Wire).normalization(Normalization::Rust)
        }
        RuleSet::Codegen => options.allow(RuleSet::Wire),
        RuleSet::Wire => options.allow(RuleSet::Codegen),
        RuleSet::Drift => options,
    }
}

/// The rules that an example breaks.
fn broken(rule: &Rule, example: &str) -> BTreeSet<String> {
    let found = match rule.subject {
        Subject::Schema => Schema::parse("s.graphql", example).err().unwrap_or_default(),
        Subject::Server => {
            let built = Schema::parse("built.graphql", rule.schema.expect("a schema")).expect("valid");
            let live = Schema::parse("live.graphql", example).expect("a schema");
            let query = Source::new("q.graphql", rule.operation.expect("an operation"));
            drift(&built, &live, &[query], &options(rule)).diagnostics
        }
        Subject::Document | Subject::File => {
            let schema = Schema::parse("s.graphql", rule.schema.unwrap_or(SHOP)).expect("a schema");
            check(&schema, &[Source::new("q.graphql", example)], &options(rule)).diagnostics
        }
    };
    found.iter().map(|d| format!("{}::{}", d.rule_set, d.code)).collect()
}

#[test]
fn every_wrong_example_breaks_its_rule_and_no_other() {
    for rule in rules() {
        let name = format!("{}::{}", rule.rule_set, rule.code);
        let Some(wrong) = rule.wrong else {
            assert!(rule.subject == Subject::File || rule.schema.is_some(), "{name} has no example");
            continue;
        };
        assert_eq!(broken(&rule, wrong), BTreeSet::from([name.clone()]), "{name}: {wrong}");
    }
}

#[test]
fn every_right_example_breaks_no_rule() {
    for rule in rules() {
        let right = rule.right.unwrap_or_default();
        let is_missing = rule.subject == Subject::File || rule.code.starts_with("schema-");
        assert_eq!(right.is_empty(), is_missing, "{}", rule.code);
        if !is_missing {
            assert_eq!(broken(&rule, right), BTreeSet::new(), "{}: {right}", rule.code);
        }
    }
}

/// The codes that the source names: the second text in a call that makes a finding, and the second column of the
/// compiler's codes.
fn codes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            codes(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file");
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for start in [
            "Finding::error( Spec, \"",
            "Finding::error(Spec, \"",
            "Finding::error(Wire, \"",
            "Some( error(\"",
            "Finding::error(RuleSet::Spec, \"",
            "Finding::error( RuleSet::Spec, \"",
            "push(error(\"",
            "Some(error(\"",
            " error(\"",
            "(error( \"",
            "unplaced(path, \"",
            "unplaced(&name, \"",
            "unplaced(name, \"",
            "to_string(), \"",
            "finding(\"",
            "finding( \"",
            "findings(&failed.errors, \"",
        ] {
            let calls = text.split(start).skip(1);
            found.extend(calls.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
        if path.ends_with("document/errors.rs") {
            let table = text.split_once("CODES").expect("the table").1.split_once("];").expect("its end").0;
            let rows = table.split("(\"").skip(1);
            found.extend(rows.filter_map(|row| Some(row.split('"').nth(2)?.to_owned())));
        }
    }
}

#[test]
fn every_code_of_the_source_has_a_section_and_no_other() {
    let mut named = BTreeSet::new();
    codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut named);
    named.retain(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()));
    let documented: BTreeSet<String> = rules().iter().map(|rule| rule.code.to_owned()).collect();
    assert!(named.len() > 70, "{named:?}");
    let missing: Vec<_> = named.difference(&documented).collect();
    assert!(missing.is_empty(), "without a section: {missing:?}");
    let unknown: Vec<_> = documented.difference(&named).collect();
    assert!(unknown.is_empty(), "without a rule: {unknown:?}");
}

#[test]
fn every_code_of_the_test_documents_is_explained() {
    for area in ["spec", "codegen", "wire", "deprecation"] {
        let expected =
            fs::read_to_string(format!("tests/documents/{area}/expected.txt")).expect("expected.txt");
        let codes =
            expected.lines().filter_map(|line| line.split_once(':')).flat_map(|(_, c)| c.split_whitespace());
        for code in codes {
            assert!(!explain(code).is_empty(), "{code}");
        }
    }
}
