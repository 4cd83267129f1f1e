//! For any file, the result is a document or a finding.

use std::fs;
use std::path::{Path, PathBuf};

use bcrumbs_schema::{MAX_DOCUMENT_BYTES, Normalization, Options, Schema, Source, build, check, load};

fn directory(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, bytes) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, bytes).expect("a file");
    }
    directory
}

fn codes(path: &Path) -> Vec<&'static str> {
    load(path).expect_err("a refusal").iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn documents_come_in_the_order_of_their_names_whatever_their_depth() {
    let files: [(&str, &[u8]); 5] = [
        ("b.graphql", b"b"),
        ("a/z.gql", b"z"),
        ("a.graphql", b"a"),
        ("readme.md", b"no"),
        ("a/b/c.graphql", b"c"),
    ];
    let directory = directory(&files);
    let names: Vec<String> = load(directory.path()).expect("documents").into_iter().map(|s| s.text).collect();
    assert_eq!(names, ["c", "z", "a", "b"]);
}

#[test]
fn one_file_is_loaded_whatever_it_is_called() {
    let directory = directory(&[("query.txt", b"query Q { version }")]);
    assert_eq!(load(directory.path().join("query.txt")).expect("a document").len(), 1);
}

#[test]
fn what_is_no_text_is_reported() {
    let large = vec![b' '; 10 * 1024 * 1024];
    let directory =
        directory(&[("a.graphql", b"query Q { \xff }"), ("b.graphql", &large), ("c/d.graphql", b"ok")]);
    assert_eq!(codes(directory.path()), ["not-utf8", "too-large"]);
    assert_eq!(codes(&directory.path().join("missing")), ["unreadable-file"]);
}

#[test]
fn a_directory_without_documents_is_reported() {
    assert_eq!(codes(directory(&[("readme.md", b"")]).path()), ["no-documents"]);
}

#[test]
fn a_text_that_is_too_large_is_refused_before_it_is_parsed() {
    let schema = Schema::parse("s.graphql", "type Query { a: Int }").expect("a schema");
    let report =
        check(&schema, &[Source::new("q.graphql", "{".repeat(MAX_DOCUMENT_BYTES + 1))], &Options::new());
    assert_eq!(report.diagnostics[0].code, "too-large");
    assert_eq!(Schema::parse("s.graphql", "#".repeat(10 * 1024 * 1024)).unwrap_err()[0].code, "too-large");
}

