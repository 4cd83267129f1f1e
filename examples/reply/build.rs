//! Stops the build where the schema refuses an operation of `queries/`, and rebuilds when one of the files changes:
//! `graphql_client` does neither.

use bcrumbs_schema::build::{self, BuildError};

fn main() -> Result<(), BuildError> {
    println!("cargo::rerun-if-changed=build.rs");
    build::check("../../schema/bcrumbs.graphql", "queries")
}
