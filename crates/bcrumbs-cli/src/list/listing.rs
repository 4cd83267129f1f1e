//! Prints a list page by page, and says on standard error what the pages leave unsaid.

use crate::failure::failure::Failure;
use crate::list::paging::Extent;
use crate::output::format::Format;
use crate::output::message::say;
use crate::output::printer::ListPrinter;
use crate::output::row::Row;
use crate::output::shell::quoted;
use bcrumbs::{Error, GraphQlError, Page, Pages, Position};

/// Prints as much of a list as was asked for.
pub(crate) async fn print<T: Row + Send + 'static>(
    mut pages: Pages<T>,
    extent: Extent,
    format: Format,
) -> Result<(), Failure> {
    let mut printer = ListPrinter::new::<T>(format)?;
    let mut fetched = 0_u64;
    loop {
        let page = match pages.try_next().await {
            Ok(Some(page)) => page,
            Ok(None) => break,
            Err(error) => {
                printer.break_off()?;
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
        warn(page.errors());
        // Where everything on a page was listed before, the next page is what was asked for.
        if extent == Extent::OnePage && !(page.items.is_empty() && page.next.is_some()) {
            tracing::info!(items = page.items.len(), "printed one page");
            printer.finish()?;
            tell_of_more(page.data(), &mut pages).await;
            return Ok(());
        }
    }
    tracing::info!(pages = fetched, "printed the list");
    printer.finish()?;
    if fetched > 1 && !pages.is_lossless() {
        warn_of_edges();
    }
    Ok(())
}

/// Says that a list of several pages may lack items.
pub(crate) fn warn_of_edges() {
    say(format_args!(
        "warning: the gateway's cursors are not points in time, so items at the edges of pages may be missing"
    ));
}

/// Says that parts of an answer are missing.
pub(crate) fn warn(errors: &[GraphQlError]) {
    for error in errors {
        say(format_args!("warning: {error}; the rest of the answer is there"));
    }
}

/// Says how to go on after the one page that was asked for.
async fn tell_of_more<T: Send + 'static>(page: &Page<T>, pages: &mut Pages<T>) {
    if let Some(position) = &page.next {
        say(format_args!("more: add {} or --all", after(position)));
        return;
    }
    // Nothing is fetched at the end of a list; but a gateway that did not say whether or where it continues is reported.
    if let Err(error) = pages.try_next().await {
        say(format_args!("warning: {error}"));
    }
}

/// Says where to take a list up again that broke off after some pages.
fn broken_off<T>(error: Error, pages: &Pages<T>) -> Failure {
    let repeats = if pages.is_lossless() { "" } else { " (the last items may come again)" };
    let resume = pages.position().map(|position| format!("to go on, add {}{repeats}", after(position)));
    Failure::BrokenOff { error, next: pages.position().map(ToString::to_string), resume }
}

/// Writes a position as the option that goes on from it.
fn after(position: &Position) -> String {
    let position = position.to_string();
    let between = if position.starts_with('-') { '=' } else { ' ' };
    format!("--after{between}{}", quoted(&position))
}
