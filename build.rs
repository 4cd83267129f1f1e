//! Rebuilds the crate when the schema or a query changes, for the derives that read those files do not say that they do;
//! with the feature `check-queries`, also refuses a query that the schema refuses.

#[cfg(not(feature = "check-queries"))]
fn main() {
    for path in ["build.rs", "schema", "queries"] {
        println!("cargo::rerun-if-changed={path}");
    }
}

#[cfg(feature = "check-queries")]
fn main() -> Result<(), bcrumbs_schema::build::BuildError> {
    use bcrumbs_schema::{Normalization, Options, RuleSet, build};

    println!("cargo::rerun-if-changed=build.rs");
    // As `operations.rs` compiles them; no output type's name is documented, so none may go out.
    let options = Options::new().enable(RuleSet::Wire).normalization(Normalization::Rust);
    build::check_with("schema/bcrumbs.graphql", ["queries"], &options)
}
