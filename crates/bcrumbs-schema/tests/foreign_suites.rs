//! What foreign test suites and real code bases showed to be judged wrongly: each test is one verdict, put right.

use bcrumbs_schema::{Options, Schema, Source, check, diff};

fn shop() -> Schema {
    Schema::read("tests/documents/schema.graphql").expect("the test schema is valid")
}

fn schema(sdl: &str) -> Schema {
    Schema::parse("s.graphql", sdl).unwrap_or_else(|found| panic!("{sdl}\n{}", found[0]))
}

fn codes(schema: &Schema, text: &str) -> Vec<&'static str> {
    let report = check(schema, &[Source::new("q.graphql", text)], &Options::new());
    report.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn refused(sdl: &str) -> Vec<&'static str> {
    match Schema::parse("s.graphql", sdl) {
        Ok(_) => Vec::new(),
        Err(found) => found.iter().map(|diagnostic| diagnostic.code).collect(),
    }
}

fn affected(old: &str, new: &str, document: &str) -> usize {
    let operations = [Source::new("q.graphql", document)];
    diff(&schema(old), &schema(new), &operations, &Options::new()).affected().count()
}

#[test]
fn an_operation_that_had_findings_before_is_not_affected_by_a_schema_that_did_not_change() {
    let sdl = "interface Node { id: ID } type Tea implements Node { id: ID } type Query { node: Node }";
    assert_eq!(affected(sdl, sdl, "query Q { node { id } }"), 0);
    assert_eq!(affected(sdl, sdl, "query Q { nothing }"), 0);
    assert_eq!(affected(sdl, sdl, "query Q {"), 0);
}

#[test]
fn a_finding_about_the_schema_affects_no_operation_that_had_it_before() {
    let sdl = "\"The shop.\" schema { query: Query } type Query { a: Int }";
    assert_eq!(affected(sdl, sdl, "query Q { a }"), 0);
}

#[test]
fn several_operations_in_a_file_are_no_finding() {
    assert_eq!(codes(&shop(), "query A { version } query B { version }"), [""; 0]);
}

#[test]
fn what_stands_inside_an_unknown_field_is_used() {
    let text = "query Q($id: ID!) { unknown(id: $id) { ...T } }\nfragment T on Tea { leaf }";
    assert_eq!(codes(&shop(), text), ["unknown-field"]);
    let text = "query Q($s: Size) { item(id: \"1\") { ... on Nothing { x(size: $s) { ...T } } __typename } }\n\
                fragment T on Tea { leaf }";
    assert_eq!(codes(&shop(), text), ["unknown-type"]);
    let text = "query Q($s: Size) { version { ...T @include(if: $s) } }\nfragment T on Tea { leaf }";
    assert_eq!(codes(&shop(), text), ["selection-on-leaf"]);
    let text = "query Q($id: ID) { ...F }\nfragment F on Nothing { tea(id: $id) { leaf } }";
    assert_eq!(codes(&shop(), text), ["unknown-type"]);
}

#[test]
fn what_follows_from_an_unknown_type_is_not_reported() {
    let text = "query Q($id: Nothing!, $label: Nothing) { item(id: $id) { __typename } \
        items(filter: {label: $label, ids: [$id]}) { __typename } }";
    let report = check(&shop(), &[Source::new("q.graphql", text)], &Options::new());
    assert!(
        report.diagnostics.iter().all(|d| d.code == "unknown-type") && report.diagnostics.len() == 2,
        "{report}"
    );
}

#[test]
fn what_is_used_nowhere_is_found_beside_an_unknown_field() {
    let text = "query Q($id: ID!) { unknown }\nfragment T on Tea { leaf }";
    let mut found = codes(&shop(), text);
    found.sort_unstable();
    assert_eq!(found, ["unknown-field", "unused-fragment", "unused-variable"]);
}

#[test]
fn a_subscription_may_select_one_field_twice() {
    let options = Options::new().allow(bcrumbs_schema::RuleSet::Codegen);
    let valid = |text: &str| !check(&shop(), &[Source::new("q.graphql", text)], &options).has_errors();
    assert!(valid("subscription S { moved { label } moved { volume } }"));
    assert!(valid("subscription S { ...M moved { volume } } fragment M on Subscription { moved { label } }"));
    assert!(!valid("subscription S { moved { label } other: moved { volume } }"));
}

