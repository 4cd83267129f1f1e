//! How much of a list is asked for: one page, so many items, or all of it.

use crate::cli::some_text;
use clap::Args;

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
}

/// Sets on a list request what every list has. A macro, for the library's requests share these setters by name only.
macro_rules! paged {
    ($request:expr, $paging:expr, $timeout:expr) => {{
        let (mut request, paging): (_, $crate::paging::Paging) = ($request, $paging);
        if let Some(items) = paging.page_size {
            request = request.page_size(items);
        }
        if let Some(items) = paging.max {
            request = request.max_items(items);
        }
        if paging.extent() != crate::paging::Extent::OnePage {
            request = request.lossless();
        }
        if let Some(cursor) = paging.after {
            request = request.after(cursor);
        }
        if let Some(limit) = $timeout {
            request = request.timeout(limit);
        }
        request.pages()
    }};
}

pub(crate) use paged;

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
