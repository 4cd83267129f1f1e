//! The type of every operation that lists page by page: its filters are the generated variables, and what all lists have
//! in common stands here once.

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

/// A list that the gateway returns page by page.
///
/// The methods of [`Workspace`](crate::Workspace) create this crate's lists, each with filters of its own;
/// [`Client::list`](crate::Client::list) creates those of your own queries. [`page`](Self::page) returns one page,
/// [`items`](Self::items) and [`pages`](Self::pages) stream all of them, [`stream`](Self::stream) sets how.
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
/// # Nothing is lost or repeated
///
/// The gateway's cursor is an instant and its lists are newest first, as far as the documentation's examples show. Items
/// that share an instant at the edge of two pages would come twice or never, depending on the gateway. So each page is
/// asked for from a little above the end of the page before, and what was returned already is dropped. This costs about
/// one more item a page, and larger pages where many items share an instant. Where the cursors are no instants, or the
/// list is not newest first, the list is read as the gateway pages it, and
/// [`Items::is_lossless`](crate::Items::is_lossless) returns `false`.
#[must_use = "a list asks for nothing until it is read"]
pub struct List<Q: PagedQuery> {
    client: Arc<ClientInner>,
    pub(crate) variables: Q::Variables,
    settings: ListSettings,
}

/// Pages that are fetched ahead of the consumer: one hides the round trip behind the consumer's work, and more do not
/// shorten either.
const READ_AHEAD: usize = 1;

/// What can be set for a stream only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamSettings {
    pub(crate) max_items: Option<u64>,
    /// `None` where it was not set.
    pub(crate) read_ahead: Option<usize>,
    pub(crate) concurrency: usize,
}

/// What can be set for any list.
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

    /// Records the workspace, which the variables hold too.
    pub(crate) fn of_workspace(mut self, workspace: WorkspaceId) -> Self {
        self.settings.call.workspace = Some(workspace);
        self
    }

    /// Makes each call for a page one of several that have their limits together.
    pub(crate) fn within(mut self, limits: CallSettings) -> Self {
        self.settings.call = self.settings.call.within(limits);
        self
    }

    /// Sets the number of items on a page, 1 or more. The gateway's default is
    /// [`DEFAULT_PAGE_SIZE`](crate::DEFAULT_PAGE_SIZE); it documents no maximum (page apis/pagination).
    pub fn page_size(mut self, items: u32) -> Self {
        self.settings.page.limit = Some(items);
        self
    }

    /// Resumes after the items that were returned up to a position: [`Page::next`], or what the `position()` of a stream
    /// returned. A cursor of the gateway is accepted too.
    pub fn after(mut self, position: impl Into<Position>) -> Self {
        self.settings.after = Some(position.into());
        self
    }

    /// Keeps the items from an instant on, including it.
    ///
    /// It is sent as a filter where the operation has one. Otherwise the list ends at the first page that lies wholly
    /// before the instant, which relies on the list being newest first. A list whose items have no instant fails with
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) at the first page that has items.
    pub fn since(mut self, instant: DateTime<Utc>) -> Self {
        self.settings.period.since = Some(instant);
        self
    }

    /// Keeps the items before an instant, excluding it.
    ///
    /// It is sent as a filter where the operation has one, a second later than the instant; a gateway that compares its
    /// filters in days would lose items, which only several requests at once notice. Otherwise the list starts at a cursor
    /// that is made of the instant; the documentation's example of a cursor is an instant (page apis/pagination).
    pub fn until(mut self, instant: DateTime<Utc>) -> Self {
        self.settings.period.until = Some(instant);
        self
    }

    /// Filters the list by free text (page apis/pagination; which fields it looks at is not documented).
    pub fn search(mut self, text: impl Into<String>) -> Self {
        self.settings.page.search = Some(text.into());
        self
    }

    /// Asks for the number of all results, which [`Page::total`] and [`Items::total`](crate::Items::total) return.
    pub fn with_total(mut self) -> Self {
        self.settings.page.total = Some(true);
        self
    }

    /// Sets the time for the call that fetches a page, with its attempts, in place of the client's total timeout.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.settings.call.timeout = Some(limit);
        self
    }

    /// Sets how often the call that fetches a page is tried, in place of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.call.retry = Some(policy);
        self
    }

    /// Fetches one page: the first, or the one after the position.
    ///
    /// Whether nothing can be lost between two pages is known after the second one, so only streams have `is_lossless()`.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a page size of 0 or a period that ends before it begins, and
    /// any error of a call.
    pub async fn page(self) -> Result<Response<Page<Q::Item>>, Error> {
        self.into_fetcher(None).page().await
    }

    /// Streams the pages as the settings of the stream say.
    pub(crate) fn into_pages(mut self, stream: StreamSettings) -> Pages<Q::Item> {
        let StreamSettings { max_items, read_ahead, concurrency } = stream;
        // A gateway may leave out where a page ends if nothing about paging was asked for.
        self.settings.page.limit.get_or_insert(DEFAULT_PAGE_SIZE);
        let after = self.settings.after.clone();
        if concurrency == 1 {
            return Pages::new(self.into_fetcher(max_items), after, read_ahead.unwrap_or(READ_AHEAD));
        }
        let Period { since, until } = self.settings.period;
        let refused = match (since, until, self.settings.page.total) {
            _ if read_ahead.is_some() => {
                "several requests at once fetch ahead themselves: leave `.read_ahead(…)` out"
            }
            (None, _, _) | (_, None, _) => {
                "several requests at once need both limits of time, `.since(…)` and `.until(…)`"
            }
            (_, _, Some(_)) => {
                "no single request of several at once returns the total: leave `.with_total()` out"
            }
            (Some(since), Some(until), None) if since <= until => {
                return Pages::of_time_slices(self.into_slices(since, until, stream), after);
            }
            // The fetcher refuses a period that ends before it begins.
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
        // Nothing above the position is wanted any more.
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
            let (client, mut variables) = (client.clone(), variables.clone());
            async move {
                Q::set_page(&mut variables, page.non_empty());
                let body = Q::build_query(variables);
                let convert = Convert::Value(|PageData::<Q>(page)| page);
                let response = call(&client, &body, &call_settings, convert).await?;
                Ok(Fetched::new(response, Q::FIELD))
            }
        };
        let source = PageSource::new(operation, row::<Q>(), fetch);
        let fetcher = PageFetcher::new(source, Part { first, after, period, max_items });
        match refused {
            Some(error) => fetcher.refused(error),
            None => fetcher,
        }
    }

    fn operation(&self) -> &'static str {
        Q::build_query(self.variables.clone()).operation_name
    }
}

/// How paging reads the items of a query.
const fn row<Q: PagedQuery>() -> Row<Q::Item> {
    Row { key: Q::key, instant: Q::instant }
}

impl ListSettings {
    /// Returns what is wrong with the settings.
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

// The variables may hold personal data.
impl<Q: PagedQuery> fmt::Debug for List<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("of", &Q::FIELD)
            .field("period", &self.settings.period)
            .finish_non_exhaustive()
    }
}