#[test]
fn nesting_without_end_is_refused_in_documents_and_schemas() {
    let schema = Schema::parse("s.graphql", "type Query { a(x: [Int]): Query }").expect("a schema");
    for text in [
        "{a".repeat(100_000),
        format!("{{a(x: {})}}", "[".repeat(100_000)),
        format!("{{a(x: {})}}", "{a:".repeat(100_000)),
        format!("query({}", "$a:[".repeat(100_000)),
        format!("query($a:{}Int{}) {{a}}", "[".repeat(100_000), "]".repeat(100_000)),
        "{...on Query".repeat(80_000),
    ] {
        let report = check(&schema, &[Source::new("q.graphql", text)], &Options::new());
        assert!(report.has_errors());
    }
    let deep = format!("type Query {{ a: {}Int{} }}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(Schema::parse("s.graphql", deep).is_err());
}

#[test]
fn a_long_chain_of_fragments_is_walked_without_recursion() {
    let schema = Schema::parse("s.graphql", "type Query { a: Int }").expect("a schema");
    let chain: String = (0..5_000).map(|i| format!("fragment F{i} on Query {{ ...F{} }}\n", i + 1)).collect();
    let text = format!("query Q {{ ...F0 }}\n{chain}fragment F5000 on Query {{ a }}");
    let _report = check(&schema, &[Source::new("q.graphql", text)], &Options::new());
}

const SCHEMA: &[u8] = b"type Query { old: Int @deprecated(reason: \"use\\nnew\") new: Int }";

#[test]
fn a_build_fails_with_every_place() {
    let directory = directory(&[
        ("s.graphql", SCHEMA),
        ("q/a.graphql", b"query A {\n  neu\n}"),
        ("q/b.graphql", b"query B { new(x: 1) }"),
        ("q/c.graphql", b"query C { \xff }"),
    ]);
    let error = build::check(directory.path().join("s.graphql"), directory.path().join("q")).unwrap_err();
    let text = format!("{error:?}").replace(&directory.path().display().to_string(), "");
    insta::assert_snapshot!(text);
}

#[test]
fn a_build_warns_on_one_line_and_watches_everything() {
    let directory = directory(&[("s.graphql", SCHEMA), ("q/a.graphql", b"query A { old }")]);
    let root = |name: &str| directory.path().join(name);
    let outcome = build::run(&root("s.graphql"), &[root("q")], &Options::new());
    let short = |line: &String| line.replace(&directory.path().display().to_string(), "");
    let lines: Vec<String> = outcome.instructions.iter().map(short).collect();
    assert_eq!(
        lines,
        [
            "cargo::rerun-if-changed=/q",
            "cargo::rerun-if-changed=/q/a.graphql",
            "cargo::rerun-if-changed=/s.graphql",
            "cargo::warning=/q/a.graphql:1:11: `Query.old` is deprecated: use new [deprecated-field]",
        ]
    );
}

#[test]
fn a_build_honours_the_accepted_list_and_watches_it() {
    let list = "[[finding]]\nfingerprint = \"unknown-field A/neu\"\nreason = \"Known.\"\n";
    let unused = "[[finding]]\nfingerprint = \"unknown-field A/other\"\nreason = \"Known.\"\n";
    let directory = directory(&[
        ("s.graphql", SCHEMA),
        ("q/a.graphql", b"query A { old neu }"),
        ("accepted.toml", format!("{list}{unused}").as_bytes()),
    ]);
    let root = |name: &str| directory.path().join(name);
    build::check_accepting(root("s.graphql"), root("q"), root("accepted.toml")).unwrap();
    let outcome =
        build::run_accepting(&root("s.graphql"), &[root("q")], &Options::new(), &root("accepted.toml"));
    let short = |line: &String| line.replace(&directory.path().display().to_string(), "");
    let lines: Vec<String> = outcome.instructions.iter().map(short).collect();
    assert_eq!(
        lines,
        [
            "cargo::rerun-if-changed=/accepted.toml",
            "cargo::rerun-if-changed=/q",
            "cargo::rerun-if-changed=/q/a.graphql",
            "cargo::rerun-if-changed=/s.graphql",
            "cargo::warning=/accepted.toml:5:15: nothing has the fingerprint `unknown-field A/other` any more: remove the \
             entry [unused-acceptance]",
            "cargo::warning=/q/a.graphql:1:11: `Query.old` is deprecated: use new [deprecated-field]",
        ]
    );
    std::fs::write(root("accepted.toml"), unused).unwrap();
    let error = build::check_accepting(root("s.graphql"), root("q"), root("accepted.toml")).unwrap_err();
    assert_eq!(error.diagnostics[0].code, "unknown-field");
    std::fs::remove_file(root("accepted.toml")).unwrap();
    let error = build::check_accepting(root("s.graphql"), root("q"), root("accepted.toml")).unwrap_err();
    assert_eq!(error.diagnostics[0].code, "unreadable-file");
}

#[test]
fn a_schema_that_cannot_be_read_is_still_watched() {
    let outcome = build::run("missing.graphql".as_ref(), &[PathBuf::from("missing")], &Options::new());
    assert_eq!(outcome.instructions.len(), 2);
    assert_eq!(outcome.errors.len(), 2);
}

#[test]
fn names_that_depend_on_the_derive_are_refused_only_under_their_own_setting() {
    let sdl = "enum E { self } type Query { a(id: ID): E }";
    let schema = Schema::parse("s.graphql", sdl).expect("a schema");
    let codes = |text: &str, options: Options| -> Vec<&'static str> {
        check(&schema, &[Source::new("q.graphql", text)], &options)
            .diagnostics
            .iter()
            .map(|d| d.code)
            .collect()
    };
    let with = |normalization| Options::new().normalization(normalization);
    for (text, code, hit) in [
        ("query lower { __typename a }", "name-collision", Normalization::None),
        ("query Q { a }", "enum-value-name", Normalization::Rust),
        ("query Q($id: ID) { a(id: $id) }", "id-variable", Normalization::Rust),
    ] {
        let other = if hit == Normalization::Rust { Normalization::None } else { Normalization::Rust };
        assert!(codes(text, with(hit)).contains(&code), "{text}");
        assert!(!codes(text, with(other)).contains(&code), "{text}");
        assert!(!codes(text, Options::new()).contains(&code), "{text}");
    }
}

