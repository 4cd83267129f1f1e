//! What every list has in common: page size, maximum, resuming, free text, total, and losslessness.

use crate::call::call::CallOptions;
use crate::error::error::Error;
use crate::paging::page::PageRequest;

/// The settings that do not depend on what is listed.
#[derive(Clone, Debug)]
pub(crate) struct ListOptions {
    pub(crate) page: PageRequest,
    pub(crate) max_items: Option<u64>,
    pub(crate) lossless: bool,
    pub(crate) read_ahead: usize,
    pub(crate) call: CallOptions,
}

/// Pages fetched ahead of the consumer: one hides the round trip behind the consumer's work, and more do not shorten
/// either.
const READ_AHEAD: usize = 1;

impl Default for ListOptions {
    fn default() -> Self {
        Self {
            page: PageRequest::default(),
            max_items: None,
            lossless: false,
            read_ahead: READ_AHEAD,
            call: CallOptions::default(),
        }
    }
}

impl ListOptions {
    /// Checks what the types leave open.
    pub(crate) fn check(&self, operation: &'static str) -> Result<(), Error> {
        match self.page.limit {
            Some(limit) if limit == 0 || i32::try_from(limit).is_err() => Err(Error::invalid_input(format!(
                "the page size must be between 1 and {}, not {limit}",
                i32::MAX
            ))
            .with_operation(operation)),
            _ => Ok(()),
        }
    }
}

/// Writes the setters that every list has, once for all of them.
macro_rules! list_setters {
    () => {
        /// Sets the number of items on a page, 1 or more. The gateway's default is
        /// [`DEFAULT_PAGE_SIZE`](crate::DEFAULT_PAGE_SIZE); it documents no maximum.
        pub fn page_size(mut self, items: u32) -> Self {
            self.options.page.limit = Some(items);
            self
        }

        /// Ends the streams after so many items, whatever the page size. It has no effect on `send`.
        pub fn max_items(mut self, items: u64) -> Self {
            self.options.max_items = Some(items);
            self
        }

        /// Starts after a cursor: an earlier page's end, or what a stream's `cursor()` told.
        pub fn after(mut self, cursor: impl Into<crate::Cursor>) -> Self {
            self.options.page.cursor = Some(cursor.into());
            self
        }

        /// Filters the list by free text (page apis/pagination; which fields it looks at is not documented).
        pub fn search(mut self, text: impl Into<String>) -> Self {
            self.options.page.search = Some(text.into());
            self
        }

        /// Asks for the number of all results.
        pub fn with_total(mut self) -> Self {
            self.options.page.with_total = true;
            self
        }

        /// Makes the streams lose nothing at the edges of pages.
        ///
        /// The gateway's cursor is an instant, so items that share a millisecond at the end of a page may be left out
        /// of the next one. A lossless stream asks from a millisecond above the last item and drops what it has given
        /// already, which costs a little more than one item a page, and larger pages where many items share an instant.
        ///
        /// Each edge is proved: something that was given must come again. Where it does not, the page is dropped and
        /// asked for from further above, up to a second, and at last from the beginning of the page before; such pages
        /// are empty in a stream of pages. Where that proves nothing either, where the cursors are not instants, or where
        /// the list turns out to be oldest first, the stream pages as usual, and its `is_lossless()` returns `false` from
        /// then on.
        ///
        /// It is a [`Pagination`](crate::ErrorKind::Pagination) error where more items share an instant than the gateway
        /// puts on a page.
        pub fn lossless(mut self) -> Self {
            self.options.lossless = true;
            self
        }

        /// Sets how many pages a stream fetches ahead once its second page is asked for. Default: 1; 0 turns it off.
        pub fn read_ahead(mut self, pages: usize) -> Self {
            self.options.read_ahead = pages;
            self
        }

        crate::call::call::call_setters!(options.call);
    };
}

pub(crate) use list_setters;
