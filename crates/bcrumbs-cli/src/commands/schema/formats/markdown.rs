//! A check or a comparison as Markdown, for a comment on a change request: the affected operations first, the details
//! folded. Text of a schema or a query cannot add markup, mention a person or link an issue.

use bcrumbs_schema::{Change, ChangeLevel, Diagnostic, Diff, Effect, Impact, Report, Style};

/// The maximum number of entries in a list. A comment on GitHub has at most 65,536 characters.
const MAX_ENTRIES: usize = 50;
/// The maximum number of findings whose lines are printed.
const MAX_EXCERPTS: usize = 20;

/// Returns the findings of a check.
pub(crate) fn of_report(report: &Report) -> String {
    let mut out = format!("### GraphQL operations: {}\n", report.summary());
    if !report.diagnostics.is_empty() {
        out.push('\n');
        out.push_str(&list(&report.diagnostics, finding));
        out.push_str(&excerpts(&report.diagnostics));
    }
    out
}

/// Returns a comparison.
pub(crate) fn of_diff(diff: &Diff) -> String {
    let mut out = format!("### Schema: {}\n", diff.summary());
    let affected: Vec<&Impact> = diff.affected().collect();
    if !affected.is_empty() {
        out.push('\n');
        out.push_str(&list(&affected, |impact| operation(impact, &diff.diagnostics)));
    }
    if !diff.diagnostics.is_empty() {
        out.push_str(&excerpts(&diff.diagnostics));
    }
    for level in [ChangeLevel::Breaking, ChangeLevel::Dangerous, ChangeLevel::Safe] {
        let changes: Vec<&Change> = diff.changes.iter().filter(|change| change.level == level).collect();
        if !changes.is_empty() {
            let plural = if changes.len() == 1 { "change" } else { "changes" };
            let summary = format!("{} {level} {plural}", changes.len());
            out.push_str(&folded(&summary, &list(&changes, |change| change_line(change))));
        }
    }
    out
}

fn operation(impact: &Impact, diagnostics: &[Diagnostic]) -> String {
    let Impact { operation, file, start, effect, model_changes, diagnostics: found, .. } = impact;
    let name = if operation.is_empty() { "(anonymous)" } else { operation };
    let mut out = format!("{} ({}): {effect}", code(name), code(&format!("{file}:{}", start.line)));
    let mut reason = |text: String| out.push_str(&format!("\n  - {text}"));
    for finding in found.iter().filter_map(|index| diagnostics.get(*index)) {
        reason(format!("{} (line {})", text(&finding.message), finding.start.line));
    }
    for change in model_changes {
        let shape = |shape: &Option<String>| shape.as_deref().map_or_else(|| "none".to_owned(), code);
        let (before, after) = (shape(&change.before), shape(&change.after));
        reason(format!("by {}: {before} → {after}", code(&change.coordinate)));
    }
    if *effect == Effect::Broken && found.is_empty() {
        reason("by another operation of the same file, which is sent whole".to_owned());
    }
    out
}

fn change_line(change: &Change) -> String {
    let at = change.new.as_ref().or(change.old.as_ref());
    let at =
        at.map_or_else(String::new, |at| format!(" ({})", code(&format!("{}:{}", at.file, at.start.line))));
    format!("{}: {} [{}]{at}", code(&change.coordinate), text(&change.message), change.kind)
}

fn finding(found: &Diagnostic) -> String {
    let severity = if found.is_error() { "error" } else { "warning" };
    let at = code(&format!("{}:{}:{}", found.file, found.start.line, found.start.column));
    format!("{severity} [{}::{}] {at}: {}", found.rule_set, found.code, text(&found.message))
}

/// Returns the entries of an accepted list, folded.
pub(crate) fn of_entries(summary: &str, entries: &str) -> String {
    let text = format!("```toml\n{}\n```\n", entries.trim_end());
    folded(&escaped(summary), &text).trim_end().to_owned()
}

/// Returns the findings with their lines, folded.
fn excerpts(diagnostics: &[Diagnostic]) -> String {
    let drawn: Vec<String> =
        diagnostics.iter().take(MAX_EXCERPTS).map(|found| found.draw(&Style::plain())).collect();
    let drawn = drawn.join("\n\n");
    let fence = "`".repeat(longest_run(&drawn).max(2) + 1);
    let rest = diagnostics.len().saturating_sub(MAX_EXCERPTS);
    let more = if rest > 0 { format!("\n{rest} more are not shown.\n") } else { String::new() };
    folded("The findings with their lines", &format!("{fence}text\n{drawn}\n{fence}\n{more}"))
}

fn folded(summary: &str, text: &str) -> String {
    format!("\n<details><summary>{summary}</summary>\n\n{text}\n</details>\n")
}

fn list<T>(items: &[T], entry: impl Fn(&T) -> String) -> String {
    let mut out: String = items.iter().take(MAX_ENTRIES).map(|item| format!("- {}\n", entry(item))).collect();
    if items.len() > MAX_ENTRIES {
        out.push_str(&format!("- {} more are not shown\n", items.len() - MAX_ENTRIES));
    }
    out
}

/// Returns a text in which the parts between single backticks are code, and nothing else is markup.
fn text(message: &str) -> String {
    let parts: Vec<&str> = message.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped(message);
    }
    let part = |(index, part): (usize, &&str)| match index % 2 {
        0 => escaped(part),
        _ if part.is_empty() => "\\`\\`".to_owned(),
        _ => code(part),
    };
    parts.iter().enumerate().map(part).collect()
}

/// Escapes every character that Markdown or a code host can read as markup. An empty comment behind `@` and `#` keeps a
/// host from reading a mention or an issue.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '@' | '#' => {
                out.push(c);
                out.push_str("<!-- -->");
            }
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Returns a code span. Its fence is longer than each run of backticks in the text.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let fence = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Returns the length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{code, text};

    #[test]
    fn text_of_a_vendor_adds_no_markup_and_mentions_nobody() {
        assert_eq!(
            text("`Query.old` is deprecated: ask @vendor, see #1 <img> [x](y) *now*"),
            "`Query.old` is deprecated: ask @<!-- -->vendor, see #<!-- -->1 &lt;img&gt; \\[x\\](y) \\*now\\*"
        );
        assert_eq!(text("one ` only"), "one \\` only");
        assert_eq!(text("</details>\n# x"), "&lt;/details&gt; #<!-- --> x");
    }

    #[test]
    fn a_code_span_ends_only_at_its_end() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`a"), "`` `a ``");
    }
}
