//! The pagination of every list: newest first, with a timestamp as the cursor, like the gateway.

use std::ops::Range;

use apollo_compiler::response::{JsonMap, JsonValue};
use chrono::{DateTime, Utc};

use crate::data::instant::Millis;
use crate::data::plan::CursorRule;
use crate::data::rows::{Rows, newer_rows};
use crate::graphql::error::RequestError;
use crate::graphql::input::Input;

/// The default number of items on a page.
pub(crate) const DEFAULT_LIMIT: usize = 100;

/// The requested page: the `pageInfo` argument.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    limit: usize,
    cut: Option<DateTime<Utc>>,
    /// The cursor of the request.
    pub(crate) cursor: Option<JsonValue>,
    /// The free text in lower case.
    pub(crate) query: Option<String>,
    count: bool,
}

impl Ask {
    /// Reads the `pageInfo` argument; `max_page_size` caps a page silently.
    pub(crate) fn of(arguments: &JsonMap, max_page_size: Option<usize>) -> Result<Self, RequestError> {
        let input = Input::of(arguments, "pageInfo");
        let limit = match input.number("limit").map(usize::try_from) {
            None => DEFAULT_LIMIT,
            Some(Ok(limit)) if limit > 0 => limit,
            Some(_) => return Err(RequestError::input("pageInfo.limit must be at least 1")),
        };
        Ok(Self {
            limit: max_page_size.map_or(limit, |max| limit.min(max)),
            cut: input
                .instant("cursor")
                .map_err(|_| RequestError::input("pageInfo.cursor is not a timestamp"))?,
            cursor: input.get("cursor").cloned(),
            query: input
                .text("query")
                .map(|query| query.trim().to_lowercase())
                .filter(|query| !query.is_empty()),
            count: input.flag("count").unwrap_or(false),
        })
    }

    /// Asks for all rows, as lists without pages do.
    pub(crate) fn unlimited(&mut self) {
        self.limit = usize::MAX;
    }
}

/// A page of rows.
#[derive(Debug)]
pub(crate) struct Page<R> {
    /// The rows.
    pub(crate) rows: Vec<R>,
    /// Whether more rows follow.
    pub(crate) has_next: bool,
    /// When the last row was created.
    pub(crate) end: Option<Millis>,
    /// The number of all rows, if it was requested.
    pub(crate) count: Option<usize>,
}

/// The filter of the rows; `None` keeps every row.
pub(crate) type Keep<'a, R> = Option<&'a dyn Fn(&R) -> bool>;

/// Returns the requested page from the given ranges of a list. The ranges are ascending positions.
pub(crate) fn page<R: Rows>(
    rows: &R,
    stretches: &[Range<usize>],
    keep: Keep<'_, R::Row>,
    ask: &Ask,
    rule: CursorRule,
) -> Page<R::Row> {
    let start = ask.cut.map_or(0, |cut| match rule {
        CursorRule::Strict => newer_rows(rows, |time| time >= cut),
        CursorRule::Inclusive => newer_rows(rows, |time| time > cut),
    });
    let mut page = Page { rows: Vec::new(), has_next: false, end: None, count: None };
    'page: for stretch in stretches {
        for position in stretch.start.max(start)..stretch.end {
            let row = rows.row(position);
            if keep.is_some_and(|keep| !keep(&row)) {
                continue;
            }
            if page.rows.len() == ask.limit {
                page.has_next = true;
                break 'page;
            }
            page.rows.push(row);
            page.end = Some(rows.time(position));
        }
    }
    if ask.count {
        page.count = Some(match keep {
            None => stretches.iter().map(ExactSizeIterator::len).sum(),
            Some(keep) => stretches.iter().cloned().flatten().filter(|at| keep(&rows.row(*at))).count(),
        });
    }
    page
}
