//! What a person reads: each snapshot is the whole text of a finding.

use bcrumbs_schema::{DiagnosticSource, Options, Schema, Source, check};

fn rendered(path: &str, text: &str) -> String {
    let schema = Schema::read("tests/documents/schema.graphql").expect("the test schema is valid");
    let options = Options::new().enable(DiagnosticSource::Wire);
    check(&schema, &[Source::new(path, text)], &options).to_string()
}

#[test]
fn a_wrong_argument_name() {
    insta::assert_snapshot!(rendered(
        "queries/items.graphql",
        "query Items {\n  items(limit: 3) {\n    __typename\n  }\n}\n"
    ));
}

#[test]
fn a_missing_argument_marks_the_first_line_of_the_field() {
    insta::assert_snapshot!(rendered("q.graphql", "query Q {\n  item {\n    __typename\n  }\n}\n"));
}

#[test]
fn several_findings_in_their_order() {
    let text = "query Q($id: ID, $n: Int) {\n  place { old }\n  items(pick: {id: $id, label: \"a\"}) { __typename }\n}\n";
    insta::assert_snapshot!(rendered("q.graphql", text));
}

#[test]
fn a_hazard_with_its_help() {
    insta::assert_snapshot!(rendered(
        "q.graphql",
        "query Q {\n  item(id: \"1\") {\n    ... on Tea { leaf }\n  }\n}\n"
    ));
}

#[test]
fn two_digit_lines_tabs_and_characters_of_several_bytes() {
    let text = format!("{}query Q {{\n\ttea(any: \"день 😀\") {{ colour }}\n}}\n", "\n".repeat(9));
    insta::assert_snapshot!(rendered("q.graphql", &text));
}

#[test]
fn a_minified_document_shows_a_part_of_its_line() {
    let text = format!(
        "query Q {{ tea {{ {} colour }} }}",
        "id ".repeat(100).replace("id ", "x: id ").replacen("x: ", "", 1)
    );
    insta::assert_snapshot!(rendered("q.graphql", &text));
}

#[test]
fn a_control_character_does_not_reach_the_terminal() {
    let text = rendered("q.graphql", "query Q { tea { colour } } # \u{1b}[31m");
    assert!(!text.contains('\u{1b}'), "{text}");
}

#[test]
fn the_end_of_an_unfinished_document() {
    insta::assert_snapshot!(rendered("q.graphql", "query Q {\n  version\n"));
}

#[test]
fn json_is_the_documented_form() {
    let schema = Schema::read("tests/documents/schema.graphql").expect("the test schema is valid");
    let report = check(&schema, &[Source::new("q.graphql", "query Q {\n  versoin\n}")], &Options::new());
    let json = serde_json::to_string(&report).expect("JSON");
    assert_eq!(
        json,
        "{\"diagnostics\":[{\"severity\":\"error\",\"source\":\"spec\",\"code\":\"unknown-field\",\"message\":\
         \"type `Query` does not have a field `versoin`\",\"file\":\"q.graphql\",\"line\":2,\"column\":3}]}"
    );
}
