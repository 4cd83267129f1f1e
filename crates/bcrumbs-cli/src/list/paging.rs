//! How much of a list is asked for: one page, so many items, or all of it.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::global::some_text;
use crate::list::filters::given;
use bcrumbs::{List, ListStream, PagedQuery, Pages};
use clap::Args;
use std::time::Duration;

/// The options that every list has whose operation is paged.
#[derive(Debug, Args)]
#[command(next_help_heading = "How much")]
pub(crate) struct Paging {
    /// Items on a page [default: 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(i32::MAX)))]
    pub(crate) page_size: Option<u32>,

    /// Stop after N items
    #[arg(long, visible_alias = "limit", value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    #[arg(conflicts_with = "all")]
    pub(crate) max: Option<u64>,

    /// List everything
    #[arg(long)]
    pub(crate) all: bool,

    /// Start after this position, which an earlier list printed; a cursor of the gateway is accepted too
    #[arg(long, value_name = "POSITION", value_parser = some_text(), allow_hyphen_values = true)]
    pub(crate) after: Option<String>,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// One page, and whether there is more.
    OnePage,
    /// As many items as the list itself is limited to.
    Max,
    /// To the end.
    All,
}

impl Paging {
    /// Returns how far to go.
    pub(crate) fn extent(&self) -> Extent {
        match (self.all, self.max) {
            (true, _) => Extent::All,
            (false, Some(_)) => Extent::Max,
            (false, None) => Extent::OnePage,
        }
    }

    /// Sets on a list what every list has, and streams its pages.
    pub(crate) fn pages<Q: PagedQuery>(self, list: List<Q>, timeout: Option<Duration>) -> Pages<Q::Item> {
        let extent = self.extent();
        let list = given(list, self.page_size, List::page_size);
        let list = given(list, self.after, List::after);
        let stream = given(list, timeout, List::timeout).stream();
        let stream = given(stream, self.max, ListStream::max_items);
        match extent {
            // What follows the page is not printed.
            Extent::OnePage => stream.read_ahead(0).pages(),
            Extent::Max | Extent::All => stream.pages(),
        }
    }
}
