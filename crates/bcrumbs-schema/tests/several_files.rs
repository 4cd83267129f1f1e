//! A schema in several files is one schema, and every place names the file that it is in.

use std::fs;

use bcrumbs_schema::{Diagnostic, MAX_SCHEMA_BYTES, Options, Schema, Source, build, check, diff};

const QUERY: &str = "type Query {\n  tag(id: ID!): Tag\n}\n";
const TAG: &str = "type Tag {\n  id: ID!\n  name: String\n}\n";

/// A folder with `query.graphql`, `deep/tag.graphqls` and a file that is not a schema.
fn folder(query: &str, tag: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("deep")).unwrap();
    fs::write(folder.path().join("query.graphql"), query).unwrap();
    fs::write(folder.path().join("deep/tag.graphqls"), tag).unwrap();
    fs::write(folder.path().join("notes.md"), "no schema").unwrap();
    folder
}

fn read(folder: &tempfile::TempDir) -> Result<Schema, Vec<Diagnostic>> {
    Schema::read(folder.path())
}

/// `code name:line:column` of each finding, with the name of the file alone.
fn places(found: &[Diagnostic]) -> Vec<String> {
    let place = |file: &str, line: usize, column: usize| {
        format!("{}:{line}:{column}", file.rsplit('/').next().unwrap_or(file))
    };
    let all = found.iter().map(|one| {
        let related = one.related.iter().map(|other| {
            let at = &other.at;
            format!(" and {}", place(&at.file, at.start.line, at.start.column))
        });
        let own = place(&one.file, one.start.line, one.start.column);
        format!("{} {own}{}", one.code, related.collect::<String>())
    });
    all.collect()
}

#[test]
fn every_schema_file_of_a_folder_is_read_in_the_order_of_the_names() {
    let schema = read(&folder(QUERY, TAG)).unwrap();
    assert_eq!(schema.sdl(), format!("{TAG}\n{QUERY}"));
    assert!(schema.path().ends_with("deep/tag.graphqls"), "{}", schema.path());
    let documents = [Source::new("q.graphql", "query Q { tag(id: 1) { name } }")];
    assert!(check(&schema, &documents, &Options::new()).diagnostics.is_empty());
}

#[test]
fn a_finding_about_the_schema_is_in_its_file() {
    let unknown = read(&folder(QUERY, &TAG.replace("ID!", "Id!"))).unwrap_err();
    assert_eq!(places(&unknown), ["unknown-type tag.graphqls:2:7"]);
    let twice = read(&folder(&format!("{QUERY}type Tag {{ other: Int }}"), TAG)).unwrap_err();
    assert_eq!(places(&twice), ["duplicate-definition query.graphql:4:6 and tag.graphqls:1:6"]);
    let unreadable = read(&folder("type Query {", "type Tag }")).unwrap_err();
    assert_eq!(places(&unreadable), ["syntax tag.graphqls:1:10", "syntax query.graphql:1:13"]);
    // A number that the generator cannot read is found in the text and not in the tree.
    let limit = "type Tag {\n  names(first: Float = 99999999999999999999): String\n}\n";
    let report = check(&read(&folder(QUERY, limit)).unwrap(), &[], &Options::new());
    assert_eq!(places(&report.diagnostics), ["large-number tag.graphqls:2:24"]);
    assert_eq!(report.diagnostics[0].coordinate.as_deref(), Some("schema"));
}

#[test]
fn a_finding_about_an_operation_names_the_file_of_the_definition() {
    let schema = read(&folder(QUERY, TAG)).unwrap();
    let documents = [Source::new("q.graphql", "query Q { tag { name } }")];
    let report = check(&schema, &documents, &Options::new());
    assert_eq!(places(&report.diagnostics), ["missing-argument q.graphql:1:11 and query.graphql:2:7"]);
}

#[test]
fn a_change_is_in_its_files_of_both_schemas() {
    let (old, new) = (folder(QUERY, TAG), folder(QUERY, &TAG.replace("name: String", "name: Int")));
    let (old, new) = (read(&old).unwrap(), read(&new).unwrap());
    let documents = [Source::new("q.graphql", "query Q { tag(id: 1) { name } }")];
    let diff = diff(&old, &new, &documents, &Options::new());
    let model = &diff.operations[0].model_changes[0];
    for at in [&diff.changes[0].old, &diff.changes[0].new, &model.old, &model.new] {
        let at = at.as_ref().unwrap();
        assert!(at.file.ends_with("deep/tag.graphqls"), "{at:?}");
        assert_eq!((at.start.line, at.start.column), (3, 3));
    }
    assert!(new.locate("Tag.gone").unwrap().file.ends_with("deep/tag.graphqls"));
}

#[test]
fn files_that_are_too_large_together_and_a_folder_without_a_schema_are_refused() {
    let half = format!("#{}\n", " ".repeat(MAX_SCHEMA_BYTES / 2));
    let large = folder(&format!("{half}{QUERY}"), &format!("{half}{TAG}"));
    let refused = read(&large).unwrap_err();
    assert_eq!((refused[0].code, refused[0].file.as_str()), ("too-large", large.path().to_str().unwrap()));
    let files = [Source::new("a", format!("{half}{QUERY}")), Source::new("b", format!("{half}{TAG}"))];
    assert_eq!(Schema::parse_files(&files).unwrap_err()[0].code, "too-large");

    let empty = tempfile::tempdir().unwrap();
    fs::write(empty.path().join("notes.md"), "no schema").unwrap();
    let refused = read(&empty).unwrap_err();
    assert_eq!(refused[0].code, "no-documents");
    assert!(refused[0].message.starts_with("there is no .graphql, .graphqls or .gql file below"));
    assert_eq!(Schema::parse_files(&[]).unwrap_err()[0].code, "empty-document");
}

#[test]
fn a_build_watches_every_file_of_the_schema() {
    let folder = folder(QUERY, TAG);
    let outcome = build::run(folder.path(), &[], &Options::new());
    let root = folder.path().display();
    let watched = ["", "/deep/tag.graphqls", "/query.graphql"];
    assert_eq!(outcome.instructions, watched.map(|file| format!("cargo::rerun-if-changed={root}{file}")));
    assert!(outcome.errors.is_empty(), "{:?}", outcome.errors);
}
