//! The routine of `docs/regenerating.md`, played through on three changes that a vendor may make: what the person is
//! told at each step.

mod common;

use apollo_compiler::introspection::partial_execute;
use apollo_compiler::parser::Parser;
use apollo_compiler::response::JsonMap;
use apollo_compiler::validation::Valid;
use bcrumbs_sandbox::Fault;
use common::{Gateway, Run, bcrumbs};
use std::fs;
use std::path::{Path, PathBuf};

/// A checkout in which the routine is run, and the gateway after its change.
struct Routine {
    folder: PathBuf,
    gateway: Gateway,
    changed: String,
}

impl Routine {
    /// Makes a change to the schema, given as what is replaced by what.
    fn after(name: &str, changes: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("regenerating-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("schema")).unwrap();
        fs::create_dir_all(folder.join("queries")).unwrap();
        for file in ["schema/bcrumbs.graphql", "old.graphql"] {
            fs::write(folder.join(file), bcrumbs::SDL).unwrap();
        }
        for operation in bcrumbs::OPERATIONS {
            let file = folder.join(format!("queries/{}.graphql", operation.name));
            fs::write(file, operation.document).unwrap();
        }
        let changed = changes.iter().fold(bcrumbs::SDL.to_owned(), |sdl, (from, to)| {
            assert!(sdl.contains(from), "{from}");
            sdl.replacen(from, to, 1)
        });
        Self { folder, gateway: Gateway::of(1), changed }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let output = self.gateway.command(arguments).current_dir(&self.folder).output().unwrap();
        Run::of(output)
    }

    /// Step 1: the gateway, which has the changed schema now, is asked for it.
    fn pull(&self) -> Run {
        self.gateway.sandbox.script([Fault::Body(introspection(&self.changed))]);
        self.run(&["schema", "pull", "--out", "schema/bcrumbs.graphql"])
    }

    /// Step 2.
    fn diff(&self) -> Run {
        self.run(&["schema", "diff", "old.graphql", "schema/bcrumbs.graphql", "--operations", "queries"])
    }

    /// Step 3.
    fn check(&self) -> Run {
        self.run(&["schema", "check", "--schema", "schema/bcrumbs.graphql", "--deny", "wire", "queries"])
    }
}

impl Drop for Routine {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What a gateway with this schema answers to the introspection query.
fn introspection(sdl: &str) -> String {
    let mut parser = Parser::new();
    let schema = parser.parse_schema(sdl, "s.graphql").unwrap().validate().unwrap();
    let query = bcrumbs_schema::INTROSPECTION_QUERIES[1];
    let document = parser.parse_executable(&schema, query, "q.graphql").unwrap().validate(&schema).unwrap();
    let operation = document.operations.get(None).unwrap();
    let implementers = schema.implementers_map();
    let variables = Valid::assume_valid(JsonMap::new());
    let answer = partial_execute(&schema, &implementers, &document, operation, &variables).unwrap();
    serde_json::to_string(&answer).unwrap()
}

#[test]
fn a_removed_field_is_told_with_the_operations_and_the_lines_that_use_it() {
    let field = "  \"The number of a related order, shipment or invoice.\"\n  orderNo: String\n";
    let routine = Routine::after("removed", &[(field, "")]);

    let pull = routine.pull().done();
    assert!(pull.stdout.starts_with("breaking  Conv.orderNo: "), "{}", pull.stdout);
    assert!(
        pull.stdout.contains("operation convs (queries/convs.graphql): no longer valid"),
        "{}",
        pull.stdout
    );
    let all = bcrumbs::OPERATIONS.len();
    assert!(
        pull.stdout.ends_with(&format!("1 breaking, 0 dangerous, 0 safe; 4 of {all} operations affected\n")),
        "{}",
        pull.stdout
    );

    let diff = routine.diff().refused(1, "affected operations: convs, convsWithClient");
    assert!(diff.stdout.contains("no longer valid"), "{}", diff.stdout);

    let check = routine.check().refused(1, "4 errors");
    assert!(check.stdout.contains("queries/convs.graphql:10:7"), "{}", check.stdout);
    assert!(check.stdout.contains("orderNo"), "{}", check.stdout);

    // The person takes the field out of the queries, and is done.
    for operation in bcrumbs::OPERATIONS {
        let file = routine.folder.join(format!("queries/{}.graphql", operation.name));
        fs::write(file, operation.document.replace("      orderNo\n", "")).unwrap();
    }
    routine.check().done();
    routine.diff().done();
}

#[test]
fn an_argument_that_becomes_required_is_told_with_the_variables_that_do_not_fit_it() {
    let (from, to) = ("pageInfo: PageInfoInput): ConvsPayload", "pageInfo: PageInfoInput!): ConvsPayload");
    let routine = Routine::after("required", &[(from, to)]);

    let pull = routine.pull().done();
    assert!(pull.stdout.contains("breaking  Query.convs(pageInfo:): "), "{}", pull.stdout);
    routine.diff().refused(1, "affected operations: convs,");

    let check = routine.check().refused(1, "4 errors");
    assert!(check.stdout.contains("queries/convs.graphql:2:24"), "{}", check.stdout);
    assert!(check.stdout.contains("PageInfoInput!"), "{}", check.stdout);
}

#[test]
fn new_values_and_fields_break_nothing_and_are_told() {
    let routine = Routine::after(
        "new",
        &[
            ("  \"An internal note: kept", "  \"A small picture.\"\n  sticker\n  \"An internal note: kept"),
            (
                "  \"The tags put on it.\"\n  tags: [String]\n  \"Its identifier in",
                "  urgency: Int\n  \"The tags put on it.\"\n  tags: [String]\n  \"Its identifier in",
            ),
        ],
    );

    let pull = routine.pull().done();
    assert!(pull.stdout.contains("dangerous MessageType.sticker: "), "{}", pull.stdout);
    assert!(pull.stdout.contains("safe      Conv.urgency: "), "{}", pull.stdout);
    assert!(
        pull.stdout.contains("operation messages (queries/messages.graphql): the generated types change")
    );
    assert!(!pull.stdout.contains("no longer valid"), "{}", pull.stdout);

    let diff = routine.diff().refused(1, "affected operations: addMessage, convsWithClientAndMessages");
    assert!(diff.stdout.contains("by MessageType.sticker"), "{}", diff.stdout);
    routine.check().done();
}

#[test]
fn the_commands_of_the_document_are_commands() {
    let document = include_str!("../../../docs/regenerating.md");
    let commands: Vec<&str> = document.lines().filter_map(|line| line.strip_prefix("$ bcrumbs ")).collect();
    assert!(commands.len() >= 3, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.split('#').next().unwrap().split_whitespace().collect();
        let words: Vec<&str> =
            words.iter().take_while(|word| !word.starts_with('-')).take(2).copied().collect();
        let help = Run::of(bcrumbs(&[&words[..], &["--help"]].concat()).output().unwrap()).done();
        for option in command.split_whitespace().filter(|word| word.starts_with("--")) {
            assert!(help.stdout.contains(option), "{command}: no {option}");
        }
    }
}
