//! `--follow`: prints the new items of a list as they come.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::connect;
use crate::failure::failure::Failure;
use crate::failure::report::{ReportFormat, say_next};
use crate::global::{Global, seconds};
use crate::interrupt::{Interruption, WhenInterrupted};
use crate::list::arguments::ListArguments;
use crate::list::filters::{Filters, ItemOf};
use crate::list::listing::{after, broken_off_at};
use crate::list::warnings::{Warnings, warn_of_edges};
use crate::output::format::Format;
use crate::output::message::say;
use crate::output::printer::ListPrinter;
use crate::output::row::Row;
use bcrumbs::{Follow, FollowPolicy, Position};
use clap::Args;
use std::time::Duration;

/// Which items, how many, and whether the command waits for new ones.
#[derive(Debug, Args)]
pub(crate) struct FollowableArguments<F: Args> {
    #[command(flatten)]
    list: ListArguments<F>,

    /// Wait for new items and print them as they come, oldest first, each once, until a signal ends it; begins with those that are new from now on, or with --after or --from
    #[arg(long, conflicts_with_all = ["all", "to"], help_heading = "How much")]
    follow: bool,

    /// The shortest time between two reads of a list that is followed; it doubles while nothing comes, up to 30 [default: 2]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, requires = "follow", help_heading = "How much")]
    interval: Option<Duration>,
}

/// What was asked for.
struct Wanted {
    format: Format,
    max: Option<u64>,
    after: Option<Position>,
}

impl<F: Filters> FollowableArguments<F> {
    /// Returns what a signal means to it.
    pub(crate) fn when_interrupted(&self) -> WhenInterrupted {
        match self.follow {
            true => WhenInterrupted::Notify,
            false => WhenInterrupted::Stop,
        }
    }

    /// Lists, or follows the list.
    pub(crate) async fn run(self, global: &Global, interruption: Interruption) -> Result<(), Failure>
    where
        ItemOf<F>: Row,
    {
        if !self.follow {
            return self.list.run(global).await;
        }
        let format = Format::chosen(global.output);
        if format == Format::Json {
            let text =
                "--follow: one JSON document has no end here; --output ndjson prints one object a line";
            return Err(Failure::Usage(text.to_owned()));
        }
        self.list.check()?;
        let after = self.list.position();
        let wanted = Wanted { format, max: self.list.max(), after: after.clone() };
        let list = self.list.followed(&connect::workspace(global)?, global.timeout);
        let policy = FollowPolicy::default();
        let policy = self.interval.map_or(policy, |interval| policy.shortest_interval(interval));
        let printed = print(list.follow(after).policy(policy), wanted, interruption).await?;
        say_position(printed.as_ref(), ReportFormat::of(global.output));
        Ok(())
    }
}

/// Prints items until a signal comes, an error ends the stream, or as many have come as were asked for. Returns the
/// position after them.
async fn print<T: Row + Send + 'static>(
    mut follow: Follow<T>,
    wanted: Wanted,
    mut interruption: Interruption,
) -> Result<Option<Position>, Failure> {
    let mut printer = ListPrinter::new::<T>(wanted.format)?;
    let mut warnings = Warnings::default();
    let mut printed = 0;
    let mut failed = None;
    while failed.is_none() && wanted.max != Some(printed) {
        let next = tokio::select! {
            next = follow.try_next() => next,
            _ = interruption.received() => break,
        };
        match next {
            Ok(Some(followed)) => {
                printed += 1;
                printer.page(&[followed.item])?;
                warnings.add(follow.errors(), say);
            }
            Ok(None) => break,
            Err(error) if error.is_retryable() => {
                say(format_args!("warning: {error}; the list is read again"));
            }
            Err(error) => failed = Some(error),
        }
    }
    if !follow.is_lossless() {
        warn_of_edges();
    }
    match failed {
        Some(error) => {
            printer.break_off()?;
            Err(broken_off_at(error, follow.position().as_ref(), ""))
        }
        None => {
            printer.finish(None)?;
            Ok(follow.position().or(wanted.after))
        }
    }
}

/// Prints on standard error how to continue.
fn say_position(position: Option<&Position>, report: ReportFormat) {
    match (position, report) {
        (Some(position), ReportFormat::Json) => say_next(&position.to_string()),
        (Some(position), ReportFormat::Text) => match after(position) {
            Some(after) => say(format_args!("to continue, add {after}")),
            None => say(format_args!("the position is too long for an option: --output ndjson prints it")),
        },
        (None, _) => {}
    }
}
