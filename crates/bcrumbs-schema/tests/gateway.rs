//! The shipped schema and operations: what this repository sends must pass its own check.

use bcrumbs_schema::{Normalization, Options, RuleSet, Schema, build, check, load};

const SCHEMA: &str = "../../schema/bcrumbs.graphql";
const QUERIES: &str = "../../queries";

fn strict() -> Options {
    Options::new().enable(RuleSet::Wire).normalization(Normalization::Rust)
}

#[test]
fn the_shipped_operations_have_no_finding() {
    let schema = Schema::read(SCHEMA).expect("the shipped schema is valid");
    let report = check(&schema, &load(QUERIES).expect("the shipped operations can be read"), &strict());
    assert!(report.diagnostics.is_empty(), "{report}");
}

#[test]
fn a_build_script_watches_the_schema_the_directory_and_every_file() {
    let outcome = build::run(SCHEMA.as_ref(), &[QUERIES.into()], &strict());
    let watches = |path: &str| outcome.instructions.contains(&format!("cargo::rerun-if-changed={path}"));
    assert!(watches(SCHEMA) && watches(QUERIES) && watches("../../queries/convs.graphql"));
    assert!(outcome.errors.is_empty());
}

#[test]
fn a_removed_argument_of_the_gateway_is_reported_with_its_place() {
    let sdl = std::fs::read_to_string(SCHEMA).expect("the shipped schema");
    let changed = sdl.replacen("pageInfo: PageInfoInput", "page: PageInfoInput", 1);
    assert_ne!(sdl, changed, "the shipped schema has no such argument any more");
    let schema = Schema::parse("changed.graphql", changed).expect("the changed schema is valid");
    let report = check(&schema, &load(QUERIES).expect("the shipped operations can be read"), &strict());
    assert!(
        report.errors().any(|d| d.code == "unknown-argument" && d.start.line == 2 && d.start.column > 1),
        "{report}"
    );
}
