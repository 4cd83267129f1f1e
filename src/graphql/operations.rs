//! Compiles every file in `queries/` against `schema/`, one line each.
//!
//! The query types are public, because public signatures name them, and their module is private: what `graphql_client`
//! generates for them is no API.
#![allow(missing_docs, missing_debug_implementations, unreachable_pub, reason = "generated code")]

use crate::model::enums::{
    BroadcastState, ChannelKind as IntegrationType, MessageKind as MessageType, TagKind as TagType,
    WebhookEvent,
};
use crate::model::page_request::PageRequest;
use graphql_client::GraphQLQuery;

/// An operation that this crate sends: its name, and its document as it goes over the wire.
///
/// ```
/// let convs = bcrumbs::OPERATIONS.iter().find(|operation| operation.name == "convs").unwrap();
/// assert!(convs.document.starts_with("query convs("));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation<'a> {
    /// The operation's name, which is its file's too: `queries/<name>.graphql`.
    pub name: &'a str,
    /// The document.
    pub document: &'a str,
}

/// Compiles the files that name a type, and lists all of them in [`OPERATIONS`].
///
/// `graphql_client` ignores an attribute that is misspelt, so the attributes stand here once:
///
/// - `schema_path`, `query_path`: relative to the package;
/// - `custom_scalars_module`: where `DateTime`, `Timestamp` and the other scalars come from;
/// - `extern_enums`: the enums that this crate defines; the generated ones would not keep an unknown value;
/// - `variable_types`: the type of the first variable, which is `$pageInfo` where a list is paged;
/// - `variables_derives`: variables can be sent again; those of a list start from nothing but the workspace. Of an
///   attribute that is there twice, the first counts;
/// - `response_derives`: a model for tests starts from a node in which nothing is known;
/// - `skip_serializing_none`: what was not set is left out instead of sent as null;
/// - `normalization`: type names as Rust writes them; the operation's name on the wire stays as in the file.
macro_rules! operations {
    ($($file:tt $(=> $name:ident $(, first variable: $page:tt)?)?;)+) => {
        $($(
            #[derive(GraphQLQuery)]
            #[graphql(
                schema_path = "schema/bcrumbs.graphql",
                query_path = $file,
                custom_scalars_module = "crate::graphql::scalars",
                extern_enums("BroadcastState", "IntegrationType", "MessageType", "TagType", "WebhookEvent"),
                $(variable_types($page), variables_derives = "Clone, Default",)?
                variables_derives = "Clone",
                response_derives = "Default",
                skip_serializing_none,
                normalization = "rust"
            )]
            #[allow(dead_code, reason = "a query type is named and never constructed")]
            pub struct $name;
        )?)+

        /// Every operation that this crate sends; a client that leaves fields out sends the documents of
        /// [`Client::operations`](crate::Client::operations).
        ///
        /// ```
        /// let names: Vec<_> = bcrumbs::OPERATIONS.iter().map(|operation| operation.name).collect();
        /// assert!(names.contains(&"startConv"));
        /// ```
        pub const OPERATIONS: &[Operation<'static>] = &[$(Operation {
            name: name_of($file),
            document: include_str!(concat!("../../", $file)),
        }),+];
    };
}

operations! {
    "queries/addMessage.graphql" => AddMessage;
    "queries/agents.graphql" => Agents, first variable: "PageRequest";
    "queries/apiKeys.graphql" => ApiKeys;
    "queries/assignConv.graphql" => AssignConv;
    "queries/broadcasts.graphql" => Broadcasts, first variable: "PageRequest";
    "queries/clients.graphql" => Clients, first variable: "PageRequest";
    "queries/convs.graphql";
    "queries/convsWithClient.graphql";
    "queries/convsWithClientAndMessages.graphql" => ConvsWithClientAndMessages, first variable: "PageRequest";
    "queries/convsWithMessages.graphql";
    "queries/createTag.graphql" => CreateTag;
    "queries/genApiKey.graphql" => GenApiKey;
    "queries/messages.graphql" => Messages, first variable: "PageRequest";
    "queries/startConv.graphql" => StartConv;
    "queries/tags.graphql" => Tags;
    "queries/webhooks.graphql" => Webhooks;
    "queries/workspaceSettings.graphql" => WorkspaceSettings;
}

/// Returns the name of an operation from its file.
const fn name_of(file: &'static str) -> &'static str {
    let (_, name) = file.split_at("queries/".len());
    let (name, _) = name.split_at(name.len() - ".graphql".len());
    name
}

/// Returns the document of an operation of [`OPERATIONS`]; it does not compile for a name that is not there.
pub(crate) const fn document(name: &str) -> &'static str {
    let mut at = 0;
    while at < OPERATIONS.len() {
        if is_equal(OPERATIONS[at].name.as_bytes(), name.as_bytes()) {
            return OPERATIONS[at].document;
        }
        at += 1;
    }
    panic!("no such operation")
}

const fn is_equal(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

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
