//! Prints a list page by page, and reports on standard error what the pages leave out.

use crate::failure::failure::Failure;
use crate::failure::report::{ReportFormat, say_next};
use crate::list::paging::Extent;
use crate::list::warnings::{Warnings, warn_of_edges};
use crate::output::format::Format;
use crate::output::message::say;
use crate::output::printer::ListPrinter;
use crate::output::row::Row;
use crate::output::shell::quoted;
use bcrumbs::{Error, Pages, Position};

/// The longest position that is printed for people, in characters: about 40 identifiers of 24 characters. A position of
/// the gateway's usual cursors and identifiers has 224 at most.
const LONGEST_POSITION: usize = 1_000;

/// Prints as much of a list as was asked for, in the format of `--output`.
pub(crate) async fn print<T: Row + Send + 'static>(
    mut pages: Pages<T>,
    extent: Extent,
    output: Option<Format>,
) -> Result<(), Failure> {
    let format = Format::chosen(output);
    let mut printer = ListPrinter::new::<T>(format)?;
    let mut warnings = Warnings::default();
    let (mut fetched, mut next) = (0_u64, None);
    loop {
        let page = match pages.try_next().await {
            Ok(Some(page)) => page,
            Ok(None) => break,
            Err(error) => {
                printer.break_off()?;
                warnings.finish();
                return Err(broken_off(error, &pages));
            }
        };
        fetched += 1;
        tracing::debug!(
            page = fetched,
            items = page.items.len(),
            has_next = page.has_next,
            status = page.status().as_u16(),
            request_id = page.request_id(),
            attempts = page.attempts(),
            "fetched a page"
        );
        printer.page(&page.items)?;
        warnings.add(page.errors(), say);
        next = page.next.clone();
        // Where everything on a page was listed before, the next page is what was asked for.
        if extent == Extent::OnePage && !(page.items.is_empty() && next.is_some()) {
            break;
        }
    }
    tracing::info!(pages = fetched, "printed the list");
    printer.finish(next.as_ref().map(ToString::to_string).as_deref())?;
    warnings.finish();
    match (&next, extent, ReportFormat::of(output)) {
        (Some(_), _, ReportFormat::Json) if format == Format::Json => {}
        (Some(next), _, ReportFormat::Json) => say_next(&next.to_string()),
        (Some(next), Extent::OnePage, ReportFormat::Text) => say(format_args!("more: add {}", how_on(next))),
        (Some(_), Extent::Max | Extent::All, ReportFormat::Text) => {}
        // Nothing is fetched at the end of a list; but a gateway that did not say whether or where it continues is
        // reported.
        (None, Extent::OnePage, _) => {
            if let Err(error) = pages.try_next().await {
                say(format_args!("warning: {error}"));
            }
        }
        (None, Extent::Max | Extent::All, _) => {}
    }
    if extent != Extent::OnePage && fetched > 1 && !pages.is_lossless() {
        warn_of_edges();
    }
    Ok(())
}

/// Returns where to continue a list that broke off after some pages.
fn broken_off<T>(error: Error, pages: &Pages<T>) -> Failure {
    let repeats = if pages.is_lossless() { "" } else { " (the last items may come again)" };
    broken_off_at(error, pages.position(), repeats)
}

/// Returns that a list broke off at a position, and how to continue.
pub(crate) fn broken_off_at(error: Error, position: Option<&Position>, repeats: &str) -> Failure {
    let resume = position.map(|position| match after(position) {
        Some(after) => format!("to continue, add {after}{repeats}"),
        None => "to continue, list again with --all: the position is too long for an option".to_owned(),
    });
    Failure::BrokenOff { error, next: position.map(ToString::to_string), resume }
}

/// Writes how to get what follows a position.
fn how_on(position: &Position) -> String {
    match after(position) {
        Some(after) => format!("{after} or --all"),
        None => "--all".to_owned(),
    }
}

/// Writes a position as the option that continues from it; none where it is too long.
pub(crate) fn after(position: &Position) -> Option<String> {
    let position = position.to_string();
    let between = if position.starts_with('-') { '=' } else { ' ' };
    (position.len() <= LONGEST_POSITION).then(|| format!("--after{between}{}", quoted(&position)))
}

#[cfg(test)]
mod tests {
    use super::how_on;

    #[test]
    fn a_position_that_is_too_long_for_an_option_is_not_offered() {
        assert_eq!(how_on(&"2026-03-16T00:00:00.000Z".into()), "--after 2026-03-16T00:00:00.000Z or --all");
        assert_eq!(how_on(&"x".repeat(1_001).into()), "--all");
    }
}
