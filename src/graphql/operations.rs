//! Compiles every file in `queries/` against `schema/`, with one line for each file.
//!
//! The query types are public, because public signatures contain them. Their module is private, because the code that
//! `graphql_client` generates is not part of the API.
#![allow(missing_docs, missing_debug_implementations, unreachable_pub, reason = "generated code")]

use crate::model::enums::{
    BroadcastState, ChannelKind as IntegrationType, MessageKind as MessageType, TagKind as TagType,
    WebhookEvent,
};
use crate::model::page_request::PageRequest;
use graphql_client::GraphQLQuery;

/// An operation that this crate sends: its name and its document.
///
/// ```
/// let convs = bcrumbs::OPERATIONS.iter().find(|operation| operation.name == "convs").unwrap();
/// assert!(convs.document.starts_with("query convs("));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation<'a> {
    /// The name of the operation and of its file, `queries/<name>.graphql`.
    pub name: &'a str,
    /// The document.
    pub document: &'a str,
}

/// Compiles the files with a type name, and adds all files to [`OPERATIONS`].
///
/// `graphql_client` ignores misspelt attributes, so the attributes are written only once, here:
///
/// - `schema_path`, `query_path`: relative to the package;
/// - `custom_scalars_module`: the module of `DateTime`, `Timestamp` and the other scalars;
/// - `extern_enums`: the enums that this crate defines, because the generated enums would not keep unknown values;
/// - `variable_types`: the type of the first variable, which is `$pageInfo` in a paged list;
/// - `variables_derives`: `Clone` to send the variables again, `Default` to create the variables of a list. If an
///   attribute is repeated, the first one counts;
/// - `response_derives`: `Default` to create a model for tests from an empty node;
/// - `skip_serializing_none`: variables that are not set are left out and not sent as null;
/// - `normalization`: generated types have Rust names. The name of the operation in the request is not changed.
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

        /// All operations that this crate sends. A client with omitted fields sends the documents of
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

/// Returns the name of an operation from the name of its file.
const fn name_of(file: &'static str) -> &'static str {
    let (_, name) = file.split_at("queries/".len());
    let (name, _) = name.split_at(name.len() - ".graphql".len());
    name
}

/// Returns the document of an operation in [`OPERATIONS`]. An unknown name is a compile error.
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
    use super::*;
    use bcrumbs_schema::{Filling, Options, Schema, Source, example};
    use serde::de::DeserializeOwned;
    use serde_json::Value;
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
    /// Decodes the data of a response with the generated type.
    fn decode<Q: GraphQLQuery<ResponseData: DeserializeOwned>>(data: Value) -> Result<(), serde_json::Error> {
        serde_json::from_value::<Q::ResponseData>(data).map(drop)
    }

    #[test]
    fn the_generated_types_decode_every_example_that_the_schema_permits() {
        let schema = Schema::parse("schema/bcrumbs.graphql", crate::sdl::SDL).unwrap();
        for operation in OPERATIONS {
            for filling in [Filling::Full, Filling::Worst] {
                let document = [Source::new("q.graphql", operation.document)];
                let response = example(&schema, &document, &Options::new(), operation.name, filling);
                let data = response.unwrap()["data"].take();
                let decoded = match operation.name {
                    "addMessage" => decode::<AddMessage>(data),
                    "agents" => decode::<Agents>(data),
                    "apiKeys" => decode::<ApiKeys>(data),
                    "assignConv" => decode::<AssignConv>(data),
                    "broadcasts" => decode::<Broadcasts>(data),
                    "clients" => decode::<Clients>(data),
                    // One type decodes all four.
                    "convs" | "convsWithClient" | "convsWithMessages" | "convsWithClientAndMessages" => {
                        decode::<ConvsWithClientAndMessages>(data)
                    }
                    "createTag" => decode::<CreateTag>(data),
                    "genApiKey" => decode::<GenApiKey>(data),
                    "messages" => decode::<Messages>(data),
                    "startConv" => decode::<StartConv>(data),
                    "tags" => decode::<Tags>(data),
                    "webhooks" => decode::<Webhooks>(data),
                    "workspaceSettings" => decode::<WorkspaceSettings>(data),
                    other => panic!("{other} is not decoded"),
                };
                decoded.unwrap_or_else(|error| panic!("{}, {filling:?}: {error}", operation.name));
            }
        }
    }
}
