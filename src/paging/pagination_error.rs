//! Why a list cannot be continued.

/// The largest possible page size: the maximum of a GraphQL `Int`.
pub(crate) const LARGEST_PAGE: u32 = i32::MAX as u32;

/// Why a list cannot be continued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PaginationError {
    NoCursor,
    NoPageInfo,
    RepeatedCursor,
    CappedPages,
}

impl PaginationError {
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::NoCursor => "the gateway reports that more pages follow, but sends no cursor for them",
            Self::NoPageInfo => {
                "the gateway did not report whether more pages follow, and this page may not be the last"
            }
            Self::RepeatedCursor => "the gateway's cursors form a loop; narrow the filters",
            Self::CappedPages => {
                "more items share one instant than the gateway puts on a page, so some cannot be reached; \
                 narrow the filters"
            }
        }
    }
}
