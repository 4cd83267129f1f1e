//! `bcrumbs tags`: lists and creates tags.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::change::send;
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::{Global, some_text};
use crate::interrupt::ChangeStage;
use crate::list::filters::given;
use crate::list::whole;
use crate::output::column::Column;
use crate::output::instant::local;
use crate::output::row::{Row, text};
use bcrumbs::{CreateTag, CreatedTag, Tag, Tags};
use clap::{Args, Subcommand};

/// What to do with tags.
#[derive(Debug, Subcommand)]
pub(crate) enum TagsCommand {
    /// List tags and stages: all of them, since no paging is documented
    #[command(
        visible_alias = "ls",
        after_help = "\
Examples:
  bcrumbs tags list
  bcrumbs tags list --type client --output json"
    )]
    List(TagFilters),
    /// Create a tag or a stage
    #[command(after_help = "\
Examples:
  bcrumbs tags create --type client --tag VIP
  bcrumbs tags create --type conversation --tag late --order 3")]
    Create(CreateArguments),
}

/// The filters of `tags`.
#[derive(Debug, Args)]
pub(crate) struct TagFilters {
    /// Filter by the tag's text
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    tag: Option<String>,

    /// Filter by type: common, client, message, conversation, clientStage or convStage
    #[arg(long = "type", value_name = "TYPE", value_parser = some_text())]
    kind: Option<String>,
}

/// The new tag.
#[derive(Debug, Args)]
pub(crate) struct CreateArguments {
    /// What it can be put on: common, client, message, conversation, clientStage or convStage
    #[arg(long = "type", value_name = "TYPE", value_parser = some_text())]
    kind: String,

    /// The tag's text
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    tag: String,

    /// Its place among the tags
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    order: Option<i64>,

    /// A description
    #[arg(long, value_name = "TEXT", value_parser = some_text())]
    description: Option<String>,
}

impl Row for Tag {
    const FIELDS: &'static [&'static str] =
        &["id", "createdAt", "workspaceId", "tag", "type", "order", "description"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)").left_out(2),
        Column::whole("TYPE"),
        Column::cut("TAG"),
        Column::whole("ORDER").left_out(3).unless_empty(),
        Column::cut("DESCRIPTION").left_out(1).unless_empty(),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created_at),
            text(self.kind.as_ref()),
            self.tag.clone().unwrap_or_default(),
            text(self.order.as_ref()),
            self.description.clone().unwrap_or_default(),
        ]
    }
}

impl Row for CreatedTag {
    const FIELDS: &'static [&'static str] = &["id", "createdAt", "tag", "type"];

    const COLUMNS: &'static [Column] = &[
        Column::whole("ID"),
        Column::whole("CREATED (LOCAL)").left_out(1),
        Column::whole("TYPE"),
        Column::cut("TAG"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            local(self.created_at),
            text(self.kind.as_ref()),
            self.tag.clone().unwrap_or_default(),
        ]
    }
}

impl TagsCommand {
    pub(crate) async fn run(self, global: &Global, change: &ChangeStage) -> Result<(), Failure> {
        let workspace = connect::workspace(global)?;
        match self {
            Self::List(TagFilters { tag, kind }) => {
                let list = given(given(workspace.tags(), tag, Tags::tag), kind, Tags::kind);
                whole::print(list, global).await
            }
            Self::Create(CreateArguments { kind, tag, order, description }) => {
                change.planned();
                let request = given(workspace.create_tag(tag, kind), order, CreateTag::order);
                send(given(request, description, CreateTag::description), global, change).await
            }
        }
    }
}
