//! The beginning of a text that a question or a notice quotes: on one line, safe for a terminal, and not too long.

use crate::output::sanitize::on_one_line;
use crate::output::width::fitted;
use serde_json::Value;

/// The most columns that a quoted text takes: about three lines of a terminal.
const LONGEST: usize = 200;

/// The most columns that each text inside JSON takes, so that a long one hides no other.
const LONGEST_INSIDE: usize = 60;

/// The most columns that JSON takes: about eight lines of a terminal.
const LONGEST_JSON: usize = 600;

/// Returns a text as it is quoted. A longer text is cut and ends with an ellipsis.
pub(crate) fn excerpt(text: &str) -> String {
    fitted(on_one_line(text), LONGEST).into_owned()
}

/// Returns JSON as it is quoted: each text in it is cut, and so is the whole.
pub(crate) fn json_excerpt(value: &Value) -> String {
    let value = shortened(value).to_string();
    fitted(on_one_line(&value), LONGEST_JSON).into_owned()
}

fn shortened(value: &Value) -> Value {
    match value {
        Value::String(text) => fitted(on_one_line(text), LONGEST_INSIDE).into(),
        Value::Array(values) => values.iter().map(shortened).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), shortened(value))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{excerpt, json_excerpt};
    use serde_json::json;

    #[test]
    fn a_long_text_inside_json_hides_no_other() {
        let quoted = json_excerpt(&json!({"body": "x".repeat(1_000), "order": ["A\u{9b}17", 3]}));
        assert!(quoted.contains("xxx…\"") && quoted.contains(r#""A\\u{9b}17",3"#), "{quoted}");
        assert!(json_excerpt(&json!(vec!["x"; 1_000])).chars().count() == 600);
    }

    #[test]
    fn a_quoted_text_is_one_short_line_without_terminal_codes() {
        assert_eq!(excerpt("On its\nway!\u{1b}[2J"), "On its way!\\u{1b}[2J");
        let long = excerpt(&"x".repeat(1_000));
        assert!(long.chars().count() == 200 && long.ends_with('…'), "{long}");
    }
}
