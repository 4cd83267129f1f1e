//! Matches fingerprints with the entries of a list, and reports entries that match nothing or have expired.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::accept::list::Entry;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::RuleSet::Spec;
use crate::finding::Finding;
use crate::source::{Text, Texts};

/// The entries of one kind, and what matched them.
pub(crate) struct Matching<'a> {
    entries: HashMap<&'a str, &'a Entry>,
    in_order: &'a [Entry],
    matched: HashMap<&'a str, Match>,
    today: NaiveDate,
}

/// The result for an entry that matches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    Accepted,
    Expired,
}

impl<'a> Matching<'a> {
    pub(crate) fn new(entries: &'a [Entry], today: NaiveDate) -> Self {
        let by_fingerprint = entries.iter().map(|entry| (entry.fingerprint.as_str(), entry)).collect();
        Matching { entries: by_fingerprint, in_order: entries, matched: HashMap::new(), today }
    }

    /// Returns whether an entry accepts a fingerprint today.
    pub(crate) fn accepts(&mut self, fingerprint: &str) -> bool {
        let Some(entry) = self.entries.get(fingerprint) else {
            return false;
        };
        let is_expired = entry.expires.is_some_and(|last| last < self.today);
        let result = if is_expired { Match::Expired } else { Match::Accepted };
        self.matched.insert(&entry.fingerprint, result);
        result == Match::Accepted
    }

    /// Returns a warning for each entry that matched nothing.
    pub(crate) fn unused(&self, text: &Arc<Text>) -> Vec<Diagnostic> {
        let unused = self.in_order.iter().filter(|entry| !self.matched.contains_key(&*entry.fingerprint));
        unused
            .map(|entry| {
                let message =
                    format!("nothing has the fingerprint `{}` any more: remove the entry", entry.fingerprint);
                let finding = Finding::error(Spec, "unused-acceptance", entry.at, message);
                finding.warning().place(&Texts::new(Arc::clone(text)))
            })
            .collect()
    }

    /// Returns a warning for each entry that would accept something if it had not expired.
    pub(crate) fn expired(&self, text: &Arc<Text>) -> Vec<Diagnostic> {
        let expired = self.in_order.iter().filter(|entry| {
            self.matched.get(&*entry.fingerprint).is_some_and(|result| *result == Match::Expired)
        });
        expired
            .filter_map(|entry| {
                let message = format!("`{}` was accepted until {}", entry.fingerprint, entry.expires?);
                let finding = Finding::error(Spec, "expired-acceptance", entry.at, message);
                Some(finding.warning().place(&Texts::new(Arc::clone(text))))
            })
            .collect()
    }
}
