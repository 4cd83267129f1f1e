//! The descriptions of the rules: the sections of this crate's `docs/rules.md`.

use crate::diagnostic::RuleSet;

const TEXT: &str = include_str!("../docs/rules.md");

/// The description of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The set that the rule belongs to.
    pub rule_set: RuleSet,
    /// The code of the rule in findings.
    pub code: &'static str,
    /// The rule in one sentence.
    pub summary: &'static str,
    /// The kind of the examples: documents or schemas.
    pub subject: Subject,
    /// The operation of the examples, if they are schemas of a running server.
    pub operation: Option<&'static str>,
    /// The schema of the examples, if it is not that of the shop.
    pub schema: Option<&'static str>,
    /// An example that the rule refuses.
    pub wrong: Option<&'static str>,
    /// An example that no rule refuses.
    pub right: Option<&'static str>,
    /// The whole section in Markdown, without its heading.
    pub text: &'static str,
}

/// The kind of text that a rule checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A document with operations.
    Document,
    /// A schema.
    Schema,
    /// The schema of a running server, compared with that of the code.
    Server,
    /// A file, or a limit.
    File,
}

/// Returns every rule, in the order of the document.
///
/// ```
/// assert!(bcrumbs_schema::rules().iter().any(|rule| rule.code == "unknown-field"));
/// ```
#[must_use]
pub fn rules() -> Vec<Rule> {
    let groups = TEXT.split("\n## ").skip(1);
    groups
        .flat_map(|group| {
            let subject = match group.split([':', '\n', ' ']).next() {
                Some("Documents") => Subject::Document,
                Some("Schemas") => Subject::Schema,
                Some("Drift") => Subject::Server,
                _ => Subject::File,
            };
            group.split("\n### ").skip(1).filter_map(move |section| rule(section, subject))
        })
        .collect()
}

/// Returns the rules of a code, with or without its set: `unknown-field` or `spec::unknown-field`. A code belongs to
/// one set. It can have one section for documents and one for schemas.
///
/// ```
/// let found = bcrumbs_schema::explain("spec::unknown-field");
/// assert_eq!(found[0].wrong, Some("query Q { tea { colour } }"));
/// assert!(bcrumbs_schema::explain("no-such-rule").is_empty());
/// ```
#[must_use]
pub fn explain(code: &str) -> Vec<Rule> {
    let (rule_set, code) = match code.split_once("::") {
        Some((rule_set, code)) => (Some(rule_set), code),
        None => (None, code),
    };
    let is_asked =
        |rule: &Rule| rule.code == code && rule_set.is_none_or(|rule_set| rule.rule_set.as_str() == rule_set);
    rules().into_iter().filter(is_asked).collect()
}

fn rule(section: &'static str, subject: Subject) -> Option<Rule> {
    let (heading, text) = section.split_once('\n')?;
    let (rule_set, code) = heading.split_once("::")?;
    let text = text.trim();
    let example = |heading: &str| {
        let after = text.split_once(heading)?.1.split_once("```graphql\n")?.1;
        Some(after.split_once("\n```")?.0)
    };
    Some(Rule {
        rule_set: rule_set.parse().ok()?,
        code,
        summary: text.split("\n\n").next()?,
        subject,
        operation: example("For the operation:"),
        schema: example("With the schema:"),
        wrong: example("Wrong:"),
        right: example("Right:"),
        text,
    })
}
