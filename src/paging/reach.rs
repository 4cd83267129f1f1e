//! The distances above the end of a page at which the next page is requested. They are tried in order, to find how
//! precisely the gateway compares timestamps.

use crate::model::cursor::{Cursor, NANOS_PER_MILLISECOND, NANOS_PER_SECOND};

/// The largest distance above the last item in nanoseconds, except [`Reach::PageBefore`].
pub(crate) const FURTHEST: i128 = NANOS_PER_SECOND;

/// The largest distance of a returned item above the requested cursor, in nanoseconds: a gateway can compare in whole
/// seconds.
pub(crate) const COARSEST: i128 = NANOS_PER_SECOND;

/// The start of the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// At the end cursor itself.
    Cursor,
    /// This number of nanoseconds above the last item, rounded up to the precision of the cursor.
    Above(i128),
    /// One millisecond above the end of the page before. That whole page is requested again.
    PageBefore,
}

/// The boundary after the items that were returned.
#[derive(Debug)]
pub(crate) struct Edge {
    /// The lowest end cursor so far.
    pub(crate) cursor: Cursor,
    /// Its instant.
    pub(crate) low: i128,
    /// The instant of the last item. It is above `low` if the item at the cursor is hidden or is the first item of the
    /// next page.
    pub(crate) last: i128,
    /// The key of the last item.
    pub(crate) key: Option<String>,
    /// The end of the page before.
    pub(crate) before: Option<i128>,
}

impl Reach {
    /// The first distance that every list tries.
    pub(crate) const MILLISECOND: Self = Self::Above(NANOS_PER_MILLISECOND);

    fn wider(self) -> Option<Self> {
        match self {
            Self::Cursor => Some(Self::Above(0)),
            Self::Above(0) => Some(Self::Above(1)),
            Self::Above(nanos) if nanos < FURTHEST => Some(Self::Above(nanos * 10)),
            Self::Above(_) => Some(Self::PageBefore),
            Self::PageBefore => None,
        }
    }

    fn nearer(self) -> Option<Self> {
        match self {
            Self::Cursor => None,
            Self::Above(0) => Some(Self::Cursor),
            Self::Above(nanos) => Some(Self::Above(nanos / 10)),
            Self::PageBefore => Some(Self::Above(FURTHEST)),
        }
    }
}

impl Edge {
    /// Returns the cursor at a distance above this boundary, or `None` if there is none.
    pub(crate) fn at(&self, reach: Reach) -> Option<Cursor> {
        match reach {
            Reach::Cursor => Some(self.cursor.clone()),
            Reach::Above(nanos) => self.cursor.at(self.last + nanos),
            Reach::PageBefore => self.cursor.at(self.before? + NANOS_PER_MILLISECOND),
        }
    }

    /// Returns the next larger distance after `reach` that gives a higher cursor.
    pub(crate) fn wider(&self, reach: Reach) -> Option<Reach> {
        let from = self.instant(reach)?;
        std::iter::successors(reach.wider(), |reach| reach.wider())
            .find(|reach| self.instant(*reach).is_some_and(|at| at > from))
    }

    /// Returns the next smaller distance before `reach` that gives a lower cursor.
    pub(crate) fn nearer(&self, reach: Reach) -> Option<Reach> {
        let from = self.instant(reach)?;
        std::iter::successors(reach.nearer(), |reach| reach.nearer())
            .find(|reach| self.instant(*reach).is_some_and(|at| at < from))
    }

    /// Returns the instant of the cursor at a distance above this boundary.
    pub(crate) fn instant(&self, reach: Reach) -> Option<i128> {
        self.at(reach)?.instant()
    }

    /// Returns the instant above which no item can be returned again. Only the keys of returned items below it must be
    /// stored.
    pub(crate) fn horizon(&self) -> i128 {
        let unit = self.cursor.unit().unwrap_or(0);
        let reach = self.last + FURTHEST.max(unit) + COARSEST;
        self.before.map_or(reach, |before| reach.max(before + NANOS_PER_MILLISECOND.max(unit) + COARSEST))
    }
}