#[test]
fn what_the_generator_cannot_read_in_a_schema_is_reported() {
    let check_with = |sdl: &str, query: &str| -> Vec<&'static str> {
        let schema = Schema::parse("s.graphql", sdl).expect("a schema");
        check(&schema, &[Source::new("q.graphql", query)], &Options::new())
            .diagnostics
            .iter()
            .map(|d| d.code)
            .collect()
    };
    let plain = "type Query { a: Int }";
    assert_eq!(
        check_with(&format!("\"d\" schema {{ query: Query }} {plain}"), "query Q { a }"),
        ["schema-description"]
    );
    let extended = format!("schema {{ query: Query }} extend schema @m directive @m on SCHEMA {plain}");
    assert_eq!(check_with(&extended, "query Q { a }"), ["schema-extension"]);
    let node = "interface N { id: ID } extend interface N { b: Int } type A implements N { id: ID b: Int } type Query { n: N }";
    assert_eq!(check_with(node, "query Q { n { __typename b } }"), ["extended-interface"]);
    assert_eq!(check_with(node, "query Q { n { __typename id } }"), [""; 0]);
    let union = "type A { id: ID } type B { id: ID } union U = A extend union U = B type Query { u: U }";
    assert_eq!(check_with(union, "query Q { u { __typename } }"), ["extended-union"]);
    let input = "input I { a: Int } extend input I { b: Int } type Query { q(i: I): Int }";
    assert_eq!(check_with(input, "query Q($i: I) { q(i: $i) }"), ["extended-input"]);
    assert_eq!(check_with("type Query { a: Int } extend type Query { b: Int }", "query Q { b }"), [""; 0]);
}

#[test]
fn one_of_fields_must_be_nullable_and_without_default() {
    for field in ["a: Int!", "a: Int = 1"] {
        let sdl = format!("input P @oneOf {{ {field} b: Int }} type Query {{ a(p: P): Int }}");
        assert_eq!(Schema::parse("s.graphql", sdl).unwrap_err()[0].code, "one-of-field");
    }
    let declared = "directive @oneOf on INPUT_OBJECT input P @oneOf { a: Int } type Query { a(p: P): Int }";
    assert!(Schema::parse("s.graphql", declared).is_ok());
}

#[test]
fn a_text_that_is_no_schema_is_refused_at_its_first_mistake() {
    for text in [
        "type Query { a: Int } type A { }",
        "type Query { a Int }",
        "type Query { a(): Int }",
        "type Query implements { a: Int }",
        "enum E { } type Query { a: E }",
        "union U = | type Query { a: Int }",
        "input I { a: Int = } type Query { a: Int }",
        "directive d on FIELD type Query { a: Int }",
        "directive @d FIELD type Query { a: Int }",
        "schema { query Query } type Query { a: Int }",
        "type Query { a: [Int }",
        "type Query { a: Int = 1 }",
        "nothing",
        "!!!",
        "extend",
        "\"a description\"",
    ] {
        let found = Schema::parse("s.graphql", text).expect_err(text);
        assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["syntax"], "{text}");
    }
    for text in [
        "\"d\" schema @s { query: Query } directive @s on SCHEMA type Query { a: Int }",
        "interface A { a: Int } interface B implements & A { a: Int } type Query implements A & B @d(x: {y: [1]}) { \"d\" a: Int } \
         directive @d(\"d\" x: X! = {y: [2]} @deprecated) repeatable on | OBJECT | FIELD input X { y: [Int!] }",
        "union U type Query { u: U type(on: Int = 1): Query } extend union U = | Query scalar type enum on { fragment query } \
         extend type Query { on: on } extend schema @d directive @d on SCHEMA schema { query: Query }",
    ] {
        assert!(
            Schema::parse("s.graphql", text).is_ok(),
            "{text}: {:?}",
            Schema::parse("s.graphql", text).err()
        );
    }
}
