//! A finding of a rule, with byte offsets, and its conversion to a diagnostic with lines and columns.

use std::sync::Arc;

use apollo_compiler::parser::FileId;

use crate::diagnostic::{Diagnostic, Location, Related, RuleSet, Severity};
use crate::excerpt::Excerpt;
use crate::source::{Text, Texts};
use crate::span::{Position, Span};

/// A finding with byte offsets.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    pub(crate) rule_set: RuleSet,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) span: Span,
    pub(crate) help: Option<String>,
    pub(crate) related: Vec<RelatedSpan>,
    /// Where in the document, independent of lines and texts.
    pub(crate) coordinate: Option<String>,
}

/// Another place that a finding is about, and what stands there.
#[derive(Debug, Clone)]
pub(crate) struct RelatedSpan {
    pub(crate) span: Span,
    pub(crate) message: String,
}

impl Finding {
    pub(crate) fn error(
        rule_set: RuleSet,
        code: &'static str,
        span: impl Into<Span>,
        message: impl Into<String>,
    ) -> Self {
        Finding {
            severity: Severity::Error,
            rule_set,
            code,
            message: message.into(),
            span: span.into(),
            help: None,
            related: Vec::new(),
            coordinate: None,
        }
    }

    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Points at another place. One without a file, as the definitions of the specification have none, is left out.
    pub(crate) fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.point_at(span, message);
        self
    }

    pub(crate) fn point_at(&mut self, span: Span, message: impl Into<String>) {
        if span.end > 0 && span.file != Some(FileId::BUILT_IN) {
            self.related.push(RelatedSpan { span, message: message.into() });
        }
    }

    /// Finds the lines and columns.
    pub(crate) fn place(self, texts: &Texts) -> Diagnostic {
        let text = texts.of(self.span);
        let at = location(text, self.span);
        let related = self.related.into_iter().map(|related| {
            let text = texts.of(related.span);
            Related::new(related.message, location(text, related.span), excerpt(text, related.span))
        });
        Diagnostic {
            severity: self.severity,
            rule_set: self.rule_set,
            code: self.code,
            coordinate: self.coordinate,
            message: self.message,
            help: self.help,
            file: at.file,
            start: at.start,
            end: at.end,
            related: related.collect(),
            excerpt: Some(excerpt(text, self.span)),
        }
    }
}

/// Where a span stands, for a person.
pub(crate) fn location(text: &Text, span: Span) -> Location {
    let end = span.end.max(span.start);
    Location::new(text.path.clone(), text.position(span.start), text.position(end))
}

fn excerpt(text: &Arc<Text>, span: Span) -> Excerpt {
    Excerpt { text: Arc::clone(text), range: span.range() }
}

/// Returns a finding about an unreadable file, without an excerpt.
pub(crate) fn unplaced(path: &str, code: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        rule_set: RuleSet::Spec,
        code,
        coordinate: None,
        message: message.into(),
        help: None,
        file: path.to_owned(),
        start: Position::START,
        end: Position::START,
        related: Vec::new(),
        excerpt: None,
    }
}
