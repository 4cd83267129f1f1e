//! Which messages are listed or exported.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::global::some_text;
use crate::list::filters::{Filters, TimeLimits, given};
use bcrumbs::{Messages, Workspace};
use clap::Args;
use serde::{Deserialize, Serialize};

/// The filters of `messages`.
#[derive(Debug, Default, Args, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct MessageFilters {
    /// Filter by contact; `bcrumbs contacts list` shows contacts
    #[arg(long, value_name = "ID", value_parser = some_text())]
    contact: Option<String>,

    /// Filter by the agent in charge of the conversation; `bcrumbs agents list` shows agents
    #[arg(long, value_name = "ID", value_parser = some_text())]
    assignee: Option<String>,

    /// Filter by tag; repeatable
    #[arg(long, value_name = "TAG", value_parser = some_text())]
    tag: Vec<String>,

    /// Filter by kind, for example text or image
    #[arg(long = "type", value_name = "TYPE", value_parser = some_text())]
    #[serde(rename = "type")]
    kind: Option<String>,

    /// Full-text search; which fields it looks at is not documented
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    search: Option<String>,
}

impl Filters for MessageFilters {
    type List = Messages;
    const NOUN: &'static str = "messages";
    const TIME: TimeLimits = TimeLimits::Filter;

    fn list(self, workspace: &Workspace) -> Messages {
        let list = workspace.messages().tags(self.tag);
        let list = given(list, self.contact, Messages::contact);
        let list = given(list, self.assignee, Messages::assignee);
        let list = given(list, self.kind, Messages::kind);
        given(list, self.search, Messages::search)
    }
}