#[test]
fn introspection_may_ask_whether_an_input_is_one_of() {
    let text = "query Q { __type(name: \"Pick\") { isOneOf } }";
    assert_eq!(codes(&shop(), text), ["introspection-field"]);
}

#[test]
fn every_finding_is_in_the_report() {
    let text = format!("query Q {{ {} }}", "nothing ".repeat(250));
    assert_eq!(codes(&shop(), &text).len(), 250);
}

#[test]
fn a_schema_may_print_the_types_of_the_specification() {
    let sdl = "scalar Int scalar Float scalar String scalar Boolean scalar ID\n\
        type __Schema { types: [__Type!]! } type __Type { name: String }\n\
        directive @deprecated(reason: String = \"No longer supported\") on FIELD_DEFINITION | ENUM_VALUE\n\
        directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT\n\
        type Query { a(x: Int): String }";
    assert_eq!(refused(sdl), [""; 0]);
}

#[test]
fn introspection_json_is_a_schema_too() {
    let json = r#"{"data":{"__schema":{"queryType":{"name":"Query"},"types":[{"kind":"OBJECT","name":"Query","fields":[{"name":"a","args":[],"type":{"kind":"SCALAR","name":"Int"}}],"interfaces":[]}]}}}"#;
    let schema = Schema::parse("s.json", json).expect("a schema");
    assert_eq!(codes(&schema, "query Q { a }"), [""; 0]);
    assert_eq!(refused("{\"data\":{}}"), ["introspection"]);
    assert_eq!(refused("[1]"), ["introspection"]);
}

#[test]
fn an_operation_keeps_its_name_where_its_root_type_disappears() {
    let old = schema("type Query { a: Int } type Mutation { m: Int }");
    let new = schema("type Query { a: Int }");
    let operations = [Source::new("m.graphql", "mutation Change { m }")];
    let diff = diff(&old, &new, &operations, &Options::new());
    assert_eq!(diff.affected().map(|operation| operation.operation.as_str()).collect::<Vec<_>>(), ["Change"]);
}

fn levels(old: &str, new: &str) -> Vec<(String, String, String)> {
    let root = "type Query { shared: Int }";
    let diff =
        diff(&schema(&format!("{root} {old}")), &schema(&format!("{root} {new}")), &[], &Options::new());
    diff.changes.iter().map(|c| (c.level.to_string(), c.coordinate.clone(), c.message.clone())).collect()
}

#[test]
fn a_changed_default_of_an_input_field_is_as_dangerous_as_that_of_an_argument() {
    let found = levels("input I { a: Int = 1 }", "input I { a: Int = 2 }");
    assert_eq!((found[0].0.as_str(), found[0].1.as_str()), ("dangerous", "I.a"));
}

#[test]
fn the_use_of_a_directive_in_the_schema_is_compared() {
    let directive = "directive @auth(role: String) repeatable on OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION \
        | ENUM_VALUE | INPUT_FIELD_DEFINITION | SCALAR";
    for (old, new, coordinate) in [
        ("type A { a: Int }", "type A { a: Int @auth }", "A.a"),
        ("type A { a: Int }", "type A @auth { a: Int }", "A"),
        ("type A { a: Int @auth(role: \"x\") }", "type A { a: Int @auth(role: \"y\") }", "A.a"),
        ("type A { a(x: Int): Int }", "type A { a(x: Int @auth): Int }", "A.a(x:)"),
        ("enum E { A @auth }", "enum E { A }", "E.A"),
        ("input I { a: Int }", "input I { a: Int @auth }", "I.a"),
        ("scalar S", "scalar S @auth", "S"),
    ] {
        let found = levels(&format!("{directive} {old}"), &format!("{directive} {new}"));
        assert_eq!(found.iter().map(|c| c.1.as_str()).collect::<Vec<_>>(), [coordinate], "{old} -> {new}");
    }
}

#[test]
fn a_message_about_a_default_is_one_line() {
    let found = levels(
        "input I { a: Int } type A { f(i: I = {a: 1}): Int }",
        "input I { a: Int } type A { f(i: I = {a: 2}): Int }",
    );
    assert!(!found[0].2.contains('\n'), "{:?}", found[0].2);
}

fn chain(length: usize) -> String {
    let fragments: String =
        (0..length).map(|i| format!("fragment F{i} on Tea {{ ...F{} }}\n", i + 1)).collect();
    format!("query Q($s: Size) {{ tea(size: $s) {{ ...F0 }} }}\n{fragments}fragment F{length} on Tea")
}

