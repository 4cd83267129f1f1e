//! `NOUN list`: the command of every list that is paged.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::connect;
use crate::failure::failure::Failure;
use crate::global::Global;
use crate::list::filters::{AnyList, Filters, ItemOf, QueryOf, given};
use crate::list::listing;
use crate::list::paging::Paging;
use crate::list::period::TimeSpan;
use crate::output::row::Row;
use bcrumbs::{List, Position, Workspace};
use clap::Args;
use std::time::Duration;

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
    /// Returns how many items are asked for.
    pub(crate) fn max(&self) -> Option<u64> {
        self.paging.max
    }

    /// Returns the position to start after.
    pub(crate) fn position(&self) -> Option<Position> {
        self.paging.after.as_deref().map(Position::from)
    }

    /// Refuses filters and times that no list can have.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.span.span().check()?;
        self.filters.check()
    }

    /// Returns the list to follow.
    pub(crate) fn followed(self, workspace: &Workspace, timeout: Option<Duration>) -> List<QueryOf<F>> {
        let list = self.span.span().on(self.filters.list(workspace).into_list());
        given(given(list, self.paging.page_size, List::page_size), timeout, List::timeout)
    }

    /// Lists.
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure>
    where
        ItemOf<F>: Row,
    {
        self.check()?;
        let list = self.filters.list(&connect::workspace(global)?).into_list();
        let extent = self.paging.extent();
        let pages = self.paging.pages(self.span.span().on(list), global.timeout);
        listing::print(pages, extent, global.output).await
    }
}
