//! A model of the gateway's lists. It has all variants of how a gateway may cut, print, compare, filter and limit
//! pages, because none of this is documented.

use crate::model::cursor::Cursor;
use crate::model::page_request::PageRequest;
use crate::paging::page::Page;
use crate::paging::row::Row;
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use fastrand::Rng;

pub(crate) const MICROSECOND: i64 = 1_000;
pub(crate) const MILLISECOND: i64 = 1_000_000;
pub(crate) const SECOND: i64 = 1_000_000_000;

/// A row of a list. Its instant is in nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ModelRow {
    pub(crate) id: String,
    pub(crate) nanos: i64,
    pub(crate) shown: Shown,
    pub(crate) since: Since,
}

/// How paging reads a row of the model.
pub(crate) const ROW: Row<ModelRow> = Row { key: |row| &row.id, instant: |row| Some(row.time()) };

/// Whether the list's filter keeps a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    Kept,
    Filtered,
}

/// Whether a row was there when the list was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Since {
    Before,
    Inserted,
}

impl ModelRow {
    pub(crate) fn time(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_nanos(self.nanos)
    }
}

/// How a gateway handles rows at the cursor itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The next page begins after them. The end cursor is the cursor of the last row.
    Strict,
    /// The next page begins with them. The end cursor is the cursor of the last row.
    Inclusive,
    /// The next page begins with them. The end cursor is the cursor of the first row of the next page.
    NextRow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    NewestFirst,
    OldestFirst,
}

/// When the list's filter is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    BeforeTheLimit,
    AfterTheLimit,
}

/// The order of rows that are equal for the gateway's comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ties {
    Stable,
    Shuffled,
}

/// How a gateway prints a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Milliseconds,
    Microseconds,
    Nanoseconds,
    Seconds,
    Offset,
    EpochSeconds,
    EpochMilliseconds,
    EpochMicroseconds,
    /// Milliseconds without trailing zeros. It is not in [`Form::ALL`], because this form does not show the precision
    /// of the gateway.
    Trimmed,
    Opaque,
}

impl Form {
    pub(crate) const ALL: [Self; 9] = [
        Self::Milliseconds,
        Self::Microseconds,
        Self::Nanoseconds,
        Self::Seconds,
        Self::Offset,
        Self::EpochSeconds,
        Self::EpochMilliseconds,
        Self::EpochMicroseconds,
        Self::Opaque,
    ];

    /// Returns the value of the last digit.
    pub(crate) fn unit(self) -> i64 {
        match self {
            Self::Seconds | Self::EpochSeconds => SECOND,
            Self::Milliseconds | Self::Trimmed | Self::Offset | Self::EpochMilliseconds => MILLISECOND,
            Self::Microseconds | Self::EpochMicroseconds => MICROSECOND,
            Self::Nanoseconds | Self::Opaque => 1,
        }
    }

    pub(crate) fn print(self, nanos: i64) -> Cursor {
        let time = DateTime::from_timestamp_nanos(nanos);
        let text = |format| time.to_rfc3339_opts(format, true);
        match self {
            Self::Milliseconds => text(SecondsFormat::Millis).into(),
            Self::Trimmed => {
                let printed = text(SecondsFormat::Millis);
                let digits = printed.trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.');
                format!("{digits}Z").into()
            }
            Self::Microseconds => text(SecondsFormat::Micros).into(),
            Self::Nanoseconds => text(SecondsFormat::Nanos).into(),
            Self::Seconds => text(SecondsFormat::Secs).into(),
            Self::Offset => {
                let zone = FixedOffset::east_opt(3 * 3600).expect("a zone");
                time.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Millis, false).into()
            }
            Self::EpochSeconds | Self::EpochMilliseconds | Self::EpochMicroseconds => {
                nanos.div_euclid(self.unit()).to_string().into()
            }
            Self::Opaque => format!("cursor_{nanos}").into(),
        }
    }

    fn read(self, cursor: &Cursor) -> i64 {
        let text = cursor.to_string();
        let number = || text.trim_start_matches("cursor_").parse::<i64>().expect("a number") * self.unit();
        match self {
            Self::EpochSeconds | Self::EpochMilliseconds | Self::EpochMicroseconds | Self::Opaque => number(),
            Self::Milliseconds
            | Self::Trimmed
            | Self::Microseconds
            | Self::Nanoseconds
            | Self::Seconds
            | Self::Offset => {
                let time = DateTime::parse_from_rfc3339(&text).expect("a time");
                time.timestamp_nanos_opt().expect("a time of this age")
            }
        }
    }
}

/// The rules of one gateway.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) cut: Cut,
    pub(crate) order: Order,
    pub(crate) filter: Filter,
    pub(crate) ties: Ties,
    pub(crate) form: Form,
    /// The unit in nanoseconds to which instants are truncated before they are compared.
    pub(crate) compares: i64,
    /// The maximum number of rows on a page.
    pub(crate) cap: usize,
    /// The percentage of pages before which a row is inserted, deleted or moved to a later date.
    pub(crate) changes: u8,
}

