//! Prints a finding with its lines, in the format of rustc's errors.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use crate::source::Text;
use crate::span::Position;

/// The longest line that is passed to the renderer, which cuts it to the width. A minified document can be one line of
/// a megabyte.
const LONGEST: usize = 2_000;
/// The part of a longer line that is passed to the renderer.
const CUT: usize = 400;
/// The most lines of one place that are drawn.
const MOST_LINES: usize = 12;
/// The default width, about that of a pull request's page.
const WIDTH: usize = 140;
/// The minimum width. Below this, only the frame of a line would be printed.
const NARROWEST: usize = 40;

/// The style of printed findings: width and colours.
///
/// ```
/// use bcrumbs_schema::{Options, Schema, Source, Style, check};
///
/// let schema = Schema::parse("s.graphql", "type Query { tag: String }").unwrap();
/// let report = check(&schema, &[Source::new("q.graphql", "query Q { tags }")], &Options::new());
/// let drawn = report.diagnostics[0].draw(&Style::colored().width(80));
/// assert!(drawn.contains("\u{1b}["));
/// assert_eq!(report.diagnostics[0].draw(&Style::plain()), report.diagnostics[0].to_string());
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Style {
    renderer: Renderer,
}

impl Style {
    /// Text without escape sequences.
    #[must_use]
    pub fn plain() -> Self {
        Style { renderer: Renderer::plain().term_width(WIDTH) }
    }

    /// Text with the escape sequences of a terminal's colours. Nothing that a file or a server wrote can add one.
    #[must_use]
    pub fn colored() -> Self {
        Style { renderer: Renderer::styled().hyperlink(false).term_width(WIDTH) }
    }

    /// Sets the width in columns. The default is 140; below 40, lines are drawn as for 40.
    #[must_use]
    pub fn width(self, columns: usize) -> Self {
        Style { renderer: self.renderer.term_width(columns.max(NARROWEST)) }
    }
}

/// The bytes of a text that a place is about.
#[derive(Debug, Clone)]
pub(crate) struct Excerpt {
    pub(crate) text: Arc<Text>,
    pub(crate) range: Range<usize>,
}

/// How bad what is drawn is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Error,
    Warning,
}

/// One place of a drawing, and the label under its marks.
pub(crate) struct Mark<'a> {
    pub(crate) file: &'a str,
    pub(crate) start: Position,
    pub(crate) excerpt: Option<&'a Excerpt>,
    pub(crate) label: Option<&'a str>,
}

/// What is drawn.
pub(crate) struct Drawing<'a> {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) message: &'a str,
    pub(crate) help: Option<&'a str>,
    pub(crate) at: Mark<'a>,
    pub(crate) related: Vec<Mark<'a>>,
}

impl Drawing<'_> {
    pub(crate) fn draw(&self, style: &Style) -> String {
        let level = match self.kind {
            Kind::Error => Level::ERROR,
            Kind::Warning => Level::WARNING,
        };
        let message = one_line(self.message);
        let mut group = Group::with_title(level.primary_title(message).id(self.id.as_str()));
        group = group.elements(elements(&self.at, AnnotationKind::Primary));
        for mark in &self.related {
            group = group.elements(elements(mark, AnnotationKind::Context));
        }
        if let Some(help) = self.help {
            group = group.element(Level::HELP.message(printable(help)));
        }
        let drawn = style.renderer.render(&[group]);
        // The renderer fills the lines of an empty place with blanks.
        drawn.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }
}

fn elements<'a>(mark: &'a Mark<'a>, kind: AnnotationKind) -> Vec<Element<'a>> {
    let file = printable(mark.file);
    let origin = Origin::path(file.clone()).line(mark.start.line).char_column(mark.start.column);
    let Some(excerpt) = mark.excerpt else {
        return vec![origin.into()];
    };
    let cutout = Cutout::of(excerpt, mark.start.line);
    let annotation = kind.span(cutout.marked).label(mark.label);
    let snippet = Snippet::source(cutout.text).line_start(mark.start.line).annotation(annotation);
    match cutout.whole {
        Whole::Lines => vec![snippet.path(file).into()],
        // The renderer would count the column from where the line was cut.
        Whole::Pieces => vec![origin.into(), snippet.into()],
    }
}

/// The part of a text that is drawn: whole lines, or pieces of them where they are long.
struct Cutout {
    text: String,
    marked: Range<usize>,
    whole: Whole,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    Lines,
    Pieces,
}

impl Cutout {
    fn of(excerpt: &Excerpt, line: usize) -> Self {
        let text = &excerpt.text;
        let start = text.floor(excerpt.range.start);
        let end = text.floor(excerpt.range.end).max(start);
        let end = start + text.text[start..end].trim_end().len();
        let last = text.position(end).line.min(line + MOST_LINES - 1);
        let (mut out, mut marked, mut all) = (String::new(), 0..0, Whole::Lines);
        for number in line..=last {
            let line_start = text.line_start(number);
            let whole = text.lines(number, number);
            let line_end = line_start + whole.len();
            let first_marked = start.clamp(line_start, line_end);
            let cut = Cut::of(text, line_start..line_end, first_marked);
            if number > line {
                out.push('\n');
            }
            if cut.range.len() < whole.len() {
                all = Whole::Pieces;
            }
            let shown = out.len();
            out.push_str(cut.before);
            out.push_str(&text.text[cut.range.clone()]);
            let index_of = |at: usize| {
                shown + cut.before.len() + at.clamp(cut.range.start, cut.range.end) - cut.range.start
            };
            if number == line {
                marked = index_of(start)..index_of(start);
            }
            if end >= line_start {
                marked.end = index_of(end);
            }
            out.push_str(cut.after);
        }
        Cutout { text: harmless(&out), marked, whole: all }
    }
}

struct Cut {
    range: Range<usize>,
    before: &'static str,
    after: &'static str,
}

impl Cut {
    /// The part of a line around a byte.
    fn of(text: &Text, line: Range<usize>, at: usize) -> Self {
        if line.len() <= LONGEST {
            return Cut { range: line, before: "", after: "" };
        }
        let from = text.floor(at.saturating_sub(CUT / 2)).max(line.start);
        let to = text.floor(from + CUT).min(line.end);
        Cut {
            before: if from > line.start { "…" } else { "" },
            after: if to < line.end { "…" } else { "" },
            range: from..to,
        }
    }
}

/// Converts a message to one line.
fn one_line(text: &str) -> String {
    harmless(&text.replace("\r\n", " ").replace(['\n', '\r'], " "))
}

/// Removes terminal control characters from text that a file or a server contains.
pub(crate) fn printable(text: &str) -> String {
    normalize_untrusted_str(&one_line(text))
}

/// The renderer replaces the other characters that a terminal obeys, and leaves these, the C1 controls. What takes
/// their place has as many bytes.
fn harmless(text: &str) -> String {
    text.replace(|c| matches!(c, '\u{80}'..='\u{9f}'), "¿")
}
