//! Reads a whole list of messages: page after page, and on one page if an item may be missing between two pages.

use crate::api::messages::{Message, Messages};
use crate::call::response::Response;
use crate::error::error::Error;
use crate::error::kind::{ErrorKind, Outcome};
use crate::paging::page::Page;
use std::ops::ControlFlow;

/// The page sizes that are tried to get a whole list on one page.
const WHOLE_LIST: [u32; 3] = [1_000, 10_000, 100_000];

/// Whether all messages of a list could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Completeness {
    Complete,
    /// The gateway sent errors or null elements beside the messages.
    Incomplete,
}

/// Passes each page of a list to `read`, until it returns `Break` or the list ends. If an item may be missing between
/// two pages, the whole list is then passed again as a single page.
pub(crate) async fn read_whole<B>(
    list: Messages,
    mut read: impl FnMut(&Response<Page<Message>>) -> ControlFlow<B>,
) -> Result<ControlFlow<B, Completeness>, Error> {
    let mut is_complete = true;
    let mut pages = list.clone().stream().read_ahead(0).pages();
    while let Some(page) = pages.try_next().await? {
        is_complete &= page.errors().is_empty();
        if let ControlFlow::Break(found) = read(&page) {
            return Ok(ControlFlow::Break(found));
        }
    }
    if !pages.is_lossless()
        && let Some(page) = on_one_page(list).await?
    {
        is_complete = page.errors().is_empty();
        if let ControlFlow::Break(found) = read(&page) {
            return Ok(ControlFlow::Break(found));
        }
    }
    Ok(ControlFlow::Continue(match is_complete {
        true => Completeness::Complete,
        false => Completeness::Incomplete,
    }))
}

/// Fetches a whole list as a single page, so that no item can be missing between two pages.
async fn on_one_page(list: Messages) -> Result<Option<Response<Page<Message>>>, Error> {
    for size in WHOLE_LIST {
        let mut pages = list.clone().page_size(size).stream().read_ahead(0).pages();
        match pages.try_next().await? {
            Some(page) if page.has_next => {}
            page => return Ok(page),
        }
    }
    let message = "the contact's messages do not fit on one page, and one may be missing between two pages";
    Err(Error::new(ErrorKind::Pagination, Outcome::Executed, message).with_operation("messages"))
}

/// Returns the error for a list with messages that could not be read. `unknown` is the question that it leaves open.
pub(crate) fn incomplete(unknown: &str) -> Error {
    let message = format!("a message of the contact could not be read, so it is unknown whether {unknown}");
    Error::new(ErrorKind::Decode, Outcome::Executed, message).with_operation("messages")
}
