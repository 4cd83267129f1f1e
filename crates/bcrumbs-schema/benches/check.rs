//! How long a build script takes on a large schema: 100 operations against one of GitHub's size, about 1,700 types.
//!
//! `cargo bench -p bcrumbs-schema --bench check` prints the times; nothing is asserted. Where `BENCH_SCHEMA` names a file,
//! that schema is parsed and compared with itself too.

use std::fmt::Write;
use std::time::{Duration, Instant};

use bcrumbs_schema::{Options, RuleSet, Schema, Source, check, diff};

const OBJECTS: usize = 1_000;
const INPUTS: usize = 400;
const ENUMS: usize = 200;
const INTERFACES: usize = 60;
const UNIONS: usize = 40;
const OPERATIONS: usize = 100;
const RUNS: usize = 10;

fn sdl() -> String {
    let mut out = String::from("scalar Date\n");
    for i in 0..ENUMS {
        let _ = writeln!(
            out,
            "\"Which of the {i} kinds.\" enum Kind{i} {{ FIRST SECOND THIRD @deprecated FOURTH }}"
        );
    }
    for i in 0..INTERFACES {
        let _ = writeln!(out, "interface Node{i} {{ id: ID! createdAt: Date }}");
    }
    for i in 0..INPUTS {
        let next = (i + 1) % INPUTS;
        let _ = writeln!(
            out,
            "input Filter{i} {{ ids: [ID!] kind: Kind{} limit: Int = 10 text: String and: [Filter{next}!] not: Filter{i} }}",
            i % ENUMS
        );
    }
    for i in 0..OBJECTS {
        let _ = writeln!(
            out,
            "\"\"\"\nThe object number {i}.\n\"\"\"\ntype Object{i} implements Node{} {{",
            i % INTERFACES
        );
        let _ = writeln!(
            out,
            "  id: ID! createdAt: Date kind: Kind{} old: String @deprecated(reason: \"use id\")",
            i % ENUMS
        );
        for field in 0..10 {
            let target = (i * 7 + field * 13 + 1) % OBJECTS;
            let _ = writeln!(
                out,
                "  \"The field.\" field{field}(filter: Filter{}, first: Int = 10): [Object{target}!]",
                i % INPUTS
            );
        }
        out.push_str("}\n");
    }
    for i in 0..UNIONS {
        let _ = writeln!(out, "union Any{i} = Object{i} | Object{} | Object{}", i + UNIONS, i + 2 * UNIONS);
    }
    out.push_str("type Query {\n");
    for i in 0..OBJECTS / 10 {
        let _ = writeln!(out, "  object{i}(id: ID!, filter: Filter{}): Object{i}", i % INPUTS);
    }
    out.push_str("  any: Any0\n}\n");
    out
}

fn operation(i: usize) -> Source {
    let mut text = format!(
        "query Operation{i}($id: ID!, $filter: Filter{i}) {{\n  object{i}(id: $id, filter: $filter) {{\n"
    );
    for field in 0..6 {
        let filter = "filter: {limit: 5, and: [{text: \"x\"}], kind: FIRST}, first: 3";
        let _ = writeln!(
            text,
            "    field{field}({filter}) {{ id createdAt kind field1 {{ id old field2 {{ id kind }} }} }}"
        );
    }
    text.push_str("  }\n}\n");
    Source::new(format!("operation{i}.graphql"), text)
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    println!("{what:<44} median {:>9.2?}  slowest {:>9.2?}", times[times.len() / 2], times[times.len() - 1]);
}

fn measure<T>(what: &str, run: impl Fn() -> T) -> T {
    let (mut times, mut last) = (Vec::new(), None);
    for _ in 0..RUNS {
        let start = Instant::now();
        last = Some(run());
        times.push(start.elapsed());
    }
    report(what, times);
    last.expect("at least one run")
}

fn main() {
    let sdl = sdl();
    let operations: Vec<Source> = (0..OPERATIONS).map(operation).collect();
    let options = Options::new().enable(RuleSet::Wire);
    println!(
        "{} types, {} bytes of SDL, {OPERATIONS} operations",
        OBJECTS + INPUTS + ENUMS + INTERFACES + UNIONS + 2,
        sdl.len()
    );
    let schema =
        measure("parse the schema", || Schema::parse("s.graphql", sdl.as_str()).expect("a valid schema"));
    let found = measure("check 100 operations", || check(&schema, &operations, &options));
    println!("  {} errors, {} warnings", found.errors().count(), found.warnings().count());
    let spec_only = Options::new().allow(RuleSet::Codegen).allow(RuleSet::Deprecation);
    measure("check them by the specification only", || check(&schema, &operations, &spec_only));
    measure("both, as a build script does", || {
        check(&Schema::parse("s.graphql", sdl.as_str()).expect("a valid schema"), &operations, &options)
    });
    measure("compare the schema with itself", || diff(&schema, &schema, &operations, &options));
    if let Some(path) = std::env::var_os("BENCH_SCHEMA") {
        let read = || Schema::read(&path).expect("a valid schema");
        let schema = measure("read the schema of BENCH_SCHEMA", read);
        println!("  {} lines of SDL", schema.sdl().lines().count());
        measure("compare it with itself", || diff(&schema, &schema, &[], &options));
    }
}
