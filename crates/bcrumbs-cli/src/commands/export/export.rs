//! `bcrumbs export`: a whole list into a file, in a way that survives interruptions.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::convs::ConversationFilters;
use crate::commands::export::drain::{self, ExportFormat, Exported, Plan, Walk};
use crate::commands::export::file::{ExportFile, Opened};
use crate::commands::export::paths::{Earlier, shown};
use crate::commands::export::state::{LIST, Wanted};
use crate::commands::messages::{MessageFilters, time};
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::interrupt::Interruption;
use crate::list::paging::filtered;
use crate::output::message::say;
use bcrumbs::{Conversation, Message};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What to export.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  bcrumbs export convs --out all-convs.ndjson
  bcrumbs export messages --out march.csv --format csv \\
      --from 2026-03-01T00:00:00Z --to 2026-04-01T00:00:00Z

An export that ends early leaves what came so far in FILE.part, and in FILE.resume where to go on:
run the same command again with --resume.")]
pub(crate) enum ExportCommand {
    /// Export conversations, newest first
    Convs(ConvsArguments),
    /// Export messages, newest first
    Messages(MessagesArguments),
}

/// The file, and how much goes into it.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is written")]
struct Target {
    /// The file to write; it appears once it is whole, and until then FILE.part holds what has come
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// The form of the file
    #[arg(long, value_enum, value_name = "FORM", default_value_t = ExportFormat::Ndjson)]
    format: ExportFormat,

    /// Those created at this time or later, for example 2026-03-16T00:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    from: Option<DateTime<Utc>>,

    /// Those created before this time, for example 2026-03-16T12:30:00+02:00
    #[arg(long, value_name = "TIME", value_parser = time)]
    to: Option<DateTime<Utc>>,

    /// Goes on with an export that ended early, or begins where there is none; a finished one is left as it is
    #[arg(long)]
    resume: bool,

    /// Items on a page; 100 if not set
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(i32::MAX)))]
    page_size: Option<u32>,
}

/// What `export convs` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs export convs --out convs.ndjson
  bcrumbs export convs --out open.csv --format csv --ended false --with-contact
  bcrumbs export convs --out convs.ndjson --resume

The gateway has no filter by time for conversations: the list begins at --to and is left at --from.

Exit status: 0 once the file is whole, 1 where the gateway, the network or the disk ended it,
2 for wrong usage, which includes a file that is there already, 130 after Ctrl-C, 143 after SIGTERM.")]
pub(crate) struct ConvsArguments {
    #[command(flatten)]
    filters: ConversationFilters,

    #[command(flatten)]
    target: Target,

    #[arg(long, hide = true, value_parser = one_by_one)]
    concurrency: Option<String>,
}

/// What `export messages` can be told.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  bcrumbs export messages --out all.ndjson
  bcrumbs export messages --out year.ndjson \\
      --from 2026-01-01T00:00:00Z --concurrency 8
  bcrumbs export messages --out all.ndjson --resume

Exit status: 0 once the file is whole, 1 where the gateway, the network or the disk ended it,
2 for wrong usage, which includes a file that is there already, 130 after Ctrl-C, 143 after SIGTERM.")]
pub(crate) struct MessagesArguments {
    #[command(flatten)]
    filters: MessageFilters,

    #[command(flatten)]
    target: Target,

    /// Requests at once; the span from --from on, up to --to or now, is fetched in parts
    #[arg(long, value_name = "N", requires = "from", value_parser = clap::value_parser!(u16).range(1..=64))]
    concurrency: Option<u16>,
}

impl ExportCommand {
    /// Does it.
    pub(crate) async fn run(self, global: &Global, interruption: Interruption) -> Result<(), Failure> {
        if global.output.is_some() {
            let text =
                "--output is the form of what is printed: the form of an exported file is set by --format";
            return Err(Failure::Usage(text.to_owned()));
        }
        match self {
            Self::Convs(arguments) => convs(arguments, global, interruption).await,
            Self::Messages(arguments) => messages(arguments, global, interruption).await,
        }
    }
}

