//! `bcrumbs schema explain`: what a rule asks for, with a wrong and a right example.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::schema::print::{self, Synonym};
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::output::format::Format;
use crate::output::printer::print_lines;
use bcrumbs_schema::{Rule, explain, rules};
use clap::Args;
use serde::Serialize;

/// Which rule.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs schema explain
  bcrumbs schema explain unknown-field
  bcrumbs schema explain codegen::missing-typename --output json

Without CODE, the command lists all rules.

Exit status: 0 done, 2 wrong usage or no such rule.")]
pub(crate) struct ExplainArguments {
    /// The code of a finding, with or without its rule set
    #[arg(value_name = "CODE")]
    code: Option<String>,

    #[command(flatten)]
    synonym: Synonym,
}

/// A rule, for programs.
#[derive(Serialize)]
struct Explained {
    rule: String,
    summary: &'static str,
    operation: Option<&'static str>,
    schema: Option<&'static str>,
    wrong: Option<&'static str>,
    right: Option<&'static str>,
}

impl Explained {
    const FIELDS: &'static [&'static str] = &["rule", "summary", "operation", "schema", "wrong", "right"];
}

impl From<&Rule> for Explained {
    fn from(rule: &Rule) -> Self {
        let Rule { rule_set, code, summary, operation, schema, wrong, right, .. } = rule;
        let rule = format!("{rule_set}::{code}");
        Self { rule, summary, operation: *operation, schema: *schema, wrong: *wrong, right: *right }
    }
}

impl ExplainArguments {
    pub(crate) fn run(self, global: &Global) -> Result<(), Failure> {
        let format = self.synonym.format(global);
        let found = match &self.code {
            Some(code) => explain(code),
            None => rules(),
        };
        if found.is_empty() {
            let code = self.code.unwrap_or_default();
            return Err(Failure::Usage(format!(
                "there is no rule `{code}`; `bcrumbs schema explain` lists them"
            )));
        }
        let printed = match (format, self.code) {
            (Format::Table, Some(_)) => print_lines(found.iter().flat_map(section)),
            (Format::Table, None) => print_lines(found.iter().map(line)),
            (Format::Json, _) => print::object(&found.iter().map(Explained::from).collect::<Vec<_>>()),
            (Format::Ndjson, _) => {
                found.iter().map(Explained::from).try_for_each(|rule| print::object(&rule))
            }
            (Format::Csv, _) => print::table(Explained::FIELDS, found.iter().map(Explained::from)),
        };
        Ok(printed?)
    }
}

fn line(rule: &Rule) -> String {
    format!("{}::{}: {}", rule.rule_set, rule.code, rule.summary)
}

fn section(rule: &Rule) -> Vec<String> {
    let heading = format!("{}::{}", rule.rule_set, rule.code);
    // The fences of the examples are for Markdown; indented, they are as plain on a terminal.
    let text = rule.text.lines().scan(false, |inside, line| {
        let fence = line.starts_with("```");
        *inside ^= fence;
        Some(match (fence, *inside) {
            (true, _) => None,
            (false, true) => Some(format!("    {line}")),
            (false, false) => Some(line.to_owned()),
        })
    });
    [heading, String::new()].into_iter().chain(text.flatten()).collect()
}
