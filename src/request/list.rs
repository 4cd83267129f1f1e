//! `List`, the type of every operation that returns a list in pages. The filters of a list are its generated variables;
//! this file has the settings that all lists share.

use crate::call::call::call;
use crate::call::convert::Convert;
use crate::call::inner::ClientInner;
use crate::call::response::Response;
use crate::call::settings::CallSettings;
use crate::error::error::Error;
use crate::model::cursor::Cursor;
use crate::model::ids::WorkspaceId;
use crate::model::page_request::PageRequest;
use crate::model::position::Position;
use crate::paging::fetcher::{PageFetcher, PageSource, Part};
use crate::paging::first_page::{Alone, alone};
use crate::paging::follow::FollowSource;
use crate::paging::page::{DEFAULT_PAGE_SIZE, Fetched, Page};
use crate::paging::page_data::PageData;
use crate::paging::paged_query::{PagedQuery, Period, PeriodFilter};
use crate::paging::pages::Pages;
use crate::paging::row::Row;
use crate::paging::slice::ListPart;
use crate::paging::time_slices::{SliceSource, TimeSlices};
use crate::retry::policy::RetryPolicy;
use chrono::{DateTime, Utc};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A list that the gateway returns in pages.
///
/// The methods of [`Workspace`](crate::Workspace) create the lists of this crate, and each list has its own filters.
/// [`Client::list`](crate::Client::list) creates a list for your own query. [`page`](Self::page) returns one page.
/// [`items`](Self::items) streams all items, and [`pages`](Self::pages) streams all pages. [`stream`](Self::stream)
/// returns a builder with more settings for the stream.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let list = workspace.conversations().ended(false).page_size(25);
/// let first = list.clone().page().await?;
/// println!("{} conversations on the first page", first.items.len());
/// let mut all = list.items();
/// while let Some(conversation) = all.try_next().await? {
///     println!("{}", conversation.id);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Each item is returned once
///
/// The documentation's examples show that the gateway's cursor is a timestamp and that its lists are newest first. If
/// items at a page boundary have the same timestamp, plain paging returns them twice or loses them. The crate therefore
/// requests each page from a point slightly before the end of the previous page, and drops the items that were already
/// returned. This costs about one more item for each page, and larger pages if many items have the same timestamp. If
/// the cursors are not timestamps, or the list is not newest first, the crate uses plain paging and
/// [`Items::is_lossless`](crate::Items::is_lossless) returns `false`.
#[must_use = "a list sends nothing until it is read"]
pub struct List<Q: PagedQuery> {
    client: Arc<ClientInner>,
    pub(crate) variables: Q::Variables,
    settings: ListSettings,
}

/// The default number of prefetched pages. With one page, the next request runs while the consumer works on the current
/// page. More pages do not make the list faster.
const READ_AHEAD: usize = 1;

/// The settings that only streams have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamSettings {
    pub(crate) max_items: Option<u64>,
    /// `None` if it was not set.
    pub(crate) read_ahead: Option<usize>,
    pub(crate) concurrency: usize,
}

/// The settings that every list has.
#[derive(Clone, Debug, Default)]
struct ListSettings {
    page: PageRequest,
    after: Option<Position>,
    period: Period,
    call: CallSettings,
}

impl<Q: PagedQuery> List<Q> {
    pub(crate) fn new(client: Arc<ClientInner>, variables: Q::Variables) -> Self {
        Self { client, variables, settings: ListSettings::default() }
    }

    /// Sets the workspace for the span. The variables contain it too.
    pub(crate) fn of_workspace(mut self, workspace: WorkspaceId) -> Self {
        self.settings.call.workspace = Some(workspace);
        self
    }

    /// Sets limits that this list's calls share with other calls.
    pub(crate) fn within(mut self, limits: CallSettings) -> Self {
        self.settings.call = self.settings.call.within(limits);
        self
    }

    /// Sets the number of items on a page, at least 1. Default: [`DEFAULT_PAGE_SIZE`](crate::DEFAULT_PAGE_SIZE). The
    /// gateway documents no maximum (page apis/pagination).
    pub fn page_size(mut self, items: u32) -> Self {
        self.settings.page.limit = Some(items);
        self
    }

    /// Resumes the list after a position. The position is [`Page::next`] or the `position()` of a stream. A cursor of
    /// the gateway is accepted too.
    pub fn after(mut self, position: impl Into<Position>) -> Self {
        self.settings.after = Some(position.into());
        self
    }

