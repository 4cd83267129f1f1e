//! The promises of the formats for continuous integration: annotations on the right lines, a valid SARIF log, and a
//! comment that nobody can add markup to.

mod common;

use common::folder::Folder;
use common::repository::Repository;
use common::{Gateway, Run, without};
use serde_json::Value;

const OLD: &str = "type Query {\n  tags: [Tag]\n  gone: Int\n}\n\ntype Tag {\n  id: ID!\n  kind: Kind\n}\n\nenum Kind {\n  A\n}\n\ntype Removed {\n  id: ID\n}\n";
const NEW: &str = "type Query {\n  tags: [Tag]\n}\n\ntype Tag {\n  id: ID!\n  kind: Kind\n  since: String\n}\n\nenum Kind {\n  A\n  B\n}\n";

/// A repository with two schemas and three operations, of which a change affects two.
fn scene(name: &str) -> Repository {
    Repository::new(
        name,
        &[
            ("schema/old.graphql", OLD),
            ("schema/new.graphql", NEW),
            ("queries/gone.graphql", "query gone {\n  gone\n}\n"),
            ("queries/kinds.graphql", "query kinds {\n  tags {\n    kind\n  }\n}\n"),
            ("queries/tags.graphql", "query tags {\n  tags {\n    id\n  }\n}\n"),
        ],
    )
}

fn check(repository: &Repository, format: &str) -> Run {
    repository.run(&["schema", "check", "--schema", "schema/new.graphql", "queries", "--format", format])
}

fn diff(repository: &Repository, format: &str) -> Run {
    let files = ["schema/old.graphql", "schema/new.graphql", "--operations", "queries"];
    repository.run(&[&["schema", "diff"], &files[..], &["--format", format]].concat())
}

#[test]
fn an_annotation_is_on_the_line_of_the_query_or_of_the_schema() {
    let repository = scene("formats-github");
    let check = check(&repository, "github").refused(1, "1 error");
    assert_eq!(
        check.stdout,
        "::error file=queries/gone.graphql,line=2,endLine=2,col=3,endColumn=7,title=spec%3A%3Aunknown-field\
         ::type `Query` does not have a field `gone`\n"
    );
    insta::assert_snapshot!(
        diff(&repository, "github").refused(1, "affected operations: gone, kinds").stdout
    );
}

#[test]
fn an_annotation_names_the_file_from_the_root_of_the_repository() {
    let repository = scene("formats-below");
    let check = ["schema", "check", "--schema", "../schema/new.graphql", ".", "--format", "github"];
    let check = repository.run_in("queries", &check);
    assert!(check.stdout.starts_with("::error file=queries/gone.graphql,line=2,"), "{}", check.stdout);
}

#[test]
fn a_change_is_an_error_of_the_annotations_only_if_it_fails_the_command() {
    let repository = scene("formats-levels");
    let files = ["schema/old.graphql", "schema/new.graphql", "--operations", "queries/tags.graphql"];
    let diff = |more: &[&str]| {
        repository.run(&[&["schema", "diff"], &files[..], &["--format", "github"], more].concat())
    };
    let of = |run: &Run, level: &str| {
        let start = format!("::{level} ");
        run.stdout.lines().filter(|line| line.starts_with(&start)).count()
    };
    let plain = diff(&[]).done();
    assert_eq!((of(&plain, "error"), of(&plain, "warning"), of(&plain, "notice")), (0, 3, 1), "{plain:?}");
    let breaking = diff(&["--fail-on", "breaking"]).refused(1, "--fail-on");
    assert_eq!((of(&breaking, "error"), of(&breaking, "warning")), (2, 1), "{breaking:?}");
    let dangerous = diff(&["--fail-on", "dangerous"]).refused(1, "--fail-on");
    assert_eq!((of(&dangerous, "error"), of(&dangerous, "warning")), (3, 0), "{dangerous:?}");
}

#[test]
fn text_of_a_vendor_cannot_begin_a_workflow_command() {
    let reason = "100%\\r\\n::stop-commands::x, y: z";
    let schema = format!("type Query {{ old: Int @deprecated(reason: \"{reason}\") }}");
    let files = [("s.graphql", schema.as_str()), ("a,b:c%.graphql", "query Q { old }")];
    let repository = Repository::new("formats-escaped", &files);
    let check = ["schema", "check", "--schema", "s.graphql", "a,b:c%.graphql", "--format", "github"];
    let run = repository.run(&check).done();
    assert_eq!(
        run.stdout,
        "::warning file=a%2Cb%3Ac%25.graphql,line=1,endLine=1,col=11,endColumn=14,\
         title=deprecation%3A%3Adeprecated-field::`Query.old` is deprecated: 100%25%0D%0A::stop-commands::x, y: z\n"
    );
}

