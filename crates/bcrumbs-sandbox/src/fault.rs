//! The ways in which a gateway or the network in between can misbehave, each a value that a test asks for.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::error::Error;

/// One thing to go wrong with one request.
///
/// "Executed" below means that the operation really ran: a mutation has taken effect, whatever the client gets to see.
/// A request that is refused anyway (no key, an invalid document) is not executed under any fault.
///
/// ```
/// use bcrumbs_sandbox::Fault;
///
/// let busy = Fault::Throttled { retry_after: Some("2".to_owned()) };
/// assert_ne!(busy, Fault::throttled());
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// Answers with that status instead of executing. Without a body, the status's usual phrase goes out as plain
    /// text; a `content-type` among the headers replaces that type. A status below 200 or above 999, or a header that
    /// HTTP does not allow, becomes a 500 which says so.
    Status {
        /// The HTTP status.
        status: u16,
        /// Further headers of the answer, names and values.
        headers: Vec<(String, String)>,
        /// The body, if not the status's phrase. A body that begins with `{` goes out as JSON.
        body: Option<String>,
    },
    /// Answers 429 with the code `RATE_LIMITED` and no `data` key, instead of executing.
    Throttled {
        /// The value of the `retry-after` header, as it is to go out: seconds, an HTTP date or nonsense.
        retry_after: Option<String>,
    },
    /// Answers 200 with one error, instead of executing.
    GraphQlError {
        /// The value of `extensions.code`.
        code: String,
        /// The error's message.
        message: String,
        /// Whether the answer has a `data` key, which then holds the operation's own field as null.
        with_data: bool,
    },
    /// Resets the connection (TCP RST) once the request's head has arrived; nothing is looked at, not executed, and
    /// the journal has no entry.
    ResetBeforeReading,
    /// Reads the whole request, then resets the connection. Not executed.
    ResetAfterReading,
    /// Executes the request, then resets the connection without a byte of an answer.
    ResetAfterExecuting,
    /// Executes the request, announces the whole answer, sends the first half of it and closes the connection.
    TruncatedBody,
    /// Executes the request and sends the answer in drips.
    SlowBody {
        /// Bytes at a time; 0 counts as 1.
        chunk: usize,
        /// The pause before each of them.
        pause: Duration,
    },
    /// Executes the request at once, and answers only after that time.
    Delay(Duration),
    /// Executes the request and labels the answer with that content type.
    ContentType(String),
    /// Executes the request and appends spaces to the answer, without announcing its length, up to that many bytes.
    HugeBody(usize),
    /// Executes the request and leaves the last byte of the answer out, which HTTP cannot notice.
    MalformedJson,
    /// Answers 200 with that text as JSON, instead of executing.
    Body(String),
    /// Answers 200 with those bytes as JSON, instead of executing: for text that is not UTF-8.
    RawBody(Vec<u8>),
    /// Answers with that status, those headers and those bytes, instead of executing: for compressed bodies.
    Answer {
        /// The HTTP status.
        status: u16,
        /// All headers of the answer, names and values.
        headers: Vec<(String, String)>,
        /// The body.
        body: Vec<u8>,
    },
    /// Executes the request, with one part of the data lost: the first row of a list, or the first nullable field of
    /// what a mutation answers, is null and has an entry in `errors`.
    PartialData,
    /// Executes the request and gives back the cursor that came, with `hasNextPage` true. Without a cursor in the
    /// request the answer is as usual.
    RepeatedCursor,
    /// Executes the request, with every enum value replaced by `SANDBOX_UNKNOWN`.
    UnknownEnumValues,
    /// Executes the request, with every nullable field of every row null. The list itself and its `pageInfo` stay.
    NullsEverywhere,
    /// Answers 204 with no body, instead of executing.
    Empty,
}

impl Fault {
    /// A 429 without a `retry-after` header.
    pub fn throttled() -> Self {
        Self::Throttled { retry_after: None }
    }

    /// An answer of that status with its phrase as plain text.
    pub fn status(status: u16) -> Self {
        Self::Status { status, headers: Vec::new(), body: None }
    }
}

