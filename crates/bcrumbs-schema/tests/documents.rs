//! Checks every document below `documents/`, and compares the codes with `expected.txt`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bcrumbs_schema::{Options, RuleSet, Schema, check, load};

fn schema() -> Schema {
    Schema::read("tests/documents/schema.graphql").expect("the test schema is valid")
}

/// The codes of each document of an area, sorted.
fn found(area: &str, options: &Options) -> BTreeMap<String, String> {
    let schema = schema();
    let documents = load(format!("tests/documents/{area}")).expect("the documents can be read");
    let codes = documents.iter().map(|document| {
        let report = check(&schema, std::slice::from_ref(document), options);
        let mut codes: Vec<&str> = report.diagnostics.iter().map(|d| d.code).collect();
        codes.sort_unstable();
        codes.dedup_by(|a, b| a == b && area != "wire");
        let name = Path::new(&document.path).file_stem().expect("a file name").to_string_lossy();
        (name.into_owned(), codes.join(" "))
    });
    codes.collect()
}

fn expected(area: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(format!("tests/documents/{area}/expected.txt")).expect("expected.txt");
    let lines = text.lines().map(|line| line.split_once(':').expect("`name: codes`"));
    lines.map(|(name, codes)| (name.to_owned(), codes.trim().to_owned())).collect()
}

fn compare(area: &str, options: &Options) {
    let (found, expected) = (found(area, options), expected(area));
    let differ: Vec<String> = expected
        .keys()
        .chain(found.keys().filter(|name| !expected.contains_key(*name)))
        .filter(|name| found.get(*name) != expected.get(*name))
        .map(|name| format!("{name}: expected {:?}, found {:?}", expected.get(name), found.get(name)))
        .collect();
    assert!(differ.is_empty(), "{} of {}:\n{}", differ.len(), expected.len(), differ.join("\n"));
}

#[test]
fn what_the_specification_refuses_is_refused() {
    compare("spec", &Options::new());
}

#[test]
fn valid_documents_that_compile_pass() {
    compare("valid", &Options::new());
}

#[test]
fn valid_documents_that_do_not_compile_are_refused() {
    compare("codegen", &Options::new());
}

#[test]
fn names_of_output_types_are_refused_where_asked_for() {
    compare("wire", &Options::new().enable(RuleSet::Wire));
}

#[test]
fn names_of_output_types_pass_where_not_asked_for() {
    let found = found("wire", &Options::new());
    assert!(found.values().all(String::is_empty), "{found:?}");
}

#[test]
fn what_is_deprecated_is_reported() {
    compare("deprecation", &Options::new());
}

#[test]
fn a_codegen_hazard_is_valid_graphql() {
    let found = found("codegen", &Options::new().allow(RuleSet::Codegen));
    let refused: Vec<_> = found.iter().filter(|(_, codes)| !codes.is_empty()).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn every_document_of_the_specification_area_is_an_error_of_the_specification() {
    let schema = schema();
    for document in load("tests/documents/spec").expect("the documents can be read") {
        let report = check(&schema, std::slice::from_ref(&document), &Options::new());
        assert!(report.has_errors(), "{}", document.path);
        assert!(
            report.diagnostics.iter().all(|d| d.rule_set == RuleSet::Spec),
            "{}: {report}",
            document.path
        );
    }
}
