//! The findings and changes as annotations: a rule, a level, a message and a place in a file of the repository. GitHub's
//! format and SARIF are made of them.

use crate::commands::schema::formats::places::Places;
use bcrumbs_schema::{
    Change, ChangeLevel, Diagnostic, Diff, Effect, Impact, Location, Position, Report, Schema,
};

/// How much an annotation matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// The command fails.
    Error,
    /// A person should look at it.
    Warning,
    /// For information.
    Notice,
}

/// A range of a file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) path: String,
    pub(crate) start: Position,
    pub(crate) end: Position,
}

/// Another place of an annotation, with its description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RelatedPlace {
    pub(crate) message: String,
    pub(crate) place: Place,
}

/// One annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Annotation {
    pub(crate) level: Level,
    /// The rule of the finding or the kind of the change, with its set: `spec::unknown-field`, `change::field-removed`.
    pub(crate) rule: String,
    pub(crate) message: String,
    /// `None` for a text that is not in the repository.
    pub(crate) place: Option<Place>,
    pub(crate) related: Vec<RelatedPlace>,
    /// The kind and the coordinate, by which code scanning recognizes a finding in a later commit.
    pub(crate) fingerprint: Option<String>,
}

/// Returns the annotations of a check, errors first: GitHub shows only the first ten of each level.
pub(crate) fn of_report(report: &Report, places: &Places) -> Vec<Annotation> {
    errors_first(report.diagnostics.iter().map(|diagnostic| of_diagnostic(diagnostic, places)).collect())
}

/// Returns the annotations of a comparison, errors first. `schemas` are the new schema and the old one: a removed part is
/// placed at its owner in the new one. A change is an error if it makes the command fail, which changes of the level
/// `fails_at` and worse ones do.
pub(crate) fn of_diff(
    diff: &Diff,
    schemas: &[&Schema],
    fails_at: Option<ChangeLevel>,
    places: &Places,
) -> Vec<Annotation> {
    let findings = diff.diagnostics.iter().map(|diagnostic| of_diagnostic(diagnostic, places));
    let impacts = diff.affected().filter(|impact| !impact.model_changes.is_empty() || is_silent(impact));
    let impacts = impacts.map(|impact| of_impact(impact, places));
    let changes = diff.changes.iter().map(|change| of_change(change, schemas, fails_at, places));
    errors_first(findings.chain(impacts).chain(changes).collect())
}

/// Returns whether an operation is no longer valid without a finding of its own.
fn is_silent(impact: &Impact) -> bool {
    impact.effect == Effect::Broken && impact.diagnostics.is_empty()
}

fn errors_first(mut annotations: Vec<Annotation>) -> Vec<Annotation> {
    annotations.sort_by_key(|annotation| annotation.level);
    annotations
}

fn of_diagnostic(diagnostic: &Diagnostic, places: &Places) -> Annotation {
    let Diagnostic { message, help, file, start, end, related, .. } = diagnostic;
    let related = related.iter().filter_map(|related| {
        Some(RelatedPlace { message: related.message.clone(), place: of_location(&related.at, places)? })
    });
    Annotation {
        level: if diagnostic.is_error() { Level::Error } else { Level::Warning },
        rule: format!("{}::{}", diagnostic.rule_set, diagnostic.code),
        message: match help {
            Some(help) => format!("{message}\nhelp: {help}"),
            None => message.clone(),
        },
        place: places.path(file).map(|path| Place { path, start: *start, end: *end }),
        related: related.collect(),
        fingerprint: diagnostic.fingerprint(),
    }
}

fn of_impact(impact: &Impact, places: &Places) -> Annotation {
    let name = if impact.operation.is_empty() { "(anonymous)" } else { &impact.operation };
    let mut message = format!("operation {name}: {}", impact.effect);
    for change in &impact.model_changes {
        let shape = |shape: &Option<String>| shape.clone().unwrap_or_else(|| "none".to_owned());
        let (before, after) = (shape(&change.before), shape(&change.after));
        message.push_str(&format!("\nby {}: {before} -> {after}", change.coordinate));
    }
    if is_silent(impact) {
        message.push_str("\nby another operation of the same file, which is sent whole");
    }
    let related = impact.model_changes.iter().filter_map(|change| {
        let place = of_location(change.new.as_ref()?, places)?;
        Some(RelatedPlace { message: format!("{} is defined here", change.coordinate), place })
    });
    Annotation {
        level: Level::Error,
        rule: match impact.effect {
            Effect::ModelChanged => "operation::model-changed".to_owned(),
            Effect::Broken | Effect::InvalidBefore | Effect::Unaffected => "operation::broken".to_owned(),
        },
        message,
        place: places.path(&impact.file).map(|path| Place { path, start: impact.start, end: impact.start }),
        related: related.collect(),
        fingerprint: Some(format!("{} {name}", impact.effect)),
    }
}

fn of_change(
    change: &Change,
    schemas: &[&Schema],
    fails_at: Option<ChangeLevel>,
    places: &Places,
) -> Annotation {
    let level = match (fails_at, change.level) {
        (Some(limit), level) if level <= limit => Level::Error,
        (_, ChangeLevel::Breaking | ChangeLevel::Dangerous) => Level::Warning,
        (_, ChangeLevel::Safe) => Level::Notice,
    };
    let owners = schemas.iter().filter_map(|schema| schema.locate(&change.coordinate));
    let at = change.new.iter().cloned().chain(owners);
    // A removed type has no owner, and a change of the definition `schema` may have no place.
    let starts = schemas.iter().filter_map(|schema| {
        let path = places.path(schema.path())?;
        Some(Place { path, start: Position::START, end: Position::START })
    });
    let place = at.filter_map(|at| of_location(&at, places)).chain(starts).next();
    let Change { level: risk, kind, coordinate, message, .. } = change;
    Annotation {
        level,
        rule: format!("change::{kind}"),
        message: format!("{risk}: {coordinate}: {message}"),
        place,
        related: Vec::new(),
        fingerprint: Some(change.fingerprint()),
    }
}

fn of_location(at: &Location, places: &Places) -> Option<Place> {
    Some(Place { path: places.path(&at.file)?, start: at.start, end: at.end })
}
