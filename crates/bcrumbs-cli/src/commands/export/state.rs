//! How far an export has come, kept beside its file so that it can be gone on with.

use crate::commands::export::seen::Edge;
use bcrumbs::Position;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The form of the state; a later one that cannot be read as this one has another number.
const VERSION: u32 = 2;

/// What is exported, by the names of the options that say so, and by [`LIST`].
pub(crate) type Wanted = Map<String, Value>;

/// The name of the one entry that is no option.
pub(crate) const LIST: &str = "list";

/// How far an export has come.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    version: u32,
    /// What is exported.
    wanted: Wanted,
    /// The instant that an export without `--to` ends at, where it needs one.
    pub(crate) until: Option<DateTime<Utc>>,
    /// How many items there are in all, where the gateway says so.
    pub(crate) total: Option<u64>,
    /// The length of the file as far as it is on the disk.
    pub(crate) bytes: u64,
    /// How many items that is.
    pub(crate) items: u64,
    /// How many errors the gateway gave in place of items.
    pub(crate) missing: u64,
    /// Where the list is resumed after the last page that came in its turn.
    pub(crate) position: Option<Position>,
    /// What was written after that position, where parts of a span are fetched at once: those have no position.
    pub(crate) edge: Edge,
    /// Whether nothing follows.
    pub(crate) complete: bool,
}

impl State {
    /// Begins.
    pub(crate) fn new(wanted: Wanted) -> Self {
        Self {
            version: VERSION,
            wanted,
            until: None,
            total: None,
            bytes: 0,
            items: 0,
            missing: 0,
            position: None,
            edge: Edge::default(),
            complete: false,
        }
    }

    /// Reads what [`to_json`](Self::to_json) wrote; the error says what is wrong with it.
    pub(crate) fn read(json: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }

        let not_ours = |problem: serde_json::Error| format!("is no record of an export ({problem})");
        let Version { version } = serde_json::from_slice(json).map_err(not_ours)?;
        if version != VERSION {
            return Err(format!(
                "was written by another version of bcrumbs (its form is {version}, not {VERSION})"
            ));
        }
        serde_json::from_slice(json).map_err(not_ours)
    }

    /// Returns the state as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    /// Returns the names of what is wanted otherwise now.
    pub(crate) fn differences(&self, now: &Wanted) -> BTreeSet<String> {
        let value = |wanted: &Wanted, name: &str| match wanted.get(name) {
            None | Some(Value::Null | Value::Bool(false)) => Value::Null,
            Some(Value::Array(none)) if none.is_empty() => Value::Null,
            Some(value) => value.clone(),
        };
        let names = self.wanted.keys().chain(now.keys());
        names.filter(|name| value(&self.wanted, name) != value(now, name)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{State, Wanted};
    use serde_json::{Value, json};

    fn wanted(value: &Value) -> Wanted {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_state_reads_back_as_it_was_written() {
        let mut state = State::new(wanted(&json!({"tag": ["vip"]})));
        state.position = Some("2026-03-16T12:25:10.000Z~67d7f55f7a9a4e1d76f58831".into());
        state.bytes = u64::MAX;
        let json = state.to_json().unwrap();
        assert_eq!(State::read(&json).unwrap().to_json().unwrap(), json);
    }

    #[test]
    fn what_is_no_state_is_told_from_one_of_another_version() {
        for (text, words) in [
            ("", "no record"),
            ("[]", "no record"),
            ("{\"version\":2}", "no record"),
            ("{\"version\":1}", "version"),
        ] {
            assert!(State::read(text.as_bytes()).unwrap_err().contains(words), "{text}");
        }
    }

    #[test]
    fn an_option_that_is_not_given_is_the_same_as_one_that_was_unknown() {
        let state = State::new(wanted(&json!({"format": "csv", "channel": "a", "stage": null, "tag": []})));
        assert!(state.differences(&wanted(&json!({"format": "csv", "channel": "a", "ai": null}))).is_empty());
        let differences = state.differences(&wanted(&json!({"format": "csv", "contact": "b"})));
        assert_eq!(differences.into_iter().collect::<Vec<_>>(), ["channel", "contact"]);
    }
}
