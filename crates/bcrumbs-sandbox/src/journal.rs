//! The journal of the requests. It proves that a client did not send a request twice.

use std::collections::VecDeque;
use std::fmt;

use serde_json::Value;

use crate::fault::Fault;

/// The maximum number of entries. Older entries are removed.
const CAPACITY: usize = 100_000;

/// One request that was read.
#[derive(Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Entry {
    /// The operation's name from the request, or from the document if the request has none.
    pub operation: Option<String>,
    /// The root fields that the operation selects, such as `convs`.
    pub fields: Vec<String>,
    /// Whether the resolvers ran.
    pub executed: bool,
    /// The identifier of the row that a mutation created or changed; `None` if nothing changed.
    pub effect: Option<String>,
    /// The fault that was applied.
    pub fault: Option<Fault>,
    /// The variables; null if there were none, or if the body could not be read.
    pub variables: Value,
    /// The HTTP status of the response; `None` if the connection was reset, or if no response is ready yet.
    pub status: Option<u16>,
    /// The value of the response's `x-request-id` header.
    pub request_id: String,
    /// Whether the request had an `authorization` header. Its value is not kept.
    pub authorization: bool,
    /// The request's `user-agent` header.
    pub user_agent: Option<String>,
    /// The request's `accept` header.
    pub accept: Option<String>,
    /// The request's `content-type` header.
    pub content_type: Option<String>,
}

// The variables contain phone numbers and texts, so they are left out.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("operation", &self.operation)
            .field("executed", &self.executed)
            .field("fault", &self.fault)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl Entry {
    /// Returns whether the request was for an operation, by its name or by one of its root fields.
    pub(crate) fn is_of(&self, operation: &str) -> bool {
        self.operation.as_deref() == Some(operation) || self.fields.iter().any(|field| field == operation)
    }
}

/// A list with a maximum length. The numbers of entries stay valid when old entries are removed.
#[derive(Debug)]
pub(crate) struct Journal<T> {
    entries: VecDeque<T>,
    /// The number of removed entries.
    gone: usize,
}

impl<T> Default for Journal<T> {
    fn default() -> Self {
        Self { entries: VecDeque::new(), gone: 0 }
    }
}

impl<T: Clone> Journal<T> {
    /// Returns the number of the next entry.
    pub(crate) fn next(&self) -> usize {
        self.gone + self.entries.len()
    }

    /// Appends an entry and returns its number.
    pub(crate) fn add(&mut self, entry: T) -> usize {
        if self.entries.len() == CAPACITY {
            self.entries.pop_front();
            self.gone += 1;
        }
        self.entries.push_back(entry);
        self.next() - 1
    }

    /// Returns the entry with that number, unless it was removed.
    pub(crate) fn entry(&mut self, number: usize) -> Option<&mut T> {
        self.entries.get_mut(number.checked_sub(self.gone)?)
    }

    /// Returns a copy of all entries.
    pub(crate) fn all(&self) -> Vec<T> {
        self.entries.iter().cloned().collect()
    }

    /// Removes all entries.
    pub(crate) fn clear(&mut self) {
        self.gone += self.entries.len();
        self.entries.clear();
    }
}
