//! Lists inside of objects. The gateway may send null in place of such a list, or in place of one of its elements.

/// Returns the elements of a list that are not null. A list that is null has none.
#[expect(
    clippy::filter_map_identity,
    reason = "unlike `flatten`, it is collected into the memory of the list"
)]
pub(crate) fn non_null<T>(list: Option<Vec<Option<T>>>) -> impl Iterator<Item = T> {
    list.unwrap_or_default().into_iter().filter_map(|element| element)
}
