//! CSV: an item's JSON cut into columns, so that both formats say the same in the same words.

use serde::Serialize;
use serde_json::Value;
use std::io;

/// Returns the line with the names of the columns, and its end.
pub(crate) fn header(fields: &[&str]) -> io::Result<String> {
    line(fields)
}

/// Returns the line of an item, and its end. What has line breaks is in quotation marks, and so is on several lines.
pub(crate) fn record(fields: &[&str], item: &impl Serialize) -> io::Result<String> {
    let item = serde_json::to_value(item)?;
    line(fields.iter().map(|column| field(value(&item, column))))
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

fn line(fields: impl IntoIterator<Item = impl AsRef<[u8]>>) -> io::Result<String> {
    let mut writer = ::csv::WriterBuilder::new().buffer_capacity(512).from_writer(Vec::new());
    writer.write_record(fields)?;
    let line = writer.into_inner().map_err(|problem| problem.into_error())?;
    String::from_utf8(line).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::{header, record};
    use crate::output::row::Row;
    use bcrumbs::{Conversation, Message};
    use serde::de::DeserializeOwned;
    use serde_json::json;

    const CONVERSATION: &str = r#"{"id":"c1","ended":true,"createdAt":"2026-03-16T00:00:00.000Z",
        "endedAt":"2026-03-16T00:00:00.250Z","tags":["vip","a,b"],"workspaceId":12,
        "client":{"name":"Zoë","phone":"+12025550123","isDeleted":false},"messages":[]}"#;
    const MESSAGE: &str = r#"{"messageId":"m1","isAgent":false,"createdAt":"2026-03-16T00:00:00.000Z",
        "content":"=1+1, \"two\"\r\nlines"}"#;

    fn read<T: DeserializeOwned>(json: &str) -> T {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn null_is_empty_and_lists_are_json() {
        let line = record(Conversation::FIELDS, &read::<Conversation>(CONVERSATION)).unwrap();
        assert_eq!(
            line,
            "c1,2026-03-16T00:00:00.000Z,true,2026-03-16T00:00:00.250Z,,12,,,,,,,,false,,,,\"[\"\"vip\"\",\"\"a,b\"\"]\",\
             Zoë,,,+12025550123,false,[]\n"
        );
        let bare =
            read::<Conversation>(r#"{"id":"c2","ended":false,"createdAt":"2026-03-16T00:00:00.000Z"}"#);
        assert_eq!(
            record(Conversation::FIELDS, &bare).unwrap().matches(',').count(),
            Conversation::FIELDS.len() - 1
        );
    }

    #[test]
    fn text_comes_back_unchanged_whatever_it_holds() {
        let table =
            header(Message::FIELDS).unwrap() + &record(Message::FIELDS, &read::<Message>(MESSAGE)).unwrap();
        let mut reader = ::csv::Reader::from_reader(table.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.iter().next_back(), Some("=1+1, \"two\"\r\nlines"));
        assert_eq!(json!(reader.headers().unwrap().iter().collect::<Vec<_>>()), json!(Message::FIELDS));
    }
}