    /// Keeps the items at or after an instant.
    ///
    /// If the operation has a filter for it, the filter is sent. Otherwise the list ends at the first page with only
    /// older items; this assumes that the list is newest first. If the items have no instant, the list fails with
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) at the first page that has items.
    pub fn since(mut self, instant: DateTime<Utc>) -> Self {
        self.settings.period.since = Some(instant);
        self
    }

    /// Keeps the items before an instant.
    ///
    /// If the operation has a filter for it, the filter is sent with a time one second later. A gateway that compares
    /// its filters in whole days would lose items; only a stream with several concurrent requests detects this. If the
    /// operation has no filter, the list starts at a cursor made from the instant, because the documentation's example
    /// of a cursor is an instant (page apis/pagination).
    pub fn until(mut self, instant: DateTime<Utc>) -> Self {
        self.settings.period.until = Some(instant);
        self
    }

    /// Filters the list by free text (page apis/pagination). It is not documented which fields the gateway searches.
    pub fn search(mut self, text: impl Into<String>) -> Self {
        self.settings.page.search = Some(text.into());
        self
    }

    /// Requests the total number of results, which [`Page::total`] and [`Items::total`](crate::Items::total) return.
    pub fn with_total(mut self) -> Self {
        self.settings.page.total = Some(true);
        self
    }

    /// Sets the timeout of each call that fetches a page, including retries. Default: the client's total timeout.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.call.timeout = Some(limit);
        self
    }

    /// Sets the retry policy of each call that fetches a page. Default: the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.call.retry = Some(policy);
        self
    }

    /// Fetches one page: the first page, or the page after the position that was set.
    ///
    /// Only streams have `is_lossless()`, because it is known only after the second page whether an item can be lost
    /// between pages.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) if the page size is 0 or the period ends before it begins, and
    /// every error of a call.
    pub async fn page(self) -> Result<Response<Page<Q::Item>>, Error> {
        let ListSettings { page, after, period, call } = &self.settings;
        if after.is_some() || *period != Period::default() || self.settings.refused().is_some() {
            return self.into_fetcher(None).into_page().await;
        }
        let mut first = fetch_page::<Q>(&self.client, self.variables.clone(), page.clone(), call).await?;
        match alone(&first, row::<Q>()) {
            Alone::Complete(next) => {
                first.response.data.next = next;
                Ok(first.response)
            }
            Alone::NeedsRules => self.into_fetcher(None).starting_with(first).into_page().await,
        }
    }

    /// Streams the pages with the settings of the stream.
    pub(crate) fn into_pages(mut self, stream: StreamSettings) -> Pages<Q::Item> {
        let StreamSettings { max_items, read_ahead, concurrency } = stream;
        // The gateway may leave the page information out if the request sets no paging argument.
        self.settings.page.limit.get_or_insert(DEFAULT_PAGE_SIZE);
        let after = self.settings.after.clone();
        if concurrency == 1 {
            return Pages::new(self.into_fetcher(max_items), after, read_ahead.unwrap_or(READ_AHEAD));
        }
        let Period { since, until } = self.settings.period;
        let refused = match (since, until, self.settings.page.total) {
            _ if read_ahead.is_some() => {
                "`.read_ahead(…)` has no effect with `.concurrency(…)`: remove `.read_ahead(…)`"
            }
            (None, _, _) | (_, None, _) => {
                "`.concurrency(…)` needs a period: set both `.since(…)` and `.until(…)`"
            }
            (_, _, Some(_)) => "`.concurrency(…)` cannot return the total: remove `.with_total()`",
            (Some(since), Some(until), None) if since <= until => {
                return Pages::of_time_slices(self.into_slices(since, until, stream), after);
            }
            // The fetcher returns the error for a period that ends before it begins.
            (Some(_), Some(_), None) => return Pages::new(self.into_fetcher(max_items), after, 0),
        };
        let refused = Error::invalid_input(refused).with_operation(self.operation());
        Pages::new(self.into_fetcher(max_items).refused(refused), after, 0)
    }

    fn into_slices(
        self,
        since: DateTime<Utc>,
        until: DateTime<Utc>,
        stream: StreamSettings,
    ) -> TimeSlices<Q::Item> {
        // Items above the position were already returned.
        let resumed = self.settings.after.as_ref().and_then(|after| after.cursor.above_instant());
        let until = resumed.map_or(until, |resumed| until.min(resumed).max(since));
        let source = SliceSource {
            operation: self.operation(),
            row: row::<Q>(),
            page_size: self.settings.page.limit.unwrap_or(DEFAULT_PAGE_SIZE),
            concurrency: stream.concurrency,
            after: self.settings.after.clone(),
            fetch: Arc::new(move |part: ListPart| {
                let mut slice = self.clone();
                Q::set_period(&mut slice.variables, Period { since: Some(part.from), until: Some(part.to) });
                slice.settings.period = Period::default();
                slice.settings.after = None;
                slice.settings.page.cursor = part.cursor;
                slice.into_fetcher(None)
            }),
        };
        TimeSlices::new(since, until, stream.max_items, source)
    }

    /// Creates the source of a followed list. Paging does not apply the limits of time, so that the followed list sees
    /// where it may stop.
    pub(crate) fn into_follow_source(mut self) -> FollowSource<Q::Item> {
        self.settings.period = Period::default();
        let client = self.client.clone();
        FollowSource {
            operation: self.operation(),
            row: row::<Q>(),
            jitter: Box::new(move |bound| client.clock.jitter(bound)),
            pages: Box::new(move |since| {
                let mut list = self.clone();
                if since.is_some() {
                    Q::set_period(&mut list.variables, Period { since, until: None }.widened());
                }
                list.into_pages(StreamSettings { max_items: None, read_ahead: Some(0), concurrency: 1 })
            }),
        }
    }

    /// Returns the first instant of the period.
    pub(crate) fn since_instant(&self) -> Option<DateTime<Utc>> {
        self.settings.period.since
    }

    /// Returns the error message if the list cannot be followed.
    pub(crate) fn follow_refused(&self) -> Option<String> {
        let ListSettings { page, after, period, call: _ } = &self.settings;
        let refused = match (after, period.until, page.total) {
            (Some(_), _, _) => "pass the position to `.follow(…)` instead of `.after(…)`",
            (None, Some(_), _) => "a followed list has no end: remove `.until(…)`",
            (None, None, Some(_)) => "a followed list cannot return the total: remove `.with_total()`",
            (None, None, None) => return self.settings.refused(),
        };
        Some(refused.to_owned())
    }

    fn into_fetcher(self, max_items: Option<u64>) -> PageFetcher<Q::Item> {
        let operation = self.operation();
        let Self { client, mut variables, settings } = self;
        let refused =
            settings.refused().map(|message| Error::invalid_input(message).with_operation(operation));
        let ListSettings { page: mut first, after, period, call: call_settings } = settings;
        let filter = if period == Period::default() {
            PeriodFilter::NotSent
        } else {
            Q::set_period(&mut variables, period.widened())
        };
        if filter == PeriodFilter::NotSent && after.is_none() {
            first.cursor = period.until.map(Cursor::above).or(first.cursor);
        }
        let fetch = move |page: PageRequest| {
            let (client, variables) = (client.clone(), variables.clone());
            async move { fetch_page::<Q>(&client, variables, page, &call_settings).await }
        };
        let source = PageSource::new(operation, row::<Q>(), fetch);
        let fetcher = PageFetcher::new(source, Part { first, after, period, max_items });
        match refused {
            Some(error) => fetcher.refused(error),
            None => fetcher,
        }
    }

    pub(crate) fn operation(&self) -> &'static str {
        Q::build_query(self.variables.clone()).operation_name
    }
}

