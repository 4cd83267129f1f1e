//! `Response`, the data of a successful call with its metadata.

use crate::error::graphql_error::GraphQlError;
use crate::error::request_id::request_id;
use http::{HeaderMap, StatusCode};
use std::fmt;
use std::ops::Deref;

/// The data of a successful call, with the HTTP status, the headers, the errors and the number of attempts.
///
/// It dereferences to the data. [`into_data`](Self::into_data) returns the owned data.
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
    /// Creates the response of a call that succeeded at the first attempt, for tests. It has the status 200 and no
    /// headers and errors.
    ///
    /// For any other response, use your own [`Transport`](crate::Transport) in the test.
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

    /// Returns the owned data.
    pub fn into_data(self) -> T {
        self.data
    }

    /// Returns the HTTP status. It can be different from 200, because the body determines whether a call succeeded.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the response headers. They may include rate limits; the vendor documents none.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the gateway's identifier of the request, for a question to the vendor's support. It is the header
    /// `x-request-id` or `request-id`; neither is documented.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// Returns the errors that the gateway sent with the data. If there are any, parts of the data are missing.
    pub fn errors(&self) -> &[GraphQlError] {
        &self.errors
    }

    /// Returns how many times the request was passed to the transport.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Converts the data and keeps the metadata.
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
