//! What of each model a table shows, column by column.

use crate::instant::local;
use crate::style::{BAD, FAINT, GOOD};
use crate::table::Column;
use anstyle::Style;
use bcrumbs::{
    AgentId, AiId, AssignedConversation, Conversation, ConversationContact, Message, StartedConversation,
};

/// Something that can stand in a table.
pub(crate) trait Row {
    /// The columns, in the order in which they stand.
    const COLUMNS: &'static [Column];

    /// What stands in them.
    fn cells(&self) -> Vec<String>;
}

impl Row for Conversation {
    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)"),
        Column::whole("STATE").styled(of_state),
        Column::whole("KIND").left_out(2),
        Column::cut("NAME").left_out(1).unless_empty(),
        Column::whole("PHONE").left_out(3).unless_empty(),
        Column::whole("CONTACT").left_out(6),
        Column::whole("CHANNEL").left_out(4),
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

fn text<T: ToString>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

fn name(contact: &ConversationContact) -> String {
    let parts = [&contact.name, &contact.surname];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(" ")
}

fn in_charge(agent: Option<&AgentId>, ai: Option<&AiId>) -> String {
    match (agent, ai) {
        (_, Some(ai)) => format!("AI {ai}"),
        (Some(agent), None) => agent.to_string(),
        (None, None) => String::new(),
    }
}
