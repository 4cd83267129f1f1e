//! What a difference between two schemas means for code that was generated from the first and runs against the second.

use apollo_compiler::Name;
use apollo_compiler::ast::Type;

use crate::diagnostic::RuleSet;
use crate::diff::names::{Form, Names};
use crate::diff::shape::{Difference, Direction, Kind};
use crate::finding::Finding;
use crate::options::{ANY_FORM, Options};

/// The note on a new required input field.
pub(crate) const DEFAULT_NOTE: &str =
    "every call is refused until it is sent, and a derived `Default` would send an empty value";

/// Judges differences.
pub(crate) struct Risks<'a> {
    pub(crate) names: &'a Names<'a>,
    pub(crate) options: &'a Options,
}

/// Whether code can use a value of another type, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Fits,
    /// The form of the values of a custom scalar is not known.
    Unknown,
    /// A null does not fit.
    Null,
    Never,
}

impl Risks<'_> {
    /// Returns the finding about a difference; `None` if the code works as before.
    pub(crate) fn finding(&self, difference: &Difference) -> Option<Finding> {
        let at = difference.coordinate();
        let used = difference.used();
        let error = |code, message: String| Finding::error(RuleSet::Drift, code, used, message);
        match (&difference.old, &difference.new) {
            (Some(old), Some(new)) => match (&old.kind, &new.kind) {
                (Kind::Selected(before), Kind::Selected(after)) => {
                    let types =
                        format!("`{at}` is `{after}` in the live schema, and the code reads `{before}`");
                    match self.reads(before, after) {
                        Fit::Fits => None,
                        Fit::Unknown => Some(
                            error("field-type", types)
                                .warning()
                                .help("whether the code can read it depends on the form of the new scalar"),
                        ),
                        Fit::Null => Some(
                            error("field-null", types)
                                .warning()
                                .help("the code cannot read a response with a null there"),
                        ),
                        Fit::Never => Some(error("field-type", types).help(
                            "the code cannot read the response: leave the field out, or change its type",
                        )),
                    }
                }
                (Kind::InputField { ty: before, .. }, Kind::InputField { ty: after, is_required }) => {
                    if *is_required && !before.is_non_null() {
                        let message = format!(
                            "`{at}` of type `{after}` is required in the live schema, and the code may leave it out"
                        );
                        return Some(error("input-required", message).help("set it in every call"));
                    }
                    let types =
                        format!("`{at}` is `{after}` in the live schema, and the code sends `{before}`");
                    match self.accepts(before, after) {
                        Fit::Fits | Fit::Null => None,
                        Fit::Unknown => Some(error("input-type", types).warning().help(
                            "whether a call that sets it is accepted depends on the form of the new type",
                        )),
                        Fit::Never => Some(error("input-type", types).help("a call that sets it is refused")),
                    }
                }
                _ => None,
            },
            (None, Some(new)) => match &new.kind {
                Kind::InputField { ty, is_required: true } => {
                    let message = format!(
                        "`{at}` of type `{ty}` is required in the live schema, and the code does not send it"
                    );
                    Some(error("input-required", message).help(DEFAULT_NOTE))
                }
                _ => None,
            },
            (Some(old), None) => match (&old.kind, old.direction) {
                (Kind::InputField { is_required: true, .. }, _) => {
                    let message = format!("`{at}` is not in the live schema, and the code always sends it");
                    Some(error("input-removed", message).help("every call is refused"))
                }
                (Kind::InputField { .. }, _) => {
                    let message = format!("`{at}` is not in the live schema, and the code can send it");
                    Some(error("input-removed", message).warning().help("a call that sets it is refused"))
                }
                (Kind::Value, Direction::Sent) => {
                    let message = format!("`{at}` is not in the live schema, and the code can send it");
                    Some(error("value-removed", message).warning().help("a call that sends it is refused"))
                }
                _ => None,
            },
            (None, None) => None,
        }
    }

    /// Whether code that was generated for the type `before` reads a value of the type `after`.
    fn reads(&self, before: &Type, after: &Type) -> Fit {
        if self.is_any(before.inner_named_type()) && !before.is_list() {
            return null(before, after);
        }
        let fit = match (before, after) {
            (Type::List(old) | Type::NonNullList(old), Type::List(new) | Type::NonNullList(new)) => {
                self.reads(old, new)
            }
            (Type::Named(old) | Type::NonNullNamed(old), Type::Named(new) | Type::NonNullNamed(new)) => {
                self.reads_leaf(old, new)
            }
            _ => Fit::Never,
        };
        fit.max(null(before, after))
    }

    fn reads_leaf(&self, old: &Name, new: &Name) -> Fit {
        if self.names.correspond(old, new) {
            return Fit::Fits;
        }
        let (before, after) = (self.names.old_form(old), self.names.new_form(new));
        match (before, after) {
            // The operation is not valid then, which is reported.
            (Form::Object, _) | (_, Form::Object) | (Form::Input, _) | (_, Form::Input) => Fit::Fits,
            // Generated enums keep values that they do not know.
            (Form::Enum, Form::Enum) => Fit::Fits,
            (Form::Enum, Form::Scalar) => text(new),
            (Form::Scalar, Form::Enum) => self.reads_scalar(old, "String"),
            (Form::Scalar, Form::Scalar) => self.reads_scalar(old, new),
        }
    }

    fn reads_scalar(&self, old: &str, new: &str) -> Fit {
        if old == new {
            return Fit::Fits;
        }
        match self.options.readable(old) {
            Some(known) if known.iter().any(|name| name == new) => Fit::Fits,
            Some(_) if is_built_in(new) => Fit::Never,
            Some(_) => Fit::Unknown,
            None => match (old, new) {
                ("ID", "String") | ("String", "ID") | ("Float", "Int") => Fit::Fits,
                _ if is_built_in(old) && is_built_in(new) => Fit::Never,
                _ => Fit::Unknown,
            },
        }
    }

    /// Whether a server takes a value of the type `before` where it declares `after`. Nulls are left out of a request.
    fn accepts(&self, before: &Type, after: &Type) -> Fit {
        match (before, after) {
            (Type::List(old) | Type::NonNullList(old), Type::List(new) | Type::NonNullList(new)) => {
                self.accepts(old, new)
            }
            // A single value counts as a list of one.
            (Type::Named(_) | Type::NonNullNamed(_), Type::List(new) | Type::NonNullList(new)) => {
                self.accepts(before, new)
            }
            (Type::List(_) | Type::NonNullList(_), Type::Named(new) | Type::NonNullNamed(new)) => {
                match is_built_in(new) || self.names.new_form(new) != Form::Scalar {
                    true => Fit::Never,
                    false => Fit::Unknown,
                }
            }
            (Type::Named(old) | Type::NonNullNamed(old), Type::Named(new) | Type::NonNullNamed(new)) => {
                self.accepts_leaf(old, new)
            }
        }
    }

    fn accepts_leaf(&self, old: &Name, new: &Name) -> Fit {
        if self.names.correspond(old, new) {
            return Fit::Fits;
        }
        match (self.names.old_form(old), self.names.new_form(new)) {
            (Form::Scalar, Form::Scalar) => self.accepts_scalar(old, new),
            (Form::Enum, Form::Scalar) => text(new),
            (Form::Scalar, Form::Enum) => Fit::Unknown,
            (Form::Enum, Form::Enum) | (Form::Input, Form::Input) => Fit::Fits,
            _ => Fit::Never,
        }
    }

    fn accepts_scalar(&self, old: &str, new: &str) -> Fit {
        let is_text = |name: &str| {
            let known = self.options.readable(name).unwrap_or_default();
            matches!(name, "String" | "ID") || known.iter().any(|form| form == "String")
        };
        match (old, new) {
            ("Int", "Float" | "ID") => Fit::Fits,
            (old, "String" | "ID") if is_text(old) => Fit::Fits,
            _ if is_built_in(old) && is_built_in(new) => Fit::Never,
            _ => Fit::Unknown,
        }
    }

    /// Whether the Rust type of a scalar reads every JSON value.
    fn is_any(&self, scalar: &str) -> bool {
        self.options.readable(scalar).unwrap_or_default().iter().any(|form| form == ANY_FORM)
    }
}

fn null(before: &Type, after: &Type) -> Fit {
    match before.is_non_null() && !after.is_non_null() {
        true => Fit::Null,
        false => Fit::Fits,
    }
}

/// Whether a scalar has the form of an enum value.
fn text(scalar: &str) -> Fit {
    match scalar {
        "String" | "ID" => Fit::Fits,
        _ if is_built_in(scalar) => Fit::Never,
        _ => Fit::Unknown,
    }
}

fn is_built_in(scalar: &str) -> bool {
    matches!(scalar, "Int" | "Float" | "String" | "Boolean" | "ID")
}
