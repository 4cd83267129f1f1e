//! What of each model is printed: the columns of a table, and the fields of a record.

use crate::output::column::Column;
use crate::output::instant::local;
use crate::output::style::{BAD, FAINT, GOOD};
use anstyle::Style;
use bcrumbs::{
    AgentId, AiId, AssignedConversation, Conversation, ConversationContact, Message, StartedConversation,
};
use serde::Serialize;

/// Something that can be printed in every format.
pub(crate) trait Row: Serialize {
    /// The columns of CSV, in their order: the keys of the model's JSON. `client_name` is `name` inside `client`.
    const FIELDS: &'static [&'static str];

    /// The columns of a table, in their order.
    const COLUMNS: &'static [Column];

    /// The cells of a table, one for each column.
    fn cells(&self) -> Vec<String>;
}

impl Row for Conversation {
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

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)"),
        Column::whole("STATE").styled(of_state),
        Column::whole("KIND").left_out(4),
        Column::cut("NAME").left_out(1).unless_empty(),
        Column::whole("PHONE").left_out(2).unless_empty(),
        Column::whole("CONTACT").left_out(6),
        Column::whole("CHANNEL").left_out(3),
        Column::whole("IN CHARGE").left_out(5),
        Column::whole("MESSAGES").left_out(8).unless_empty(),
        Column::cut("TAGS").left_out(7),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created_at),
            state(self.ended),
            text(self.channel_kind.as_ref()),
            self.contact.as_ref().map(name).unwrap_or_default(),
            self.contact.as_ref().and_then(|contact| contact.phone.clone()).unwrap_or_default(),
            text(self.contact_id.as_ref()),
            text(self.channel_id.as_ref()),
            in_charge(self.assignee_id.as_ref(), self.ai_id.as_ref()),
            self.messages.as_ref().map(|messages| messages.len().to_string()).unwrap_or_default(),
            self.tags.join(", "),
        ]
    }
}

impl Row for Message {
    const FIELDS: &'static [&'static str] =
        &["messageId", "createdAt", "isAgent", "type", "status", "content"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID").left_out(3),
        Column::whole("CREATED (LOCAL)"),
        Column::whole("FROM"),
        Column::whole("TYPE").left_out(1),
        Column::whole("STATUS").left_out(2).styled(of_status),
        Column::cut("CONTENT"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created_at),
            if self.is_agent { "us" } else { "contact" }.to_owned(),
            text(self.kind.as_ref()),
            text(self.status.as_ref()),
            self.content.clone().unwrap_or_default(),
        ]
    }
}

impl Row for StartedConversation {
    const FIELDS: &'static [&'static str] =
        &["id", "createdAt", "ended", "integrationId", "clientId", "assigneeId"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)"),
        Column::whole("STATE").styled(of_state),
        Column::whole("CONTACT").left_out(3),
        Column::whole("CHANNEL").left_out(1),
        Column::whole("IN CHARGE").left_out(2),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created_at),
            state(self.ended),
            text(self.contact_id.as_ref()),
            text(self.channel_id.as_ref()),
            in_charge(self.assignee_id.as_ref(), None),
        ]
    }
}

impl Row for AssignedConversation {
    const FIELDS: &'static [&'static str] =
        &["id", "createdAt", "ended", "assigneeId", "aiId", "aiAssigneed"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)").left_out(1),
        Column::whole("STATE").styled(of_state),
        Column::whole("IN CHARGE"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created_at),
            state(self.ended),
            in_charge(self.assignee_id.as_ref(), self.ai_id.as_ref()),
        ]
    }
}

fn state(ended: bool) -> String {
    if ended { "ended" } else { "open" }.to_owned()
}

fn of_state(cell: &str) -> Style {
    match cell {
        "open" => GOOD,
        _ => FAINT,
    }
}

fn of_status(cell: &str) -> Style {
    match cell {
        "failed" => BAD,
        _ => Style::new(),
    }
}

/// Writes what is there, or nothing.
pub(crate) fn text<T: ToString>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

/// Joins what is there of some parts of a name.
pub(crate) fn joined<const N: usize>(parts: [&Option<String>; N]) -> String {
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(" ")
}

fn name(contact: &ConversationContact) -> String {
    joined([&contact.name, &contact.surname])
}

fn in_charge(agent: Option<&AgentId>, ai: Option<&AiId>) -> String {
    match (agent, ai) {
        (_, Some(ai)) => format!("AI {ai}"),
        (Some(agent), None) => agent.to_string(),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::Row;
    use bcrumbs::{AssignedConversation, Conversation, Message, StartedConversation};
    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use std::collections::BTreeSet;

    const CONVERSATION: &str = r#"{"id":"c1","ended":true,"createdAt":"2026-03-16T00:00:00.000Z",
        "client":{"name":"Zoë"},"messages":[]}"#;
    const MESSAGE: &str = r#"{"messageId":"m1","isAgent":false,"createdAt":"2026-03-16T00:00:00.000Z"}"#;

    fn read<T: DeserializeOwned>(json: &str) -> T {
        serde_json::from_str(json).unwrap()
    }

    /// The keys that an item's JSON has, as columns.
    fn keys(item: &impl Row) -> BTreeSet<String> {
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

    fn assert_columns<T: Row>(item: &T) {
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
}
