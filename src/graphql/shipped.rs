//! The operations that this crate sends, as text: for tools that check them against another schema.

/// An operation that this crate sends: its name, and its document as it goes over the wire.
///
/// ```
/// let convs = bcrumbs::OPERATIONS.iter().find(|operation| operation.name == "convs").unwrap();
/// assert!(convs.document.starts_with("query convs("));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The operation's name, which is its file's too: `queries/<name>.graphql`.
    pub name: &'static str,
    /// The document.
    pub document: &'static str,
}

/// Names the operations once, for the list and for its files.
macro_rules! operations {
    ($($name:literal),+ $(,)?) => {
        &[$(Operation { name: $name, document: include_str!(concat!("../../queries/", $name, ".graphql")) }),+]
    };
}

/// Every operation that this crate sends.
///
/// ```
/// let names: Vec<_> = bcrumbs::OPERATIONS.iter().map(|operation| operation.name).collect();
/// assert!(names.contains(&"startConv"));
/// ```
pub const OPERATIONS: &[Operation] = operations![
    "assignConv",
    "convs",
    "convsWithClient",
    "convsWithClientAndMessages",
    "convsWithMessages",
    "messages",
    "startConv",
];

#[cfg(test)]
mod tests {
    use super::OPERATIONS;
    use std::collections::BTreeSet;

    #[test]
    fn every_query_file_is_listed_and_named_after_its_operation() {
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/queries")).unwrap();
        let files: BTreeSet<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        let listed = OPERATIONS.iter().map(|operation| format!("{}.graphql", operation.name)).collect();
        assert_eq!(files, listed);
        for operation in OPERATIONS {
            assert!(operation.document.contains(&format!(" {}(", operation.name)), "{}", operation.name);
        }
    }
}
