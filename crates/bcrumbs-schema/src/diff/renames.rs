//! Possible renames: a removed part and a new one of the same type with a similar name.

use std::collections::HashMap;

use apollo_compiler::Name;
use strsim::jaro_winkler;

use crate::diff::matched::Matched;

/// The smallest similarity of two names, from 0 to 1. `orderNo` and `orderNumber` have 0.91, `city` and `country` 0.66.
const SIMILAR: f64 = 0.8;

/// More pairs than this are not compared: so many removed and new parts are no renames.
const MOST_PAIRS: usize = 10_000;

/// For each removed name the new name that it may have now. No new name is used twice.
pub(crate) struct Renames<'a> {
    new_names: HashMap<&'a Name, &'a Name>,
}

impl<'a> Renames<'a> {
    pub(crate) fn of<V>(matched: &Matched<'a, Name, V>, is_same_type: impl Fn(&V, &V) -> bool) -> Self {
        let mut candidates: Vec<(f64, &Name, &Name)> = Vec::new();
        if matched.removed.len() * matched.added.len() <= MOST_PAIRS {
            for removed in &matched.removed {
                let name = removed.name.to_ascii_lowercase();
                for added in &matched.added {
                    let similarity = jaro_winkler(&name, &added.name.to_ascii_lowercase());
                    if similarity >= SIMILAR && is_same_type(removed.value, added.value) {
                        candidates.push((similarity, removed.name, added.name));
                    }
                }
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        let mut new_names: HashMap<&Name, &Name> = HashMap::new();
        for (_, old, new) in candidates {
            if !new_names.contains_key(old) && !new_names.values().any(|used| *used == new) {
                new_names.insert(old, new);
            }
        }
        Renames { new_names }
    }

    /// Returns the end of a message about a removed part; empty if no new part is similar.
    pub(crate) fn note(&self, removed: &Name, coordinate: impl Fn(&Name) -> String) -> String {
        self.new_names
            .get(removed)
            .map(|new| format!("; possibly renamed: `{}` is new", coordinate(new)))
            .unwrap_or_default()
    }
}
