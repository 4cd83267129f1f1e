//! `bcrumbs messages`: lists messages.

use crate::connect;
use crate::failure::failure::Failure;
use crate::global::{Global, some_text};
use crate::list::listing;
use crate::list::paging::{Paging, filtered};
use crate::output::format::Format;
use bcrumbs::Messages;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde::Serialize;

/// What to do with messages.
#[derive(Debug, Subcommand)]
pub(crate) enum MessagesCommand {
    /// List messages, newest first
    List(ListArguments),
}

/// Which messages.
#[derive(Debug, Args, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct MessageFilters {
    /// Those exchanged with this contact
    #[arg(long, value_name = "ID", value_parser = some_text())]
    contact: Option<String>,

    /// Those of conversations that this agent is in charge of
    #[arg(long, value_name = "ID", value_parser = some_text())]
    assignee: Option<String>,

    /// Those with this tag; may be given again
    #[arg(long, value_name = "TAG", value_parser = some_text())]
    tag: Vec<String>,

    /// Those of this kind, for example text or image
    #[arg(long = "type", value_name = "TYPE", value_parser = some_text())]
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl MessageFilters {
    /// Puts them on a request.
    pub(crate) fn on(self, request: Messages) -> Messages {
        let mut request = filtered!(request, {
            contact: self.contact,
            assignee: self.assignee,
            kind: self.kind,
        });
        for tag in self.tag {
            request = request.tag(tag);
        }
        request
    }
}

/// What `messages list` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs messages list --contact 67d7f55f7a9b000000000000
  bcrumbs messages list --type image --max 20 --output json
  bcrumbs messages list --all --from 2026-03-16T00:00:00+02:00 \\
      --to 2026-03-17T00:00:00+02:00 > messages.ndjson

Without --max and --all one page is listed, and how to go on is said on standard error.")]
pub(crate) struct ListArguments {
    #[command(flatten)]
    filters: MessageFilters,

    /// Those from this time on, for example 2026-03-16T00:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<DateTime<Utc>>,

    /// Those before this time, for example 2026-03-16T12:30:00+02:00
    #[arg(long, value_name = "TIME", value_parser = time)]
    to: Option<DateTime<Utc>>,

    #[command(flatten)]
    paging: Paging,
}

impl MessagesCommand {
    /// Does it.
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Self::List(arguments) => list(arguments, global).await,
        }
    }
}

async fn list(arguments: ListArguments, global: &Global) -> Result<(), Failure> {
    let request = filtered!(arguments.filters.on(connect::workspace(global)?.messages()), {
        since: arguments.from,
        until: arguments.to,
    });
    let extent = arguments.paging.extent();
    let pages = arguments.paging.pages(request, global.timeout);
    listing::print(pages, extent, Format::chosen(global.output)).await
}

/// Reads a time as it is given on the command line.
pub(crate) fn time(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .map_err(|_| "write date, time and zone as in 2026-03-16T00:00:00Z (RFC 3339)".to_owned())
}
