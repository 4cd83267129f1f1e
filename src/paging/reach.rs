//! How far above the end of a page the next one is asked for: the ladder that finds how finely a gateway compares.

use crate::model::cursor::{Cursor, NANOS_PER_MILLISECOND, NANOS_PER_SECOND};

/// The furthest that a request reaches above the last item, apart from [`Reach::PageBefore`], in nanoseconds.
pub(crate) const FURTHEST: i128 = NANOS_PER_SECOND;

/// By how much the items of an answer can lie above the cursor that was asked for: a gateway that compares in seconds.
pub(crate) const COARSEST: i128 = NANOS_PER_SECOND;

/// From where the next page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// At the end cursor itself.
    Cursor,
    /// So many nanoseconds above the last item, at the next instant that the cursor can print.
    Above(i128),
    /// A millisecond above the end of the page before: that whole page comes again.
    PageBefore,
}

/// The end of what was returned, seen from above.
#[derive(Debug)]
pub(crate) struct Edge {
    /// The lowest end cursor so far.
    pub(crate) cursor: Cursor,
    /// Its instant.
    pub(crate) low: i128,
    /// The instant of the last item: above `low` where an item at the cursor is hidden, or is the next page's first.
    pub(crate) last: i128,
    /// The key of the last item.
    pub(crate) key: Option<String>,
    /// The end of the page before.
    pub(crate) before: Option<i128>,
}

impl Reach {
    /// Where every list begins.
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
    /// Returns the cursor at a distance above this edge; `None` where there is none.
    pub(crate) fn at(&self, reach: Reach) -> Option<Cursor> {
        match reach {
            Reach::Cursor => Some(self.cursor.clone()),
            Reach::Above(nanos) => self.cursor.at(self.last + nanos),
            Reach::PageBefore => self.cursor.at(self.before? + NANOS_PER_MILLISECOND),
        }
    }

    /// Returns the next distance after `reach` that leads to another cursor further up.
    pub(crate) fn wider(&self, reach: Reach) -> Option<Reach> {
        let from = self.instant(reach)?;
        std::iter::successors(reach.wider(), |reach| reach.wider())
            .find(|reach| self.instant(*reach).is_some_and(|at| at > from))
    }

    /// Returns the next distance before `reach` that leads to another cursor further down.
    pub(crate) fn nearer(&self, reach: Reach) -> Option<Reach> {
        let from = self.instant(reach)?;
        std::iter::successors(reach.nearer(), |reach| reach.nearer())
            .find(|reach| self.instant(*reach).is_some_and(|at| at < from))
    }

    /// Returns the instant of the cursor at a distance above this edge.
    pub(crate) fn instant(&self, reach: Reach) -> Option<i128> {
        self.at(reach)?.instant()
    }

    /// Returns the instant above which no item can come again: of those that were returned, only the ones below it must
    /// be remembered.
    pub(crate) fn horizon(&self) -> i128 {
        let unit = self.cursor.unit().unwrap_or(0);
        let reach = self.last + FURTHEST.max(unit) + COARSEST;
        self.before.map_or(reach, |before| reach.max(before + NANOS_PER_MILLISECOND.max(unit) + COARSEST))
    }
}
