//! Removes long texts from JSON. An error about a value of a wrong type contains the whole value, and formatting a
//! value of many megabytes takes several times longer than parsing it.

/// The minimum size of a body, in bytes, for which long texts are removed.
const LARGE_BODY: usize = 1024 * 1024;

/// The maximum length of a text in bytes, as written in the JSON. A longer text is removed.
const LONG_TEXT: usize = 64 * 1024;

/// The replacement for a removed text.
const LEFT_OUT: &str = "\"…\"";

/// Replaces long texts with an ellipsis. Returns `None` if the body is small or has no long text. If the body is not
/// valid JSON, the part from its last text on is not changed.
pub(crate) fn leave_out(json: &str) -> Option<String> {
    if json.len() <= LARGE_BODY {
        return None;
    }
    let mut short = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(start) = json[at..].find('"').map(|found| at + found) {
        let Some(end) = end(json, start + 1) else { break };
        if end - start > LONG_TEXT {
            short.push_str(&json[kept..start]);
            short.push_str(LEFT_OUT);
            kept = end;
        }
        at = end;
    }
    (kept > 0).then(|| short + &json[kept..])
}

/// Returns the index after the closing quotation mark of the text at `begin`.
fn end(json: &str, begin: usize) -> Option<usize> {
    let mut at = begin;
    loop {
        let mark = at + json[at..].find('"')?;
        let slashes = json.as_bytes()[at..mark].iter().rev().take_while(|byte| **byte == b'\\').count();
        at = mark + 1;
        if slashes % 2 == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LARGE_BODY, LONG_TEXT, leave_out};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// Returns a value without its long texts.
    fn without_long_texts(value: Value) -> Value {
        match value {
            Value::String(text) if json!(text).to_string().len() > LONG_TEXT => "…".into(),
            Value::Array(values) => values.into_iter().map(without_long_texts).collect(),
            other => other,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn long_texts_are_left_out_and_all_else_stays(
            texts in prop::collection::vec(("[a\"\\\\é\n]{1,4}", any::<bool>()), 1..6),
        ) {
            let text = |(text, long): (String, bool)| if long { text.repeat(LONG_TEXT) } else { text };
            let mut values: Vec<Value> = texts.into_iter().map(|each| text(each).into()).collect();
            values.extend(vec![Value::from("padding"); LARGE_BODY / 8]);
            let value = Value::Array(values);
            let expected = without_long_texts(value.clone());
            let is_changed = expected != value;
            let short = leave_out(&value.to_string());
            prop_assert_eq!(short.is_some(), is_changed);
            let read = short.map_or(value, |short| serde_json::from_str(&short).unwrap());
            prop_assert!(read == expected);
        }
    }

    #[test]
    fn small_bodies_and_texts_that_do_not_end_are_left_alone() {
        assert_eq!(leave_out(&json!("a".repeat(LARGE_BODY / 2)).to_string()), None);
        for piece in ["a", "\\\"", "\\\\\\", "é"] {
            assert_eq!(leave_out(&format!("[1,\"{}", piece.repeat(2 * LARGE_BODY))), None);
        }
    }
}
