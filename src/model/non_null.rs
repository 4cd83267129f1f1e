//! Lists inside of objects. The gateway may send null in place of such a list, or in place of one of its elements.

/// Returns the elements of a list that are not null. A list that is null has none.
pub(crate) fn non_null<T>(list: Option<Vec<Option<T>>>) -> impl Iterator<Item = T> {
    list.unwrap_or_default().into_iter().flatten()
}
