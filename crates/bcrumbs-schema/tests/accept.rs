//! The promises of the accepted list: an entry names a kind and a coordinate, an expired one does not count, and one that
//! matches nothing is reported.

use bcrumbs_schema::{
    AcceptedList, Diff, Effect, FragmentScope, Options, Report, RuleSet, Schema, Source, check, diff,
};
use chrono::NaiveDate;

const SCHEMA: &str = "type Query { old: Int @deprecated(reason: \"use new\") new: Int shop(id: ID, at: Int): Shop } \
                      type Shop { name: String old: Int @deprecated }";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn list(text: &str) -> AcceptedList {
    AcceptedList::parse("accepted.toml", text).unwrap_or_else(|found| panic!("{}", found[0]))
}

fn entry(table: &str, fingerprint: &str) -> String {
    format!("[[{table}]]\nfingerprint = \"{fingerprint}\"\nreason = \"Known.\"\n")
}

fn found(query: &str, options: &Options) -> Report {
    let schema = Schema::parse("s.graphql", SCHEMA).unwrap();
    check(&schema, &[Source::new("q.graphql", query)], options)
}

fn fingerprints(report: &Report) -> Vec<String> {
    report.diagnostics.iter().filter_map(|found| found.fingerprint()).collect()
}

fn codes(report: &Report) -> Vec<&str> {
    report.diagnostics.iter().map(|found| found.code).collect()
}

#[test]
fn a_fingerprint_is_a_code_and_the_path_in_the_operation() {
    let options = Options::new().allow(RuleSet::Codegen);
    for (query, expected) in [
        ("query Q { a: shop { old } }", "deprecated-field Q/a.old"),
        ("query Q { shop { ... on Shop { old } } }", "deprecated-field Q/shop....Shop.old"),
        ("query Q { shop(ids: 1) { name } }", "unknown-argument Q/shop(ids:)"),
        ("query Q($id: Int) { shop(id: $id) { name } }", "variable-not-allowed Q/shop(id:)"),
        ("query Q($id: Nothing) { new }", "unknown-type Q/$id"),
        ("query Q { shop { ...F } } fragment F on Shop { old }", "deprecated-field fragment F/old"),
        ("query Q { new } fragment F on Shop { name }", "unused-fragment fragment F"),
        ("{ old }", "deprecated-field (anonymous)/old"),
    ] {
        let report = found(query, &options);
        assert!(
            fingerprints(&report).contains(&expected.to_owned()),
            "{expected}: {:?}",
            fingerprints(&report)
        );
    }
}

#[test]
fn a_fingerprint_depends_on_neither_lines_nor_texts() {
    let options = Options::new();
    let before = found("query Q { old }", &options);
    let after = found("# a comment\n\nquery Q {\n  new\n\n  old\n}", &options);
    assert_eq!(fingerprints(&before), fingerprints(&after));
    assert_eq!(fingerprints(&before), ["deprecated-field Q/old"]);
}

#[test]
fn a_shared_fragment_has_one_fingerprint_in_whatever_file_it_is() {
    let schema = Schema::parse("s.graphql", SCHEMA).unwrap();
    let documents = [
        Source::new("q.graphql", "query Q { shop { ...F } }"),
        Source::new("f.graphql", "fragment F on Shop { old }"),
    ];
    let report = check(&schema, &documents, &Options::new().fragments(FragmentScope::Shared));
    assert_eq!(fingerprints(&report), ["deprecated-field fragment F/old"]);
}

#[test]
fn an_accepted_finding_does_not_count_and_the_others_do() {
    let report = found("query Q { old shop { old nothing } }", &Options::new().deny(RuleSet::Deprecation));
    assert_eq!(codes(&report), ["deprecated-field", "deprecated-field", "unknown-field"]);
    let accepted = list(&entry("finding", "deprecated-field Q/shop.old")).report(report, day("2026-11-24"));
    assert_eq!(fingerprints(&accepted), ["deprecated-field Q/old", "unknown-field Q/shop.nothing"]);
    assert_eq!(accepted.summary(), "2 errors, 0 warnings, 1 accepted");
}

