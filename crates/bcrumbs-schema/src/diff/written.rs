//! Values as text, for messages and for comparing them.

use apollo_compiler::Node;
use apollo_compiler::ast::Value;

/// A value on one line, whatever its strings hold.
pub(crate) fn one_line(value: &Node<Value>) -> String {
    match &**value {
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name}: {}", one_line(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        Value::List(items) => format!("[{}]", items.iter().map(one_line).collect::<Vec<_>>().join(", ")),
        Value::String(text) => format!("{text:?}"),
        other => other.serialize().no_indent().to_string(),
    }
}

/// A value as text in which the order of an object's fields does not show.
pub(crate) fn sorted(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<String> =
                fields.iter().map(|(name, v)| format!("{name}:{}", sorted(v))).collect();
            fields.sort();
            format!("{{{}}}", fields.join(","))
        }
        Value::List(items) => format!("[{}]", items.iter().map(|v| sorted(v)).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}
