//! Takes a list from the gateway into the file of an export, page by page, until it ends or is stopped.

use crate::commands::export::file::ExportFile;
use crate::commands::export::progress::{Counted, Progress};
use crate::commands::export::seen::Item;
use crate::failure::failure::{Failure, Signal};
use crate::interrupt::Interruption;
use crate::list::listing::warn_of_edges;
use crate::output::csv;
use crate::output::message::say;
use crate::output::records::json;
use crate::output::row::Row;
use bcrumbs::{Conversation, Error, Message, Page, Pages};
use chrono::{DateTime, Utc};
use clap::ValueEnum;
use indicatif::HumanCount;
use serde::Serialize;
use std::io;
use std::time::Instant;

/// The form of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ExportFormat {
    /// One JSON object a line
    Ndjson,
    /// A line of column names, then the items; text stays as it is, so a spreadsheet may take some for formulas
    Csv,
}

impl ExportFormat {
    /// Returns what stands at the beginning.
    fn header<T: Row>(self) -> io::Result<String> {
        match self {
            Self::Ndjson => Ok(String::new()),
            Self::Csv => csv::header(T::FIELDS),
        }
    }

    /// Returns the lines of some items.
    fn lines<T: Row>(self, items: &[T]) -> io::Result<String> {
        let line = |item: &T| match self {
            Self::Ndjson => json(item).map(|line| line + "\n"),
            Self::Csv => csv::record(T::FIELDS, item),
        };
        items.iter().map(line).collect()
    }
}

/// Something that is exported, and what it is called.
pub(crate) trait Exported: Item + Row + Send + 'static {
    /// Its name in the plural.
    const NOUN: &'static str;

    /// How `--to` reaches the gateway.
    const UNTIL: Until;
}

/// How a list is made to begin at an instant.
#[derive(PartialEq, Eq)]
pub(crate) enum Until {
    /// By a filter.
    Filter,
    /// By a cursor, which then must be one.
    Cursor,
}

impl Item for Conversation {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }
}

impl Exported for Conversation {
    const NOUN: &'static str = "conversations";
    const UNTIL: Until = Until::Cursor;
}

impl Item for Message {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn created_at(&self) -> DateTime<Utc> {
        self.created_at
    }
}

impl Exported for Message {
    const NOUN: &'static str = "messages";
    const UNTIL: Until = Until::Filter;
}

/// How a list is walked, and so what says where it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Walk {
    /// Page after page: the position after the last.
    ByCursor,
    /// Several parts of the span at once, in order: the oldest instant so far.
    ByTime,
}

/// What is taken from the pages, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) walk: Walk,
    /// The instant before which the list was asked for.
    pub(crate) to: Option<DateTime<Utc>>,
    pub(crate) format: ExportFormat,
}

/// An export under way.
struct Export<T> {
    pages: Pages<T>,
    fetched: u64,
    plan: Plan,
    file: ExportFile,
    progress: Progress,
}

/// Writes the pages to the file, and puts it in its place at the end. The total is asked for where nothing is written
/// yet.
pub(crate) async fn run<T: Exported>(
    pages: Pages<T>,
    count: Option<impl Future<Output = Result<Option<u64>, Error>>>,
    plan: Plan,
    mut file: ExportFile,
    mut interruption: Interruption,
) -> Result<(), Failure> {
    if let (0, Some(count)) = (file.state.items, count) {
        file.state.total = tokio::select! {
            biased;
            signal = interruption.told() => return Err(interrupted::<T>(&mut file, plan.walk, signal)),
            total = count => total.map_err(|error| broken_off::<T>(&mut file, plan.walk, error))?,
        };
    }
    let counted = Counted { noun: T::NOUN, before: file.state.items, total: file.state.total };
    if counted.before > 0 {
        say(format_args!("going on after {} {}", HumanCount(counted.before), T::NOUN));
    }
    let progress = Progress::begin(counted, Instant::now());
    let mut export = Export { pages, fetched: 0, plan, file, progress };
    let done = export.drain(interruption).await;
    export.progress.end();
    done?;
    if export.fetched > 1 && plan.walk == Walk::ByCursor && !export.pages.is_lossless() {
        warn_of_edges();
    }
    finish::<T>(export.file)
}

