//! Reads the newest part of a followed list once.

use crate::error::error::Error;
use crate::error::graphql_error::GraphQlError;
use crate::error::kind::{ErrorKind, Outcome};
use crate::paging::page::Page;
use crate::paging::pages::Pages;
use crate::paging::row::Row;
use chrono::{DateTime, TimeDelta, Utc};

/// How far an item can be above an older item in the list: a gateway can order in whole seconds.
pub(crate) const COARSEST: TimeDelta = TimeDelta::milliseconds(1_001);

/// Where reading stops.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Until {
    /// Below an instant.
    Instant(DateTime<Utc>),
    /// At this distance below the newest item of the list.
    BelowNewest(TimeDelta),
}

/// The newest part of a list.
#[derive(Debug)]
pub(crate) struct NewestItems<T> {
    /// The items down to the instant where reading stops, newest first.
    pub(crate) items: Vec<T>,
    /// The first instant that was read completely. `None` if the list is empty and has no such instant.
    pub(crate) low: Option<DateTime<Utc>>,
    pub(crate) errors: Vec<GraphQlError>,
    pub(crate) lossless: bool,
}

/// Reads pages until all items of a page are clearly older than the limit, or the list ends.
pub(crate) async fn read_newest<T: Send + 'static>(
    mut pages: Pages<T>,
    row: Row<T>,
    until: Until,
) -> Result<NewestItems<T>, Error> {
    let mut read = NewestItems { items: Vec::new(), low: None, errors: Vec::new(), lossless: true };
    let mut newest = None;
    while let Some(mut page) = pages.try_next().await? {
        let instants = instants(&page, row)?;
        newest = newest.max(instants.iter().max().copied());
        read.low = match until {
            Until::Instant(low) => Some(low),
            Until::BelowNewest(distance) => newest.and_then(|newest| newest.checked_sub_signed(distance)),
        };
        read.errors.append(&mut page.errors);
        let low = read.low.unwrap_or(DateTime::<Utc>::MIN_UTC);
        let is_past =
            |instant: &DateTime<Utc>| instant.checked_add_signed(COARSEST).is_some_and(|it| it < low);
        let past = !instants.is_empty() && instants.iter().all(is_past);
        read.items.extend(page.into_iter().filter(|item| (row.instant)(item) >= Some(low)));
        if past {
            break;
        }
    }
    read.lossless = pages.is_lossless();
    // A later page can have a newer item, so the limit may have risen.
    read.items.retain(|item| (row.instant)(item) >= read.low);
    Ok(read)
}

/// Returns the instants of the items on a page, or an error if the list cannot be followed.
fn instants<T>(page: &Page<T>, row: Row<T>) -> Result<Vec<DateTime<Utc>>, Error> {
    let instants: Option<Vec<_>> = page.items.iter().map(row.instant).collect();
    let Some(instants) = instants else {
        return Err(Error::invalid_input("the items have no instant, so the list cannot be followed"));
    };
    let clearly = |from: &[DateTime<Utc>; 2]| from[1].signed_duration_since(from[0]) > COARSEST;
    let steps = || instants.windows(2).map(|pair| [pair[0], pair[1]]);
    let rises = steps().filter(clearly).count();
    let falls = steps().map(|[first, second]| [second, first]).filter(clearly).count();
    if rises > falls {
        let message = "the list is not newest first, so it cannot be followed";
        return Err(Error::new(ErrorKind::Pagination, Outcome::Executed, message));
    }
    Ok(instants)
}