#[test]
fn an_entry_counts_until_the_end_of_its_last_day() {
    let text = entry("finding", "deprecated-field Q/old") + "expires = 2026-12-31\n";
    let on = |today: &str| list(&text).report(found("query Q { old }", &Options::new()), day(today));
    assert!(on("2026-12-31").diagnostics.is_empty());
    let expired = on("2027-01-01");
    assert_eq!(codes(&expired), ["expired-acceptance", "deprecated-field"]);
    assert!(!expired.diagnostics[0].is_error());
    assert_eq!(
        (expired.diagnostics[0].file.as_str(), expired.diagnostics[0].start.line),
        ("accepted.toml", 2)
    );
    assert!(expired.diagnostics[0].message.contains("until 2026-12-31"), "{expired}");
}

#[test]
fn an_entry_that_matches_nothing_any_more_is_a_warning_on_its_line() {
    let text = entry("finding", "deprecated-field Q/old") + &entry("finding", "deprecated-field Q/gone");
    let report = list(&text).report(found("query Q { old }", &Options::new()), day("2026-11-24"));
    assert_eq!(codes(&report), ["unused-acceptance"]);
    assert!(!report.has_errors());
    assert_eq!(report.diagnostics[0].start.line, 5, "{report}");
    assert!(report.diagnostics[0].message.contains("`deprecated-field Q/gone`"), "{report}");
    // An entry for a change says nothing about a check.
    let report = list(&entry("change", "field-removed A.b")).report(Report::default(), day("2026-11-24"));
    assert!(report.diagnostics.is_empty(), "{report}");
}

#[test]
fn a_file_that_cannot_be_read_cannot_be_accepted() {
    let report = found("query Q {", &Options::new());
    assert_eq!((codes(&report), fingerprints(&report)), (vec!["syntax"], Vec::new()));
    assert_eq!(report.entries(), "");
}

#[test]
fn what_is_no_list_is_refused_at_its_place() {
    for (text, line, words) in [
        ("[[finding]]\nreason = \"x\"", 1, "fingerprint"),
        ("[[finding]]\nfingerprint = \"a b\"", 1, "reason"),
        ("[[finding]]\nfingerprint = \"a b\"\nreason = \" \"", 3, "the reason is empty"),
        ("[[finding]]\nfingerprint = \"ab\"\nreason = \"x\"", 2, "a kind and a coordinate"),
        ("[[finding]]\nfingerprint = \"a b\"\nreason = \"x\"\nexpires = 2026-12-31T10:00:00Z", 4, "a date"),
        ("[[finding]]\nfingerprint = \"a b\"\nreason = \"x\"\nexpires = \"soon\"", 4, ""),
        ("[[finding]]\nfingerprint = \"a b\"\nreason = \"x\"\nuntil = 2026-12-31", 4, "until"),
        ("[[findings]]\nfingerprint = \"a b\"\nreason = \"x\"", 1, "findings"),
        ("not toml", 1, ""),
    ] {
        let found = AcceptedList::parse("accepted.toml", text).expect_err(text);
        let [found] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((found.code, found.start.line), ("accepted-list", line), "{found}");
        assert!(found.message.contains(words), "{found}");
    }
    assert!(AcceptedList::parse("accepted.toml", "").is_ok());
}

const OLD: &str = "enum Kind { A } input In { a: Int } type Query { kind(in: In): Kind gone: Int left: Int }";
const NEW: &str = "enum Kind { A B } input In { a: Int b: Int } type Query { kind(in: In): Kind left: Int }";

fn compared(operations: &[&str]) -> Diff {
    let (old, new) = (Schema::parse("old.graphql", OLD).unwrap(), Schema::parse("new.graphql", NEW).unwrap());
    let named = operations.iter().enumerate();
    let operations: Vec<Source> = named.map(|(i, text)| Source::new(format!("{i}.graphql"), *text)).collect();
    diff(&old, &new, &operations, &Options::new())
}

fn effects(diff: &Diff) -> Vec<Effect> {
    diff.operations.iter().map(|impact| impact.effect).collect()
}

#[test]
fn an_accepted_change_covers_the_types_that_it_changes() {
    let diff = compared(&["query K($in: In) { kind(in: $in) }", "query L { left }"]);
    assert_eq!(effects(&diff), [Effect::ModelChanged, Effect::Unaffected]);
    let one = entry("change", "value-added-to-enum Kind.B");
    let half = list(&one).diff(diff.clone(), day("2026-11-24"));
    assert_eq!(effects(&half), [Effect::ModelChanged, Effect::Unaffected]);
    let both = one + &entry("change", "optional-input-field-added In.b");
    let all = list(&both).diff(diff, day("2026-11-24"));
    assert_eq!(effects(&all), [Effect::Unaffected, Effect::Unaffected]);
    assert_eq!(all.summary(), "1 breaking, 0 dangerous, 0 safe; 0 of 2 operations affected; 2 accepted");
}

