//! The rows of the test server, newest first. Each row is computed from its index.

use chrono::{DateTime, SecondsFormat, Utc};
use std::fmt::Write;

/// The oldest instant of every list, in milliseconds.
pub(crate) const OLDEST: i64 = 1_742_000_000_000;

/// The time that every list of messages spans, in milliseconds.
pub(crate) const SPAN: i64 = 80_000_000;

/// The rows of a dense part that share one millisecond.
pub(crate) const CROWD: u64 = 250;

/// The distribution of a list's rows in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Four rows each share an instant; the instants are equally far apart, so that time slices begin and end on them.
    Even,
    /// 90 % of the rows lie in the middle 10 % of the time, in twos.
    Uneven,
    /// Every third row shares its millisecond with the one before.
    Thirds,
    /// Rows a second apart, but for [`CROWD`] of them in the middle that share one millisecond.
    Crowd,
}

impl Shape {
    /// Returns the word for it in a URL.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Even => "even",
            Self::Uneven => "uneven",
            Self::Thirds => "thirds",
            Self::Crowd => "crowd",
        }
    }

    /// Reads the word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        [Self::Even, Self::Uneven, Self::Thirds, Self::Crowd].into_iter().find(|shape| shape.word() == word)
    }

    /// Returns when the row at an index was made; index 0 is the newest of `rows`.
    pub(crate) fn time(self, index: u64, rows: u64) -> i64 {
        // Counted from the oldest row up.
        let age = rows - 1 - index;
        let within = |from: i64, length: i64, step: u64, steps: u64| {
            from + i64::try_from(u128::from(step) * length.unsigned_abs() as u128 / u128::from(steps.max(1)))
                .expect("within the span")
        };
        OLDEST
            + match self {
                Self::Even => within(0, SPAN, age / 4, rows.div_ceil(4)),
                Self::Uneven => {
                    let (sparse, dense) = (rows / 20, rows - rows / 20 * 2);
                    let (low, tenth) = (SPAN / 20 * 9, SPAN / 10);
                    match age {
                        age if age < sparse => within(0, low, age, sparse),
                        age if age < sparse + dense => {
                            within(low, tenth, (age - sparse) / 2, dense.div_ceil(2))
                        }
                        age => within(low + tenth, low, age - sparse - dense, sparse),
                    }
                }
                Self::Thirds => within(0, SPAN, age - age / 3, rows),
                Self::Crowd => {
                    let from = rows / 2;
                    let step = if age < from { age } else { from.max(age.saturating_sub(CROWD)) };
                    within(0, SPAN, step, rows)
                }
            }
    }
}

/// The arguments of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) limit: u64,
    pub(crate) after: Option<i64>,
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
}

/// Writes the requested page of messages.
pub(crate) fn messages(shape: Shape, rows: u64, asked: Asked) -> String {
    page("messages", rows, asked, |index| shape.time(index, rows), message)
}

/// Writes the requested page of conversations, which are a second apart.
pub(crate) fn conversations(rows: u64, asked: Asked) -> String {
    let time = |index: u64| OLDEST + i64::try_from(rows - 1 - index).expect("a count") * 1000;
    page("convs", rows, asked, time, conversation)
}

fn page(
    field: &str,
    rows: u64,
    asked: Asked,
    time: impl Fn(u64) -> i64,
    row: impl Fn(&mut String, u64, i64),
) -> String {
    // The first index whose row is older than an instant.
    let older = |instant: i64| {
        let (mut low, mut high) = (0, rows);
        while low < high {
            let middle = low + (high - low) / 2;
            if time(middle) < instant { high = middle } else { low = middle + 1 }
        }
        low
    };
    let begin = asked.after.map_or(0, older).max(asked.to.map_or(0, |to| older(to + 1)));
    let oldest = asked.from.map_or(rows, older);
    let end = oldest.min(begin + asked.limit).max(begin);
    let mut text = format!(r#"{{"data":{{"{field}":{{"nodes":["#);
    for index in begin..end {
        if index > begin {
            text.push(',');
        }
        row(&mut text, index, time(index));
    }
    let cursor = (end > begin).then(|| format!("\"{}\"", instant(time(end - 1))));
    let cursor = cursor.as_deref().unwrap_or("null");
    let next = end < oldest;
    write!(text, r#"],"pageInfo":{{"hasNextPage":{next},"endCursor":{cursor},"count":null}}}}}}}}"#)
        .expect("a string takes everything");
    text
}

fn message(text: &mut String, index: u64, time: i64) {
    let (agent, created) = (index % 2 == 1, instant(time));
    write!(
        text,
        r#"{{"messageId":"{index}","content":"Message {index}: your order is on its way.","type":"text","#
    )
    .and_then(|()| write!(text, r#""isAgent":{agent},"status":"sent","createdAt":"{created}"}}"#))
    .expect("a string takes everything");
}

fn conversation(text: &mut String, index: u64, time: i64) {
    let created = instant(time);
    let kind = ["WHATSAPP", "INSTAGRAM", "TELEGRAM", "CUSTOM"][usize::try_from(index % 4).expect("below 4")];
    let optional = |every: u64, value: String| {
        if index.is_multiple_of(every) { "null".to_owned() } else { format!("\"{value}\"") }
    };
    let ended = index % 3 == 1;
    let ended_at = if ended { format!("\"{}\"", instant(time + 7_200_000)) } else { "null".to_owned() };
    let ended_by = if ended { "\"SYSTEM\"" } else { "null" };
    let (stage, order) = (optional(3, "Waiting".to_owned()), optional(2, format!("A-{index}")));
    let (agent, ai) =
        (optional(2, format!("67d0a1{index:018x}")), optional(5, format!("67d0b2{index:018x}")));
    let external = optional(4, format!("crm-{index}"));
    let tags = if index.is_multiple_of(2) { r#"["vip","returns"]"# } else { "[]" };
    write!(
        text,
        r#"{{"workspaceId":12,"id":"67d7f5{index:018x}","integrationId":"67d094{:018x}","#,
        index % 4
    )
    .and_then(|()| {
        write!(text, r#""integrationType":"{kind}","clientId":"67d1aa{index:018x}","stageId":{stage},"#)
    })
    .and_then(|()| {
        write!(text, r#""orderNo":{order},"ended":{ended},"endedBy":{ended_by},"endedAt":{ended_at},"#)
    })
    .and_then(|()| {
        write!(text, r#""assigneeId":{agent},"aiId":{ai},"aiAssigneed":{},"#, !index.is_multiple_of(5))
    })
    .and_then(|()| write!(text, r#""broadcastId":null,"broadcastName":null,"tags":{tags},"#))
    .and_then(|()| write!(text, r#""externalConversationId":{external},"createdAt":"{created}","#))
    .and_then(|()| write!(text, r#""client":{{"name":"Contact","surname":"No. {index}","code":"C{index}","#))
    .and_then(|()| write!(text, r#""phone":"+1202555{:04}","isDeleted":false}}}}"#, index % 10_000))
    .expect("a string takes everything");
}

/// Writes an instant as the gateway does.
pub(crate) fn instant(millis: i64) -> String {
    let time = DateTime::<Utc>::from_timestamp_millis(millis).expect("a time of this century");
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
