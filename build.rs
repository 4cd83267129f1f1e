//! Rebuilds the crate when the schema or a query changes: the derives that read those files do not say that they do.

fn main() {
    for path in ["build.rs", "schema", "queries"] {
        println!("cargo::rerun-if-changed={path}");
    }
}
