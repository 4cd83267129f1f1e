pub(crate) mod fetcher;
pub(crate) mod items;
pub(crate) mod lossless;
#[cfg(test)]
pub(crate) mod model_gateway;
pub(crate) mod page;
pub(crate) mod page_data;
pub(crate) mod paged_query;
pub(crate) mod pages;
pub(crate) mod pagination_error;
pub(crate) mod plain;
pub(crate) mod prefetch;
pub(crate) mod reach;
pub(crate) mod returned;
pub(crate) mod row;
pub(crate) mod rules;
pub(crate) mod slice;
pub(crate) mod time_slices;
