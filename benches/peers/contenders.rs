//! The same call in five ways, as a caller would write it with each library.

use crate::server::{WORKSPACE, workspace};
use bcrumbs::Workspace;
use graphql_client::GraphQLQuery;
use serde_json::Value;

/// A way to make the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Only reqwest, which reads the bytes: the minimum.
    Bytes,
    /// The types that `graphql_client` generates, read by reqwest's `.json()`.
    GraphqlClient,
    /// cynic's typed path, read by its extension for reqwest.
    Cynic,
    /// An untyped `serde_json::Value`.
    Untyped,
    /// This crate, through its public API.
    Ours,
}

impl Way {
    /// Every way, in the order of the tables.
    pub(crate) const ALL: [Self; 5] =
        [Self::Bytes, Self::GraphqlClient, Self::Cynic, Self::Untyped, Self::Ours];

    /// Returns its name for a table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bytes => "reqwest, bytes only",
            Self::GraphqlClient => "graphql_client + reqwest `.json()`",
            Self::Cynic => "cynic",
            Self::Untyped => "`serde_json::Value`",
            Self::Ours => "bcrumbs",
        }
    }
}

/// One endpoint, and a client of each library for it.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    url: String,
    bare: reqwest::Client,
    ours: Workspace,
}

impl Caller {
    /// Makes the clients.
    pub(crate) fn new(url: String) -> Self {
        let bare = reqwest::Client::builder().no_proxy().build().expect("a plain client");
        Self { ours: workspace(&url), bare, url }
    }

    /// Makes one call and returns the number of conversations. The minimum does not count them.
    pub(crate) async fn call(&self, way: Way) -> usize {
        match way {
            Way::Bytes => {
                let answer = self.post().json(&generated_body()).send().await.expect("an answer");
                answer.bytes().await.expect("a body").len()
            }
            Way::GraphqlClient => {
                let answer = self.post().json(&generated_body()).send().await.expect("an answer");
                let read: graphql_client::Response<generated::convs_with_client::ResponseData> =
                    answer.json().await.expect("the documented form");
                read.data.and_then(|data| data.convs).map_or(0, |payload| payload.nodes.len())
            }
            Way::Cynic => {
                use cynic::http::ReqwestExt;

                let answer = self.post().run_graphql(cynics::operation()).await.expect("the documented form");
                answer.data.and_then(|data| data.convs).map_or(0, |payload| payload.nodes.len())
            }
            Way::Untyped => {
                let answer = self.post().json(&generated_body()).send().await.expect("an answer");
                let read: Value = answer.json().await.expect("JSON");
                read["data"]["convs"]["nodes"].as_array().map_or(0, Vec::len)
            }
            Way::Ours => {
                let page = self.ours.conversations().with_contact().page_size(100).page().await;
                page.expect("the documented form").items.len()
            }
        }
    }

    fn post(&self) -> reqwest::RequestBuilder {
        self.bare.post(&self.url).header("authorization", "bench")
    }
}

fn generated_body() -> graphql_client::QueryBody<generated::convs_with_client::Variables> {
    use generated::convs_with_client::{ConvsInput, PageInfoInput, Variables};

    generated::ConvsWithClient::build_query(Variables {
        input: ConvsInput {
            workspace_id: WORKSPACE.into(),
            integration_id: None,
            client_id: None,
            ended: None,
            tags: None,
            assignee_id: None,
            stage_id: None,
            name_or_phone: None,
            external_conversation_id: None,
            ai_id: None,
        },
        page_info: Some(PageInfoInput { limit: Some(100), cursor: None, query: None, count: None }),
    })
}

/// The code that `graphql_client` generates from our query file, with chrono's times, as in its documentation.
#[allow(missing_docs, reason = "generated")]
mod generated {
    use super::GraphQLQuery;

    type DateTime = chrono::DateTime<chrono::Utc>;
    type Timestamp = String;

    #[derive(GraphQLQuery)]
    #[graphql(
        schema_path = "../schema/bcrumbs.graphql",
        query_path = "../queries/convsWithClient.graphql",
        skip_serializing_none,
        normalization = "rust"
    )]
    pub(super) struct ConvsWithClient;
}