/// Fetches one page.
fn fetch_page<Q: PagedQuery>(
    client: &ClientInner,
    mut variables: Q::Variables,
    page: PageRequest,
    settings: &CallSettings,
) -> impl Future<Output = Result<Fetched<Q::Item>, Error>> {
    Q::set_page(&mut variables, page.non_empty());
    // The future holds the query only, and not its parts.
    let body = Q::build_query(variables);
    async move {
        let response = call(client, &body, settings, Convert::Value(|PageData::<Q>(page)| page)).await?;
        Ok(Fetched::new(response, Q::FIELD))
    }
}

/// Returns the functions with which paging reads the items of a query.
const fn row<Q: PagedQuery>() -> Row<Q::Item> {
    Row { key: Q::key, instant: Q::instant }
}

impl ListSettings {
    /// Returns the error message if a setting is invalid.
    fn refused(&self) -> Option<String> {
        if let Some(limit) = self.page.limit
            && (limit == 0 || i32::try_from(limit).is_err())
        {
            return Some(format!("the page size must be between 1 and {}, not {limit}", i32::MAX));
        }
        let (since, until) = (self.period.since?, self.period.until?);
        (since > until).then(|| format!("the period begins at {since} and ends before that, at {until}"))
    }
}

impl<Q: PagedQuery> Clone for List<Q> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            variables: self.variables.clone(),
            settings: self.settings.clone(),
        }
    }
}

// The variables are hidden, because they may contain personal data.
impl<Q: PagedQuery> fmt::Debug for List<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("of", &Q::FIELD)
            .field("period", &self.settings.period)
            .finish_non_exhaustive()
    }
}