/// The bytes and the pause of a slow body that is scripted by its name alone.
const SLOW: (usize, Duration) = (64, Duration::from_millis(10));

/// The names of the faults that need no more than a name.
fn plain(name: &str) -> Option<Fault> {
    Some(match name {
        "throttled" => Fault::throttled(),
        "reset-before-reading" => Fault::ResetBeforeReading,
        "reset-after-reading" => Fault::ResetAfterReading,
        "reset-after-executing" => Fault::ResetAfterExecuting,
        "truncated-body" => Fault::TruncatedBody,
        "slow-body" => Fault::SlowBody { chunk: SLOW.0, pause: SLOW.1 },
        "malformed-json" => Fault::MalformedJson,
        "partial-data" => Fault::PartialData,
        "repeated-cursor" => Fault::RepeatedCursor,
        "unknown-enum-values" => Fault::UnknownEnumValues,
        "nulls-everywhere" => Fault::NullsEverywhere,
        "empty" => Fault::Empty,
        _ => return None,
    })
}

/// The faults that need a value.
fn valued(name: &str, value: &str) -> Option<Fault> {
    Some(match name {
        "throttled" => Fault::Throttled { retry_after: Some(value.to_owned()) },
        "graphql-error" => Fault::GraphQlError {
            code: value.to_owned(),
            message: "a scripted fault".to_owned(),
            with_data: false,
        },
        "delay" => Fault::Delay(crate::duration::parse(value)?),
        "content-type" => Fault::ContentType(value.to_owned()),
        "huge-body" => Fault::HugeBody(value.parse().ok()?),
        "body" => Fault::Body(value.to_owned()),
        _ => return None,
    })
}

impl FromStr for Fault {
    type Err = Error;

    /// Reads a fault as the command and the control surface take it: a status such as `503`, a name such as
    /// `reset-after-executing`, or a name with a value such as `throttled(2)`, `delay(250ms)` or
    /// `graphql-error(FORBIDDEN)`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let unknown = || Error::UnknownFault { name: text.to_owned() };
        if let Ok(status) = text.parse::<u16>() {
            return Ok(Self::status(status));
        }
        match text.split_once('(') {
            None => plain(text).ok_or_else(unknown),
            Some((name, value)) => {
                let value = value.strip_suffix(')').ok_or_else(unknown)?;
                valued(name, value).ok_or_else(unknown)
            }
        }
    }
}

impl fmt::Display for Fault {
    /// Writes the fault's name, with its value where it is a short one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { status, .. } => write!(f, "{status}"),
            Self::Throttled { retry_after: None } => f.write_str("throttled"),
            Self::Throttled { retry_after: Some(value) } => write!(f, "throttled({value})"),
            Self::GraphQlError { code, .. } => write!(f, "graphql-error({code})"),
            Self::ResetBeforeReading => f.write_str("reset-before-reading"),
            Self::ResetAfterReading => f.write_str("reset-after-reading"),
            Self::ResetAfterExecuting => f.write_str("reset-after-executing"),
            Self::TruncatedBody => f.write_str("truncated-body"),
            Self::SlowBody { .. } => f.write_str("slow-body"),
            Self::Delay(delay) => write!(f, "delay({}ms)", delay.as_millis()),
            Self::ContentType(value) => write!(f, "content-type({value})"),
            Self::HugeBody(bytes) => write!(f, "huge-body({bytes})"),
            Self::MalformedJson => f.write_str("malformed-json"),
            Self::Body(_) => f.write_str("body"),
            Self::RawBody(_) => f.write_str("raw-body"),
            Self::Answer { status, .. } => write!(f, "answer({status})"),
            Self::PartialData => f.write_str("partial-data"),
            Self::RepeatedCursor => f.write_str("repeated-cursor"),
            Self::UnknownEnumValues => f.write_str("unknown-enum-values"),
            Self::NullsEverywhere => f.write_str("nulls-everywhere"),
            Self::Empty => f.write_str("empty"),
        }
    }
}
