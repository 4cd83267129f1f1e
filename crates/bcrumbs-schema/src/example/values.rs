//! The values of an example response: of each scalar and of each enum.

use apollo_compiler::schema::EnumType;
use serde_json::{Value, json};

/// How an example response is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Filling {
    /// Every selected field has a value, every list has one element, and an enum has its first value.
    Full,
    /// What a client must also be able to read. The root fields and the elements of the first list below them are there,
    /// and a second element is null if the schema permits it. Otherwise every value is null, every list that cannot be
    /// null is empty, and every enum has a value that the schema does not have, also if it could be null.
    Worst,
}

/// Returns the value of a scalar. The name of a custom scalar decides whether it is a date, an instant or a text.
pub(crate) fn scalar(name: &str) -> Value {
    match name {
        "Int" => json!(1),
        "Float" => json!(1.5),
        // The last page of a list, so that a test does not ask for one page after the other.
        "Boolean" => json!(false),
        "ID" => json!("1"),
        name if name.ends_with("DateTime") || name.ends_with("Timestamp") => {
            json!("2026-03-16T00:00:00.000Z")
        }
        name if name.ends_with("Date") => json!("2026-03-16"),
        _ => json!("text"),
    }
}

/// Returns the first value, or one that the enum does not have.
pub(crate) fn enum_value(ty: &EnumType, filling: Filling) -> Value {
    match filling {
        Filling::Full => json!(ty.values.keys().next().map(|value| value.as_str())),
        Filling::Worst => {
            let mut unknown = "NEW_VALUE".to_owned();
            while ty.values.contains_key(unknown.as_str()) {
                unknown.push('_');
            }
            json!(unknown)
        }
    }
}
