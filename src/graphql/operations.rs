//! The operations as `graphql_client` compiles them from `queries/` against `schema/`. Nothing here is public: every
//! operation gets its own copy of each type, so the public models are written by hand and converted into.

use crate::model::enums::{ChannelKind as IntegrationType, MessageKind as MessageType};
use graphql_client::GraphQLQuery;

/// Compiles one query file. The attributes are the same for every operation, and a misspelt one would be ignored
/// without a word, so they stand here once:
///
/// - `schema_path`, `query_path`: relative to the package;
/// - `custom_scalars_module`: where `DateTime`, `Timestamp` and `JSON` come from;
/// - `extern_enums`: enumerations that we own; the generated ones would lose the `Unknown` payload's opacity;
/// - `skip_serializing_none`: what was not set is left out instead of sent as null;
/// - `normalization`: type names as Rust spells them; the operation's name on the wire stays as in the file.
macro_rules! operation {
    ($name:ident, $file:tt, $($enums:tt),*) => {
        #[derive(GraphQLQuery)]
        #[graphql(
            schema_path = "schema/bcrumbs.graphql",
            query_path = $file,
            custom_scalars_module = "crate::graphql::scalars",
            extern_enums($($enums),*),
            skip_serializing_none,
            normalization = "rust"
        )]
        pub(crate) struct $name;
    };
}

operation!(Convs, "queries/convs.graphql", "IntegrationType");
operation!(ConvsWithClient, "queries/convsWithClient.graphql", "IntegrationType");
operation!(ConvsWithMessages, "queries/convsWithMessages.graphql", "IntegrationType", "MessageType");
operation!(
    ConvsWithClientAndMessages,
    "queries/convsWithClientAndMessages.graphql",
    "IntegrationType",
    "MessageType"
);
operation!(Messages, "queries/messages.graphql", "MessageType");
operation!(StartConv, "queries/startConv.graphql", "IntegrationType");
operation!(AssignConv, "queries/assignConv.graphql", "IntegrationType");
