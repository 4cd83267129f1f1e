//! Two lists of named things, matched by their names.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// What two maps have in common and what only one of them has, each in the order of its own map.
pub(crate) struct Matched<'a, K, V> {
    pub(crate) removed: Vec<One<'a, K, V>>,
    pub(crate) added: Vec<One<'a, K, V>>,
    pub(crate) both: Vec<Two<'a, K, V>>,
}

pub(crate) struct One<'a, K, V> {
    pub(crate) name: &'a K,
    pub(crate) value: &'a V,
}

pub(crate) struct Two<'a, K, V> {
    pub(crate) name: &'a K,
    pub(crate) old: &'a V,
    pub(crate) new: &'a V,
}

pub(crate) fn matched<'a, K: Eq + Hash, V>(
    old: impl IntoIterator<Item = (&'a K, &'a V)>,
    new: impl IntoIterator<Item = (&'a K, &'a V)>,
) -> Matched<'a, K, V> {
    let new: Vec<(&K, &V)> = new.into_iter().collect();
    let by_name: HashMap<&K, &V> = new.iter().copied().collect();
    let (mut removed, mut both) = (Vec::new(), Vec::new());
    let mut known = HashSet::new();
    for (name, value) in old {
        known.insert(name);
        match by_name.get(name) {
            Some(other) => both.push(Two { name, old: value, new: *other }),
            None => removed.push(One { name, value }),
        }
    }
    let added = new.into_iter().filter(|(name, _)| !known.contains(name));
    let added = added.map(|(name, value)| One { name, value }).collect();
    Matched { removed, added, both }
}
