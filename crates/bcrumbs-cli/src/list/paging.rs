//! How much of a list is asked for: one page, so many items, or all of it.

use crate::global::some_text;
use bcrumbs::{List, PagedQuery, Pages};
use clap::Args;
use std::time::Duration;

/// Sets those filters of a request that were given.
macro_rules! filtered {
    ($request:expr, { $($setter:ident: $value:expr),+ $(,)? }) => {{
        let mut request = $request;
        $(if let Some(value) = $value {
            request = request.$setter(value);
        })+
        request
    }};
}

pub(crate) use filtered;

/// The options that every list has.
#[derive(Debug, Args)]
#[command(next_help_heading = "How much")]
pub(crate) struct Paging {
    /// Items on a page; 100 if not set
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(i32::MAX)))]
    pub(crate) page_size: Option<u32>,

    /// Lists so many items at most, over as many pages as that takes, and loses none between two pages
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), conflicts_with = "all")]
    pub(crate) max: Option<u64>,

    /// Lists everything, and loses nothing between two pages
    #[arg(long)]
    pub(crate) all: bool,

    /// Goes on where an earlier list ended
    #[arg(long, value_name = "CURSOR", value_parser = some_text())]
    pub(crate) after: Option<String>,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// One page, and word of whether there is more.
    OnePage,
    /// As many items as the request itself is limited to.
    Max,
    /// To the end.
    All,
}

impl Paging {
    /// Tells how far to go.
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
        let list = filtered!(list, { page_size: self.page_size, after: self.after, timeout: timeout });
        let stream = filtered!(list.stream(), { max_items: self.max });
        match extent {
            // What follows the page is not printed.
            Extent::OnePage => stream.read_ahead(0).pages(),
            Extent::Max | Extent::All => stream.pages(),
        }
    }
}
