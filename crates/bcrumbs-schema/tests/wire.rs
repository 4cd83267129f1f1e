//! Only what is on the wire counts: in a comparison without type names, and in the check against a running server.

use bcrumbs_schema::{Diff, Effect, Options, Report, RuleSet, Schema, Source, TypeNames, diff, drift};

fn schema(path: &str, sdl: &str) -> Schema {
    Schema::parse(path, sdl).unwrap_or_else(|found| panic!("{sdl}\n{}", found[0]))
}

const BUILT: &str = "scalar Date enum Kind { A B } enum Hue { RED BLUE } \
    input Filter { kind: Kind label: String size: Int } \
    type Tea { id: ID! name: String made: Date! kind: Kind hue: Hue cups: Int tags: [String] price: Float } \
    type TeasPayload { nodes: [Tea]! } type TeaAdded { tea: Tea } \
    type Query { teas(filter: Filter!): TeasPayload tea: Tea } type Mutation { add(filter: Filter!): TeaAdded }";

/// The same on the wire, with other names. What is one type in the one schema are two in the other.
const RENAMED: &str = "scalar Date enum TeaKind { A B } enum Kind { A B } enum Colour { BLUE RED } \
    input Filter { kind: Kind label: String size: Int } \
    type Drink { id: ID! name: String made: Date! kind: TeaKind hue: Colour cups: Int tags: [String] price: Float } \
    type NewDrink { id: ID! name: String made: Date! kind: TeaKind hue: Colour cups: Int tags: [String] price: Float } \
    type Drinks { nodes: [Drink]! } type Added { tea: NewDrink } \
    type Root { teas(filter: Filter!): Drinks tea: NewDrink } type Changes { add(filter: Filter!): Added } \
    schema { query: Root mutation: Changes }";

const TEAS: &str = "query Teas($filter: Filter!) { teas(filter: $filter) { \
    nodes { id name made kind hue cups tags price } } }";
const ADD: &str = "mutation Add($filter: Filter!) { add(filter: $filter) { tea { id } } }";

fn operations() -> [Source; 2] {
    [Source::new("teas.graphql", TEAS), Source::new("add.graphql", ADD)]
}

fn on_the_wire(old: &str, new: &str) -> Diff {
    let options = Options::new().type_names(TypeNames::Sent);
    diff(&schema("old.graphql", old), &schema("new.graphql", new), &operations(), &options)
}

fn live(new: &str) -> Report {
    let options = Options::new().scalar("Date", ["String"]);
    drift(&schema("built.graphql", BUILT), &schema("live.graphql", new), &operations(), &options)
}

fn replaced(sdl: &str, from: &str, to: &str) -> String {
    assert!(sdl.contains(from), "{from}");
    sdl.replace(from, to)
}

#[test]
fn a_name_that_nothing_sends_is_no_difference() {
    for (old, new) in [(BUILT, RENAMED), (RENAMED, BUILT)] {
        let diff = on_the_wire(old, new);
        assert!(diff.changes.is_empty() && diff.affected().next().is_none(), "{diff}");
    }
    assert!(live(RENAMED).diagnostics.is_empty(), "{}", live(RENAMED));
    let all = diff(&schema("o", BUILT), &schema("n", RENAMED), &operations(), &Options::new());
    assert!(all.affected().count() == 2, "{all}");
}

#[test]
fn a_name_that_an_operation_sends_is_a_difference() {
    let new = replaced(RENAMED, "Filter", "TeaFilter");
    let diff = on_the_wire(BUILT, &new);
    let changes: Vec<&str> = diff.changes.iter().map(|change| change.coordinate.as_str()).collect();
    assert_eq!(changes, ["Mutation.add(filter:)", "Query.teas(filter:)"]);
    assert!(diff.operations.iter().all(|operation| operation.effect == Effect::Broken));
    assert_eq!(live(&new).errors().filter(|found| found.code == "unknown-type").count(), 2, "{}", live(&new));
}

#[test]
fn a_change_below_another_name_is_reported_at_the_name_that_the_reader_knows_once() {
    let diff = on_the_wire(BUILT, &replaced(RENAMED, "cups: Int", "cups: String"));
    let changes: Vec<String> = diff.changes.iter().map(|c| format!("{} {}", c.kind, c.coordinate)).collect();
    assert_eq!(changes, ["field-changed-kind Tea.cups"]);
    let affected: Vec<_> = diff.affected().collect();
    assert_eq!(affected.len(), 1);
    assert_eq!(affected[0].model_changes[0].coordinate, "Tea.cups");
}

/// `severity code at line:column` of what `drift` adds, for one replacement in the renamed schema.
fn drifted(from: &str, to: &str) -> Vec<String> {
    let report = live(&replaced(RENAMED, from, to));
    let found = report.diagnostics.iter().filter(|found| found.rule_set == RuleSet::Drift);
    let shown = found.map(|found| {
        let severity = if found.is_error() { "error" } else { "warning" };
        format!("{severity} {} {}:{}", found.code, found.file, found.start.column)
    });
    shown.collect()
}

