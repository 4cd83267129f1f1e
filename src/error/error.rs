//! `Error`, the error type of the crate: what failed, whether a mutation may have run, and what to do next.

use crate::error::closed_window::ClosedWindow;
use crate::error::graphql_error::{GraphQlError, first_misfit};
use crate::error::kind::{ErrorKind, Outcome, TimeoutPhase};
use crate::error::request_id::{request_id, shown_request_id};
use crate::redact::redact::{Redaction, SHOWN_CHARACTERS};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// The error of a failed call.
///
/// `Display` prints one line: the operation, what failed, the gateway's code and message (shortened and redacted), the
/// HTTP status, the time to wait, the number of attempts, and what to do next. The line never contains a body or a
/// variable.
///
/// # Redaction
///
/// Servers often repeat the request in their errors. `Display` and `Debug` therefore redact the gateway's text with
/// these rules:
///
/// - The credential is hidden in every form.
/// - Text of three or more characters from the variables is hidden, even if it is escaped, encoded, in other quotation
///   marks, or cut off after at least twelve characters.
/// - E-mail addresses, numbers of seven or more digits, long words with a digit, and text between quotation marks are
///   hidden, even if they were not sent. They may be data of another person.
/// - Names from the document and from the schema are shown, even between quotation marks: `Cannot query field
///   "shoeSize"`.
/// - If the gateway refuses the operation as invalid, other quoted names are shown too, unless they were sent: for
///   example, the name of a new required field. The gateway refuses an operation as invalid with the code
///   `GRAPHQL_VALIDATION_FAILED` or `BAD_USER_INPUT`, or with a known text and without data.
///
/// The redaction has limits. The following text is shown: a name or text that was not sent and is not quoted; a sent
/// text that is also a name of the schema, is shorter than three characters, or was changed by the gateway; and, if the
/// operation was refused as invalid, a single quoted word that was not sent. [`graphql_errors`](Self::graphql_errors)
/// and [`partial_data`](Self::partial_data) return the unredacted values.
///
/// # Troubleshooting
///
/// Check [`outcome`](Self::outcome) before you send a mutation again. Use [`kind`](Self::kind) to choose a message for
/// the user.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) {
/// use bcrumbs::{ChannelId, Outcome, Recipient};
///
/// let channel = ChannelId::from("6743884f783839ad14770000");
/// let started = workspace.start_conversation(&channel, Recipient::phone("+12025550123"), "welcome").await;
/// if let Err(error) = started {
///     match error.outcome() {
///         Outcome::NotExecuted => println!("nothing was sent: {error}"),
///         Outcome::Unknown | Outcome::Executed => println!("check before sending again: {error}"),
///     }
/// }
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    outcome: Outcome,
    message: Cow<'static, str>,
    operation: Option<Cow<'static, str>>,
    phase: Option<TimeoutPhase>,
    status: Option<StatusCode>,
    headers: HeaderMap,
    retry_after: Option<Duration>,
    attempts: u32,
    retryable: bool,
    mutation: bool,
    graphql_errors: Vec<GraphQlError>,
    partial_data: Option<Value>,
    path: Option<String>,
    remedy: Option<String>,
    closed_window: Option<ClosedWindow>,
    shown_request_id: Option<String>,
    source: Option<Source>,
}