#[test]
fn a_long_chain_of_fragments_is_valid() {
    let codes = |text: String| {
        let options = Options::new().allow(bcrumbs_schema::RuleSet::Codegen);
        let report = check(&shop(), &[Source::new("q.graphql", text)], &options);
        report.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>()
    };
    for length in [10, 99, 100, 150, 300] {
        let chain = chain(length);
        assert_eq!(codes(format!("{chain} {{ leaf }}")), [""; 0], "{length}");
        assert_eq!(codes(format!("{chain} {{ wrong }}")), ["unknown-field"], "{length}");
        assert_eq!(codes(format!("{chain} {{ price(a: 1) }}")), ["unknown-argument"], "{length}");
    }
    assert_eq!(codes(format!("{} {{ ...F0 }}", chain(20))), ["recursive-fragment"]);
    assert!(codes(format!("{} {{ leaf }}", chain(5_000))).contains(&"too-deep"));
}

#[test]
fn deeply_nested_required_inputs_are_valid() {
    let nested = |length: usize| -> String {
        let inputs: String = (0..length).map(|i| format!("input I{i} {{ next: I{}! }} ", i + 1)).collect();
        format!("{inputs} input I{length} {{ a: Int }} type Query {{ q(i: I0): Int }}")
    };
    assert_eq!(refused(&nested(31)), [""; 0]);
    assert_eq!(refused(&nested(40)), [""; 0]);
    assert_eq!(refused(&nested(2_000)), [""; 0]);
    assert_eq!(
        refused("input A { b: B! } input B { a: A! } type Query { q(a: A): Int }"),
        ["recursive-definition"]
    );
}

#[test]
fn an_unknown_type_is_missing_in_the_schema() {
    let report = check(
        &shop(),
        &[Source::new("q.graphql", "query Q($a: Nothing) { version @trace(id: $a) }")],
        &Options::new(),
    );
    let message = &report.diagnostics.iter().find(|d| d.code == "unknown-type").expect("a finding").message;
    assert_eq!(message, "the schema has no type `Nothing`");
}

#[test]
fn what_is_required_cannot_be_deprecated() {
    assert_eq!(refused("type Query { a(x: Int! @deprecated): Int }"), ["required-deprecated"]);
    assert_eq!(
        refused("input I { a: Int! @deprecated } type Query { a(i: I): Int }"),
        ["required-deprecated"]
    );
    assert_eq!(
        refused("directive @d(x: Int! @deprecated) on FIELD type Query { a: Int }"),
        ["required-deprecated"]
    );
    assert_eq!(refused("type Query { a(x: Int! = 1 @deprecated, y: Int @deprecated): Int }"), [""; 0]);
}

#[test]
fn a_root_type_is_an_object_type() {
    assert_eq!(refused("type Query { a: Int } input Mutation { a: Int }"), ["root-type"]);
    assert_eq!(refused("input Query { a: Int }"), ["root-type"]);
    assert_eq!(refused("schema { query: Q } input Q { a: Int }"), ["root-type"]);
    assert_eq!(refused("schema { query: Q mutation: M } type Q { a: Int } scalar M"), ["root-type"]);
}

#[test]
fn a_collision_names_two_different_things() {
    let text = "query Q { place { aB { name } a { b { name } } } }";
    let report = check(&shop(), &[Source::new("q.graphql", text)], &Options::new());
    let message = &report.diagnostics[0].message;
    let (first, rest) = message.split_once(" and ").expect("two things");
    assert!(!rest.starts_with(first), "{message}");
}

#[test]
fn a_repeated_selection_has_a_help() {
    let report = check(&shop(), &[Source::new("q.graphql", "query Q { version version }")], &Options::new());
    assert_eq!(report.diagnostics[0].code, "repeated-selection");
    assert!(report.diagnostics[0].to_string().contains("help: "), "{report}");
}