fn assert_is_sarif(text: &str) -> Value {
    // Two patterns for the language of a text have a bracket too many, and the validator refuses them. Our logs name no
    // language.
    let schema = include_str!("sarif/sarif-schema-2.1.0.json");
    assert_eq!(schema.matches("{2}]?$").count(), 2);
    let schema = schema.replace("{2}]?$", "{2}$");
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let log: Value = serde_json::from_str(text).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(&log)
        .map(|problem| format!("{}: {problem}", problem.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    log
}

#[test]
fn a_log_for_code_scanning_fits_the_public_schema_of_sarif() {
    let repository = scene("formats-sarif");
    let check = assert_is_sarif(&check(&repository, "sarif").stdout);
    let result = &check["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!((&result["ruleId"], &result["level"]), (&"spec::unknown-field".into(), &"error".into()));
    assert_eq!(place["artifactLocation"]["uri"], "queries/gone.graphql");
    assert_eq!(place["region"]["startLine"], 2);
    let rule = &check["runs"][0]["tool"]["driver"]["rules"][0];
    assert!(rule["help"]["text"].as_str().unwrap().contains("Wrong:"), "{rule}");

    let diff = assert_is_sarif(&diff(&repository, "sarif").stdout);
    let results = diff["runs"][0]["results"].as_array().unwrap();
    let rules = diff["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(results.len(), 6, "{diff}");
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }

    let unaffected = repository.run(&["schema", "check", "--format", "sarif"]).done();
    let log = assert_is_sarif(&unaffected.stdout);
    assert_eq!((&log["runs"][0]["results"], unaffected.stderr.as_str()), (&Value::Array(Vec::new()), ""));
}

#[test]
fn a_pull_prints_every_format() {
    let (gateway, repository) = (Gateway::of(1), scene("formats-pull"));
    let pull = |format: &str| {
        let sdl = without(bcrumbs::SDL, "  \"Its name.\"\n  label: String\n");
        repository.folder.write("schema/pulled.graphql", &sdl);
        repository
            .folder
            .run(&gateway, &["schema", "pull", "--out", "schema/pulled.graphql", "--format", format])
            .done()
    };
    let log = assert_is_sarif(&pull("sarif").stdout);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let change = results.iter().find(|result| result["ruleId"] == "change::field-added").unwrap();
    let place = &change["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "schema/pulled.graphql");
    // The place is that of the file that was written.
    let written = repository.folder.read("schema/pulled.graphql");
    let line = usize::try_from(place["region"]["startLine"].as_u64().unwrap()).unwrap();
    assert_eq!(written.lines().nth(line - 1), Some("  label: String"));
    assert!(pull("github").stdout.contains("\n::notice file=schema/pulled.graphql,line="));
    assert!(pull("markdown").stdout.starts_with("### Schema: 0 breaking, 0 dangerous, 1 safe; 1 of "));

    let new = ["schema", "pull", "--out", "schema/first.graphql", "--format", "sarif"];
    assert_is_sarif(&repository.folder.run(&gateway, &new).done().stdout);
    gateway.run(&["schema", "pull", "--format", "sarif"]).refused(2, "--out");
}

#[test]
fn a_comment_has_the_affected_operations_first_and_the_details_folded() {
    let repository = scene("formats-markdown");
    let diff = diff(&repository, "markdown").refused(1, "affected operations: gone, kinds");
    insta::assert_snapshot!(diff.stdout);
    insta::assert_snapshot!(check(&repository, "markdown").refused(1, "1 error").stdout);
}

#[test]
fn text_of_a_schema_adds_no_markup_to_a_comment() {
    let folder = Folder::new("formats-markup");
    let reason = "</details> ask @vendor, see #1 ```` [x](y)";
    let schema =
        folder.write("s.graphql", &format!("type Query {{ old: Int @deprecated(reason: \"{reason}\") }}"));
    let query = folder.write("q.graphql", "query Q { old }");
    let run = common::run(&["schema", "check", "--schema", &schema, &query, "--format", "markdown"]).done();
    let (listed, excerpt) = run.stdout.split_once("<details>").unwrap();
    assert!(listed.contains("&lt;/details&gt; ask @<!-- -->vendor, see #<!-- -->1 \\`\\`"), "{listed}");
    assert!(excerpt.contains("`````text\n"), "{excerpt}");
}

#[test]
fn a_format_is_given_once() {
    let run = common::run(&["schema", "check", "--output", "json", "--format", "sarif"]);
    assert_eq!(run.code(), 2, "{run:?}");
}
