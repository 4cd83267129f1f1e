//! `bcrumbs contacts`: lists and exports contacts.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::export::export::ExportArguments;
use crate::failure::failure::Failure;
use crate::global::{Global, check_phone_filter, some_text};
use crate::interrupt::{Interruption, WhenInterrupted};
use crate::list::arguments::ListArguments;
use crate::list::filters::{Filters, TimeLimits, given};
use crate::output::column::Column;
use crate::output::instant::local;
use crate::output::row::{Row, joined, text};
use bcrumbs::{Contact, Contacts, Workspace};
use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

/// What to do with contacts.
#[derive(Debug, Subcommand)]
pub(crate) enum ContactsCommand {
    /// List contacts, newest first
    #[command(
        visible_alias = "ls",
        after_help = "\
Examples:
  bcrumbs contacts list
  bcrumbs contacts list --name Grace --max 20 --output json
  bcrumbs contacts list --conversation 67d7f55f7a9a000000000000

Without --max and --all one page is listed, and how to continue is printed on standard error."
    )]
    List(ListArguments<ContactFilters>),
    /// Export contacts into a file, newest first, in a way that survives interruptions
    #[command(after_help = "\
Examples:
  bcrumbs contacts export --out contacts.ndjson
  bcrumbs contacts export --out vip.csv --format csv --tag VIP
  bcrumbs contacts export --out contacts.ndjson --resume

The gateway has no filter by time for contacts: the list begins at --to and ends below --from. \
An export that ends early leaves FILE.part and FILE.resume. --resume continues it with the options that it was started \
with: a relative time such as -24h stays the time that it was.")]
    Export(ExportArguments<ContactFilters>),
}

/// The filters of `contacts`.
#[derive(Debug, Default, Args, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct ContactFilters {
    /// Filter by conversation: lists its contact; `bcrumbs convs list` shows conversations
    #[arg(long, value_name = "ID", value_parser = some_text())]
    conversation: Option<String>,

    /// Filter by name
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    name: Option<String>,

    /// Filter by surname
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    surname: Option<String>,

    /// Filter by phone number, in digits; whether a part of a number matches is not documented
    #[arg(long, value_name = "NUMBER", value_parser = some_text())]
    phone: Option<String>,

    /// Filter by e-mail address
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    email: Option<String>,

    /// Filter by the identifier in an external system of yours
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    code: Option<String>,

    /// Filter by city
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    city: Option<String>,

    /// Filter by country
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    country: Option<String>,

    /// Filter by the identifier in the channel's network; in WhatsApp, it is the phone number
    #[arg(long, value_name = "ID", value_parser = some_text())]
    external_id: Option<String>,

    /// Filter by tag; repeatable
    #[arg(long, value_name = "TAG", value_parser = some_text())]
    tag: Vec<String>,

    /// Filter by stage; `bcrumbs tags list` shows tags and stages
    #[arg(long, value_name = "ID", value_parser = some_text())]
    stage: Option<String>,

    /// Filter by whether the contact is archived
    #[arg(long, value_name = "true|false")]
    archived: Option<bool>,

    /// Full-text search; which fields it looks at is not documented
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    search: Option<String>,
}

impl Filters for ContactFilters {
    type List = Contacts;
    const NOUN: &'static str = "contacts";
    const TIME: TimeLimits = TimeLimits::Cursor;

    fn check(&self) -> Result<(), Failure> {
        self.phone.as_deref().map_or(Ok(()), check_phone_filter)
    }

    fn list(self, workspace: &Workspace) -> Contacts {
        let list = workspace.contacts().tags(self.tag);
        let list = given(list, self.conversation, Contacts::conversation);
        let list = given(list, self.name, Contacts::name);
        let list = given(list, self.surname, Contacts::surname);
        let list = given(list, self.phone, Contacts::phone);
        let list = given(list, self.email, Contacts::email);
        let list = given(list, self.code, Contacts::code);
        let list = given(list, self.city, Contacts::city);
        let list = given(list, self.country, Contacts::country);
        let list = given(list, self.external_id, Contacts::external_id);
        let list = given(list, self.stage, Contacts::stage);
        let list = given(list, self.archived, Contacts::archived);
        given(list, self.search, Contacts::search)
    }
}

impl Row for Contact {
    const FIELDS: &'static [&'static str] = &[
        "id",
        "createdAt",
        "workspaceId",
        "name",
        "surname",
        "phone",
        "email",
        "address",
        "code",
        "city",
        "country",
        "externalClientId",
        "tags",
        "stageId",
        "defaultAgentId",
        "deletedAt",
        "archivedBy",
    ];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)").left_out(5),
        Column::cut("NAME").left_out(1),
        Column::whole("PHONE").left_out(2),
        Column::cut("E-MAIL").left_out(6).unless_empty(),
        Column::cut("CODE").left_out(7).unless_empty(),
        Column::whole("STAGE").left_out(8).unless_empty(),
        Column::cut("TAGS").left_out(4).unless_empty(),
        Column::whole("ARCHIVED (LOCAL)").left_out(3).unless_empty(),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created_at),
            joined([&self.name, &self.surname]),
            self.phone.clone().unwrap_or_default(),
            self.email.clone().unwrap_or_default(),
            self.code.clone().unwrap_or_default(),
            text(self.stage_id.as_ref()),
            self.tags.join(", "),
            self.archived_at.map(local).unwrap_or_default(),
        ]
    }
}

impl ContactsCommand {
    /// Returns what a signal means to it.
    pub(crate) fn when_interrupted(&self) -> WhenInterrupted {
        match self {
            Self::List(_) => WhenInterrupted::Stop,
            Self::Export(_) => WhenInterrupted::Notify,
        }
    }

    pub(crate) async fn run(self, global: &Global, interruption: Interruption) -> Result<(), Failure> {
        match self {
            Self::List(arguments) => arguments.run(global).await,
            Self::Export(arguments) => arguments.run(global, interruption, Contacts::stream).await,
        }
    }
}
