//! What a noun defines for its list, so that one implementation lists and exports every noun.

use crate::failure::failure::Failure;
use bcrumbs::{List, PagedQuery, Workspace};
use clap::Args;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The filters of a noun's list, as options and as what a resumed export has kept of them.
pub(crate) trait Filters: Args + Serialize + DeserializeOwned {
    /// The library's list.
    type List: AnyList;

    /// The items' name in the plural.
    const NOUN: &'static str;

    /// How the gateway is made to begin and end the list at an instant.
    const TIME: TimeLimits;

    /// Refuses filters that can match nothing.
    fn check(&self) -> Result<(), Failure> {
        Ok(())
    }

    /// Creates the list with these filters.
    fn list(self, workspace: &Workspace) -> Self::List;
}

/// How limits of time reach the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeLimits {
    /// By filters of the operation.
    Filter,
    /// By a cursor that is made of the instant, which works only where cursors are instants.
    Cursor,
}

/// Names the query of a list, which the library keeps private.
pub(crate) trait AnyList {
    /// The query.
    type Query: PagedQuery;

    /// Returns the list as what it is.
    fn into_list(self) -> List<Self::Query>;
}

impl<Q: PagedQuery> AnyList for List<Q> {
    type Query = Q;

    fn into_list(self) -> Self {
        self
    }
}

/// The query of a noun.
pub(crate) type QueryOf<F> = <<F as Filters>::List as AnyList>::Query;

/// What a noun's list holds.
pub(crate) type ItemOf<F> = <QueryOf<F> as PagedQuery>::Item;

/// Sets a value on a request, where one was given.
pub(crate) fn given<R, T>(request: R, value: Option<T>, set: impl FnOnce(R, T) -> R) -> R {
    match value {
        Some(value) => set(request, value),
        None => request,
    }
}