#[test]
fn a_selected_field_that_the_code_cannot_read_is_found_where_it_is_selected() {
    let at = |name: &str| TEAS.find(name).unwrap() + 1;
    let error = |name: &str| vec![format!("error field-type teas.graphql:{}", at(name))];
    let warning = |code: &str, name: &str| vec![format!("warning {code} teas.graphql:{}", at(name))];
    let none = Vec::<String>::new;
    assert_eq!(drifted("cups: Int", "cups: String"), error("cups"));
    assert_eq!(drifted("cups: Int", "cups: [Int]"), error("cups"));
    assert_eq!(drifted("tags: [String]", "tags: String"), error("tags"));
    assert_eq!(drifted("made: Date!", "made: Int!"), error("made"));
    assert_eq!(drifted("made: Date!", "made: Date"), warning("field-null", "made"));
    assert_eq!(drifted("scalar Date ", "scalar Date scalar Day "), none());
    assert_eq!(drifted("made: Date!", "made: String!"), none());
    assert_eq!(drifted("kind: TeaKind", "kind: String"), none());
    assert_eq!(drifted("price: Float", "price: Int"), none());
    assert_eq!(drifted("enum TeaKind { A B }", "enum TeaKind { A B C }"), none());
    assert_eq!(drifted("enum TeaKind { A B }", "enum TeaKind { A }"), none());
    // Both operations select the identifier.
    assert_eq!(drifted("id: ID!", "id: Boolean!").len(), 2);
    assert_eq!(drifted("id: ID!", "id: String!"), none());
}

#[test]
fn a_custom_scalar_of_another_name_is_a_warning() {
    let new = replaced(&replaced(RENAMED, "made: Date!", "made: Day!"), "scalar Date ", "scalar Day ");
    let report = live(&new);
    assert_eq!((report.errors().count(), report.warnings().count()), (0, 1), "{report}");
    assert_eq!(
        report.diagnostics[0].message,
        "`Tea.made` is `Day!` in the live schema, and the code reads `Date!`"
    );
}

#[test]
fn each_field_of_an_input_that_is_sent_is_compared_in_every_operation() {
    let add = ADD.find("filter").unwrap() + 1;
    let teas = TEAS.find("filter").unwrap() + 1;
    let both = |what: &str| vec![format!("{what} add.graphql:{add}"), format!("{what} teas.graphql:{teas}")];
    assert_eq!(drifted("size: Int }", "size: Int role: String! }"), both("error input-required"));
    assert_eq!(drifted("size: Int }", "size: Int role: String! = \"a\" }"), Vec::<String>::new());
    assert_eq!(drifted("size: Int }", "size: Int! }"), both("error input-required"));
    assert_eq!(drifted("size: Int }", "size: Int! = 1 }"), Vec::<String>::new());
    assert_eq!(drifted("size: Int }", "}"), both("warning input-removed"));
    assert_eq!(drifted("size: Int }", "size: Boolean }"), both("error input-type"));
    assert_eq!(drifted("size: Int }", "size: Float }"), Vec::<String>::new());
    assert_eq!(drifted("size: Int }", "size: [Int] }"), Vec::<String>::new());
    assert_eq!(drifted("label: String", "label: ID"), Vec::<String>::new());
    assert_eq!(drifted("enum Kind { A B }", "enum Kind { A }"), both("warning value-removed"));
    let report = live(&replaced(RENAMED, "size: Int }", "size: Int role: String! }"));
    assert!(report.diagnostics[0].help.as_ref().unwrap().contains("a derived `Default`"), "{report}");
}

#[test]
fn what_no_document_uses_is_not_compared() {
    let unused = replaced(
        BUILT,
        "tea: Tea } type Mutation",
        "tea: Tea other: Other } type Other { a: Int } type Mutation",
    );
    let found = drift(
        &schema("built.graphql", &unused),
        &schema("live.graphql", &replaced(&unused, "a: Int", "a: String")),
        &operations(),
        &Options::new(),
    );
    assert!(found.diagnostics.is_empty(), "{found}");
}

#[test]
fn drift_can_be_switched_off_and_made_stricter() {
    let (built, live) = (schema("b", BUILT), schema("l", &replaced(BUILT, "made: Date!", "made: Date")));
    let errors = |options: Options| drift(&built, &live, &operations(), &options);
    assert!(errors(Options::new().allow(RuleSet::Drift)).diagnostics.is_empty());
    assert_eq!(errors(Options::new().deny(RuleSet::Drift)).errors().count(), 1);
}

