//! The one error of the crate: what happened, whether a mutation may have run, and what to do next.

use crate::error::closed_window::ClosedWindow;
use crate::error::graphql_error::{GraphQlError, first_misfit};
use crate::error::kind::{ErrorKind, Outcome, TimeoutPhase};
use crate::redact::redact::{Redaction, SHOWN_CHARACTERS};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// The characters of a request's identifier that an error shows: it is the gateway's own, so only what was sent is
/// redacted in it.
const REQUEST_ID_CHARACTERS: usize = 64;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// A failed call.
///
/// Its `Display` is one line that a person can act on: the operation, what happened, the gateway's own code and message
/// (shortened and redacted), the status, how long to wait, and how often it was tried. It never holds a body or a variable.
///
/// # Redaction
///
/// Servers echo what they were sent. So, in `Display` and `Debug`, of what the gateway said:
///
/// - the credential is hidden, whatever its form;
/// - text of three or more characters that was sent in the variables is hidden, in any usual writing: escaped, encoded,
///   in other quotation marks, or cut off after twelve characters or more;
/// - e-mail addresses, numbers of seven digits or more, long words with a digit, and what stands between quotation marks
///   are hidden, whether they were sent or not: they may be somebody else's;
/// - names of the document and of the schema are shown, also between quotation marks: `Cannot query field "shoeSize"`;
/// - where the gateway refuses the operation as invalid (by `GRAPHQL_VALIDATION_FAILED`, by `BAD_USER_INPUT`, or by its
///   text, without data), other quoted names are shown unless they were sent: the name of a new required field is what the reader needs.
///
/// What cannot be known is what the gateway adds of its own: a name or a text that was not sent and is not quoted is
/// shown. So is a sent text that is a name of the schema, one that is shorter than three characters, one that the gateway
/// has changed by more than its writing, and in a refusal as invalid a single quoted word of somebody else's.
/// [`graphql_errors`](Self::graphql_errors) and [`partial_data`](Self::partial_data) return everything as it came, to code
/// that asks.
///
/// # Troubleshooting
///
/// Ask [`outcome`](Self::outcome) before sending a mutation again, and [`kind`](Self::kind) for what to tell the user.
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
///         Outcome::Unknown | Outcome::Executed => println!("look before sending again: {error}"),
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
    /// Makes an error, for tests and for code that stands in for this crate's calls.
    ///
    /// `happened` becomes part of what is printed: keep secrets and personal data out of it. An error with a status,
    /// headers or a wait comes from a [`Transport`](crate::Transport) of the test's own.
    ///
    /// ```
    /// use bcrumbs::{Error, ErrorKind, Outcome};
    ///
    /// let error = Error::new(ErrorKind::Timeout, Outcome::Unknown, "no answer in time");
    /// assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 0));
    /// assert_eq!(error.to_string(), "no answer in time; try again later");
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

    /// Makes the error of a reply that was not sent because the window is closed, for tests too.
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

    /// Notes that the operation changes something, so that the text warns of sending it again.
    pub(crate) fn of_mutation(mut self) -> Self {
        self.0.mutation = true;
        self
    }

    /// Notes that the same call may succeed later, and repeats nothing by it.
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

    /// Returns the request's identifier as it may be shown.
    pub(crate) fn shown_request_id(&self) -> Option<&str> {
        self.0.shown_request_id.as_deref()
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    /// Notes that what failed only looked before something else was sent, which was not sent then.
    pub(crate) fn before_sending(mut self) -> Self {
        self.0.outcome = Outcome::NotExecuted;
        self
    }

    /// Takes an earlier attempt's outcome into account where it was worse.
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

    /// Says what to do where kind and outcome do not tell it.
    pub(crate) fn with_remedy(mut self, remedy: String) -> Self {
        self.0.remedy = Some(remedy);
        self
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Returns what went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns whether the operation may have run at the gateway: the question to ask before sending a mutation again.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns the operation's name, for example `startConv`; `None` where the client could not be built.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// Returns which time limit ran out, where the kind is [`Timeout`](ErrorKind::Timeout).
    pub fn timeout_phase(&self) -> Option<TimeoutPhase> {
        self.0.phase
    }

    /// Returns the HTTP status of the last answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the headers of the last answer, among them rate limits where the gateway sends any; none are documented.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the identifier that the gateway gave the last request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.0.headers)
    }

    /// Returns how long to wait before the next call: as the gateway, the transport or the client's own rate limit asked.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns how often the request was handed to the transport.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns whether the same call may succeed later without any change, and repeats nothing by it.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// Returns what the gateway reported, in its own words. They may hold personal data.
    pub fn graphql_errors(&self) -> &[GraphQlError] {
        &self.0.graphql_errors
    }

    /// Returns the data that came with the error, as it came. It may hold personal data.
    pub fn partial_data(&self) -> Option<&Value> {
        self.0.partial_data.as_ref()
    }

    /// Returns where in the answer reading it failed, for example `data.convs.nodes[17].createdAt`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Returns since when the reply window has been closed and what may be sent instead, where the kind is
    /// [`ReplyWindowClosed`](ErrorKind::ReplyWindowClosed).
    pub fn closed_window(&self) -> Option<ClosedWindow> {
        self.0.closed_window
    }

    /// Returns what to do next, where the kind and the outcome tell it.
    fn advice(&self) -> Option<&'static str> {
        match (self.0.mutation, self.0.outcome) {
            (true, Outcome::Unknown) => {
                return Some("it may have been carried out: look before sending it again");
            }
            (true, Outcome::Executed) => return Some("it was carried out: do not send it again"),
            (true, Outcome::NotExecuted) | (false, _) => {}
        }
        if self.0.status == Some(StatusCode::NOT_FOUND) {
            return Some("check the endpoint's path");
        }
        match self.0.kind {
            ErrorKind::Unauthenticated => Some("check the API key"),
            ErrorKind::Forbidden => Some("check that the API key is valid and may act in this workspace"),
            ErrorKind::RateLimited => Some("ask less often"),
            ErrorKind::TooLarge => Some("ask for smaller pages, or raise the response limit"),
            ErrorKind::Connect => Some("check the endpoint and the network"),
            ErrorKind::Transport if self.0.outcome == Outcome::NotExecuted && !self.0.retryable => {
                self.0.source.as_ref().map(|_| "the source of this error has the reason")
            }
            ErrorKind::ReplyWindowClosed => self.0.closed_window.map(ClosedWindow::advice),
            ErrorKind::Timeout | ErrorKind::Transport | ErrorKind::Server => Some("try again later"),
            ErrorKind::Http if self.0.status.is_some_and(|status| status.is_redirection()) => {
                Some("redirects are not followed: set the endpoint to where it leads")
            }
            ErrorKind::Config
            | ErrorKind::InvalidInput
            | ErrorKind::Encode
            | ErrorKind::Http
            | ErrorKind::SchemaMismatch
            | ErrorKind::GraphQl
            | ErrorKind::Decode
            | ErrorKind::Pagination => None,
        }
    }
}

/// Returns the request's identifier from a response's headers. Undocumented: `x-request-id` or `request-id`.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-request-id", "request-id"].iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

/// Returns the same as it may be shown: only what was sent is redacted in it.
pub(crate) fn shown_request_id(headers: &HeaderMap, redaction: &Redaction) -> Option<String> {
    request_id(headers).map(|id| redaction.identifier(id, REQUEST_ID_CHARACTERS))
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
