//! A change to the schema or to a query alone rebuilds the crate, and the compiler names what is to be mended, in copies
//! of this repository.
//!
//! The copies share the directory that this test was built in, so nearly all that they depend on is there already.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies what a build needs, once for each run. The version is the copy's own: by it cargo distinguishes what it has
/// compiled of one copy from what it has compiled of another, or of the repository itself.
fn copy_of_the_repository(version: &str) -> PathBuf {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("rebuild-{version}"));
    let _ = fs::remove_dir_all(&copy);
    for part in [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "benches",
        "build.rs",
        "docs",
        "examples",
        "schema",
        "queries",
        "src",
        "crates",
    ] {
        copy_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join(part), &copy.join(part));
    }
    let package = |version| format!("[workspace.package]\nversion = \"{version}\"");
    edit(&copy.join("Cargo.toml"), &package(env!("CARGO_PKG_VERSION")), &package(version));
    copy
}

fn copy_all(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy_all(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

/// Compiles the library as a consumer does, or as this repository does; what was printed is the error.
fn check(copy: &Path, features: &[&str]) -> Result<(), String> {
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let done = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--lib", "-p", "bcrumbs", "--offline", "--profile", profile])
        .args(features)
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&done.stderr).into_owned()) }
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{} does not hold {from}", file.display());
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_change_of_the_schema_or_of_a_query_rebuilds_and_is_checked() {
    let copy = copy_of_the_repository(concat!(env!("CARGO_PKG_VERSION"), "+plain"));
    check(&copy, &[]).unwrap();

    let schema = copy.join("schema/bcrumbs.graphql");
    let original = fs::read_to_string(&schema).unwrap();
    edit(&schema, "  \"The number of a related order, shipment or invoice.\"\n  orderNo: String\n", "");
    let printed = check(&copy, &[]).expect_err("a removed field went unnoticed");
    assert!(printed.contains("orderNo"), "{printed}");
    fs::write(&schema, original).unwrap();
    check(&copy, &[]).unwrap();

    let query = copy.join("queries/convs.graphql");
    let original = fs::read_to_string(&query).unwrap();
    edit(&query, "      orderNo\n", "      orderNumber\n");
    let printed = check(&copy, &[]).expect_err("a changed query went unnoticed");
    assert!(printed.contains("convs.graphql selects other fields"), "{printed}");
    fs::write(&query, original).unwrap();

    edit(&copy.join("queries/messages.graphql"), "      content\n", "      contents\n");
    let printed = check(&copy, &[]).expect_err("a changed query went unnoticed");
    assert!(printed.contains("contents"), "{printed}");
}

/// What the build of this repository prints after one part of the schema was replaced by another.
struct Vendor {
    copy: PathBuf,
    original: String,
}

impl Vendor {
    fn changes(&self, from: &str, to: &str) -> Result<(), String> {
        let schema = self.copy.join("schema/bcrumbs.graphql");
        fs::write(&schema, &self.original).unwrap();
        edit(&schema, from, to);
        check(&self.copy, &["--features", "check-queries"])
    }

    /// Asserts that the build fails and prints these lines, one right after the other.
    #[track_caller]
    fn breaks(&self, from: &str, to: &str, lines: &str) {
        let printed = self.changes(from, to).expect_err("it builds");
        assert!(printed.contains(lines.trim_matches('\n')), "{printed}");
    }
}

#[test]
fn a_schema_that_the_queries_or_the_models_do_not_fit_stops_the_build_where_they_are_to_be_mended() {
    let copy = copy_of_the_repository(concat!(env!("CARGO_PKG_VERSION"), "+checked"));
    let original = fs::read_to_string(copy.join("schema/bcrumbs.graphql")).unwrap();
    let vendor = Vendor { copy, original };

    // A field that is used is removed.
    vendor.breaks(
        "  orderNo: String\n",
        "  orderNumber: String\n",
        r"
  error[spec::unknown-field]: type `Conv` does not have a field `orderNo`
    --> queries/convs.graphql:10:7
     |
  10 |       orderNo
     |       ^^^^^^^
",
    );
    // An optional argument becomes required.
    vendor.breaks(
        "convs(input: ConvsInput!, pageInfo: PageInfoInput)",
        "convs(input: ConvsInput!, pageInfo: PageInfoInput!)",
        r"
  error[spec::variable-not-allowed]: variable `$pageInfo` of type `PageInfoInput` cannot be used for argument `pageInfo` of type `PageInfoInput!`
   --> queries/convs.graphql:2:24
",
    );
    // An optional field of an input becomes required: the query stays valid, the code does not.
    vendor.breaks(
        "  templateLang: String\n",
        "  templateLang: String!\n",
        "--> src/api/start_conversation.rs:",
    );
    // A new value and a new field stop nothing.
    let (values, fields) = ("enum IntegrationType {\n", "type Conv {\n");
    vendor.changes(values, &format!("{values}  FACEBOOK\n")).unwrap();
    vendor.changes(fields, &format!("{fields}  priority: Int\n")).unwrap();
}

