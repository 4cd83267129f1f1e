//! Fails the build if an operation in `queries/` does not fit the schema, and rebuilds if one of the files changes.
//! `graphql_client` does neither.

use bcrumbs_schema::build::{self, BuildError};

fn main() -> Result<(), BuildError> {
    println!("cargo::rerun-if-changed=build.rs");
    build::check("../../schema/bcrumbs.graphql", "queries")
}
