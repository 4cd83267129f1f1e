//! Checks GraphQL operations against a schema before `graphql_client` compiles them, compares schemas, and turns an
//! introspection into SDL.
//!
//! `graphql_client` 0.16 checks little more than field names: a document with a wrong argument, a missing required
//! argument or a variable of the wrong type compiles, and fails in production. Some valid documents become Rust code that
//! does not build, or that drops data. [`check`] finds both kinds of errors, with their position in the file:
//!
//! ```
//! use bcrumbs_schema::{Options, Schema, Source, check};
//!
//! let schema = Schema::parse("gateway.graphql", "type Query { tags(limit: Int): [String] }").unwrap();
//! let queries = [Source::new("tags.graphql", "query Tags {\n  tags(limit: \"ten\")\n}\n")];
//! let report = check(&schema, &queries, &Options::new());
//!
//! assert_eq!(
//!     report.diagnostics[0].to_string(),
//!     r#"error[spec::wrong-value-type]: expected value of type Int, found a string
//!  --> tags.graphql:2:15
//!   |
//! 2 |   tags(limit: "ten")
//!   |               ^^^^^"#
//! );
//! ```
//!
//! - In a build script: [`build::check`].
//! - When the vendor changes the schema: [`diff()`] returns the changes, those of *your* operations that are no longer
//!   valid, and those of your generated types that change.
//! - When a server runs with a schema that differs from yours: [`drift()`] returns what your operations use of the
//!   difference.
//! - To accept a finding or a change for a time, with a reason: [`AcceptedList`].
//! - When the vendor publishes no SDL: send [`INTROSPECTION_QUERY`] and pass the response to [`introspect()`] or
//!   [`Schema::from_introspection`].
//! - For a response that a test can decode: [`example()`].
//! - For the description of a rule, with a wrong and a right example: [`explain`].

mod accept;
pub mod build;
mod catalog;
mod check;
mod coordinate;
mod descriptions;
mod diagnostic;
mod diff;
mod document;
mod example;
mod excerpt;
mod files;
mod finding;
mod introspect;
mod options;
mod rules;
mod schema;
mod source;
mod span;

pub use accept::list::AcceptedList;
pub use catalog::{Rule, Subject, explain, rules};
pub use check::run::check;
pub use diagnostic::{Diagnostic, Location, Related, Report, RuleSet, Severity, UnknownRuleSet};
pub use diff::change::{Change, ChangeLevel};
pub use diff::compare::{Diff, diff};
pub use diff::drift::drift;
pub use diff::impact::{Effect, Impact, ModelChange};
pub use example::respond::{ExampleError, example};
pub use example::values::Filling;
pub use excerpt::Style;
pub use files::{Content, Loaded, load, load_all};
pub use introspect::queries::{INTROSPECTION_QUERIES, INTROSPECTION_QUERY};
pub use introspect::sdl::{IntrospectError, introspect, introspect_value};
pub use options::{FragmentScope, Level, Normalization, Options, TypeNames};
pub use schema::Schema;
pub use source::{MAX_DOCUMENT_BYTES, MAX_INTROSPECTION_BYTES, MAX_SCHEMA_BYTES, Source};
pub use span::Position;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
