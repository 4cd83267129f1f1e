//! `--from` and `--to`, which every list has whose items have an instant.
#![allow(clippy::doc_markdown, reason = "what documents an option is its help, and plain text")]

use crate::failure::failure::Failure;
use crate::list::filters::given;
use crate::list::time::{WrittenTime, written};
use bcrumbs::{List, PagedQuery};
use chrono::{DateTime, Utc};
use clap::Args;
use serde::{Deserialize, Serialize};

/// The span of time as it is written on the command line.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Which time")]
pub(crate) struct TimeSpan {
    /// Items created at this time or later: 2026-03-16, "2026-03-16 10:00", 2026-03-16T10:00:00Z, today, yesterday, now, -24h or @1763962404; a time without a zone is local
    #[arg(long, value_name = "TIME", value_parser = written, allow_hyphen_values = true)]
    pub(crate) from: Option<WrittenTime>,

    /// Items created before this time, which is excluded; written as for --from
    #[arg(long, value_name = "TIME", value_parser = written, allow_hyphen_values = true)]
    pub(crate) to: Option<WrittenTime>,
}

impl TimeSpan {
    /// Returns the instants.
    pub(crate) fn span(&self) -> Span {
        let instant = |time: &Option<WrittenTime>| time.as_ref().map(|time| time.instant);
        Span { from: instant(&self.from), to: instant(&self.to) }
    }
}

/// A span of time: its first instant, and the first one after it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Span {
    pub(crate) from: Option<DateTime<Utc>>,
    pub(crate) to: Option<DateTime<Utc>>,
}

impl Span {
    /// Refuses a span in which no instant lies.
    pub(crate) fn check(self) -> Result<(), Failure> {
        let problem = match self.from.zip(self.to) {
            Some((from, to)) if from > to => "--from is later than --to: nothing lies between them",
            Some((from, to)) if from == to => {
                "--from and --to are the same time: nothing lies between them, since --to is excluded"
            }
            Some(_) | None => return Ok(()),
        };
        Err(Failure::Usage(format!("{problem}; --from must be before --to")))
    }

    /// Sets the span on a list.
    pub(crate) fn on<Q: PagedQuery>(self, list: List<Q>) -> List<Q> {
        given(given(list, self.from, List::since), self.to, List::until)
    }
}
