//! Writes a list into the file of an export, page by page, until the list ends or the export is stopped.

use crate::commands::export::file::ExportFile;
use crate::commands::export::format::ExportFormat;
use crate::commands::export::progress::{Counted, Progress};
use crate::commands::export::seen::Keys;
use crate::failure::failure::{Failure, Signal};
use crate::interrupt::Interruption;
use crate::list::filters::{Filters, ItemOf, QueryOf, TimeLimits};
use crate::list::warnings::{Warnings, warn_of_edges};
use crate::output::message::say;
use crate::output::row::Row;
use bcrumbs::{Error, ErrorKind, Page, PagedQuery, Pages};
use chrono::{DateTime, Utc};
use indicatif::HumanCount;
use std::time::Instant;

/// How a list is read. It determines where the list is resumed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Walk {
    /// Page after page: the position after the last.
    #[default]
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
struct Export<F: Filters> {
    pages: Pages<ItemOf<F>>,
    fetched: u64,
    plan: Plan,
    file: ExportFile,
    progress: Progress,
    warnings: Warnings,
}

/// Writes the pages to the file, and puts it in its place at the end. The total is asked for where nothing is written
/// yet.
pub(crate) async fn run<F: Filters>(
    pages: Pages<ItemOf<F>>,
    count: Option<impl Future<Output = Result<Option<u64>, Error>>>,
    plan: Plan,
    mut file: ExportFile,
    mut interruption: Interruption,
) -> Result<(), Failure>
where
    ItemOf<F>: Row,
{
    if let (0, Some(count)) = (file.state.items, count) {
        let counted = tokio::select! {
            biased;
            signal = interruption.received() => return Err(interrupted(&mut file, plan.walk, F::NOUN, signal)),
            total = count => total,
        };
        file.state.total = counted.map_err(|error| broken_off(&mut file, plan.walk, F::NOUN, error))?;
    }
    let counted = Counted { noun: F::NOUN, before: file.state.items, total: file.state.total };
    if counted.before > 0 {
        say(format_args!("resuming after {} {}", HumanCount(counted.before), F::NOUN));
    }
    let progress = Progress::begin(counted, Instant::now());
    let warnings = Warnings::default();
    let mut export = Export::<F> { pages, fetched: 0, plan, file, progress, warnings };
    let done = export.drain(interruption).await;
    export.progress.end();
    export.warnings.finish();
    done?;
    if export.fetched > 1 && plan.walk == Walk::ByCursor && !export.pages.is_lossless() {
        warn_of_edges();
    }
    finish(export.file, F::NOUN)
}

/// Puts a file that is whole in its place.
pub(crate) fn finish(file: ExportFile, noun: &str) -> Result<(), Failure> {
    let (items, missing, name) = (file.state.items, file.state.missing, file.name());
    let bytes = file.finish()?;
    if missing > 0 {
        say(format_args!("warning: {missing} errors came beside the data: what they stand for is missing"));
    }
    say(format_args!("exported {} {noun} to {name}, {} bytes", HumanCount(items), HumanCount(bytes)));
    Ok(())
}

impl<F: Filters> Export<F>
where
    ItemOf<F>: Row,
{
    const KEYS: Keys<ItemOf<F>> = Keys { key: QueryOf::<F>::key, instant: QueryOf::<F>::instant };

    async fn drain(&mut self, mut interruption: Interruption) -> Result<(), Failure> {
        let walk = self.plan.walk;
        if self.file.state.bytes == 0 {
            self.file.append(&self.plan.format.header::<ItemOf<F>>()?)?;
        }
        loop {
            let page = tokio::select! {
                biased;
                signal = interruption.received() => {
                    return Err(interrupted(&mut self.file, walk, F::NOUN, signal));
                }
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
                    self.warnings.add(page.errors(), |line| self.progress.say(line));
                    self.file.state.missing += page.errors().len() as u64;
                    self.take(page.into_data())?;
                }
                Ok(None) => return Ok(()),
                Err(error) => return Err(broken_off(&mut self.file, walk, F::NOUN, error)),
            }
        }
    }

    /// Writes what a page has for this export.
    fn take(&mut self, page: Page<ItemOf<F>>) -> Result<(), Failure> {
        let Plan { walk, to, format } = self.plan;
        if F::TIME == TimeLimits::Cursor && to.is_some() && !self.pages.is_lossless() {
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
        state.seen.drop_repeats(&mut items, &Self::KEYS);
        if walk == Walk::ByTime {
            state.seen.take(&items, &Self::KEYS);
        }
        state.items += items.len() as u64;
        self.file.append(&format.lines(&items)?)?;
        if can_be_resumed(&self.file, walk) {
            self.file.checkpoint_if_due()?;
        }
        self.progress.at(self.file.state.items, Instant::now());
        Ok(())
    }
}

/// Returns whether the state holds where to resume. After the last page it does not.
fn can_be_resumed(file: &ExportFile, walk: Walk) -> bool {
    match walk {
        Walk::ByCursor => file.state.position.is_some(),
        Walk::ByTime => true,
    }
}

/// Makes safe what there is, and returns what is kept.
fn stop(file: &mut ExportFile, walk: Walk, noun: &str) -> Result<Option<String>, Failure> {
    if can_be_resumed(file, walk) && file.state.items > file.saved_items() {
        file.checkpoint()?;
    } else {
        file.give_up()?;
    }
    let (items, part) = (file.saved_items(), file.part());
    Ok((items > 0).then(|| format!("{} {noun} are in {part}", HumanCount(items))))
}

fn interrupted(file: &mut ExportFile, walk: Walk, noun: &str, signal: Signal) -> Failure {
    match stop(file, walk, noun) {
        Ok(kept) => {
            let kept = kept.map(|kept| format!("{kept}; to continue, run the same command with --resume"));
            Failure::Interrupted { signal, kept, failed: None }
        }
        Err(failure) => Failure::Interrupted { signal, kept: None, failed: Some(Box::new(failure)) },
    }
}

fn broken_off(file: &mut ExportFile, walk: Walk, noun: &str, error: Error) -> Failure {
    let how = match error.kind() {
        // Asking again helps only where the gateway pages differently by then, and other filters are another export.
        ErrorKind::Pagination => "run the same command with --resume later; other filters need another --out",
        _ => "run the same command with --resume",
    };
    match stop(file, walk, noun) {
        Ok(kept) => {
            let resume = kept.map(|kept| format!("{kept}; to continue, {how}"));
            Failure::BrokenOff { error, next: None, resume }
        }
        Err(failure) => failure,
    }
}
