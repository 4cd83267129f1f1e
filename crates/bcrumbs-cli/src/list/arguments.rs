//! `NOUN list`: the command of every list that is paged.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::list::filters::{AnyList, Filters, ItemOf};
use crate::list::listing;
use crate::list::paging::Paging;
use crate::list::period::TimeSpan;
use crate::output::row::Row;
use clap::Args;

/// Which items, and how many.
#[derive(Debug, Args)]
pub(crate) struct ListArguments<F: Args> {
    #[command(flatten)]
    filters: F,

    #[command(flatten)]
    span: TimeSpan,

    #[command(flatten)]
    paging: Paging,
}

impl<F: Filters> ListArguments<F> {
    /// Lists.
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure>
    where
        ItemOf<F>: Row,
    {
        let span = self.span.span();
        span.check()?;
        self.filters.check()?;
        let list = self.filters.list(&connect::workspace(global)?).into_list();
        let extent = self.paging.extent();
        let pages = self.paging.pages(span.on(list), global.timeout);
        listing::print(pages, extent, global.output).await
    }
}
