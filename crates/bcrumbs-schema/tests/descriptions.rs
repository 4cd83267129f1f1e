//! The promise of kept descriptions: each part of a schema keeps ours where the new schema has none, and only there.

use bcrumbs_schema::{Options, Schema, diff};

const OURS: &str = r#"
"Ours: schema." schema { query: Query }
"Ours: @d." directive @d("Ours: x." x: Int) on FIELD
"Ours: Query." type Query implements N { "Ours: a." a("Ours: x." x: In): E "Ours: n." n: N "Ours: u." u: U "Ours: gone." gone: S }
"Ours: N." interface N { "Ours: N.a." a(x: In): E }
"Ours: E." enum E { "Ours: V." V "Ours: W." W }
"Ours: In." input In { "Ours: In.f." f: Int }
"Ours: U." union U = Query
"Ours: S." scalar S
"#;

const THEIRS: &str = r#"
schema { query: Query }
directive @d(x: Int) on FIELD
type Query implements N { a(x: In): E n: N u: U "Theirs." new: S }
interface N { a(x: In): E }
enum E { V "Theirs." W }
input In { f: Int }
union U = Query
scalar S
"#;

fn schema(sdl: &str) -> Schema {
    Schema::parse("s.graphql", sdl).unwrap_or_else(|found| panic!("{}", found[0]))
}

#[test]
fn every_part_keeps_its_description_where_the_new_schema_has_none() {
    let (ours, theirs) = (schema(OURS), schema(THEIRS));
    let kept = theirs.keep_descriptions(&ours);
    let changes: Vec<String> = diff(&ours, &kept, &[], &Options::new())
        .changes
        .iter()
        .map(|change| format!("{} {}", change.kind, change.coordinate))
        .collect();
    assert_eq!(changes, ["field-removed Query.gone", "description-changed E.W", "field-added Query.new"]);
    assert_eq!(kept.sdl().matches("Theirs.").count(), 2);
    assert_eq!(kept.keep_descriptions(&ours).sdl(), kept.sdl());
}

#[test]
fn a_part_of_another_kind_keeps_nothing() {
    let ours = schema("\"Ours.\" scalar A type Query { a: A }");
    let theirs = schema("enum A { B } type Query { a: A }");
    assert_eq!(theirs.keep_descriptions(&ours).sdl(), theirs.sdl());
}

#[test]
fn the_text_stays_as_it_is_where_there_is_nothing_to_keep() {
    let theirs = schema("type   Query{a:Int}");
    assert_eq!(theirs.keep_descriptions(&schema("type Query { a: Int }")).sdl(), "type   Query{a:Int}");
}