/// Puts a file that is whole in its place.
pub(crate) fn finish<T: Exported>(file: ExportFile) -> Result<(), Failure> {
    let (items, missing, name) = (file.state.items, file.state.missing, file.name());
    let bytes = file.finish()?;
    if missing > 0 {
        say(format_args!("warning: {missing} errors came beside the data: what they stand for is missing"));
    }
    say(format_args!("exported {} {} to {name}, {} bytes", HumanCount(items), T::NOUN, HumanCount(bytes)));
    Ok(())
}

impl<T: Exported> Export<T> {
    async fn drain(&mut self, mut interruption: Interruption) -> Result<(), Failure> {
        if self.file.state.bytes == 0 {
            self.file.append(&self.plan.format.header::<T>()?)?;
        }
        loop {
            let page = tokio::select! {
                biased;
                signal = interruption.told() => return Err(interrupted::<T>(&mut self.file, self.plan.walk, signal)),
                page = self.pages.try_next() => page,
            };
            match page {
                Ok(Some(page)) => {
                    self.fetched += 1;
                    tracing::debug!(
                        page = self.fetched,
                        items = page.items.len(),
                        status = page.status().as_u16(),
                        request_id = page.request_id(),
                        attempts = page.attempts(),
                        "fetched a page"
                    );
                    for error in page.errors() {
                        self.progress.say(format_args!("warning: {error}; the rest of the answer is there"));
                    }
                    self.file.state.missing += page.errors().len() as u64;
                    self.take(page.into_data())?;
                }
                Ok(None) => return Ok(()),
                Err(error) => return Err(broken_off::<T>(&mut self.file, self.plan.walk, error)),
            }
        }
    }

    /// Writes what a page has for this export.
    fn take(&mut self, page: Page<T>) -> Result<(), Failure> {
        let Plan { walk, to, format } = self.plan;
        if T::UNTIL == Until::Cursor && to.is_some() && !self.pages.is_lossless() {
            let what =
                "the gateway's cursors are no points in time, so no list can begin at one: leave --to out";
            self.file.give_up()?;
            return Err(Failure::Found(what.to_owned()));
        }
        let Page { mut items, next, .. } = page;
        let state = &mut self.file.state;
        // After a page without items the list is resumed where it was resumed before.
        if walk == Walk::ByCursor && !items.is_empty() {
            state.position = next;
        }
        state.edge.drop_repeats(&mut items);
        if walk == Walk::ByTime {
            state.edge.take(&items);
        }
        state.items += items.len() as u64;
        self.file.append(&format.lines(&items)?)?;
        if can_go_on_here(&self.file, walk) {
            self.file.checkpoint_if_due()?;
        }
        self.progress.at(self.file.state.items, Instant::now());
        Ok(())
    }
}

/// Tells whether the state says from where to go on. After the last page it does not.
fn can_go_on_here(file: &ExportFile, walk: Walk) -> bool {
    match walk {
        Walk::ByCursor => file.state.position.is_some(),
        Walk::ByTime => true,
    }
}

/// Makes safe what there is, and says how to go on with it.
fn stop<T: Exported>(file: &mut ExportFile, walk: Walk) -> Result<Option<String>, Failure> {
    if can_go_on_here(file, walk) && file.state.items > file.saved_items() {
        file.checkpoint()?;
    } else {
        file.give_up()?;
    }
    let (items, part) = (file.saved_items(), file.part());
    Ok((items > 0).then(|| {
        let items = HumanCount(items);
        format!("{items} {} are in {part}; to go on, run the same command with --resume", T::NOUN)
    }))
}

fn interrupted<T: Exported>(file: &mut ExportFile, walk: Walk, signal: Signal) -> Failure {
    match stop::<T>(file, walk) {
        Ok(kept) => Failure::Interrupted { signal, kept },
        Err(failure) => failure,
    }
}

fn broken_off<T: Exported>(file: &mut ExportFile, walk: Walk, error: Error) -> Failure {
    match stop::<T>(file, walk) {
        Ok(resume) => Failure::BrokenOff { error, next: None, resume },
        Err(failure) => failure,
    }
}
