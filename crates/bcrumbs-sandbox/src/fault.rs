//! The ways in which a gateway or the network in between can misbehave, each a value that a test asks for.

use std::time::Duration;

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
