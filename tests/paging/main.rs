//! Lists of any resource: pages, streams, positions, periods.

mod collected;
mod follow;
mod lists;
mod messages_gateway;
mod own_lists;
mod periods;
mod positions;
mod read_ahead;
#[path = "../support/mod.rs"]
mod support;
mod time_slices;
