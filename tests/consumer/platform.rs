//! The table of what the vendor documents, `docs/platform.md`, against the schema, the operations that are sent and the
//! methods that are public.

use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../docs/platform.md");
const LISTING: &str = include_str!("snapshots/consumer__public_api__bcrumbs.snap");

/// Returns the first two cells of each row: the operation and the method.
fn rows() -> Vec<[&'static str; 2]> {
    let section = PAGE.split_once("## The operations that are sent").unwrap().1;
    let section = section.split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let mut cells = row.split('|').skip(1).map(|cell| cell.trim().trim_matches('`'));
        [cells.next().unwrap(), cells.next().unwrap()]
    })
    .collect()
}

/// Returns the fields of the schema's root types.
fn root_fields() -> BTreeSet<&'static str> {
    let of = |root: &str| {
        let fields = bcrumbs::SDL.split_once(&format!("type {root} {{")).unwrap().1;
        fields.split_once("\n}").unwrap().0.lines()
    };
    let declared = of("Query").chain(of("Mutation"));
    declared.filter_map(|line| Some(line.trim().split_once("(input: ")?.0)).collect()
}

#[test]
fn the_table_of_what_is_documented_has_one_row_for_each_operation_of_the_schema() {
    let listed: Vec<&str> = rows().into_iter().map(|[operation, _]| operation).collect();
    assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), root_fields());
    assert_eq!(listed.len(), root_fields().len());
}

#[test]
fn the_table_of_what_is_documented_names_the_method_of_each_operation_that_is_sent() {
    for [operation, method] in rows() {
        let field = format!("  {operation}(input: ");
        let is_sent = bcrumbs::OPERATIONS.iter().any(|sent| sent.document.contains(&field));
        let is_public = LISTING.contains(&format!("fn bcrumbs::Workspace::{method}("));
        assert!(is_public || !is_sent, "{operation}: there is no method {method}");
    }
}
