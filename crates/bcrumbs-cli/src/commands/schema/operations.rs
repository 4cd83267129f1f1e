//! The operations that the schema commands look at, and how strictly.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::schema::input::input::{Documents, Input};
use crate::failure::failure::Failure;
use bcrumbs::Operation;
use bcrumbs_schema::{Diagnostic, FragmentScope, Normalization, Options, RuleSet, Source};
use clap::Args;
use std::path::PathBuf;

/// Which findings count.
#[derive(Debug, Args)]
pub(crate) struct Strictness {
    /// Disable a rule set: spec, codegen, wire, deprecation or drift; repeatable
    #[arg(long, value_name = "RULE SET")]
    allow: Vec<RuleSet>,

    /// Enable a rule set, and count its warnings as errors; repeatable
    #[arg(long, value_name = "RULE SET")]
    deny: Vec<RuleSet>,

    /// Let each file use the fragments of the other files
    #[arg(long)]
    shared_fragments: bool,
}

/// Operations, what could not be read of them, and how they are compiled.
pub(crate) struct Operations {
    pub(crate) documents: Vec<Source>,
    pub(crate) unreadable: Vec<Diagnostic>,
    pub(crate) options: Options,
}

impl Strictness {
    /// Returns the default strictness.
    pub(crate) fn new(fragments: FragmentScope) -> Self {
        Self { allow: Vec::new(), deny: Vec::new(), shared_fragments: fragments == FragmentScope::Shared }
    }

    /// Reads the given files, folders and revisions, or, where none is given, takes the operations that this command
    /// sends.
    pub(crate) fn operations(&self, paths: &[PathBuf]) -> Result<Operations, Failure> {
        let mut operations = match paths {
            [] => shipped(bcrumbs::OPERATIONS.iter().copied()),
            paths => {
                let mut read = Documents::default();
                for path in paths {
                    Input::parse(path)?.read_operations(&mut read)?;
                }
                let Documents { sources, unreadable } = read;
                Operations { documents: sources, unreadable, options: readable(Options::new()) }
            }
        };
        let mut options = operations.options;
        options = self.allow.iter().fold(options, |options, rule_set| options.allow(*rule_set));
        options = self.deny.iter().fold(options, |options, rule_set| options.deny(*rule_set));
        operations.options = match self.shared_fragments {
            true => options.fragments(FragmentScope::Shared),
            false => options,
        };
        Ok(operations)
    }
}

/// The operations that this command sends: they are compiled with Rust's names, and name no output type.
pub(crate) fn shipped<'a>(operations: impl Iterator<Item = Operation<'a>>) -> Operations {
    let documents = operations
        .map(|operation| Source::new(format!("queries/{}.graphql", operation.name), operation.document))
        .collect();
    let options = readable(Options::new()).enable(RuleSet::Wire).normalization(Normalization::Rust);
    Operations { documents, unreadable: Vec::new(), options }
}

/// States what the scalars of the library read. It keeps an integer as text where a text is expected.
fn readable(options: Options) -> Options {
    options
        .scalar("ID", ["String", "Int"])
        .scalar("String", ["ID", "Int"])
        .scalar("DateTime", ["String"])
        .scalar("Timestamp", ["String", "ID", "Int", "Float"])
        .scalar("JSON", ["*"])
}
