//! Fragments in sibling files: known where that is asked for, and judged with the operations that reach them.

use bcrumbs_schema::{Effect, FragmentScope, Options, Report, Schema, Source, check, diff};

const SDL: &str =
    "type Tea { id: ID name: String similar(first: Int!): Tea } type Query { tea(id: ID): Tea }";

fn schema() -> Schema {
    Schema::parse("s.graphql", SDL).expect("a schema")
}

fn shared() -> Options {
    Options::new().fragments(FragmentScope::Shared)
}

fn checked(files: &[(&str, &str)], options: &Options) -> Report {
    let sources: Vec<Source> = files.iter().map(|(name, text)| Source::new(*name, *text)).collect();
    check(&schema(), &sources, options)
}

/// `file:line:column code` of each finding.
fn places(report: &Report) -> Vec<String> {
    let place =
        |d: &bcrumbs_schema::Diagnostic| format!("{}:{}:{} {}", d.file, d.start.line, d.start.column, d.code);
    report.diagnostics.iter().map(place).collect()
}

#[test]
fn a_fragment_of_a_sibling_is_unknown_unless_fragments_are_shared() {
    let files = [
        ("q.graphql", "query Q { tea { ...A } }"),
        ("a.graphql", "fragment A on Tea { id ...B }"),
        ("b.graphql", "fragment B on Tea { name }"),
    ];
    assert_eq!(places(&checked(&files, &shared())), [""; 0]);
    let alone = places(&checked(&files, &Options::new()));
    assert_eq!(
        alone,
        [
            "a.graphql:1:10 unused-fragment",
            "b.graphql:1:10 unused-fragment",
            "q.graphql:1:17 unknown-fragment"
        ]
    );
}

#[test]
fn a_mistake_in_a_shared_fragment_is_reported_once_and_in_its_own_file() {
    let files = [
        ("a.graphql", "query A { tea { ...F } }"),
        ("b.graphql", "query B { tea { ...F } }"),
        ("f.graphql", "fragment F on Tea {\n  nothing\n}"),
    ];
    assert_eq!(places(&checked(&files, &shared())), ["f.graphql:2:3 unknown-field"]);
}

#[test]
fn the_variables_of_a_shared_fragment_belong_to_each_operation() {
    let files = [
        ("a.graphql", "query A($n: Int!) { tea { ...F } }"),
        ("b.graphql", "query B { tea { ...F } }"),
        ("f.graphql", "fragment F on Tea { similar(first: $n) { id } }"),
    ];
    assert_eq!(places(&checked(&files, &shared())), ["f.graphql:1:36 unknown-variable"]);
}

#[test]
fn names_of_shared_fragments_are_unique_and_each_is_used_by_somebody() {
    let files = [
        ("a.graphql", "query A { tea { ...F } }\nfragment F on Tea { id }"),
        ("b.graphql", "fragment F on Tea { name }"),
        ("c.graphql", "fragment Unused on Tea { id ...AlsoUnused }\nfragment AlsoUnused on Tea { name }"),
    ];
    let report = checked(&files, &shared());
    let expected = [
        "b.graphql:1:10 duplicate-fragment",
        "c.graphql:1:10 unused-fragment",
        "c.graphql:2:10 unused-fragment",
    ];
    assert_eq!(places(&report), expected);
    assert_eq!(report.diagnostics[0].related[0].at.file, "a.graphql");
}

#[test]
fn operations_of_two_files_may_have_one_name_or_none() {
    let files = [("a.graphql", "query { tea { id } }"), ("b.graphql", "query { tea { id } }")];
    let options = shared().allow(bcrumbs_schema::RuleSet::Codegen);
    assert_eq!(places(&checked(&files, &options)), [""; 0]);
}

#[test]
fn a_change_affects_the_operations_that_reach_it_through_shared_fragments() {
    let new = Schema::parse("new.graphql", SDL.replace(" name: String", "")).expect("a schema");
    let files = [
        Source::new("a.graphql", "query A { tea { ...F } }"),
        Source::new("b.graphql", "query B { tea { id } }"),
        Source::new("c.graphql", "query C { tea { ...F } }"),
        Source::new("f.graphql", "fragment F on Tea { name }"),
    ];
    let diff = diff(&schema(), &new, &files, &shared());
    let effects: Vec<_> = diff.operations.iter().map(|o| (o.operation.as_str(), o.effect)).collect();
    assert_eq!(effects, [("A", Effect::Broken), ("B", Effect::Unaffected), ("C", Effect::Broken)]);
    assert_eq!(
        (diff.diagnostics.len(), &diff.operations[2].diagnostics),
        (1, &diff.operations[0].diagnostics)
    );
    assert_eq!(diff.diagnostics[diff.operations[0].diagnostics[0]].file, "f.graphql");
}