/// The same query in cynic's terms.
mod cynics {
    use chrono::{DateTime, Utc};
    use cynic::QueryBuilder;

    #[allow(dead_code, reason = "what is read is only counted")]
    #[cynic::schema_for_derives(file = "../schema/bcrumbs.graphql", module = "schema")]
    mod queries {
        use super::schema;
        use chrono::{DateTime, Utc};

        #[derive(cynic::QueryVariables, Debug)]
        pub(crate) struct Variables {
            pub(crate) input: ConvsInput,
            pub(crate) page_info: Option<PageInfoInput>,
        }

        #[derive(cynic::InputObject, Debug)]
        pub(crate) struct ConvsInput {
            pub(crate) workspace_id: i32,
        }

        #[derive(cynic::InputObject, Debug)]
        pub(crate) struct PageInfoInput {
            pub(crate) limit: Option<i32>,
        }

        #[derive(cynic::QueryFragment, Debug)]
        #[cynic(graphql_type = "Query", variables = "Variables")]
        pub(crate) struct ConvsWithClient {
            #[arguments(input: $input, pageInfo: $page_info)]
            pub(crate) convs: Option<ConvsPayload>,
        }

        #[derive(cynic::QueryFragment, Debug)]
        pub(crate) struct ConvsPayload {
            pub(crate) nodes: Vec<Option<Conv>>,
            pub(crate) page_info: Option<PageInfo>,
        }

        #[derive(cynic::QueryFragment, Debug)]
        pub(crate) struct PageInfo {
            pub(crate) has_next_page: bool,
            pub(crate) end_cursor: Option<Timestamp>,
            pub(crate) count: Option<i32>,
        }

        #[derive(cynic::QueryFragment, Debug)]
        pub(crate) struct Conv {
            pub(crate) workspace_id: Option<i32>,
            pub(crate) id: cynic::Id,
            pub(crate) integration_id: Option<cynic::Id>,
            pub(crate) integration_type: Option<IntegrationType>,
            pub(crate) client_id: Option<cynic::Id>,
            pub(crate) stage_id: Option<String>,
            pub(crate) order_no: Option<String>,
            pub(crate) ended: bool,
            pub(crate) ended_by: Option<String>,
            pub(crate) ended_at: Option<DateTime<Utc>>,
            pub(crate) assignee_id: Option<cynic::Id>,
            pub(crate) ai_id: Option<cynic::Id>,
            pub(crate) ai_assigneed: Option<bool>,
            pub(crate) broadcast_id: Option<cynic::Id>,
            pub(crate) broadcast_name: Option<String>,
            pub(crate) tags: Option<Vec<Option<String>>>,
            pub(crate) external_conversation_id: Option<String>,
            pub(crate) created_at: DateTime<Utc>,
            pub(crate) client: Option<ConvClient>,
        }

        #[derive(cynic::QueryFragment, Debug)]
        pub(crate) struct ConvClient {
            pub(crate) name: Option<String>,
            pub(crate) surname: Option<String>,
            pub(crate) code: Option<String>,
            pub(crate) phone: Option<String>,
            pub(crate) is_deleted: Option<bool>,
        }

        #[derive(cynic::Enum, Clone, Debug)]
        pub(crate) enum IntegrationType {
            Whatsapp,
            Instagram,
            Telegram,
            Custom,
            #[cynic(fallback)]
            Other(String),
        }

        #[derive(cynic::Scalar, Clone, Debug)]
        pub(crate) struct Timestamp(pub(crate) String);
    }

    cynic::impl_scalar!(DateTime<Utc>, schema::DateTime);

    pub(super) fn operation() -> cynic::Operation<queries::ConvsWithClient, queries::Variables> {
        queries::ConvsWithClient::build(queries::Variables {
            input: queries::ConvsInput { workspace_id: crate::server::WORKSPACE },
            page_info: Some(queries::PageInfoInput { limit: Some(100) }),
        })
    }

    #[allow(missing_docs, unreachable_pub, non_snake_case, non_camel_case_types, reason = "generated")]
    mod schema {
        cynic::use_schema!("../schema/bcrumbs.graphql");
    }
}