#[test]
fn what_the_models_or_the_other_queries_do_not_know_does_not_compile() {
    let copy = copy_of_the_repository(concat!(env!("CARGO_PKG_VERSION"), "+models"));
    check(&copy, &[]).unwrap();
    let field = "      orderNo\n";
    let schema = copy.join("schema/bcrumbs.graphql");
    edit(&schema, "type Conv {\n", "type Conv {\n  priority: Int\n");
    edit(&schema, "type Message {\n", "type Message {\n  priority: Int\n");

    // A field of the list that no model has: all queries select it, the model does not.
    let queries = ["convs", "convsWithClient", "convsWithMessages", "convsWithClientAndMessages"]
        .map(|name| copy.join("queries").join(name).with_extension("graphql"));
    let originals = queries.each_ref().map(|query| fs::read_to_string(query).unwrap());
    for query in &queries {
        edit(query, field, "      orderNo\n      priority\n");
    }
    let printed = check(&copy, &[]).expect_err("a field that the model does not have compiles");
    assert!(
        printed.contains("does not mention field `priority`") || printed.contains("pattern does not mention"),
        "{printed}"
    );
    assert!(printed.contains("src/api/conversations.rs"), "{printed}");

    // A field that only some of the four queries select.
    for (only, original) in queries.iter().zip(&originals) {
        for (query, original) in queries.iter().zip(&originals) {
            fs::write(query, original).unwrap();
        }
        fs::write(only, original.replacen(field, "      orderNo\n      priority\n", 1)).unwrap();
        let printed = check(&copy, &[]).expect_err("a field of one query alone compiles");
        assert!(printed.contains("selects other fields"), "{}: {printed}", only.display());
    }
    for (query, original) in queries.iter().zip(&originals) {
        fs::write(query, original).unwrap();
    }
    check(&copy, &[]).unwrap();

    // The same for messages and for the mutations.
    let messages = copy.join("queries/messages.graphql");
    let original = fs::read_to_string(&messages).unwrap();
    edit(&messages, "      status\n", "      status\n      priority\n");
    let printed = check(&copy, &[]).expect_err("a field that the model does not have compiles");
    assert!(printed.contains("priority") && printed.contains("src/api/messages.rs"), "{printed}");
    fs::write(&messages, original).unwrap();
    for mutation in ["startConv", "assignConv"] {
        let query = copy.join("queries").join(mutation).with_extension("graphql");
        let original = fs::read_to_string(&query).unwrap();
        edit(&query, "    createdAt\n", "    createdAt\n    priority\n");
        let printed = check(&copy, &[]).expect_err("a field that the model does not have compiles");
        assert!(printed.contains("priority") && printed.contains("src/api/"), "{mutation}: {printed}");
        fs::write(&query, original).unwrap();
    }
    check(&copy, &[]).unwrap();
}

#[test]
fn identifiers_that_are_swapped_do_not_compile() {
    let copy = copy_of_the_repository(concat!(env!("CARGO_PKG_VERSION"), "+identifiers"));
    let library = copy.join("src/lib.rs");
    let original = fs::read_to_string(&library).unwrap();
    let with = |call: &str| {
        let function = "pub fn called(workspace: &Workspace, conversation: &ConversationId, channel: &ChannelId, \
                        contact: &ContactId)";
        let body = format!(
            "{original}\n/// Compiles or not.\n{function} {{\n    drop({call});\n    let _ = (conversation, channel, contact);\n}}\n"
        );
        fs::write(&library, body).unwrap();
        check(&copy, &[])
    };
    with("workspace.assign_conversation(conversation, channel, Assignee::ai(\"a\"))").unwrap();
    with("workspace.start_conversation(channel, Recipient::contact(contact), \"hello\")").unwrap();
    with("workspace.messages().contact(contact)").unwrap();
    for swapped in [
        "workspace.assign_conversation(channel, conversation, Assignee::ai(\"a\"))",
        "workspace.assign_conversation(contact, channel, Assignee::ai(\"a\"))",
        "workspace.assign_conversation(\"conversation\", \"channel\", Assignee::ai(\"a\"))",
        "workspace.start_conversation(contact, Recipient::contact(contact), \"hello\")",
        "workspace.start_conversation(channel, Recipient::contact(channel), \"hello\")",
        "workspace.messages().contact(channel)",
        "workspace.conversations().channel(contact)",
    ] {
        let printed = with(swapped).expect_err(swapped);
        assert!(printed.contains("E0277"), "{swapped}: {printed}");
    }
}