#[test]
fn an_accepted_change_does_not_accept_the_operation_that_it_makes_invalid() {
    let diff = compared(&["query G { gone } query H { left }", "query L { left }"]);
    let change = entry("change", "field-removed Query.gone");
    let of_change = list(&change).diff(diff.clone(), day("2026-11-24"));
    assert_eq!(of_change.changes.iter().filter(|change| change.kind == "field-removed").count(), 0);
    assert_eq!(effects(&of_change), [Effect::Broken, Effect::Broken, Effect::Unaffected]);
    let finding = change + &entry("finding", "unknown-field G/gone");
    let of_both = list(&finding).diff(diff, day("2026-11-24"));
    assert_eq!(effects(&of_both), [Effect::Unaffected; 3]);
    assert!(of_both.diagnostics.is_empty());
}

#[test]
fn the_findings_of_an_operation_keep_their_indices() {
    let diff = compared(&["query A { gone }", "query B { gone }"]);
    assert_eq!(diff.operations[1].diagnostics, [1]);
    let list = list(&entry("finding", "unknown-field A/gone"));
    let diff = list.diff(diff, day("2026-11-24"));
    assert_eq!(effects(&diff), [Effect::Unaffected, Effect::Broken]);
    assert_eq!((diff.operations[0].diagnostics.len(), &diff.operations[1].diagnostics[..]), (0, &[0][..]));
    assert_eq!(diff.diagnostics[0].file, "1.graphql");
}

#[test]
fn a_change_that_has_happened_long_ago_leaves_an_entry_to_remove() {
    let text = entry("change", "field-removed Query.before") + &entry("finding", "unknown-field A/before");
    let diff = list(&text).diff(compared(&[]), day("2026-11-24"));
    // A comparison has only the findings that are new, so an entry for another finding may be needed by a check.
    let codes: Vec<&str> = diff.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["unused-acceptance"]);
    let text = entry("change", "field-removed Query.gone") + "expires = 2026-01-01\n";
    let diff = list(&text).diff(compared(&[]), day("2026-11-24"));
    assert_eq!(diff.diagnostics[0].code, "expired-acceptance");
    assert!(diff.changes.iter().any(|change| change.kind == "field-removed"));
}

#[test]
fn the_entries_that_are_printed_accept_everything_once_a_reason_is_written() {
    let diff = compared(&["query G { gone }", "query K($in: In) { kind(in: $in) }"]);
    let entries = diff.entries();
    assert_eq!(
        entries.lines().filter(|line| line.starts_with("fingerprint")).collect::<Vec<_>>(),
        [
            "fingerprint = \"field-removed Query.gone\"",
            "fingerprint = \"optional-input-field-added In.b\"",
            "fingerprint = \"value-added-to-enum Kind.B\"",
            "fingerprint = \"unknown-field G/gone\"",
        ]
    );
    assert_eq!(
        AcceptedList::parse("a.toml", &entries).unwrap_err()[0].start.line,
        3,
        "the reason is missing"
    );
    let list = list(&entries.replace("reason = \"\"", "reason = \"Known.\""));
    let diff = list.diff(diff, day("2026-11-24"));
    assert_eq!((diff.affected().count(), diff.changes.len(), diff.entries()), (0, 0, String::new()));
}

#[test]
fn a_type_that_changes_without_a_change_of_its_own_is_accepted_by_its_coordinate() {
    let old =
        Schema::parse("old", "interface N { id: ID } type A implements N { id: ID } type Query { n: N }");
    let new = "interface N { id: ID } type A implements N { id: ID } type B implements N { id: ID } type Query { n: N }";
    let operations = [Source::new("q.graphql", "query Q { n { __typename id } }")];
    let diff = diff(&old.unwrap(), &Schema::parse("new", new).unwrap(), &operations, &Options::new());
    assert!(diff.entries().contains("fingerprint = \"model-changed N\""), "{}", diff.entries());
    let list = list(&entry("change", "model-changed N"));
    assert_eq!(effects(&list.diff(diff, day("2026-11-24"))), [Effect::Unaffected]);
}
