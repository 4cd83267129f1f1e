//! A change to the schema or to a query alone rebuilds the crate, in a copy of this repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Copies what a build needs, once for each run.
fn copy_of_the_repository() -> PathBuf {
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuild");
    let _ = fs::remove_dir_all(&copy);
    for part in [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
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

/// Checks the library without TLS: what it depends on is then compiled in seconds.
fn check(copy: &Path) -> Output {
    Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--lib", "-p", "bcrumbs", "--no-default-features", "--offline"])
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("rebuild-target"))
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap()
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{} does not hold {from}", file.display());
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_change_of_the_schema_or_of_a_query_rebuilds_and_is_checked() {
    let copy = copy_of_the_repository();
    let first = check(&copy);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));

    let schema = copy.join("schema/bcrumbs.graphql");
    let original = fs::read_to_string(&schema).unwrap();
    edit(&schema, "  \"The number of a related order, shipment or invoice.\"\n  orderNo: String\n", "");
    let removed = check(&copy);
    let text = String::from_utf8_lossy(&removed.stderr);
    assert!(!removed.status.success() && text.contains("orderNo"), "a removed field went unnoticed: {text}");
    fs::write(&schema, original).unwrap();
    assert!(check(&copy).status.success());

    edit(&copy.join("queries/convs.graphql"), "      orderNo\n", "      orderNumber\n");
    let renamed = check(&copy);
    let text = String::from_utf8_lossy(&renamed.stderr);
    assert!(
        !renamed.status.success() && text.contains("orderNumber"),
        "a changed query went unnoticed: {text}"
    );
}
