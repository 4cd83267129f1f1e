//! `NOUN export`: a whole list into a file, in a way that survives interruptions.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::commands::export::drain::{self, Plan, Walk};
use crate::commands::export::file::{ExportFile, Opened};
use crate::commands::export::format::ExportFormat;
use crate::commands::export::lock::shown;
use crate::commands::export::paths::{Earlier, Paths};
use crate::commands::export::state::{LIST, TIMES, Wanted};
use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::interrupt::Interruption;
use crate::list::filters::{AnyList, Filters, ItemOf, QueryOf, TimeLimits, given};
use crate::list::period::{Span, TimeSpan};
use crate::output::message::say;
use crate::output::row::Row;
use bcrumbs::{List, ListStream};
use chrono::Utc;
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What is exported, and where to.
#[derive(Debug, Args)]
#[command(next_help_heading = None)]
pub(crate) struct ExportArguments<F: Args> {
    #[command(flatten)]
    filters: F,

    #[command(flatten)]
    span: TimeSpan,

    #[command(flatten)]
    target: Target,

    #[arg(skip)]
    walk: Walk,
}

/// The file.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is written")]
struct Target {
    /// The file to write; FILE appears when the export is complete, and until then the items are in FILE.part
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// The form of the file [default: ndjson]
    #[arg(long, value_enum, value_name = "FORM")]
    format: Option<ExportFormat>,

    /// Resume an interrupted export with the options that it was started with, or start a new one; a complete FILE is not changed
    #[arg(long)]
    resume: bool,

    /// Items on a page [default: 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(i32::MAX)))]
    page_size: Option<u32>,
}

/// What is exported, as it was given now or before.
struct Job<F> {
    filters: F,
    span: Span,
    format: ExportFormat,
    workspace: i32,
}

impl<F: Filters> ExportArguments<F> {
    /// Lets several requests read the parts of the span at once.
    pub(crate) fn in_parts(self) -> Self {
        Self { walk: Walk::ByTime, ..self }
    }

    /// Exports. `stream` sets how the list is streamed.
    pub(crate) async fn run(
        self,
        global: &Global,
        interruption: Interruption,
        stream: impl FnOnce(List<QueryOf<F>>) -> ListStream<QueryOf<F>>,
    ) -> Result<(), Failure>
    where
        ItemOf<F>: Row,
    {
        if global.output.is_some() {
            return Err(usage(
                "--output is for what is printed: the form of an exported file is set by --format",
            ));
        }
        if self.target.out.as_os_str() == "-" {
            return Err(usage("an export needs a file: the command `list` with --all prints a list"));
        }
        let walk = self.walk;
        let (paths, wanted) = self.wanted(global)?;
        let job: Job<F> = Job::of(&wanted, global, walk)?;
        let workspace = connect::client(global)?.workspace(job.workspace);
        let Some(mut file) = open::<F>(&self.target, paths, wanted)? else { return Ok(()) };

        let list = given(job.filters.list(&workspace).into_list(), self.target.page_size, List::page_size);
        let list = given(list, global.timeout, List::timeout);
        let mut to = job.span.to.or(file.state.until);
        if walk == Walk::ByTime {
            file.state.until = Some(*to.get_or_insert_with(Utc::now));
        }
        let rest = file.state.seen.rest_before().into_iter().chain(to).min();
        let left = Span { from: job.span.from, to: rest }.on(list.clone());
        let pages = stream(given(left, file.state.position.clone(), List::after)).pages();
        // How many items a span holds cannot be asked for without a filter by time.
        let is_known = F::TIME == TimeLimits::Filter || (job.span.from.is_none() && to.is_none());
        let count = is_known.then(|| {
            let first = Span { from: job.span.from, to }.on(list).page_size(1).with_total();
            async { first.page().await.map(|page| page.total) }
        });
        let plan = Plan { walk, to, format: job.format };
        drain::run::<F>(pages, count, plan, file, interruption).await
    }

    /// Returns the files of the export, and what it is: what is given now, and, where an export is resumed, what was
    /// given before.
    fn wanted(&self, global: &Global) -> Result<(Paths, Wanted), Failure> {
        let paths = Paths::of(&self.target.out)?;
        let (Ok(Value::Object(mut wanted)), Ok(Value::Object(span))) =
            (serde_json::to_value(&self.filters), serde_json::to_value(self.span.span()))
        else {
            return Err(usage("these filters cannot be noted"));
        };
        wanted.extend(span);
        for (name, value) in [
            (LIST, json!(F::NOUN)),
            (TIMES, self.times()),
            ("endpoint", json!(global.endpoint.as_deref().map(str::trim))),
            ("workspace", json!(global.workspace.as_deref().map(str::trim))),
            ("format", json!(self.target.format)),
        ] {
            wanted.insert(name.to_owned(), value);
        }
        let wanted = match self.target.resume {
            true => paths.with_what_was_given_before(wanted)?,
            false => wanted,
        };
        Ok((paths, wanted))
    }

    /// Returns the limits of the span as they are written.
    fn times(&self) -> Value {
        let times = [("from", &self.span.from), ("to", &self.span.to)].into_iter();
        times.filter_map(|(name, time)| Some((name.to_owned(), json!(time.as_ref()?.text)))).collect()
    }
}

impl<F: Filters> Job<F> {
    fn of(wanted: &Wanted, global: &Global, walk: Walk) -> Result<Self, Failure> {
        let value = || Value::Object(wanted.clone());
        let unreadable = |_| usage("what was given before cannot be read: begin another export");
        let filters: F = serde_json::from_value(value()).map_err(unreadable)?;
        let span: Span = serde_json::from_value(value()).map_err(unreadable)?;
        let format = wanted.get("format").cloned().unwrap_or_default();
        let format: Option<ExportFormat> = serde_json::from_value(format).map_err(unreadable)?;
        span.check()?;
        filters.check()?;
        if walk == Walk::ByTime && span.from.is_none() {
            return Err(usage("--concurrency needs --from: the span from there on is fetched in parts"));
        }
        let workspace = wanted.get("workspace").and_then(Value::as_str);
        let workspace = connect::parse_number(workspace.or(global.workspace.as_deref()))?;
        Ok(Self { filters, span, format: format.unwrap_or_default(), workspace })
    }
}

/// Opens the file, unless it is whole.
fn open<F: Filters>(target: &Target, paths: Paths, wanted: Wanted) -> Result<Option<ExportFile>, Failure> {
    let earlier = if target.resume { Earlier::Resume } else { Earlier::Refuse };
    match ExportFile::open(paths, earlier, wanted)? {
        Opened::Unfinished(file) if file.state.complete => drain::finish(*file, F::NOUN).map(|()| None),
        Opened::Unfinished(file) => Ok(Some(*file)),
        Opened::Whole => {
            say(format_args!("{} already exists; nothing to resume", shown(&target.out)));
            Ok(None)
        }
    }
}

fn usage(text: &str) -> Failure {
    Failure::Usage(text.to_owned())
}
