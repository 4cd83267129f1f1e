//! What the worst documents cost, beside documents of the same size without findings: each costs at most twice as much,
//! or is refused.
//!
//! `cargo bench -p bcrumbs-schema --bench cost` prints the figures, and fails where one is more than twice its measure.

use std::fmt::Write;
use std::time::{Duration, Instant};

use bcrumbs_schema::{Options, Report, Schema, Source, check, diff};

const RUNS: usize = 5;
/// What is this short is a matter of the machine.
const AT_ONCE: Duration = Duration::from_millis(20);

const SDL: &str = "input Plain { a: Int b: Int } type Tea { id: ID leaf: String similar: Tea } \
    type Query { version: Int plain(input: Plain, inputs: [Plain]): Int tea: Tea }";

/// A document, and one of the same size without findings.
struct Case {
    name: &'static str,
    document: String,
    measure: String,
}

fn repeated_fields() -> Case {
    let fields = "version ".repeat(100_000);
    let aliases: String = (0..50_000).fold(String::new(), |mut out, i| {
        let _ = write!(out, "v{i:06}: version ");
        out
    });
    Case {
        name: "100,000 repeated fields",
        measure: sized(&format!("query Q {{ {aliases}"), fields.len(), "}"),
        document: format!("query Q {{ {fields}}}"),
    }
}

fn repeated_input_fields() -> Case {
    let fields = "a: 1 ".repeat(100_000);
    Case {
        name: "100,000 repeated input fields",
        measure: format!("query Q {{ plain(inputs: [{}]) }}", "{a:1}".repeat(100_000)),
        document: format!("query Q {{ plain(input: {{{fields}}}) }}"),
    }
}

fn unknown_fields() -> Case {
    Case {
        name: "100,000 unknown fields",
        measure: repeated_fields().measure,
        document: format!("query Q {{ {}}}", "unknown ".repeat(100_000)),
    }
}

/// Fields that each have a name of their own, cut to a length.
fn sized(start: &str, length: usize, end: &str) -> String {
    let cut = start.get(..length).and_then(|text| text.rfind(" v")).unwrap_or(start.len());
    format!("{} {end}", &start[..cut.min(start.len())])
}

fn shared_fragment() -> Case {
    let fields: String = (0..1_000).fold(String::new(), |mut out, i| {
        let _ = write!(out, "f{i}: unknown ");
        out
    });
    let operations: String = (0..10_000).fold(String::new(), |mut out, i| {
        let _ = writeln!(out, "query Q{i} {{ ...F }}");
        out
    });
    let plain: String = (0..10_000).fold(String::new(), |mut out, i| {
        let _ = writeln!(out, "query Q{i} {{ version }}");
        out
    });
    Case {
        name: "10,000 operations over one fragment",
        document: format!("{operations}fragment F on Query {{ {fields}}}"),
        measure: plain,
    }
}

fn many_operations() -> Case {
    let of = |field: &str| {
        (0..2_000).fold(String::new(), |mut out, i| {
            let _ = writeln!(out, "query Q{i} {{ tea {{ id {field} }} }}");
            out
        })
    };
    Case { name: "2,000 operations in one file", document: of("lef"), measure: of("leaf") }
}

fn operations_over_a_small_fragment() -> Case {
    let of = |field: &str| {
        let operations = (0..10_000).fold(String::new(), |mut out, i| {
            let _ = writeln!(out, "query Q{i} {{ tea {{ ...T }} }}");
            out
        });
        format!("{operations}fragment T on Tea {{ id {field} }}")
    };
    Case { name: "10,000 operations over a small fragment", document: of("lef"), measure: of("leaf") }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn time<T>(run: impl Fn() -> T) -> Duration {
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        let result = run();
        let time = start.elapsed();
        drop(result);
        time
    });
    median(times.collect())
}

fn checked(schema: &Schema, text: &str) -> Report {
    check(schema, &[Source::new("q.graphql", text)], &Options::new())
}

fn row(name: &str, cost: Duration, measure: Duration, note: &str) -> usize {
    let ratio = cost.as_secs_f64() / measure.as_secs_f64();
    let is_too_much = cost > AT_ONCE && ratio > 2.0;
    let verdict = if is_too_much { "TOO MUCH" } else { "" };
    println!("{name:<44} {cost:>10.1?} {measure:>10.1?} {ratio:>6.2}  {note} {verdict}");
    usize::from(is_too_much)
}

fn main() {
    let schema = Schema::parse("s.graphql", SDL).expect("a schema");
    let cases = [
        repeated_fields(),
        repeated_input_fields(),
        unknown_fields(),
        shared_fragment(),
        operations_over_a_small_fragment(),
        many_operations(),
    ];
    println!("{:<44} {:>10} {:>10} {:>6}", "", "cost", "measure", "ratio");
    let mut failed = 0;
    for Case { name, document, measure } in &cases {
        assert!(!checked(&schema, measure).has_errors(), "{name}: the measure has findings");
        let report = checked(&schema, document);
        let note = match report.diagnostics.as_slice() {
            [one] => format!("refused: {}", one.code),
            all => format!("{} findings", all.len()),
        };
        let cost = time(|| checked(&schema, document));
        failed += row(name, cost, time(|| checked(&schema, measure)), &note);
        let json = time(|| serde_json::to_string(&report).expect("JSON"));
        let drawn = time(|| report.to_string());
        println!("{:<44} {json:>10.1?} as JSON, {drawn:.1?} drawn", "");
    }
    // A comparison judges a document twice.
    let Case { document, measure, .. } = many_operations();
    let new = Schema::parse("new.graphql", SDL.replace("leaf: String", "")).expect("a schema");
    let compare = |text: &str| diff(&schema, &new, &[Source::new("q.graphql", text)], &Options::new());
    let same = |text: &str| diff(&schema, &schema, &[Source::new("q.graphql", text)], &Options::new());
    let size = serde_json::to_string(&compare(&measure)).expect("JSON").len();
    let note = format!("{size} bytes of JSON");
    failed +=
        row("2,000 operations in a comparison", time(|| compare(&measure)), time(|| same(&measure)), &note);
    drop(document);
    // The measure is a schema of the same size.
    let types = (0..).map(|i| format!("type T{i} {{ a: Int b: [String!]! c: T{i} }}\n"));
    let mut valid = "type Query { a: Int }\n".to_owned();
    valid.extend(types.take(168_000));
    assert!((7_900_000..=8 * 1024 * 1024).contains(&valid.len()), "{}", valid.len());
    let measure = time(|| assert!(Schema::parse("s.graphql", valid.as_str()).is_ok()));
    for (name, text) in [
        ("8 MB of opening brackets", "{".repeat(8_000_000)),
        ("8 MB of closing brackets", "}".repeat(8_000_000)),
        ("8 MB of parentheses", "(".repeat(8_000_000)),
        ("8 MB of exclamation marks", "!".repeat(8_000_000)),
        ("8 MB of quotation marks", "\"".repeat(8_000_000)),
        ("8 MB of names", "a ".repeat(4_000_000)),
        ("8 MB of empty types", "type A { } ".repeat(8_000_000 / 11)),
        ("8 MB of one bracket too many", format!("type A {{ {} }} }}", "a: Int ".repeat(1_100_000))),
    ] {
        let refused = Schema::parse("s.graphql", text.as_str()).expect_err("a refusal");
        let note = format!("refused: {} ({})", refused[0].code, refused.len());
        failed += row(name, time(|| Schema::parse("s.graphql", text.as_str()).is_err()), measure, &note);
    }
    assert_eq!(failed, 0, "costs more than twice its measure");
}
