//! What a person reads: each snapshot is the whole text of a finding.

use bcrumbs_schema::{Options, RuleSet, Schema, Source, Style, check};

fn rendered(path: &str, text: &str) -> String {
    let schema = Schema::read("tests/documents/schema.graphql").expect("the test schema is valid");
    let options = Options::new().enable(RuleSet::Wire);
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
fn a_missing_argument_marks_the_name_of_the_field() {
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
fn a_place_of_several_lines_is_marked_from_its_start_to_its_end() {
    let text = "query Q {\n  items(filter: {\n    size: HUGE,\n    ids: 3.5,\n    min: null\n  }, sizes: [\n    SMALL\n  ], pick: {}) { __typename }\n}\n";
    insta::assert_snapshot!(rendered("q.graphql", text));
    let text = "query Q {\n  version\n  ... on Query @include(if: true) {\n    tea { id }\n    place(x: {\n      a: 1\n    }) { name }\n  }\n}";
    insta::assert_snapshot!(rendered("q.graphql", text));
}

#[test]
fn wide_combining_invisible_and_turning_characters_move_no_mark() {
    let text = "query Q {\n  a: tea(any: \"漢字 e\u{301} \u{200b}\u{200d} \u{202e}x\u{202c}\") { colour }\n}";
    let drawn = rendered("q.graphql", text);
    insta::assert_snapshot!(drawn);
    assert!(!drawn.contains(['\u{202e}', '\u{202c}']), "{drawn:?}");
}

#[test]
fn a_narrow_terminal_and_colours() {
    let schema = Schema::read("tests/documents/schema.graphql").expect("the test schema is valid");
    let text = format!("query Q {{ {} tea {{ colour }} }}", "version ".repeat(30));
    let options = Options::new().allow(RuleSet::Codegen);
    let report = check(&schema, &[Source::new("q.graphql", text)], &options);
    let narrow = report.draw(&Style::plain().width(60));
    assert!(
        narrow.lines().filter(|line| !line.starts_with("error")).all(|line| line.len() <= 60),
        "{narrow}"
    );
    assert!(report.draw(&Style::colored()).contains("\u{1b}["));
    assert!(!narrow.contains('\u{1b}'));
}

#[test]
fn no_name_or_message_from_elsewhere_reaches_the_terminal_as_it_is() {
    let sdl = "type Query { old: Int @deprecated(reason: \"\u{1b}[31mred\\nnew \u{202e}line\") }";
    let schema = Schema::parse("s\u{1b}.graphql", sdl).expect("a schema");
    let report = check(&schema, &[Source::new("q\u{1b}.graphql", "query Q { old }")], &Options::new());
    let plain = report.draw(&Style::plain());
    assert!(!plain.contains(['\u{202e}', '\u{1b}']), "{plain:?}");
    assert!(plain.lines().next().is_some_and(|line| line.ends_with("red new \u{fffd}line")), "{plain:?}");
    assert!(!report.draw(&Style::colored()).contains("\u{1b}[31mred"));
}

#[test]
fn an_unknown_name_comes_with_the_one_that_was_probably_wanted() {
    let schema = Schema::read("tests/documents/schema.graphql").expect("the test schema is valid");
    for (text, meant) in [
        ("query Q { versoin }", Some("version")),
        ("query Q { tea { laef } }", Some("leaf")),
        ("query Q { items(frist: 1) { __typename } }", Some("first")),
        ("query Q { version @trcae(id: 1) }", Some("trace")),
        ("query Q { version @trace(ident: 1) }", None),
        ("query Q($size: Sizes) { tea(size: $size) { id } }", Some("Size")),
        ("query Q { tea(size: SMAL) { id } }", Some("SMALL")),
        ("query Q { items(filter: {lable: \"a\"}) { __typename } }", Some("label")),
        ("query Q { tea { ...Fields } }\nfragment Field on Tea { id }", Some("Field")),
        ("query Q { entirelyDifferent }", None),
    ] {
        let report = check(&schema, &[Source::new("q.graphql", text)], &Options::new());
        let found = report.diagnostics.iter().find(|d| d.code.starts_with("unknown-")).expect("a finding");
        let expected = meant.map(|name| format!("did you mean `{name}`?"));
        assert_eq!(found.help, expected, "{text}");
    }
}
