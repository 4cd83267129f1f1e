//! What a successful call gives back beside its data.

use crate::error::error::request_id;
use crate::error::graphql_error::GraphQlError;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::ops::Deref;

/// The data of a successful call, and what came with it.
///
/// It dereferences to the data, and [`into_data`](Self::into_data) gives that away.
///
/// ```no_run
/// # async fn example(workspace: bcrumbs::Workspace) -> Result<(), bcrumbs::Error> {
/// let page = workspace.conversations().page().await?;
/// println!("{} conversations, HTTP {}", page.items.len(), page.status());
/// for error in page.errors() {
///     eprintln!("left out: {error}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) data: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) errors: Vec<GraphQlError>,
    pub(crate) attempts: u32,
}

impl<T> Response<T> {
    /// Creates the response to a call that succeeded at the first attempt, for tests: status 200, without headers or
    /// errors.
    ///
    /// Any other response comes from a [`Transport`](crate::Transport) of the test's own.
    ///
    /// ```
    /// use bcrumbs::{Response, StartedConversation};
    ///
    /// let response = Response::new(StartedConversation::new("conv-1", chrono::Utc::now()));
    /// assert_eq!((response.id.as_str(), response.status().as_u16()), ("conv-1", 200));
    /// ```
    pub fn new(data: T) -> Self {
        Self { data, status: StatusCode::OK, headers: HeaderMap::new(), errors: Vec::new(), attempts: 1 }
    }

    /// Returns the data.
    pub fn data(&self) -> &T {
        &self.data
    }

    /// Gives the data away.
    pub fn into_data(self) -> T {
        self.data
    }

    /// Returns the HTTP status. It can be other than 200: the body decides whether a call succeeded.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers, among them rate limits where the gateway sends any; none are documented.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the identifier that the gateway gave the request, for its support. Undocumented: read from
    /// `x-request-id` or `request-id`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Returns the errors that came beside the data: parts of the answer are missing, the rest is here.
    pub fn errors(&self) -> &[GraphQlError] {
        &self.errors
    }

    /// Returns how often the request was handed to the transport.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Replaces the data and keeps the rest.
    pub(crate) fn map<U>(self, data: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            data: data(self.data),
            status: self.status,
            headers: self.headers,
            errors: self.errors,
            attempts: self.attempts,
        }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("data", &self.data)
            .field("status", &self.status)
            .field("request_id", &self.request_id())
            .field("errors", &self.errors)
            .field("attempts", &self.attempts)
            .finish()
    }
}
