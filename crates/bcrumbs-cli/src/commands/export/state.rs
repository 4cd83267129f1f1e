//! How far an export has come, kept beside its file so that it can be resumed.

use crate::commands::export::seen::Seen;
use bcrumbs::Position;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The form of the state; a later one that cannot be read as this one has another number.
const VERSION: u32 = 3;

/// What is exported, by the names of the options that say so, and by [`LIST`].
pub(crate) type Wanted = Map<String, Value>;

/// The name of the list that is exported: an entry that is no option.
pub(crate) const LIST: &str = "list";

/// The limits of the span as they were written, by the names of their options: an entry that is no option. `-24h` is
/// another instant in each run, and means the same export.
pub(crate) const TIMES: &str = "times";

/// The name of the one option that is not taken from an earlier export.
const ENDPOINT: &str = "endpoint";

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
    /// The CRC-32 of that much: a file that was changed meanwhile is not continued.
    pub(crate) checksum: u32,
    /// What the file may hold beyond that before anything of it is safe, as it is after each write that was announced.
    #[serde(default)]
    pub(crate) announced: Vec<Written>,
    /// How many items that is.
    pub(crate) items: u64,
    /// How many errors the gateway gave in place of items.
    pub(crate) missing: u64,
    /// Where the list is resumed after the last page that came in its turn.
    pub(crate) position: Option<Position>,
    /// The items that were written at the end, where parts of a span are fetched at once. A position of these parts
    /// names at most eight items at one instant.
    pub(crate) seen: Seen,
    /// Whether nothing follows.
    pub(crate) complete: bool,
}

/// The beginning of a file that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Written {
    pub(crate) bytes: u64,
    pub(crate) checksum: u32,
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
            checksum: 0,
            announced: Vec::new(),
            items: 0,
            missing: 0,
            position: None,
            seen: Seen::default(),
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

    /// Completes what is wanted now: what is not given is what was given before, and a time that is written as it was
    /// before is the instant that it was. The endpoint must be given again, since the API key goes there.
    pub(crate) fn complete_wanted(&self, mut now: Wanted) -> Wanted {
        let mut times = entries(&now);
        for (name, text) in entries(&self.wanted) {
            if times.get(&name) == Some(&text) {
                now.remove(&name);
            } else if is_nothing(now.get(&name)) {
                times.insert(name, text);
            }
        }
        for (name, value) in &self.wanted {
            if name != ENDPOINT && is_nothing(now.get(name)) {
                now.insert(name.clone(), value.clone());
            }
        }
        if now.contains_key(TIMES) {
            now.insert(TIMES.to_owned(), times.into());
        }
        now
    }

    /// Returns the names of what is wanted otherwise now.
    pub(crate) fn differences(&self, now: &Wanted) -> BTreeSet<String> {
        let value = |wanted: &Wanted, name: &str| {
            wanted.get(name).filter(|value| !is_nothing(Some(value))).cloned().unwrap_or_default()
        };
        let names = self.wanted.keys().chain(now.keys());
        let options = names.filter(|name| *name != TIMES);
        options.filter(|name| value(&self.wanted, name) != value(now, name)).cloned().collect()
    }

    /// Returns whether the file can be what this export wrote before anything of it was safe. `checksum_of` returns the
    /// checksum of the whole file.
    pub(crate) fn knows<E>(
        &self,
        length: u64,
        checksum_of: impl FnOnce() -> Result<u32, E>,
    ) -> Result<bool, E> {
        let safe = Written { bytes: self.bytes, checksum: self.checksum };
        let mut known =
            self.announced.iter().chain([&safe]).filter(|written| written.bytes == length).peekable();
        if known.peek().is_none() {
            return Ok(false);
        }
        let checksum = checksum_of()?;
        Ok(known.any(|written| written.checksum == checksum))
    }
}

/// Returns the limits of the span as they were written.
fn entries(wanted: &Wanted) -> Wanted {
    wanted.get(TIMES).and_then(Value::as_object).cloned().unwrap_or_default()
}

/// Returns whether an option was not given.
fn is_nothing(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => true,
        Some(Value::Array(values)) => values.is_empty(),
        Some(Value::Bool(true) | Value::Number(_) | Value::String(_) | Value::Object(_)) => false,
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
    fn what_is_no_state_is_distinguished_from_one_of_another_version() {
        for (text, words) in [
            ("", "no record"),
            ("[]", "no record"),
            ("{\"version\":3}", "no record"),
            ("{\"version\":2}", "version"),
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

    #[test]
    fn a_time_that_is_written_as_before_is_the_instant_that_it_was() {
        let before = json!({"from": "2026-03-16T00:00:00Z", "times": {"from": "-24h"}});
        let state = State::new(wanted(&before));
        let now = |text: &str| wanted(&json!({"from": "2026-03-17T00:00:00Z", "times": {"from": text}}));
        assert_eq!(Value::Object(state.complete_wanted(now("-24h"))), before);
        assert!(state.differences(&state.complete_wanted(now("-24h"))).is_empty());
        let other = state.complete_wanted(now("-48h"));
        assert_eq!(state.differences(&other).into_iter().collect::<Vec<_>>(), ["from"]);
        let alone = state.complete_wanted(wanted(&json!({"from": null, "times": {}})));
        assert_eq!(Value::Object(alone), before);
    }

    #[test]
    fn what_is_not_given_again_is_what_was_given_before_but_for_the_endpoint() {
        let before =
            json!({"format": "csv", "tag": ["vip"], "ended": false, "endpoint": "http://127.0.0.1:1/"});
        let now = wanted(&json!({"tag": [], "ended": true, "stage": "s", "format": null}));
        let complete = State::new(wanted(&before)).complete_wanted(now);
        let expected = json!({"format": "csv", "tag": ["vip"], "ended": true, "stage": "s"});
        assert_eq!(Value::Object(complete), expected);
    }
}