#[test]
fn an_interface_and_a_union_keep_the_names_that_typename_shows() {
    let old = "type Query { node: Node item: Item } interface Node { id: ID } \
        type A implements Node { id: ID } type B implements Node { id: ID } union Item = A | B";
    let query = [Source::new("q.graphql", "query Q { node { __typename id } item { __typename } }")];
    let options = Options::new().type_names(TypeNames::Sent);
    let changed = |new: &str| {
        let diff = diff(&schema("o", old), &schema("n", new), &query, &options);
        diff.operations[0].model_changes.iter().map(|c| c.coordinate.clone()).collect::<Vec<_>>()
    };
    assert_eq!(changed(&replaced(old, "Node", "Thing")), Vec::<String>::new());
    assert_eq!(changed(&replaced(old, "union Item = A | B", "union Item = A")), ["Item"]);
}

/// The message of the change at a coordinate.
fn message(old: &str, new: &str, coordinate: &str) -> String {
    let diff = diff(&schema("o", old), &schema("n", new), &[], &Options::new());
    diff.changes.iter().find(|change| change.coordinate == coordinate).unwrap().message.clone()
}

#[test]
fn a_removed_part_names_the_new_part_that_it_may_be_now() {
    let renamed = |old: &str, new: &str, coordinate: &str| message(old, new, coordinate);
    assert_eq!(
        renamed("type Query { orderNo: Int }", "type Query { orderNumber: Int! }", "Query.orderNo"),
        "the field was removed; possibly renamed: `Query.orderNumber` is new"
    );
    let old = "enum Kind { CONVERSATION OTHER } input I { assigneeId: ID a: Int } type Query { k(i: I, pageInfo: Int): Kind }";
    let new = "enum Kind { CONVERSATIONS OTHER } input I { assignedId: ID a: Int } type Query { k(i: I, pageInfos: Int): Kind }";
    assert!(renamed(old, new, "Kind.CONVERSATION").ends_with("`Kind.CONVERSATIONS` is new"));
    assert!(renamed(old, new, "I.assigneeId").ends_with("`I.assignedId` is new"));
    assert!(renamed(old, new, "Query.k(pageInfo:)").ends_with("`Query.k(pageInfos:)` is new"));
    // Another type, or another name.
    for new in ["type Query { orderNumber: String }", "type Query { city: Int }"] {
        let old = "type Query { orderNo: Int }";
        assert_eq!(renamed(old, new, "Query.orderNo"), "the field was removed", "{new}");
    }
    // A new name is used once, by the most similar one.
    let (old, new) = ("type Query { orderNo: Int orderNu: Int }", "type Query { orderNum: Int }");
    assert_eq!(renamed(old, new, "Query.orderNo"), "the field was removed");
    assert!(renamed(old, new, "Query.orderNu").ends_with("`Query.orderNum` is new"));
}

#[test]
fn a_new_required_input_is_noted_for_every_operation_that_sends_it() {
    let diff = diff(
        &schema("old.graphql", BUILT),
        &schema("new.graphql", &replaced(BUILT, "size: Int }", "size: Int role: String! }")),
        &operations(),
        &Options::new(),
    );
    let notes: Vec<_> = diff.affected().map(|operation| operation.model_changes[0].note.clone()).collect();
    assert_eq!(notes.len(), 2);
    for note in notes {
        assert!(note.unwrap().contains("a derived `Default` would send an empty value"));
    }
    assert!(diff.to_string().contains("by Filter.role: none -> String! (every call is refused"), "{diff}");
}

#[test]
fn an_operation_that_is_no_longer_valid_still_lists_its_other_findings() {
    let old = "type Query { gone: Int old: Int tea: Tea size: Size } enum Size { SMALL } type Tea { id: ID }";
    let new = "type Query { old: Int @deprecated tea: Node size: Size } enum Size { SMALL Other } \
        interface Node { id: ID } type Tea implements Node { id: ID } type Cup implements Node { id: ID }";
    let query = Source::new("q.graphql", "query Q { gone old size tea { id } }");
    let diff = diff(&schema("o", old), &schema("n", new), &[query], &Options::new());
    let operation = &diff.operations[0];
    assert_eq!(operation.effect, Effect::Broken);
    let codes: Vec<&str> = operation.diagnostics.iter().map(|at| diff.diagnostics[*at].code).collect();
    assert_eq!(codes, ["enum-value-name", "unknown-field", "deprecated-field", "missing-typename"]);
    let changes: Vec<&str> = operation.model_changes.iter().map(|c| c.coordinate.as_str()).collect();
    assert_eq!(changes, ["Node", "Node.id", "Query.tea", "Size.Other"]);

    // A selection that lost all of its fields but one is not reported a second time.
    let old = "type Query { node: Node } interface Node { id: ID } type A implements Node { id: ID }";
    let new = "type Query { node: Node } interface Node { key: ID } type A implements Node { key: ID }";
    let query = Source::new("q.graphql", "query Q { node { __typename id } }");
    let diff = bcrumbs_schema::diff(&schema("o", old), &schema("n", new), &[query], &Options::new());
    assert_eq!(diff.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), ["unknown-field"]);
}
