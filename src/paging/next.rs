//! The step after a page: what the rules for a boundary decide, and the list carries out.

use crate::model::cursor::Cursor;
use crate::paging::pagination_error::PaginationError;
use std::collections::HashSet;

/// The step after a page.
#[derive(Debug)]
pub(crate) enum Next {
    /// Request another page. No cursor means the beginning of the list.
    Ask {
        size: u32,
        cursor: Option<Cursor>,
    },
    /// Request another page with plain paging, without proofs. `previous` are the keys that may be returned again.
    Plain {
        cursor: Option<Cursor>,
        previous: HashSet<String>,
    },
    Fail(PaginationError),
    End,
}