impl Rules {
    /// A gateway that follows the documentation's examples.
    pub(crate) const PLAIN: Self = Self {
        cut: Cut::Strict,
        order: Order::NewestFirst,
        filter: Filter::BeforeTheLimit,
        ties: Ties::Stable,
        form: Form::Milliseconds,
        compares: 1,
        cap: usize::MAX,
        changes: 0,
    };
}

/// A list that is served page by page without a network.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) rules: Rules,
    pub(crate) rows: Vec<ModelRow>,
    /// The number of requested pages.
    pub(crate) requests: usize,
    /// The number of rows that were inserted or deleted.
    pub(crate) changed: usize,
    dice: Rng,
}

impl Gateway {
    /// Creates a list from the instants of the rows. The seed determines all changes.
    pub(crate) fn new(rules: Rules, instants: impl IntoIterator<Item = i64>, seed: u64) -> Self {
        let row =
            |(n, nanos)| ModelRow { id: format!("row{n}"), nanos, shown: Shown::Kept, since: Since::Before };
        let rows = instants.into_iter().enumerate().map(row).collect();
        let mut gateway = Self { rules, rows, requests: 0, changed: 0, dice: Rng::with_seed(seed) };
        gateway.sort();
        gateway
    }

    /// Returns the requested page.
    pub(crate) fn page(&mut self, request: &PageRequest) -> Page<ModelRow> {
        if self.requests > 0 && self.dice.u8(0..100) < self.rules.changes {
            self.change();
        }
        self.requests += 1;
        if self.rules.ties == Ties::Shuffled {
            self.sort();
        }
        let Rules { cut, form, filter, cap, .. } = self.rules;
        let listed: Vec<&ModelRow> = self
            .rows
            .iter()
            .filter(|row| filter == Filter::AfterTheLimit || row.shown == Shown::Kept)
            .collect();
        let start = request.cursor.as_ref().map_or(0, |cursor| {
            let at = self.rank(form.read(cursor));
            listed.partition_point(|row| match cut {
                Cut::Strict => self.rank(row.nanos) <= at,
                Cut::Inclusive | Cut::NextRow => self.rank(row.nanos) < at,
            })
        });
        let limit = usize::try_from(request.limit.expect("a limit")).expect("a page size");
        let end = listed.len().min(start + limit.min(cap));
        let at_end = match cut {
            Cut::NextRow => listed.get(end).copied(),
            Cut::Strict | Cut::Inclusive => listed[start..end].last().copied(),
        };
        Page {
            end_cursor: at_end.map(|row| form.print(row.nanos)),
            has_next: end < listed.len(),
            items: listed[start..end]
                .iter()
                .filter(|row| row.shown == Shown::Kept)
                .map(|row| (*row).clone())
                .collect(),
            ..Page::new(Vec::new())
        }
    }

    /// Inserts a row, and returns its identifier.
    pub(crate) fn insert(&mut self, nanos: i64) -> String {
        self.changed += 1;
        let id = format!("inserted{}", self.changed);
        self.rows.push(ModelRow { id: id.clone(), nanos, shown: Shown::Kept, since: Since::Inserted });
        self.sort();
        id
    }

    /// Returns the size of the largest group of rows that this gateway's cursors or comparison cannot distinguish, with
    /// the filtered rows that follow it.
    pub(crate) fn largest_group(&self) -> usize {
        let unit = self.rules.compares.max(self.rules.form.unit());
        let (mut largest, mut rest) = (0, self.rows.as_slice());
        while let Some(first) = rest.first() {
            let group = first.nanos.div_euclid(unit);
            let tied = rest.iter().take_while(|row| row.nanos.div_euclid(unit) == group).count();
            let (_, below) = rest.split_at(tied);
            let hidden = below.iter().take_while(|row| row.shown == Shown::Filtered).count();
            largest = largest.max(tied + hidden);
            rest = below;
        }
        largest
    }

    /// Returns the sort key of an instant in the list's order.
    fn rank(&self, nanos: i64) -> i64 {
        let rank = nanos.div_euclid(self.rules.compares);
        match self.rules.order {
            Order::NewestFirst => -rank,
            Order::OldestFirst => rank,
        }
    }

    fn sort(&mut self) {
        if self.rules.ties == Ties::Shuffled {
            self.dice.shuffle(&mut self.rows);
        }
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_by_key(|row| self.rank(row.nanos));
        self.rows = rows;
    }

    /// Deletes a row, or inserts a row at a random instant or at a later date.
    fn change(&mut self) {
        let Some(index) = (!self.rows.is_empty()).then(|| self.dice.usize(0..self.rows.len())) else {
            return;
        };
        let nanos = self.rows[index].nanos;
        let nanos = match self.dice.u8(0..3) {
            0 => {
                self.changed += 1;
                self.rows.remove(index);
                return;
            }
            1 => nanos,
            _ => self.rows.iter().map(|row| row.nanos).max().unwrap_or(nanos) + 3600 * SECOND,
        };
        self.insert(nanos);
    }
}
