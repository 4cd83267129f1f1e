//! The public API of each library that is published, item by item, against the listing that is checked in: a change of
//! it is seen in review.
//!
//! Accept a change by `INSTA_UPDATE=always cargo test -p bcrumbs --test consumer public_api`, and read the `git diff` of
//! `tests/consumer/snapshots`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The version of rustdoc's JSON that `public-api` reads. Where the compiler writes another, take the version of
/// `public-api` that reads that.
const FORMAT: u64 = 57;

/// What follows from an `impl` line that is listed itself.
const FOLLOWS: [&str; 9] = [
    "::clone(&self)",
    "::cmp(&self",
    "::deserialize<",
    "::eq(&self",
    "::fmt(&self",
    "::hash<",
    "::partial_cmp(&self",
    "::serialize<",
    "StructuralPartialEq",
];

/// Where the documentation of the whole workspace is, as JSON.
static DOCUMENTATION: LazyLock<PathBuf> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    // What cargo passed to this test about its package does not concern the build scripts: one of them would run again.
    for (name, _) in std::env::vars() {
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "OUT_DIR" {
            cargo.env_remove(name);
        }
    }
    let done = cargo
        .args(["doc", "--quiet", "--workspace", "--no-deps", "--all-features", "--offline"])
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTDOC", root.join(".ci/rustdoc-json"))
        .env("RUSTDOCFLAGS", "-Z unstable-options --output-format json")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    target.join("doc")
});

/// Returns the listing; `None` where this compiler's documentation is not one that can be read.
fn listing(library: &str) -> Option<String> {
    let json = DOCUMENTATION.join(format!("{library}.json"));
    let text = std::fs::read_to_string(&json).unwrap();
    let format =
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["format_version"].as_u64().unwrap();
    if format != FORMAT {
        let advice = format!(
            "\n==> NOT COMPARED: the public API of {library}: this compiler's rustdoc writes format {format}, and \
             {FORMAT} is what is read here\n"
        );
        // Straight to standard error: what a test prints is not shown where it passes.
        std::io::stderr().write_all(advice.as_bytes()).unwrap();
        return None;
    }
    let builder = public_api::Builder::from_rustdoc_json(&json);
    let api = builder.omit_blanket_impls(true).omit_auto_trait_impls(true).build().unwrap();
    let items = api.items().map(ToString::to_string);
    let listed = items.filter(|item| !FOLLOWS.iter().any(|follows| item.contains(follows)));
    Some(listed.collect::<Vec<_>>().join("\n"))
}

#[track_caller]
fn is_as_listed(library: &str) {
    if let Some(listing) = listing(library) {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(library, listing) });
    }
}

#[test]
fn the_librarys_public_api_is_as_listed() {
    is_as_listed("bcrumbs");
}

#[test]
fn the_schema_checkers_public_api_is_as_listed() {
    is_as_listed("bcrumbs_schema");
}

#[test]
fn the_sandboxs_public_api_is_as_listed() {
    is_as_listed("bcrumbs_sandbox");
}
