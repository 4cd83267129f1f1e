//! A change to the schema or to a query alone rebuilds the crate, and says what is to be mended, in copies of this
//! repository.
//!
//! The copies share the directory that this test was built in, so nearly all that they depend on is there already.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies what a build needs, once for each run. The version is the copy's own: by it cargo tells what it has compiled of
/// one copy from what it has compiled of another, or of the repository itself.
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
    let own = format!("version = \"{}\"", env!("CARGO_PKG_VERSION"));
    edit(&copy.join("Cargo.toml"), &own, &format!("version = \"{version}\""));
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
    let told = check(&copy, &[]).expect_err("a removed field went unnoticed");
    assert!(told.contains("orderNo"), "{told}");
    fs::write(&schema, original).unwrap();
    check(&copy, &[]).unwrap();

    edit(&copy.join("queries/convs.graphql"), "      orderNo\n", "      orderNumber\n");
    let told = check(&copy, &[]).expect_err("a changed query went unnoticed");
    assert!(told.contains("orderNumber"), "{told}");
}

/// What the build of this repository says after one part of the schema was replaced by another.
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
        let told = self.changes(from, to).expect_err("it builds");
        assert!(told.contains(lines.trim_matches('\n')), "{told}");
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
    vendor.breaks("  templateLang: String\n", "  templateLang: String!\n", "--> src/start_conversation.rs:");
    // A new value and a new field stop nothing.
    let (values, fields) = ("enum IntegrationType {\n", "type Conv {\n");
    vendor.changes(values, &format!("{values}  FACEBOOK\n")).unwrap();
    vendor.changes(fields, &format!("{fields}  priority: Int\n")).unwrap();
}
