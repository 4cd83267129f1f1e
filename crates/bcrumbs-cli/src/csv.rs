//! CSV: the columns of each model, and its JSON cut into them, so that both formats say the same in the same words.

use bcrumbs::{AssignedConversation, Conversation, Message, StartedConversation};
use serde::Serialize;
use serde_json::Value;
use std::io;

/// Something that can be a line of CSV.
pub(crate) trait Record: Serialize {
    /// The columns, in their order: the keys of the model's JSON. `client_name` is `name` inside `client`.
    const FIELDS: &'static [&'static str];
}

impl Record for Conversation {
    const FIELDS: &'static [&'static str] = &[
        "id",
        "createdAt",
        "ended",
        "endedAt",
        "endedBy",
        "workspaceId",
        "integrationId",
        "integrationType",
        "clientId",
        "stageId",
        "orderNo",
        "assigneeId",
        "aiId",
        "aiAssigneed",
        "broadcastId",
        "broadcastName",
        "externalConversationId",
        "tags",
        "client_name",
        "client_surname",
        "client_code",
        "client_phone",
        "client_isDeleted",
        "messages",
    ];
}

impl Record for Message {
    const FIELDS: &'static [&'static str] =
        &["messageId", "createdAt", "isAgent", "type", "status", "content"];
}

impl Record for StartedConversation {
    const FIELDS: &'static [&'static str] =
        &["id", "createdAt", "ended", "integrationId", "clientId", "assigneeId"];
}

impl Record for AssignedConversation {
    const FIELDS: &'static [&'static str] =
        &["id", "createdAt", "ended", "assigneeId", "aiId", "aiAssigneed"];
}

/// Returns the line with the names of the columns, and its end.
pub(crate) fn header<T: Record>() -> io::Result<String> {
    line(T::FIELDS.iter().copied())
}

/// Returns the line of an item, and its end. What has line breaks is in quotation marks, and so is on several lines.
pub(crate) fn record<T: Record>(item: &T) -> io::Result<String> {
    let item = serde_json::to_value(item)?;
    line(T::FIELDS.iter().map(|column| field(value(&item, column))))
}

/// Looks a column up, in the object itself or in one inside it.
fn value<'a>(object: &'a Value, column: &str) -> &'a Value {
    match column.split_once('_') {
        Some((outer, inner)) => &object[outer][inner],
        None => &object[column],
    }
}

/// Writes a value as it is. Text is not changed to keep a spreadsheet from taking it for a formula: a phone number
/// begins with `+`, and an export that alters its data is none.
fn field(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn line(fields: impl Iterator<Item = impl AsRef<[u8]>>) -> io::Result<String> {
    let mut writer = ::csv::WriterBuilder::new().buffer_capacity(512).from_writer(Vec::new());
    writer.write_record(fields)?;
    let line = writer.into_inner().map_err(|problem| problem.into_error())?;
    String::from_utf8(line).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::{Record, header, record};
    use bcrumbs::{AssignedConversation, Conversation, Message, StartedConversation};
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    const CONVERSATION: &str = r#"{"id":"c1","ended":true,"createdAt":"2026-03-16T00:00:00.000Z",
        "endedAt":"2026-03-16T00:00:00.250Z","tags":["vip","a,b"],"workspaceId":12,
        "client":{"name":"Zoë","phone":"+12025550123","isDeleted":false},"messages":[]}"#;
    const MESSAGE: &str = r#"{"messageId":"m1","isAgent":false,"createdAt":"2026-03-16T00:00:00.000Z",
        "content":"=1+1, \"two\"\r\nlines"}"#;

    fn read<T: DeserializeOwned>(json: &str) -> T {
        serde_json::from_str(json).unwrap()
    }

    /// The keys that an item's JSON has, as columns.
    fn keys(item: &impl Record) -> BTreeSet<String> {
        let Value::Object(fields) = serde_json::to_value(item).unwrap() else { panic!("no object") };
        let mut keys = BTreeSet::new();
        for (key, value) in &fields {
            match value {
                Value::Object(inner) => keys.extend(inner.keys().map(|name| format!("{key}_{name}"))),
                _ => {
                    keys.insert(key.clone());
                }
            }
        }
        keys
    }

    fn assert_columns<T: Record>(item: &T) {
        assert_eq!(keys(item), T::FIELDS.iter().map(|column| (*column).to_owned()).collect());
    }

    #[test]
    fn every_key_of_the_json_is_a_column_and_no_other() {
        let small = r#"{"id":"c1","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}"#;
        assert_columns(&read::<Conversation>(CONVERSATION));
        assert_columns(&read::<Message>(MESSAGE));
        assert_columns(&read::<StartedConversation>(small));
        assert_columns(&read::<AssignedConversation>(small));
    }

    #[test]
    fn null_is_empty_and_lists_are_json() {
        let line = record(&read::<Conversation>(CONVERSATION)).unwrap();
        assert_eq!(
            line,
            "c1,2026-03-16T00:00:00.000Z,true,2026-03-16T00:00:00.250Z,,12,,,,,,,,false,,,,\"[\"\"vip\"\",\"\"a,b\"\"]\",\
             Zoë,,,+12025550123,false,[]\n"
        );
        let bare =
            read::<Conversation>(r#"{"id":"c2","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}"#);
        assert_eq!(record(&bare).unwrap().matches(',').count(), Conversation::FIELDS.len() - 1);
    }

    #[test]
    fn text_comes_back_unchanged_whatever_it_holds() {
        let table = header::<Message>().unwrap() + &record(&read::<Message>(MESSAGE)).unwrap();
        let mut reader = ::csv::Reader::from_reader(table.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.iter().next_back(), Some("=1+1, \"two\"\r\nlines"));
        assert_eq!(json!(reader.headers().unwrap().iter().collect::<Vec<_>>()), json!(Message::FIELDS));
    }
}
