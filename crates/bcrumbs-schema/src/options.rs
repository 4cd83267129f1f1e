//! The options of a check.

use std::collections::BTreeMap;

use crate::diagnostic::RuleSet;

/// The `normalization` attribute of the `graphql_client` derive: it decides which names collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Normalization {
    /// Names stay as the schema spells them: the derive's own default.
    None,
    /// `normalization = "rust"`: types and enum values become `UpperCamelCase`.
    Rust,
}

/// The files in which a document's fragments can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FragmentScope {
    /// In the same file: `graphql_client` reads no other.
    #[default]
    File,
    /// In any of the files that are checked together. Their names are unique across the files.
    Shared,
}

/// In [`Options::scalar`]: every JSON value.
pub(crate) const ANY_FORM: &str = "*";

/// The type names that count in a comparison of two schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TypeNames {
    /// All of them.
    #[default]
    All,
    /// Only those that the operations send: the types of their variables and their type conditions. Every other type is
    /// compared with the type at the same place of the other schema, whatever it is called. The names of scalars
    /// always count, because nothing else shows the form of their values. Descriptions do not count.
    Sent,
}

/// The strictness of a rule set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// Nothing is reported.
    Off,
    /// Findings are reported as they are.
    On,
    /// Findings are reported as errors.
    Deny,
}

/// The rule sets that run, and their strictness.
///
/// By default `spec` and `codegen` report errors, `deprecation` warns and `wire` is off.
///
/// ```
/// use bcrumbs_schema::{Options, RuleSet, Schema, Source, check};
///
/// let schema = Schema::parse("s.graphql", "type Query { old: Int @deprecated(reason: \"use new\") }").unwrap();
/// let documents = [Source::new("q.graphql", "query Q { old }")];
///
/// assert!(!check(&schema, &documents, &Options::new()).has_errors());
/// assert!(check(&schema, &documents, &Options::new().deny(RuleSet::Deprecation)).has_errors());
/// let silent = check(&schema, &documents, &Options::new().allow(RuleSet::Deprecation));
/// assert!(silent.diagnostics.is_empty());
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    levels: BTreeMap<RuleSet, Level>,
    normalization: Option<Normalization>,
    fragments: FragmentScope,
    type_names: TypeNames,
    scalars: BTreeMap<String, Vec<String>>,
}

impl Options {
    /// Returns the defaults.
    #[must_use]
    pub fn new() -> Self {
        Options::default()
    }

    /// Disables a rule set.
    #[must_use]
    pub fn allow(self, rule_set: RuleSet) -> Self {
        self.with(rule_set, Level::Off)
    }

    /// Enables a rule set with its usual severity. Only `wire` is disabled by default.
    #[must_use]
    pub fn enable(self, rule_set: RuleSet) -> Self {
        self.with(rule_set, Level::On)
    }

    /// Enables a rule set and reports its warnings as errors.
    #[must_use]
    pub fn deny(self, rule_set: RuleSet) -> Self {
        self.with(rule_set, Level::Deny)
    }

    /// Sets the `normalization` of the derives. Without it, `codegen` reports a name only if it fails under both.
    #[must_use]
    pub fn normalization(mut self, normalization: Normalization) -> Self {
        self.normalization = Some(normalization);
        self
    }

    /// Sets where the fragments stand that a document spreads.
    ///
    /// ```
    /// use bcrumbs_schema::{FragmentScope, Options, RuleSet, Schema, Source, check};
    ///
    /// let schema = Schema::parse("s.graphql", "type Query { tag: Tag } type Tag { id: ID }").unwrap();
    /// let documents = [
    ///     Source::new("q.graphql", "query Q { tag { ...T } }"),
    ///     Source::new("t.graphql", "fragment T on Tag { id }"),
    /// ];
    /// let options = Options::new().fragments(FragmentScope::Shared);
    /// assert!(!check(&schema, &documents, &options).has_errors());
    /// assert!(check(&schema, &documents, &Options::new()).has_errors());
    /// ```
    #[must_use]
    pub fn fragments(mut self, scope: FragmentScope) -> Self {
        self.fragments = scope;
        self
    }

    /// Sets which type names count in [`diff()`](crate::diff()).
    ///
    /// ```
    /// use bcrumbs_schema::{Options, Schema, TypeNames, diff};
    ///
    /// let old = Schema::parse("old.graphql", "type Query { tag: Tag } type Tag { id: ID }").unwrap();
    /// let new = Schema::parse("new.graphql", "type Query { tag: Label } type Label { id: ID }").unwrap();
    /// let changes = |options: &Options| diff(&old, &new, &[], options).changes.len();
    /// assert_eq!(changes(&Options::new()), 3);
    /// assert_eq!(changes(&Options::new().type_names(TypeNames::Sent)), 0);
    /// ```
    #[must_use]
    pub fn type_names(mut self, names: TypeNames) -> Self {
        self.type_names = names;
        self
    }

    /// States which other scalars the Rust type of a scalar can read, for [`drift()`](crate::drift()). Without this, a
    /// changed custom scalar is a warning: the form of its values is not known. `*` stands for every JSON value.
    ///
    /// ```
    /// use bcrumbs_schema::{Options, Schema, Source, drift};
    ///
    /// let built = Schema::parse("built.graphql", "scalar Date type Query { day: Date }").unwrap();
    /// let live = Schema::parse("live.graphql", "type Query { day: Int }").unwrap();
    /// let query = [Source::new("q.graphql", "query Q { day }")];
    /// assert!(!drift(&built, &live, &query, &Options::new()).has_errors());
    /// assert!(drift(&built, &live, &query, &Options::new().scalar("Date", ["String"])).has_errors());
    /// ```
    #[must_use]
    pub fn scalar<'a>(mut self, name: impl Into<String>, reads: impl IntoIterator<Item = &'a str>) -> Self {
        self.scalars.insert(name.into(), reads.into_iter().map(str::to_owned).collect());
        self
    }

    fn with(mut self, rule_set: RuleSet, level: Level) -> Self {
        self.levels.insert(rule_set, level);
        self
    }

    /// Returns the strictness of a rule set.
    #[must_use]
    pub fn level(&self, rule_set: RuleSet) -> Level {
        let default = match rule_set {
            RuleSet::Wire => Level::Off,
            RuleSet::Spec | RuleSet::Codegen | RuleSet::Deprecation | RuleSet::Drift => Level::On,
        };
        self.levels.get(&rule_set).copied().unwrap_or(default)
    }

    pub(crate) fn is_on(&self, rule_set: RuleSet) -> bool {
        self.level(rule_set) != Level::Off
    }

    pub(crate) fn known_normalization(&self) -> Option<Normalization> {
        self.normalization
    }

    pub(crate) fn compared_names(&self) -> TypeNames {
        self.type_names
    }

    /// Returns the scalars that the Rust type of a scalar can read, if they are known.
    pub(crate) fn readable(&self, scalar: &str) -> Option<&[String]> {
        self.scalars.get(scalar).map(Vec::as_slice)
    }

    pub(crate) fn fragment_scope(&self) -> FragmentScope {
        self.fragments
    }
}