impl Error {
    /// Creates an error, for tests and for code that replaces this crate's calls.
    ///
    /// `message` is printed, so it must not contain secrets or personal data. To get an error with a status, headers or
    /// a wait, use your own [`Transport`](crate::Transport) in the test.
    ///
    /// ```
    /// use bcrumbs::{Error, ErrorKind, Outcome};
    ///
    /// let error = Error::new(ErrorKind::Timeout, Outcome::Unknown, "no response in time");
    /// assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 0));
    /// assert_eq!(error.to_string(), "no response in time; try again later");
    /// ```
    pub fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            outcome,
            message: message.into(),
            operation: None,
            phase: None,
            status: None,
            headers: HeaderMap::new(),
            retry_after: None,
            attempts: 0,
            retryable: false,
            mutation: false,
            graphql_errors: Vec::new(),
            partial_data: None,
            path: None,
            remedy: None,
            closed_window: None,
            shown_request_id: None,
            source: None,
        }))
    }

    pub(crate) fn config(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Config, Outcome::NotExecuted, message)
    }

    pub(crate) fn invalid_input(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidInput, Outcome::NotExecuted, message)
    }

    /// Creates the error of a reply that was not sent because the window is closed. Tests can use it too.
    ///
    /// ```
    /// use bcrumbs::{ClosedWindow, Error, ErrorKind, Outcome, Remedy};
    ///
    /// let error = Error::reply_window_closed(ClosedWindow::new(Remedy::ApprovedTemplate));
    /// assert_eq!((error.kind(), error.outcome()), (ErrorKind::ReplyWindowClosed, Outcome::NotExecuted));
    /// assert_eq!(error.closed_window().unwrap().remedy, Remedy::ApprovedTemplate);
    /// ```
    pub fn reply_window_closed(window: ClosedWindow) -> Self {
        let mut error = Self::new(ErrorKind::ReplyWindowClosed, Outcome::NotExecuted, window.message());
        error.0.closed_window = Some(window);
        error
    }

    pub(crate) fn with_operation(mut self, operation: impl Into<Cow<'static, str>>) -> Self {
        self.0.operation = Some(operation.into());
        self
    }

    /// Marks the operation as a mutation, so that the text warns against sending it again.
    pub(crate) fn of_mutation(mut self) -> Self {
        self.0.mutation = true;
        self
    }

    /// Marks the error as retryable: the same call may succeed later and has no effect twice.
    pub(crate) fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    pub(crate) fn with_phase(mut self, phase: TimeoutPhase) -> Self {
        self.0.phase = Some(phase);
        self
    }

    pub(crate) fn with_response(
        mut self,
        status: StatusCode,
        headers: HeaderMap,
        redaction: &Redaction,
    ) -> Self {
        self.0.status = Some(status);
        self.0.headers = headers;
        self.0.shown_request_id = shown_request_id(&self.0.headers, redaction);
        self
    }

    /// Returns the redacted request identifier.
    pub(crate) fn shown_request_id(&self) -> Option<&str> {
        self.0.shown_request_id.as_deref()
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// Sets the outcome to `NotExecuted`: a check failed, and the operation after the check was not sent.
    pub(crate) fn before_sending(mut self) -> Self {
        self.0.outcome = Outcome::NotExecuted;
        self
    }

    /// Sets the outcome of an earlier attempt, if that outcome was worse.
    pub(crate) fn with_worst(mut self, outcome: Outcome) -> Self {
        self.0.outcome = self.0.outcome.max(outcome);
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_graphql(mut self, errors: Vec<GraphQlError>, partial_data: Option<Value>) -> Self {
        self.0.graphql_errors = errors;
        self.0.partial_data = partial_data;
        self
    }

    pub(crate) fn with_path(mut self, path: String) -> Self {
        self.0.path = Some(path);
        self
    }

    /// Sets what to do next, if the kind and the outcome do not determine it.
    pub(crate) fn with_remedy(mut self, remedy: String) -> Self {
        self.0.remedy = Some(remedy);
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns whether the operation may have run at the gateway. Check this before you send a mutation again.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns the name of the operation, for example `startConv`. Returns `None` if the client could not be built.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// Returns which timeout expired, if the kind is [`Timeout`](ErrorKind::Timeout).
    pub fn timeout_phase(&self) -> Option<TimeoutPhase> {
        self.0.phase
    }

    /// Returns the HTTP status of the last response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the headers of the last response. They may include rate limits; the vendor documents none.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the gateway's identifier of the last request, for a question to the vendor's support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.0.headers)
    }

    /// Returns how long to wait before the next call. The wait comes from the gateway, the transport or the client's
    /// own rate limit.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns how many times the request was passed to the transport.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns `true` if the same call may succeed later and the operation cannot run twice.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns the gateway's errors without redaction. They may contain personal data.
    pub fn graphql_errors(&self) -> &[GraphQlError] {
        &self.0.graphql_errors
    }

    /// Returns the data that the gateway sent with the error, without redaction. It may contain personal data.
    pub fn partial_data(&self) -> Option<&Value> {
        self.0.partial_data.as_ref()
    }

    /// Returns the path in the response at which decoding failed, for example `data.convs.nodes[17].createdAt`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Returns since when the reply window has been closed and what may be sent instead, if the kind is
    /// [`ReplyWindowClosed`](ErrorKind::ReplyWindowClosed).
    pub fn closed_window(&self) -> Option<ClosedWindow> {
        self.0.closed_window
    }

    /// Returns what to do next, if the kind and the outcome determine it.
    fn advice(&self) -> Option<&'static str> {
        match (self.0.mutation, self.0.outcome) {
            (true, Outcome::Unknown) => {
                return Some("it may have run: check before sending it again");
            }
            (true, Outcome::Executed) => return Some("it has run: do not send it again"),
            (true, Outcome::NotExecuted) | (false, _) => {}
        }
        if self.0.status == Some(StatusCode::NOT_FOUND) {
            return Some("check the endpoint's path");
        }
        match self.0.kind {
            ErrorKind::Unauthenticated => Some("check the API key"),
            ErrorKind::Forbidden => Some("check that the API key is valid and may act in this workspace"),
            ErrorKind::RateLimited => Some("send fewer requests"),
            ErrorKind::TooLarge => Some("request smaller pages, or raise the response limit"),
            ErrorKind::Connect => Some("check the endpoint and the network"),
            ErrorKind::Transport if self.0.outcome == Outcome::NotExecuted && !self.0.retryable => {
                self.0.source.as_ref().map(|_| "the `source()` of this error has the reason")
            }
            ErrorKind::ReplyWindowClosed => self.0.closed_window.map(ClosedWindow::advice),
            ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Server => Some("try again later"),
            ErrorKind::Http if self.0.status.is_some_and(|status| status.is_redirection()) => {
                Some("redirects are not followed: set the endpoint to the target of the redirect")
            }
            ErrorKind::Config
            | ErrorKind::InvalidInput
            | ErrorKind::NotConfirmable
            | ErrorKind::Encode
            | ErrorKind::Http
            | ErrorKind::SchemaMismatch
            | ErrorKind::GraphQl
            | ErrorKind::Decode
            | ErrorKind::Pagination
            | ErrorKind::Outbox => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(operation) = self.operation() {
            write!(f, "{}: ", Redaction::default().identifier(operation, SHOWN_CHARACTERS))?;
        }
        f.write_str(&inner.message)?;
        let refusal = match inner.kind {
            ErrorKind::SchemaMismatch => first_misfit(&inner.graphql_errors),
            _ => None,
        };
        if let Some(first) = refusal.or(inner.graphql_errors.first()) {
            write!(f, ": {first}")?;
            if inner.graphql_errors.len() > 1 {
                write!(f, " (and {} more)", inner.graphql_errors.len() - 1)?;
            }
        }
        if let Some(status) = inner.status {
            write!(f, "; HTTP {}", status.as_u16())?;
        }
        if let Some(id) = &inner.shown_request_id {
            write!(f, ", request {id}")?;
        }
        if let Some(wait) = inner.retry_after {
            write!(f, "; wait {} s", wait.as_secs_f64().ceil())?;
        }
        if let Some(advice) = self.advice() {
            write!(f, "; {advice}")?;
        }
        if let Some(remedy) = &inner.remedy {
            write!(f, "; {remedy}")?;
        }
        match inner.attempts {
            0 => Ok(()),
            1 => f.write_str(" (1 attempt)"),
            attempts => write!(f, " ({attempts} attempts)"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("outcome", &self.0.outcome)
            .field("message", &format_args!("{self}"))
            .field("path", &self.0.path)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
