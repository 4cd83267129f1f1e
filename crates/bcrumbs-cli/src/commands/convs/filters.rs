//! Which conversations are listed or exported.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::global::some_text;
use crate::list::filters::{Filters, TimeLimits, given};
use bcrumbs::{Conversations, Workspace};
use clap::Args;
use serde::{Deserialize, Serialize};

/// The filters of `convs`, and what is listed of each conversation.
#[derive(Debug, Default, Args, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct ConversationFilters {
    /// Filter by channel; `bcrumbs convs list` shows channels
    #[arg(long, value_name = "ID", value_parser = some_text())]
    channel: Option<String>,

    /// Filter by contact; `bcrumbs contacts list` shows contacts
    #[arg(long, value_name = "ID", value_parser = some_text())]
    contact: Option<String>,

    /// Filter by whether the conversation has ended
    #[arg(long, value_name = "true|false")]
    ended: Option<bool>,

    /// Filter by tag; repeatable
    #[arg(long, value_name = "TAG", value_parser = some_text())]
    tag: Vec<String>,

    /// Filter by the agent in charge; `bcrumbs agents list` shows agents
    #[arg(long, value_name = "ID", value_parser = some_text())]
    assignee: Option<String>,

    /// Filter by stage; `bcrumbs tags list` shows tags and stages
    #[arg(long, value_name = "ID", value_parser = some_text())]
    stage: Option<String>,

    /// Filter by the contact's name or phone number
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    name_or_phone: Option<String>,

    /// Filter by the identifier in an external system of yours
    #[arg(long, value_name = "ID", value_parser = some_text())]
    external_id: Option<String>,

    /// Filter by the AI in charge; no command can list AIs, the vendor's dashboard shows them
    #[arg(long, value_name = "ID", value_parser = some_text())]
    ai: Option<String>,

    /// Full-text search; which fields it looks at is not documented
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    search: Option<String>,

    /// Include the contact: name, phone number, code
    #[arg(long)]
    with_contact: bool,

    /// Include the messages
    #[arg(long)]
    with_messages: bool,
}

impl Filters for ConversationFilters {
    type List = Conversations;
    const NOUN: &'static str = "conversations";
    const TIME: TimeLimits = TimeLimits::Cursor;

    fn list(self, workspace: &Workspace) -> Conversations {
        let list = workspace.conversations().tags(self.tag);
        let list = given(list, self.channel, Conversations::channel);
        let list = given(list, self.contact, Conversations::contact);
        let list = given(list, self.ended, Conversations::ended);
        let list = given(list, self.assignee, Conversations::assignee);
        let list = given(list, self.stage, Conversations::stage);
        let list = given(list, self.name_or_phone, Conversations::name_or_phone);
        let list = given(list, self.external_id, Conversations::external_id);
        let list = given(list, self.ai, Conversations::ai);
        let list = given(list, self.search, Conversations::search);
        let list = given(list, self.with_contact.then_some(()), |list, ()| list.with_contact());
        given(list, self.with_messages.then_some(()), |list, ()| list.with_messages())
    }
}
