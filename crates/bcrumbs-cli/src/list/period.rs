//! `--from` and `--to`, which every list has whose items have an instant.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::failure::failure::Failure;
use crate::list::filters::given;
use crate::list::time::time;
use bcrumbs::{List, PagedQuery};
use chrono::{DateTime, Utc};
use clap::Args;
use serde::{Deserialize, Serialize};

/// A span of time.
#[derive(Clone, Copy, Debug, Default, Args, Serialize, Deserialize)]
#[serde(default)]
#[command(next_help_heading = "Which time")]
pub(crate) struct TimeSpan {
    /// Those created at this time or later: 2026-03-16, "2026-03-16 10:00", 2026-03-16T10:00:00Z, today, yesterday, now, -24h or @1763962404; a time without a zone is local
    #[arg(long, value_name = "TIME", value_parser = time, allow_hyphen_values = true)]
    pub(crate) from: Option<DateTime<Utc>>,

    /// Those created before this time, which itself is excluded; written as for --from
    #[arg(long, value_name = "TIME", value_parser = time, allow_hyphen_values = true)]
    pub(crate) to: Option<DateTime<Utc>>,
}

impl TimeSpan {
    /// Refuses a span that ends before it begins.
    pub(crate) fn check(self) -> Result<(), Failure> {
        match self.from.zip(self.to) {
            Some((from, to)) if from > to => {
                Err(Failure::Usage("--from is later than --to: nothing lies between them".to_owned()))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Sets the span on a list.
    pub(crate) fn on<Q: PagedQuery>(self, list: List<Q>) -> List<Q> {
        given(given(list, self.from, List::since), self.to, List::until)
    }
}
