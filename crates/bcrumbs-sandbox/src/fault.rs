//! The faults of a gateway or of the network that a test can request.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::error::Error;

/// A fault of one request.
///
/// "Executed" means that the operation ran: a mutation has changed the data, even if the client gets no response. A
/// request that is refused in any case (no key, an invalid document) is not executed with any fault.
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
    /// Returns that status instead of executing. Without a body, the response contains the status's usual phrase as
    /// plain text; a `content-type` among the headers replaces that type. For a status below 200 or above 999, or an
    /// invalid header, the response is a 500 with an explanation.
    Status {
        /// The HTTP status.
        status: u16,
        /// Further headers of the response, names and values.
        headers: Vec<(String, String)>,
        /// The body, if it is not the status's phrase. A body that begins with `{` is sent as JSON.
        body: Option<String>,
    },
    /// Returns 429 with the code `RATE_LIMITED` and no `data` key, instead of executing.
    Throttled {
        /// The value of the `retry-after` header: seconds, an HTTP date or an invalid text.
        retry_after: Option<String>,
    },
    /// Returns 200 with one error, instead of executing.
    GraphQlError {
        /// The value of `extensions.code`.
        code: String,
        /// The error's message.
        message: String,
        /// Whether the response has a `data` key, in which the operation's field is null.
        with_data: bool,
    },
    /// Resets the connection (TCP RST) after the request's head has arrived. The request is not executed, and the
    /// journal has no entry.
    ResetBeforeReading,
    /// Reads the whole request, then resets the connection. The request is not executed.
    ResetAfterReading,
    /// Executes the request, then resets the connection before the first byte of the response.
    ResetAfterExecuting,
    /// Executes the request, announces the length of the whole response, sends its first half and closes the
    /// connection.
    TruncatedBody,
    /// Executes the request and sends the response in small chunks.
    SlowBody {
        /// The size of a chunk in bytes; 0 counts as 1.
        chunk: usize,
        /// The pause before each chunk.
        pause: Duration,
    },
    /// Executes the request at once, and sends the response after that time.
    Delay(Duration),
    /// Executes the request and sends the response with that content type.
    ContentType(String),
    /// Executes the request and appends spaces to the response, up to that many bytes. The length is not announced.
    HugeBody(usize),
    /// Executes the request and leaves out the last byte of the response. HTTP does not detect this.
    MalformedJson,
    /// Returns 200 with that text as JSON, instead of executing.
    Body(String),
    /// Returns 200 with those bytes as JSON, instead of executing. Use it for text that is not UTF-8.
    RawBody(Vec<u8>),
    /// Returns that status, those headers and those bytes, instead of executing. Use it for compressed bodies.
    Answer {
        /// The HTTP status.
        status: u16,
        /// All headers of the response, names and values.
        headers: Vec<(String, String)>,
        /// The body.
        body: Vec<u8>,
    },
    /// Executes the request, and returns one part of the data as null, with an entry in `errors`: the first row of a
    /// list, or the first nullable field of a mutation's data.
    PartialData,
    /// Executes the request, and returns the cursor of the request as the end cursor, with `hasNextPage` true. Without
    /// a cursor in the request, the response is unchanged.
    RepeatedCursor,
    /// Executes the request, with every enum value replaced by `SANDBOX_UNKNOWN`.
    UnknownEnumValues,
    /// Executes the request, with every nullable field of every row null. The list itself and its `pageInfo` stay.
    NullsEverywhere,
    /// Returns 204 without a body, instead of executing.
    Empty,
}

impl Fault {
    /// Returns a fault with status 429, without a `retry-after` header.
    pub fn throttled() -> Self {
        Self::Throttled { retry_after: None }
    }

    /// Returns a fault with that status, whose body is the status's phrase as plain text.
    pub fn status(status: u16) -> Self {
        Self::Status { status, headers: Vec::new(), body: None }
    }
}

/// The default chunk size and pause of a slow body.
const SLOW: (usize, Duration) = (64, Duration::from_millis(10));

/// The names of the faults without a value.
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

    /// Parses a fault in the syntax of the command and the control routes: a status such as `503`, a name such as
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
    /// Writes the fault's name, and its value if the value is short.
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
