//! Converts the data of an operation from its generated type to the public type.

/// Converts the data of an operation. Each function returns `None` if the root field is null.
pub(crate) enum Convert<G, D> {
    /// Converts into one value.
    Value(fn(G) -> Option<D>),
    /// Converts into a list without pages.
    Nodes(fn(G) -> Option<Converted<D>>),
}

impl<G, D> Clone for Convert<G, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<G, D> Copy for Convert<G, D> {}

impl<G, D> Convert<G, D> {
    pub(crate) fn convert(self, data: G) -> Option<Converted<D>> {
        match self {
            Self::Value(convert) => convert(data).map(|data| Converted { data, nulls: Vec::new() }),
            Self::Nodes(convert) => convert(data),
        }
    }
}

/// Converted data, and the indexes of its null elements, which are reported as errors.
pub(crate) struct Converted<D> {
    pub(crate) data: D,
    /// The indexes of the null elements.
    pub(crate) nulls: Vec<usize>,
}

impl<T> Converted<Vec<T>> {
    /// Converts the `nodes` of a list without pages.
    pub(crate) fn nodes<N: Into<T>>(nodes: Vec<Option<N>>) -> Self {
        let mut converted = Self { data: Vec::with_capacity(nodes.len()), nulls: Vec::new() };
        for (position, node) in nodes.into_iter().enumerate() {
            match node {
                Some(node) => converted.data.push(node.into()),
                None => converted.nulls.push(position),
            }
        }
        converted
    }
}

#[cfg(test)]
mod tests {
    use super::Converted;

    #[test]
    fn the_nodes_of_a_list_keep_their_order_and_the_places_of_the_null_ones() {
        let nodes = vec![None, Some("a"), None, Some("b")];
        let Converted { data, nulls } = Converted::<Vec<String>>::nodes(nodes);
        assert_eq!(data, ["a", "b"]);
        assert_eq!(nulls, [0, 2]);
    }
}