#[test]
fn a_repeated_definition_is_marked_at_its_name() {
    for sdl in [
        "type Query {\n  a: Int\n  \"again\"\n  a: Int\n}",
        "type Query {\n  b(\n  \"once\"\n  x: Int, \"again\"\n  x: Int): Int\n}",
        "enum E {\n A\n \"again\"\n A\n} type Query { a: E }",
        "input I {\n a: Int\n \"again\"\n a: Int\n} type Query { a(i: I): Int }",
        "type Query { a: Int }\n\n\"again\"\ntype Query { b: Int }",
    ] {
        let found = Schema::parse("s.graphql", sdl).expect_err("a refusal");
        let line = sdl.lines().nth(found[0].start.line - 1).expect("a line");
        let marked: String = line.chars().skip(found[0].start.column - 1).collect();
        let expected = ["a:", "x:", "A", "a:", "Query"];
        assert!(expected.iter().any(|name| marked.starts_with(name)), "{sdl}: {}", found[0]);
        assert_eq!((found.len(), found[0].start.line >= 4), (1, true), "{sdl}: {}", found[0]);
    }
}

fn place(text: &str) -> (usize, usize) {
    let report = check(&shop(), &[Source::new("q.graphql", text)], &Options::new());
    (report.diagnostics[0].start.line, report.diagnostics[0].start.column)
}

#[test]
fn a_byte_order_mark_is_no_column() {
    assert_eq!(place("\u{feff}query Q { wrong }"), (1, 11));
}

#[test]
fn every_line_end_of_the_specification_is_one() {
    assert_eq!(place("query Q {\r  version\r  wrong\r}"), (3, 3));
    assert_eq!(place("query Q {\r\n  version\r\n  wrong\r\n}"), (3, 3));
    assert_eq!(place("query Q {\n\r  wrong\r}"), (3, 3));
}

#[test]
fn a_file_without_an_end_is_read_up_to_the_limit() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("endless.graphql");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let writer = {
        let pipe = pipe.clone();
        std::thread::spawn(move || {
            let mut pipe = std::fs::File::options().write(true).open(pipe).expect("the pipe");
            let block = vec![b' '; 64 * 1024];
            (0..64).take_while(|_| std::io::Write::write_all(&mut pipe, &block).is_ok()).count()
        })
    };
    let refused = bcrumbs_schema::load(&pipe).expect_err("a refusal");
    assert_eq!(refused[0].code, "too-large");
    assert!(writer.join().expect("the writer") < 64, "the whole pipe was read");
}

#[test]
fn brackets_are_counted_before_anything_is_parsed() {
    let schema = shop();
    for text in
        ["{".repeat(900_000), "query Q { tea(any: ".to_owned() + &"[".repeat(900_000), "}".repeat(900_000)]
    {
        assert_eq!(check(&schema, &[Source::new("q.graphql", text)], &Options::new()).diagnostics.len(), 1);
    }
}

#[test]
fn what_the_parser_passes_over_is_a_mistake() {
    let valid = [
        "{ version }",
        "query Q($a: [ID!]! = [\"x\"], $b: Plain = {label: null} @note(text: \"x\")) @trace(id: 1) { v: version @skip(if: false) }",
        "query query($on: ID) { tea(id: $on) { ...fragment } } fragment fragment on Tea { on: id ... on Tea { type: leaf } ... { leaf } }",
        "mutation mutation { rename(id: \"\"\"a\"\"\", label: \"fragment\") { id } }",
    ];
    let options = Options::new().allow(bcrumbs_schema::RuleSet::Codegen).allow(bcrumbs_schema::RuleSet::Spec);
    for text in valid {
        assert!(check(&shop(), &[Source::new("q.graphql", text)], &options).diagnostics.is_empty());
        assert!(!codes(&shop(), text).contains(&"syntax"), "{text}");
    }
    for text in [
        "query Q { item(id id: 1) { __typename } }",
        "query Q { item(id: 1 id) { __typename } }",
        "query Q($a: ID $b ID) { tea(id: $a) { id } }",
        "query Q { items(filter: {x label: \"a\"}) { __typename } }",
        "query Q { version @skip(x if: true) }",
        "query Q($a: ID, b: ID) { tea(id: $a) { id } }",
        "query Q($a: ID = $b) { tea(id: $a) { id } }",
        "query Q { tea() { id } }",
        "query Q() { version }",
        "query Q { ... on { version } }",
        "fragment on on Tea { id }",
        "query Q { version } }",
        "query Q { tea(id: ) { id } }",
        "query Q { : version }",
        "query Q { version: }",
        "query Q @ { version }",
        "query Q { tea(id: $) { id } }",
        "query Q($a: [ID) { tea(id: $a) { id } }",
    ] {
        assert_eq!(codes(&shop(), text), ["syntax"], "{text}");
    }
}