async fn convs(
    arguments: ConvsArguments,
    global: &Global,
    interruption: Interruption,
) -> Result<(), Failure> {
    let ConvsArguments { filters, target, concurrency: _ } = arguments;
    let wanted = target.wanted::<Conversation>(&filters, global)?;
    let list = filters.on(connect::workspace(global)?.conversations());
    let list = filtered!(list, {
        page_size: target.page_size,
        timeout: global.timeout,
        since: target.from,
        until: target.to,
    });
    let Some(file) = open::<Conversation>(&target, wanted)? else { return Ok(()) };
    // How many a span holds cannot be asked for without a filter by time.
    let count = (target.from.is_none() && target.to.is_none()).then(|| {
        let first = list.clone().page_size(1).with_total();
        async { first.page().await.map(|page| page.total) }
    });
    let pages = filtered!(list, { after: file.state.position.clone() }).pages();
    let plan = Plan { walk: Walk::ByCursor, to: target.to, format: target.format };
    drain::run(pages, count, plan, file, interruption).await
}

async fn messages(
    arguments: MessagesArguments,
    global: &Global,
    interruption: Interruption,
) -> Result<(), Failure> {
    let MessagesArguments { filters, target, concurrency } = arguments;
    let wanted = target.wanted::<Message>(&filters, global)?;
    let list = filters.on(connect::workspace(global)?.messages());
    let list = filtered!(list, {
        page_size: target.page_size,
        timeout: global.timeout,
        since: target.from,
    });
    let Some(mut file) = open::<Message>(&target, wanted)? else { return Ok(()) };
    let walk = if concurrency.is_some() { Walk::ByTime } else { Walk::ByCursor };
    let mut to = target.to.or(file.state.until);
    if walk == Walk::ByTime {
        file.state.until = Some(*to.get_or_insert_with(Utc::now));
    }
    let rest = file.state.edge.rest_before().into_iter().chain(to).min();
    let left = filtered!(list.clone(), { until: rest, after: file.state.position.clone() });
    let pages = filtered!(left.stream(), { concurrency: concurrency.map(usize::from) }).pages();
    let first = filtered!(list, { until: to }).page_size(1).with_total();
    let count = async { first.page().await.map(|page| page.total) };
    drain::run(pages, Some(count), Plan { walk, to, format: target.format }, file, interruption).await
}

/// Opens the file, unless it is whole.
fn open<T: Exported>(target: &Target, wanted: Wanted) -> Result<Option<ExportFile>, Failure> {
    let earlier = if target.resume { Earlier::GoOn } else { Earlier::Refuse };
    match ExportFile::open(&target.out, earlier, wanted)? {
        Opened::Unfinished(file) if file.state.complete => drain::finish::<T>(*file).map(|()| None),
        Opened::Unfinished(file) => Ok(Some(*file)),
        Opened::Whole => {
            say(format_args!("{} is there already, and no export to it is under way", shown(&target.out)));
            Ok(None)
        }
    }
}

impl Target {
    /// Says what is exported, by the names of the options. Where an export goes on they must be the same again; how
    /// it is fetched may differ.
    fn wanted<T: Exported>(&self, filters: &impl Serialize, global: &Global) -> Result<Wanted, Failure> {
        if self.out.as_os_str() == "-" {
            return Err(usage("an export needs a file: bcrumbs convs list --all prints a list"));
        }
        if self.from.zip(self.to).is_some_and(|(from, to)| from >= to) {
            return Err(usage("--from must be before --to"));
        }
        let Ok(Value::Object(mut wanted)) = serde_json::to_value(filters) else {
            return Err(usage("these filters cannot be noted"));
        };
        for (name, value) in [
            (LIST, json!(T::NOUN)),
            ("endpoint", json!(global.endpoint.as_deref().map(str::trim))),
            ("workspace", json!(global.workspace.as_deref().map(str::trim))),
            ("format", json!(self.format)),
            ("from", json!(self.from)),
            ("to", json!(self.to)),
        ] {
            wanted.insert(name.to_owned(), value);
        }
        Ok(wanted)
    }
}

fn usage(text: &str) -> Failure {
    Failure::Usage(text.to_owned())
}

/// Refuses an option that conversations cannot have, and says why.
fn one_by_one(_: &str) -> Result<String, String> {
    Err("conversations have no filter by time that could cut the list into parts, so its pages come one after the \
         other: leave it out"
        .to_owned())
}
