pub(crate) mod fetcher;
pub(crate) mod page;
pub(crate) mod rules;
pub(crate) mod stream;
pub(crate) mod time_slices;
